"""Fills in a customer's page as a browser without JavaScript does."""

from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from ops import web
from ops.again import Again, once

BROWSER = {"User-Agent": "Mozilla/5.0", "Content-Type": "application/x-www-form-urlencoded"}


class NoFormError(Exception):
    """Raised when a page has no form for what is to be pressed."""


@dataclass(slots=True)
class Form:
    """A form: where it goes, its fields, and the buttons that carry a value."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        elif self.found and tag == "input" and given.get("type") == "hidden":
            self.found[-1].fields[given.get("name", "")] = given.get("value", "")
        elif self.found and tag == "button" and given.get("name"):
            self.found[-1].buttons.append((given["name"], given.get("value", "")))


def forms(html: str) -> list[Form]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.found


def press(address: str, answer: str, must: bool = True, again: Again = once) -> web.Answer:
    """Open a page and press the button that says `answer`; the page that follows.

    Without such a button: NoFormError, or the page itself if it need not be there (`must`). `again`: how often a
    person tries when the page says that it does not work now.
    """
    page = again(lambda: web.get(address, BROWSER))
    wanted = ("answer", answer)
    for form in forms(page.text):
        if form.method == "post" and (wanted in form.buttons or form.fields.get("answer") == answer):
            body = urlencode({**form.fields, "answer": answer}).encode()
            target = urljoin(address, form.action) if form.action else address
            return again(partial(web.post, target, body, BROWSER))
    if must:
        raise NoFormError(f"no button for {answer!r} on the page (status {page.status}): {page.text[:500]}")
    return page
