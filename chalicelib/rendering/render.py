"""Makes a mail or a page from templates/ and the parts it is given. What a mail needs and lacks is an error here,
so that a delay notice without its reason cannot be written at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from chalicelib.care.vocabulary import Money, Reason
from chalicelib.errors import RenderError, UnknownTemplateError
from chalicelib.rendering import context as parts
from chalicelib.rendering import wording
from chalicelib.rendering.palette import palette
from chalicelib.rendering.spaces import bound
from chalicelib.rendering.templates import TemplateError, TemplateNotFound, Templates

_EVERY = ("shop.name", "shop.help_url", "shop.help_email", "person", "signature.name")
# What each mail cannot do without, by its stem. A part that is missing or empty is a RenderError.
MAILS: dict[str, tuple[str, ...]] = {
    "order_received": (*_EVERY, "order.name", "links.feedback_url"),
    "order_shipped": (*_EVERY, "order.name", "parcels"),
    "order_processing": (*_EVERY, "order.name"),
    "out_for_delivery": (*_EVERY, "order.name", "parcels"),
    "ready_for_pickup": (*_EVERY, "order.name", "parcels"),
    "pickup_reminder": (*_EVERY, "order.name", "parcels"),
    "order_delivered": (*_EVERY, "order.name", "links.help_url"),
    "refund_told": (*_EVERY, "order.name"),
    "late_parcel": (*_EVERY, "order.name", "delay.reason", "delay.fault", "delay.old_date"),
    "good_news": (*_EVERY, "order.name", "parcels", "moves.old_date"),
    "agent_reply": (*_EVERY, "case.agent_name", "reply"),
    "agent_mail": (*_EVERY, "case.agent_name", "reply"),
    "solved_question": (*_EVERY, "case.agent_name", "links.yes_url", "links.no_url", "links.unsubscribe_url"),
    "solved_reminder": (*_EVERY, "case.agent_name", "links.yes_url", "links.no_url", "links.unsubscribe_url"),
    "survey_csat": (*_EVERY, "order.name", "links.score_urls", "links.unsubscribe_url"),
    "survey_nps": (*_EVERY, "order.name", "links.score_urls", "links.unsubscribe_url"),
    "case_nps": (*_EVERY, "case.agent_name", "links.score_urls", "links.unsubscribe_url"),
    "solved_thanks": (*_EVERY, "case.agent_name"),
    "reopened": (*_EVERY, "case.agent_name"),
    "goodwill_told": (*_EVERY, "gift.kind", "gift.amount"),
    "first_reply": (*_EVERY, "wait.time"),
    "choice_confirmed": (*_EVERY, "order.name", "choice.chosen", "choice.fulfilled"),
}
# What each page cannot do without, and the states it has.
PAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "solved": (
        ("shop", "state"),
        ("ask", "thanks_yes", "reopened_no", "already_answered", "cause_thanks", "score_thanks", "comment_thanks"),
    ),
    "survey": (("shop", "state", "survey"), ("ask", "answered", "thanks", "comment_thanks")),
    "feedback": (("shop", "state"), ("ask", "empty", "thanks")),
    "unsubscribe": (("shop", "state"), ("ask", "done")),
    "returns": (("shop", "state", "back"), ("ask", "mend", "over", "thanks")),
    "contact": (("shop", "state", "contact"), ("ask", "mend", "stale", "too_many", "thanks")),
    "choice": (
        ("shop", "state", "choice"),
        ("ask", "thanks", "chosen", "delivered", "cancelled", "in_time", "nothing"),
    ),
    "link_problem": (("state",), ("forged", "expired")),
    "too_late": (("shop",), ()),
    "error": ((), ()),
}
_MAIL_PARTS: dict[str, type] = {
    "shop": parts.Shop, "person": parts.Person, "signature": parts.Signature, "links": parts.Links,
    "order": parts.OrderView, "parcels": tuple, "delay": parts.Delay, "case": parts.CaseView, "reply": str,
    "moves": parts.MovesAgain, "gift": parts.Gift, "wait": parts.WaitView, "choice": parts.ChoiceView,
    "refunded": Money, "return_until": date,
}  # fmt: skip
_PAGE_PARTS: dict[str, type] = {
    "shop": parts.Shop, "state": str, "answer": str, "may_change": bool, "agent_name": str, "order_name": str,
    "score": int, "comment": str, "form": str, "contact": parts.ContactView,
    "choice": parts.ChoiceView, "back": parts.ReturnView,
    "answered": str, "causes": tuple, "told": bool, "survey": str, "about_case": bool,
    "low": bool, "glad": bool, "review_url": str,
}  # fmt: skip
_FAULTS = ("carrier", "shop", "customs", "nobody", "customer")
_LINKS = ("feedback_url", "yes_url", "no_url", "unsubscribe_url", "choices_url", "help_url", "return_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A mail ready to be put into MIME. `lang` is the language it was written in, perhaps not the one wanted."""

    subject: str
    html: str
    text: str
    preheader: str
    lang: str


def render_mail(kind: str, lang: str, context: Mapping[str, object]) -> Rendered:
    """A mail in the customer's language, or else the shop's. `context`: see `MailContext`.

    UnknownTemplateError if there is no such mail; RenderError if a part is missing, unknown, empty or wrong.
    """
    if kind not in MAILS:
        raise UnknownTemplateError(f"no mail is called {kind!r}; there are {', '.join(MAILS)}")
    given = _checked(f"mail {kind}", context, _MAIL_PARTS, MAILS[kind])
    shop = given["shop"]
    assert isinstance(shop, parts.Shop)
    _check_mail(kind, given)
    spoken = wording.spoken(lang, shop.language)
    values = _values(given, _MAIL_PARTS, shop, spoken)
    text = _Page(f"email/{kind}.txt.j2", spoken, values)
    heads = {block: wording.one_line(text.block(block)) for block in ("subject", "preheader")}
    html = _Page(f"email/{kind}.html.j2", spoken, values | heads)
    return Rendered(html=bound(html.whole(), spoken), text=_tidy(text.whole()), lang=spoken, **heads)


def render_note(kind: str, lang: str, default: str, values: Mapping[str, object]) -> str:
    """A short text for a network in a language, or else in the shop's (`default`). Errors as above."""
    return wording.one_line(_Page(f"social/{kind}.txt.j2", wording.spoken(lang, default), dict(values)).whole())


def render_page(name: str, lang: str, context: Mapping[str, object]) -> str:
    """A page of HTML in the reader's language, or else the shop's. `context`: see `PageContext`. Errors as above."""
    if name not in PAGES:
        raise UnknownTemplateError(f"no page is called {name!r}; there are {', '.join(PAGES)}")
    needs, states = PAGES[name]
    context = {key: value for key, value in context.items() if value is not None}
    given = _checked(f"page {name}", context, _PAGE_PARTS, needs)
    if states and given["state"] not in states:
        raise RenderError(f"page {name} has no state {given['state']!r}; it has {', '.join(states)}")
    if given.get("answer", "yes") not in ("yes", "no"):
        raise RenderError(f"page {name}: answer is {given['answer']!r}; it must be yes or no")
    if given.get("state") == "already_answered" and "answer" not in given:
        raise RenderError(f"page {name}: state already_answered needs the answer")
    shop = given.get("shop")
    assert shop is None or isinstance(shop, parts.Shop)
    spoken = wording.spoken(lang, shop.language if shop else "en")
    return bound(_Page(f"pages/{name}.html.j2", spoken, _values(given, _PAGE_PARTS, shop, spoken)).whole(), spoken)


def render_board(name: str, shop: parts.Shop | None, values: Mapping[str, object]) -> str:
    """A page for the team, in English: templates/board/. Errors as above."""
    shared = _values({}, {}, shop, "en")
    return _Page(f"board/{name}.html.j2", "en", {**shared, **values, "shop": shop}).whole()


def render_team(name: str, values: Mapping[str, object]) -> str:
    """A mail of HTML to the shop's own people, in English, of words that are given. RenderError as above."""
    return _Page(f"team/{name}.html.j2", "en", {**_values({}, {}, None, "en"), **values}).whole()


def _checked(
    what: str, context: Mapping[str, object], known: Mapping[str, type], needs: tuple[str, ...]
) -> dict[str, object]:
    """The context, if it has all it needs and nothing that we do not know."""
    for key, value in context.items():
        if key not in known:
            raise RenderError(f"{what}: unknown part {key!r}; known are {', '.join(known)}")
        if not isinstance(value, known[key]):
            raise RenderError(f"{what}: {key} is a {type(value).__name__}, not a {known[key].__name__}")
    for need in needs:
        part, _, name = need.partition(".")
        value = getattr(context.get(part), name, None) if name else context.get(part)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            raise RenderError(f"{what} cannot be written without {need}")
    return dict(context)


def _check_mail(kind: str, given: Mapping[str, object]) -> None:
    """What a list of needs cannot say: values from closed sets, one of two, safe addresses."""
    delay, links = given.get("delay"), given.get("links")
    if isinstance(delay, parts.Delay):
        if delay.reason not in set(Reason) or delay.fault not in _FAULTS:
            raise RenderError(f"mail {kind}: no words for reason {delay.reason!r} or fault {delay.fault!r}")
        if not (delay.new_date or delay.know_by):
            raise RenderError(f"mail {kind} cannot be written without delay.new_date or delay.know_by")
        if delay.choices and not getattr(links, "choices_url", None):
            raise RenderError(f"mail {kind} offers choices and has no links.choices_url")
    for name in _LINKS if links else ():
        if (url := getattr(links, name)) and not wording.web_address(url):
            raise RenderError(f"mail {kind}: links.{name} is not a web address")


def _values(
    given: Mapping[str, object], known: Mapping[str, type], shop: parts.Shop | None, lang: str
) -> dict[str, object]:
    """Every part by name (None where it was not given), and what all templates share."""
    try:
        colours = palette(shop.accent if shop else parts.Shop.__dataclass_fields__["accent"].default)
    except ValueError as error:
        raise RenderError(str(error)) from None
    return {**dict.fromkeys(known), **given, "lang": lang, "light": colours.light, "dark": colours.dark}


@cache
def _templates(lang: str) -> Templates:
    """One language's templates. Built once per container."""
    words = wording.catalogue(lang)
    return Templates(wording.filters(lang), words.words, words.counted_words)


class _Page:
    """A template in a language with its values. Whatever goes wrong in it is a RenderError that names it."""

    def __init__(self, name: str, lang: str, values: Mapping[str, object]) -> None:
        self._name, self._values = name, values
        try:
            self._template = _templates(lang).get_template(name)
        except TemplateNotFound as error:
            raise UnknownTemplateError(f"templates/{error.name} is missing") from error
        except TemplateError as error:
            raise RenderError(f"templates/{name}: {error}") from error

    def whole(self) -> str:
        """The whole template."""
        try:
            return self._template.render(self._values)
        except TemplateError as error:
            raise RenderError(f"templates/{self._name}: {error}") from error

    def block(self, block: str) -> str:
        """One block of the template."""
        try:
            return self._template.block(block, self._values)
        except TemplateError as error:
            raise RenderError(f"templates/{self._name}, block {block}: {error}") from error


def _tidy(text: str) -> str:
    """Plain text without hard or trailing spaces, with one blank line at most in a row; "-- " starts the footer."""
    text = re.sub(r"[ \t]+\n", "\n", text.replace("\u00a0", " "))
    return re.sub(r"\n{3,}", "\n\n", text).replace("\n--\n", "\n-- \n").strip() + "\n"
