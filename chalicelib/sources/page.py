"""Pages: what customers press behind the links in our mails. The pages have checked the link already.

The body is JSON of our own: {"claims": {...}, "form": ..., and the form's fields}. `claims` are the ids that the signed
link carries: {"kind": "solved", "case", "cycle"}, or "feedback" or "choice" and an "order"; they may also stand beside
the fields. `form` is the number that the page drew for this form, so that pressing twice answers once.
"""

from datetime import date

from chalicelib.care.events import ChoiceMade, CustomerMuted, FeedbackGiven, SolvedAnswered
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, identity, table, text, whole
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
    if kind == "mute":
        return _muted(claims, context)
    if kind == "choice":
        return _chosen(body, claims, context)
    return _feedback(body, claims, context) if kind == "feedback" else Reading(unknown=kind or "(no kind)")


def _answered(body: Table, claims: Table, context: Context) -> Reading:
    case, form, answer = identity(claims.get("case"), "the case"), _form(body), text(body.get("answer"))
    cycle = whole(claims.get("cycle"))
    if answer not in ANSWERS or cycle < 1:
        raise UnreadableError("the answer is neither yes nor no" if cycle > 0 else "the link names no resolution")
    # Who changes their mind gets a new form; the same form cannot say the same twice.
    return Reading(events=(SolvedAnswered(
        shop=context.shop, key=f"page:solved:{case}:{cycle}:{form}:{answer}", occurred_at=context.received_at,
        case_id=case, cycle=cycle, solved=ANSWERS[answer],
    ),))  # fmt: skip


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
