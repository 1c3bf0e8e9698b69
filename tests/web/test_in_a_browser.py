"""The pages of the deployed stack in a real browser: a case is resolved, its customer opens what the mail links to.

One story, told in order: each test stands on those before it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from chalicelib import slack_ids
from chalicelib.care.state import Ref
from ops import shop_events, web
from ops.local import Local
from ops.story.buying import BUYING
from ops.story.stage import JANA, ZUZANA, Stage
from ops.story.team import TEAM
from tests.process import kept
from tests.rendering.test_looks import CONTRAST, TARGETS

WIDTH, DESKTOP = 360, 1280
AA = 4.5
SCANNERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "Mail-Scanner/1.0", "curl/8.5.0",
    "Mozilla/5.0 (compatible; Google-Read-Aloud)", "",
)  # fmt: skip
# What a screen reader would stumble over: each finding in words.
STUMBLES = """() => {
  const found = [], say = (e, what) => found.push(`${e.outerHTML.slice(0, 80)}: ${what}`);
  const name = e => (e.getAttribute('aria-label') || '').trim()
    || [...(e.labels || [])].map(l => l.textContent).join('').trim()
    || (['BUTTON', 'A'].includes(e.tagName) ? e.textContent.trim() : '');
  if (!document.documentElement.lang) say(document.documentElement, 'no language');
  if (!document.title.trim()) say(document.head, 'no title');
  if (document.querySelectorAll('main').length !== 1) say(document.body, 'not one main part');
  const heads = [...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1]);
  if (heads.filter(h => h === 1).length !== 1) say(document.body, 'not one first heading');
  heads.forEach((h, i) => { if (i && h > heads[i - 1] + 1) say(document.body, 'a heading is left out'); });
  for (const e of document.querySelectorAll('button, a, textarea, select, input:not([type=hidden])'))
    if (!name(e)) say(e, 'no name');
  for (const set of document.querySelectorAll('fieldset')) if (!set.querySelector('legend')) say(set, 'no legend');
  for (const e of document.querySelectorAll('img:not([alt])')) say(e, 'no alt');
  for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) say(e, 'order of its own');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => say(document.body, `two have the id ${id}`));
  for (const e of document.querySelectorAll('[aria-describedby]'))
    if (!document.getElementById(e.getAttribute('aria-describedby'))) say(e, 'described by nothing');
  const viewport = document.querySelector('meta[name=viewport]').content;
  if (/user-scalable|maximum-scale/.test(viewport)) say(document.head, 'no zoom');
  return found;
}"""


@dataclass(slots=True)
class Shown:
    """A running stack, and what Jana has in her mailbox."""

    stage: Stage
    links: dict[str, str]

    @property
    def pages(self) -> dict[str, str]:
        """Addresses of pages, a forged one among them."""
        return self.links | {"forged": f"{self.links['yes']}x"}

    def pressed(self) -> list[dict[str, Any]]:
        """What was recorded of presses on pages."""
        store = self.stage.local.services().store
        ids = [each.id for each in self.stage.ledger.receipts() if each.source == "page"]
        return [json.loads(store.delivery(id_).body) for id_ in ids]


@pytest.fixture(scope="module")
def shown(local: Local) -> Iterator[Shown]:
    with kept():
        stage = Stage(local)
        for step in (*TEAM, *BUYING[:2]):
            step.play(stage)
        yield Shown(stage, _asked(stage))


def _asked(stage: Stage) -> dict[str, str]:
    """She complains, Zuzana claims and resolves, the clock asks: the links in her mails."""
    stage.comment = stage.local.complain(JANA, JANA.complaint.format(order=stage.sale.name))
    assert stage.local.deliver(shop_events.comment_added(stage.comment)).status == 200
    for action, state in ((slack_ids.CLAIM, "claimed"), (slack_ids.RESOLVE, "resolved")):
        stage.until(f"the card offers {action}", stage.buttons, lambda seen, wanted=action: wanted in seen)
        assert stage.local.presses.press(ZUZANA, stage.card(), action).status == 200
        stage.until(f"the case is {state}", lambda: stage.case().state, lambda seen, wanted=state: seen == wanted)

    def question() -> list[Any]:
        stage.local.tick()
        return stage.mails("solved_question")

    links = stage.until("the question", question)[0].links
    yes, no = list(dict.fromkeys(link for link in links if "/s/" in link))
    found = {"yes": yes, "no": no, "unsubscribe": next(link for link in links if "/u/" in link)}
    return found | {"feedback": next(link for link in stage.mails("order_received")[0].links if "/f/" in link)}


@contextmanager
def opened(browser: Browser, address: str, **more: Any) -> Iterator[Page]:
    """A page in a browser of its own, that asked nobody else for anything and had nothing to complain of."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 740}, **more)
    page, asked, complaints = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    response = page.goto(address)
    assert response is not None
    yield page
    # Chromium's console repeats the status of a page that is meant to be a 404.
    assert [each for each in complaints if response.ok or "404" not in each] == []
    assert [url for url in asked if url != address and not url.startswith("data:")] == []
    assert context.cookies() == []
    context.close()


def test_looking_counts_nothing_whoever_looks(shown: Shown, browser: Browser) -> None:
    for link in shown.links.values():
        for agent in SCANNERS:
            for method in ("GET", "HEAD"):
                answer = web.send(method, link, None, {"User-Agent": agent} if agent else {})
                assert answer.status == 200
                assert answer.headers["cache-control"] == "no-store"
        with urlopen(Request(link, method="HEAD")) as head:
            assert head.read() == b""
        for javascript in (True, False):
            with opened(browser, link, java_script_enabled=javascript) as page:
                page.reload()
    shown.stage.settled()
    assert shown.pressed() == []
    assert shown.stage.ledger.facts("solved_answer") == []
    assert (shown.stage.case().state, shown.stage.case().answers) == ("resolved", ())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["yes", "no", "feedback", "unsubscribe", "forged"])
def test_pages_fit_a_phone_and_can_be_read(shown: Shown, browser: Browser, name: str, scheme: Any) -> None:
    with opened(browser, shown.pages[name], color_scheme=scheme) as page:
        for width in (WIDTH, 320, DESKTOP):
            page.set_viewport_size({"width": width, "height": 740})
            page.goto(shown.pages[name])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert [words for ratio, words in page.evaluate(CONTRAST) if ratio < AA] == []
            assert page.evaluate(STUMBLES) == []
            assert all(height >= 44 for height in page.evaluate(TARGETS))
            assert page.evaluate("document.documentElement.lang") == ("en" if name == "forged" else "sk")
            assert page.evaluate("document.scripts.length") == 0


def test_the_links_choice_is_the_prominent_button(shown: Shown, browser: Browser) -> None:
    for name, prominent in (("yes", "Áno"), ("no", "Nie")):
        with opened(browser, shown.links[name]) as page:
            assert (page.locator("button:not(.quiet)").inner_text()).startswith(prominent)
            assert page.locator("button").count() == 2


def test_a_forged_link_says_so_in_the_browsers_language(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.pages["forged"], locale="sk-SK") as page:
        assert page.evaluate("document.documentElement.lang") == "sk"
        assert page.locator("form").count() == 0


def test_feedback_is_given_with_the_keyboard_alone(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.links["feedback"]) as page:
        for key in ("Tab", "Space", "ArrowRight", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.value") == "4"
        page.keyboard.press("Tab")
        page.keyboard.type("Pekná lampa, ďakujem. <b>&amp;</b>")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("form").count() == 0
        assert "Ďakujeme" in page.locator("h1").inner_text()
        assert page.evaluate(STUMBLES) == []
    (fact,) = shown.stage.until("the feedback is counted", lambda: shown.stage.ledger.facts("feedback"))
    assert fact.dimensions["score"] == "4"
    assert [(each["score"], each["comment"]) for each in shown.pressed()] == [
        ("4", "Pekná lampa, ďakujem. <b>&amp;</b>")
    ]


def test_an_empty_feedback_form_says_what_is_missing(shown: Shown, browser: Browser) -> None:
    before = len(shown.pressed())
    with opened(browser, shown.links["feedback"]) as page:
        with page.expect_navigation():
            page.get_by_role("button").click()
        assert page.get_by_role("alert").inner_text()
        assert page.evaluate(STUMBLES) == []
    assert len(shown.pressed()) == before


def test_no_reopens_the_case_and_names_the_agent_without_javascript(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.links["no"], java_script_enabled=False) as page:
        with page.expect_navigation():
            page.locator("button:not(.quiet)").click()
        assert "Zuzana" in page.locator("main").inner_text()
        assert shown.stage.sale.name in page.locator("main").inner_text()
        with page.expect_navigation():
            page.reload()  # the browser sends the same form once more
        assert "Zuzana" in page.locator("main").inner_text()
    case = shown.stage.until("the case is open again", shown.stage.case, lambda seen: seen.reopened == 1)
    assert (case.agent_id, case.state) == (ZUZANA, "claimed")
    shown.stage.settled()
    assert [each["answer"] for each in shown.pressed() if "answer" in each] == ["no"]
    (fact,) = shown.stage.ledger.facts("solved_answer")
    assert (fact.dimensions["answer"], fact.value) == ("no", 1)


def test_the_answer_given_is_shown_and_changed_with_the_keyboard(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.links["yes"]) as page:
        # What was the matter, and a change of mind; the keyboard comes to the last by itself.
        assert page.locator("button").count() == 2
        page.locator("form").first.get_by_role("button").focus()
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert (page.evaluate("document.activeElement.tagName"), outline) == ("BUTTON", "3px")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        # What is left to press is how satisfied they are, if they like to say.
        assert page.locator("form").count() == 1
        assert page.evaluate(STUMBLES) == []
    case = shown.stage.until("the case is closed", shown.stage.case, lambda seen: seen.state == "closed")
    assert [given.answer for given in case.answers] == ["no", "yes"]


def test_a_press_stops_the_questions(shown: Shown, browser: Browser) -> None:
    with opened(browser, shown.links["unsubscribe"]) as page:
        with page.expect_navigation():
            page.get_by_role("button").click()
        assert page.locator("form").count() == 0
        assert page.evaluate(STUMBLES) == []
    who = Ref("customer", shown.stage.case().customer_id)
    shown.stage.until(
        "she is not asked any more", lambda: shown.stage.subject(who), lambda seen: "survey" in seen.muted
    )
    assert (len([each for each in shown.pressed() if each["claims"]["kind"] == "mute"])) == 1
