"""Pages: what customers press behind the links in our mails. The pages have checked the link already.

The body is JSON of our own: {"claims": {...}, "form": ..., and the form's fields}. `claims` are the ids that the signed
link carries: {"kind": "solved", "case", "cycle"}, {"kind": "survey", "survey", "order" or "case"}, or "feedback",
"choice" or "return" and an "order"; they may also stand beside the fields. `form` is the number that the page drew for
this form, so that pressing twice answers once. `answered` is that of the form just pressed before: what follows from it
may arrive first.
"""

from datetime import date

from chalicelib.care.events import (
    CauseGiven,
    ChoiceMade,
    CustomerMuted,
    Event,
    FeedbackGiven,
    ReturnRequested,
    ScoreGiven,
    SolvedAnswered,
)
from chalicelib.care.return_words import ReturnReason, ReturnWish
from chalicelib.care.scores import is_valid
from chalicelib.care.vocabulary import ChoiceKind, Item, SurveyKind
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, identity, rows, table, text, whole
from chalicelib.sources.inside import verify as verify

ANSWERS = {"yes": True, "no": False}
SCORES = range(1, 6)
GROUPS = frozenset({"survey", "notice", "all"})
LONGEST_COMMENT = 5000


def delivery_id(delivery: Delivery) -> str:
    """The form's number, "" if it cannot be read."""
    try:
        return text(document(delivery.body).get("form"))
    except UnreadableError:
        return ""


def read(delivery: Delivery, context: Context) -> Reading:
    """One answer or one feedback; UnreadableError if its ids are missing."""
    body = document(delivery.body)
    claims = table(body.get("claims")) or body
    kind, shop = text(claims.get("kind")), text(claims.get("shop"))
    if shop and shop != context.shop:
        raise UnreadableError(f"the link is of shop {shop[:40]!r}")
    if kind == "solved":
        return _answered(body, claims, context)
    if kind == "survey":
        return _scored(body, claims, context)
    if kind == "mute":
        return _muted(claims, context)
    if kind == "choice":
        return _chosen(body, claims, context)
    if kind == "return":
        return _wanted_back(body, claims, context)
    return _feedback(body, claims, context) if kind == "feedback" else Reading(unknown=kind or "(no kind)")


def _answered(body: Table, claims: Table, context: Context) -> Reading:
    """An answer; or, once it was given, the cause of a No, or a score or words after a Yes."""
    case, cycle = identity(claims.get("case"), "the case"), whole(claims.get("cycle"))
    if cycle < 1:
        raise UnreadableError("the link names no resolution")
    if "cause" in body:
        return Reading(events=(*_before("no", case, cycle, body, context), _cause(case, cycle, body, context)))
    if "score" in body or "comment" in body:
        scored = _score(SurveyKind.CSAT, f"case:{case}", cycle, body, context)
        return Reading(events=(*_before("yes", case, cycle, body, context), *scored))
    form, answer = _form(body), text(body.get("answer"))
    if answer not in ANSWERS:
        raise UnreadableError("the answer is neither yes nor no")
    scanned = text(body.get("scanned")) == "yes"
    return Reading(events=(_solved(answer, case, cycle, form, context, scanned=scanned),))


def _solved(
    answer: str, case: str, cycle: int, form: str, context: Context, *, scanned: bool = False
) -> SolvedAnswered:  # fmt: skip
    # Who changes their mind gets a new form; the same form cannot say the same twice.
    return SolvedAnswered(
        shop=context.shop, key=f"page:solved:{case}:{cycle}:{form}:{answer}", occurred_at=context.received_at,
        case_id=case, cycle=cycle, solved=ANSWERS[answer], scanned=scanned,
    )  # fmt: skip


def _before(answer: str, case: str, cycle: int, body: Table, context: Context) -> tuple[Event, ...]:
    """The answer that the page had just taken: told once more, so that what follows from it never comes first."""
    answered = text(body.get("answered"))
    return (_solved(answer, case, cycle, identity(answered, "the form before"), context),) if answered else ()


def _cause(case: str, cycle: int, body: Table, context: Context) -> CauseGiven:
    return CauseGiven(
        shop=context.shop, key=f"page:cause:{case}:{cycle}:{_form(body)}", occurred_at=context.received_at,
        case_id=case, cycle=cycle, cause=identity(body.get("cause"), "the cause"),
        comment=text(body.get("comment"))[:LONGEST_COMMENT],
    )  # fmt: skip


def _scored(body: Table, claims: Table, context: Context) -> Reading:
    """What somebody says of an order that has arrived, or after a case that was solved."""
    about, survey = "case" if "case" in claims else "order", text(claims.get("survey"))
    if survey not in set(SurveyKind):
        raise UnreadableError(f"there is no survey {survey[:40]!r}")
    found = _score(SurveyKind(survey), f"{about}:{identity(claims.get(about), f'the {about}')}", 0, body, context)
    return Reading(events=found) if found else Reading(ignored="nothing was filled in")


def _score(survey: SurveyKind, about: str, cycle: int, body: Table, context: Context) -> tuple[Event, ...]:
    said, comment = text(body.get("score")), text(body.get("comment"))[:LONGEST_COMMENT]
    given = whole(said, default=-1)
    score = given if said and is_valid(survey, given) else None
    if score is None and not comment:
        return ()
    return (ScoreGiven(
        shop=context.shop, key=f"page:score:{about}:{cycle}:{_form(body)}", occurred_at=context.received_at,
        survey=survey, about=about, cycle=cycle, score=score, comment=comment,
        may_quote=text(body.get("quote")) == "yes",
    ),)  # fmt: skip


def _feedback(body: Table, claims: Table, context: Context) -> Reading:
    order, form = identity(claims.get("order"), "the order"), _form(body)
    score, comment = whole(body.get("score")), text(body.get("comment"))[:LONGEST_COMMENT]
    if score not in SCORES and not comment:
        return Reading(ignored="nothing was filled in")
    return Reading(events=(FeedbackGiven(
        shop=context.shop, key=f"page:feedback:{order}:{form}", occurred_at=context.received_at,
        order_id=order, score=score if score in SCORES else None, comment=comment,
    ),))  # fmt: skip


def _chosen(body: Table, claims: Table, context: Context) -> Reading:
    order, form, choice = identity(claims.get("order"), "the order"), _form(body), text(body.get("choice"))
    if choice not in set(ChoiceKind):
        raise UnreadableError(f"there is no choice {choice[:40]!r}")
    return Reading(events=(ChoiceMade(
        shop=context.shop, key=f"page:choice:{order}:{form}:{choice}", occurred_at=context.received_at,
        order_id=order, choice=ChoiceKind(choice), words=text(body.get("words"))[:LONGEST_COMMENT],
        by=_day(body.get("by")),
    ),))  # fmt: skip


def _wanted_back(body: Table, claims: Table, context: Context) -> Reading:
    order, form = identity(claims.get("order"), "the order"), _form(body)
    wish, reason = text(body.get("wish")), text(body.get("reason"))
    if wish not in set(ReturnWish) or reason not in set(ReturnReason):
        raise UnreadableError(f"nobody can want {wish[:40]!r} because of {reason[:40]!r}")
    items = tuple(
        Item(text(each.get("title")), whole(each.get("quantity")), text(each.get("product_id")))
        for each in rows(body.get("items")) if whole(each.get("quantity")) > 0
    )  # fmt: skip
    return Reading(events=(ReturnRequested(
        shop=context.shop, key=f"page:return:{order}:{form}", occurred_at=context.received_at, order_id=order,
        wish=ReturnWish(wish), reason=ReturnReason(reason), items=items,
        comment=text(body.get("comment"))[:LONGEST_COMMENT],
    ),))  # fmt: skip


def _day(value: object) -> date | None:
    """The day the page promised, None if it promised none."""
    said = text(value)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise UnreadableError(f"{said[:40]!r} is no day") from None


def _muted(claims: Table, context: Context) -> Reading:
    customer, group = identity(claims.get("customer"), "the customer"), text(claims.get("what"))
    if group not in GROUPS:
        raise UnreadableError(f"nobody can be muted for {group[:40]!r}")
    return Reading(events=(CustomerMuted(
        shop=context.shop, key=f"page:mute:{customer}:{group}", occurred_at=context.received_at,
        customer_id=customer, group=group,
    ),))  # fmt: skip


def _form(body: Table) -> str:
    return identity(body.get("form"), "the form's number")
