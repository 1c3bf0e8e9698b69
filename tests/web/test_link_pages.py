"""Pages over HTTP: looking changes nothing, a press counts once, and a bad link gets a friendly page."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest

from chalicelib import bootstrap, links, secrets
from chalicelib.care.state import Customer, Survey
from chalicelib.errors import ConfigError, StoreUnavailableError
from tests.web.api import CASE, FORM, JANA, LINK_KEY, NOW, ORDER, PAGES, SHOP, Answer, Api

PRESSES = {
    "s": {"answer": "no"},
    "f": {"score": "2", "comment": "Meškalo"},
    "o": {"score": "7"},
    "u": {},
    "c": {"choice": "swap"},
    "r": {"wish": "exchange", "reason": "quality", "item0": "1"},
}
WRITES = {"put_receipt", "update_receipt", "commit", "put_setting", "put_post", "fold", "claim"}
# What looking at "Did we solve it?" may append: that it was looked at.
OBSERVES = {"spend", "timeline", "observe"}
ACCEPTED = {"en": "en-GB,en;q=0.9", "sk": "cs;q=0.1, sk-SK,en;q=0.8", "ru": "ru"}


def number(answer: Answer) -> str:
    """The number of a page's form."""
    found = re.search(r'name="form" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def language(answer: Answer) -> str:
    found = re.search(r'<html lang="(\w+)">', answer.text)
    assert found, answer.text
    return found[1]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(api: Api, page: str, method: str) -> None:
    link = api.link(page)
    for headers in ({}, {"User-Agent": "Mail-Scanner/1.0"}, {"Content-Type": "text/html"}, FORM):
        assert api.send(method, link, headers=headers).status == 200
    # A query, even one that looks like a press, is no press.
    assert api.send(method, f"{link}?answer=no&form=1&score=1&List-Unsubscribe=One-Click").status == 200
    assert set(api.store.calls) - (OBSERVES if page == "s" else set()) == {"load"}


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_private_and_framed_by_nobody(api: Api, page: str) -> None:
    link = api.link(page)
    for answer in (api.get(link), api.press(link, form="f1", **PRESSES[page]), api.get(f"/{page}/forged")):
        headers = answer.headers
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"].split("; ")
        assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy)


@pytest.mark.parametrize("page", PAGES)
def test_a_press_is_recorded_with_what_the_link_says(api: Api, page: str) -> None:
    link = api.link(page)
    form = number(api.get(link))
    assert api.press(link, form=form, **PRESSES[page]).status == 200
    ((receipt, delivery),) = api.store.presses
    assert (receipt.shop, receipt.source, receipt.status) == (SHOP, "page", "new")
    assert json.loads(delivery.body)["claims"] == PAGES[page]
    assert not WRITES & set(api.store.calls) - {"put_receipt"}


@pytest.mark.parametrize("page", PAGES)
def test_pressing_the_same_form_twice_is_one_receipt(api: Api, page: str) -> None:
    link = api.link(page)
    form = number(api.get(link))
    first, second = (api.press(link, form=form, **PRESSES[page]) for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert len(api.store.presses) == 1


def test_another_form_may_say_something_else(api: Api) -> None:
    link = api.link("s")
    for answer in ("no", "yes"):
        assert api.press(link, form=number(api.get(link)), answer=answer).status == 200
    assert [json.loads(delivery.body)["answer"] for _, delivery in api.store.presses] == ["no", "yes"]


@pytest.mark.parametrize("form", ["", "x" * 200, "ž", "a b", "\x00"])
@pytest.mark.parametrize("page", PAGES)
def test_a_press_without_a_number_that_can_be_one_still_counts_once(api: Api, page: str, form: str) -> None:
    link = api.link(page)
    for _ in range(2):
        assert api.press(link, form=form, **PRESSES[page]).status == 200
    ((_, delivery),) = api.store.presses
    assert re.fullmatch(r"[\w-]{1,64}", json.loads(delivery.body)["form"])


def test_no_reopens_and_the_page_says_who_is_on_it(api: Api) -> None:
    answer = api.press(api.link("s"), form="f1", answer="no")
    assert "Zuzana Malá" in answer.text
    assert "#1001" in answer.text


@pytest.mark.parametrize("fields", [{}, {"answer": ""}, {"answer": "maybe"}, {"answer": "YES"}])
def test_a_press_that_is_no_answer_shows_the_question_again(api: Api, fields: dict[str, str]) -> None:
    answer = api.press(api.link("s"), form="f1", **fields)
    assert answer.status == 200
    assert 'name="answer" value="yes"' in answer.text
    assert api.store.presses == []


def test_a_given_answer_is_shown_and_can_be_changed_while_it_may(api: Api) -> None:
    api.answered("yes", ago=timedelta(hours=23))
    shown = api.get(api.link("s"))
    assert re.findall(r'name="answer" value="(\w+)"', shown.text) == ["no"]
    assert api.press(api.link("s"), form=number(shown), answer="no").status == 200
    assert len(api.store.presses) == 1


@pytest.mark.parametrize(
    ("given", "other", "words"), [("yes", "no", "Áno, je to vyriešené"), ("no", "yes", "Nie, ešte nie")]
)
def test_an_answer_that_can_be_changed_no_more_is_only_shown(api: Api, given: str, other: str, words: str) -> None:
    api.answered(given, ago=timedelta(hours=25))
    shown = [api.get(api.link("s")), api.press(api.link("s"), form="f1", answer=other)]
    for page in shown:
        assert page.status == 200
        assert 'name="answer"' not in page.text
        assert words in page.text
    assert api.store.presses == []


def test_a_question_whose_answer_counts_no_more_says_so(api: Api) -> None:
    """The link outlives the answer: it is signed when the question is sent, a day after the case was resolved."""
    link = api.link("s", lasts=timedelta(days=30))
    api.now = (CASE.resolved_at or api.now) + timedelta(days=14, hours=1)
    for page in (api.get(link), api.press(link, form="f1", answer="no")):
        assert (page.status, "<form" in page.text) == (200, False)
    assert api.store.presses == []


@pytest.mark.parametrize("claims", [{"cycle": "2"}, {"cycle": "0"}, {"case": "gone"}])
def test_a_link_of_an_earlier_question_says_that_it_is_closed(api: Api, claims: dict[str, str]) -> None:
    link = api.link("s", **claims)
    for page in (api.get(link), api.press(link, form="f1", answer="no")):
        assert (page.status, "<form" in page.text) == (200, False)
    assert api.store.presses == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("problem", ["forged", "cut", "changed", "expired", "of another page", "long", "odd"])
def test_a_bad_link_gets_a_friendly_page_and_changes_nothing(api: Api, page: str, problem: str, log: StringIO) -> None:
    good = api.link(page)
    other = {"s": "f", "f": "u", "u": "o", "o": "c", "c": "r", "r": "s"}[page]
    link = {
        "forged": api.link(page, key=b"not the shop's key"),
        "cut": good[:-5],
        "changed": good[:8] + ("A" if good[8] != "A" else "B") + good[9:],
        "expired": api.link(page, lasts=timedelta(seconds=-1)),
        "of another page": api.link(other).replace(f"/{other}/", f"/{page}/"),
        "long": f"/{page}/{'a.' * 4000}",
        "odd": f"/{page}/%F0%9F%98%80.%00..%2F",
    }[problem]
    for method in ("GET", "HEAD", "POST"):
        answer = api.send(method, link, b"answer=no&form=f1&score=1&List-Unsubscribe=One-Click", FORM)
        assert answer.status == (410 if problem == "expired" else 404)
        assert "<h1>" in answer.text
        assert "<form" not in answer.text
    assert not WRITES & set(api.store.calls)
    assert "Traceback" not in log.getvalue()


def test_a_key_that_was_rotated_out_yesterday_still_opens_its_links(api: Api) -> None:
    link = api.link("s")
    document = json.dumps({"link": ["the new key", "a key that signs links"], "hash": {"1": "x"}})
    secrets.use(lambda _: document)
    assert api.get(link).status == 200


def test_an_expired_link_still_knows_whose_it_was(api: Api) -> None:
    answer = api.get(api.link("s", lasts=timedelta(seconds=-1)), {"Accept-Language": "ru"})
    assert language(answer) == "sk"
    assert "mailto:care@lumen.example" in answer.text


@pytest.mark.parametrize(("spoken", "accepted"), [*ACCEPTED.items(), ("en", "ja"), ("en", ""), ("en", "*;q=x,,;")])
def test_a_forged_link_is_answered_in_the_browsers_language(api: Api, spoken: str, accepted: str) -> None:
    assert language(api.get("/s/forged", {"Accept-Language": accepted})) == spoken


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("known", ["sk", "pl", "ro", "ru", "en"])
def test_pages_speak_the_customers_language(api: Api, page: str, known: str) -> None:
    api.store.know(Customer(id=JANA.id, language=known))
    assert language(api.get(api.link(page), {"Accept-Language": "de"})) == known


def test_without_the_customers_language_the_cases_then_the_shops_is_spoken(api: Api) -> None:
    api.store.know(Customer(id=JANA.id, language=""))
    assert language(api.get(api.link("s"))) == CASE.language
    assert language(api.get(api.link("f"))) == "en"
    api.store.know(Customer(id=JANA.id, language="ja"))
    assert language(api.get(api.link("f"))) == "en"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_our_own_outage_is_a_friendly_503(api: Api, page: str, method: str, log: StringIO) -> None:
    api.store.down = True
    answer = api.send(method, api.link(page), b"answer=no&score=1", {**FORM, "Accept-Language": ACCEPTED["sk"]})
    assert (answer.status, language(answer)) == (503, "sk")
    assert "page not available" in log.getvalue()
    assert JANA.email not in log.getvalue()


@pytest.mark.parametrize("error", [StoreUnavailableError("away"), ConfigError("missing")])
def test_so_are_secrets_that_cannot_be_read(api: Api, error: Exception) -> None:
    def away(_: str) -> str:
        raise error

    link = api.link("s")
    secrets.use(away)
    assert api.get(link).status == 503
    bootstrap.use(None)
    assert api.get(link).status == 503


def test_a_link_of_a_shop_that_is_gone_is_a_friendly_503(api: Api) -> None:
    assert api.get(api.link("s", shop="gone")).status == 503
    assert api.get(api.link("s", shop="gone", lasts=timedelta(seconds=-1))).status == 410


@pytest.mark.parametrize("score", ["²", "9" * 5000, "0", "6", "-1", "1.5", "٣", "one"])
def test_a_score_that_is_none_is_no_score(api: Api, score: str) -> None:
    link = api.link("f")
    assert api.press(link, form="f1", score=score).status == 200
    assert api.store.presses == []
    assert api.press(link, form="f1", score=score, comment="Ďakujem").status == 200
    ((_, delivery),) = api.store.presses
    assert (json.loads(delivery.body)["score"], json.loads(delivery.body)["comment"]) == ("", "Ďakujem")


def test_an_empty_feedback_form_is_shown_again(api: Api) -> None:
    answer = api.press(api.link("f"), form="f1", comment="  \r\n ")
    assert answer.status == 200
    assert 'role="alert"' in answer.text
    assert api.store.presses == []


def test_a_very_long_comment_is_cut_where_the_form_would(api: Api) -> None:
    assert api.press(api.link("f"), form="f1", comment="ž\r\n" * 50_000).status == 200
    stored = json.loads(api.store.presses[0][1].body)["comment"]
    assert (len(stored), stored[:4]) == (4000, "ž\nž\n")


def test_more_fields_than_any_form_has_are_no_error(api: Api) -> None:
    body = b"&".join([b"answer=no", b"form=f1", *(b"x=1" for _ in range(5000))])
    assert api.post(api.link("s"), body, FORM).status == 200
    assert len(api.store.presses) == 1


MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (b"List-Unsubscribe=One-Click", FORM["content-type"]),
        (MULTIPART, "multipart/form-data; boundary=b"),
        (b"", ""),
    ],
)
def test_the_mail_programs_own_button_unsubscribes(api: Api, body: bytes, label: str) -> None:
    """RFC 8058, 3.1: one POST without cookies, as multipart/form-data (SHOULD) or as a plain form (MAY)."""
    link = api.link("u")
    for _ in range(2):
        assert api.post(link, body, {"Content-Type": label} if label else {}).status == 200
    ((_, delivery),) = api.store.presses
    assert json.loads(delivery.body) == {"form": "one-click", "claims": PAGES["u"]}


def test_nothing_of_the_customer_is_logged(api: Api, log: StringIO) -> None:
    for page in PAGES:
        link = api.link(page)
        api.get(link)
        api.press(link, **{"form": "f1", **PRESSES[page], "comment": "Som nahnevaná, volajte +421900123456"})
        assert link.split("/")[2] not in log.getvalue()
    for private in (JANA.email, JANA.last_name, "+421900123456", ORDER.name):
        assert private not in log.getvalue()


def lines(api: Api, what: str) -> list[str]:
    return [line.why for line in api.store.timeline(SHOP, CASE.ref) if line.what == what]


def test_both_links_within_seconds_are_a_machines_and_count_nothing(api: Api) -> None:
    for answer in ("yes", "no"):
        api.get(api.link("s", answer=answer))
        api.now += timedelta(seconds=2)
    assert len(lines(api, "solved_question.opened")) == 1
    (machine,) = lines(api, "solved_question.opened_by_machine")
    assert "the other link was opened 2 seconds before" in machine
    assert api.store.presses == []


def test_who_presses_after_a_machine_says_so_with_the_answer(api: Api) -> None:
    for answer in ("yes", "no"):
        api.get(api.link("s", answer=answer))
    api.press(api.link("s"), answer="yes", form="f1")
    assert [json.loads(delivery.body).get("scanned") for _, delivery in api.store.presses] == ["yes"]


def test_who_presses_without_one_says_nothing_of_it(api: Api) -> None:
    api.get(api.link("s", answer="yes"))
    api.press(api.link("s"), answer="yes", form="f1", scanned="yes")
    assert "scanned" not in json.loads(api.store.presses[0][1].body)


def test_a_head_is_a_machines_and_who_takes_their_time_is_not(api: Api) -> None:
    api.get(api.link("s", answer="yes"))
    api.now += timedelta(minutes=1)
    api.get(api.link("s", answer="no"))
    assert lines(api, "solved_question.opened_by_machine") == []
    api.send("HEAD", api.link("s"))
    assert "by HEAD" in lines(api, "solved_question.opened_by_machine")[0]


def test_who_opens_a_link_on_and_on_fills_no_timeline(api: Api) -> None:
    for _ in range(20):
        api.now += timedelta(minutes=1)
        api.get(api.link("s"))
    assert len(api.store.timeline(SHOP, CASE.ref)) == 2


def test_after_no_one_cause_is_asked_and_told_with_the_answer_it_is_about(api: Api) -> None:
    link = api.link("s")
    first = number(api.get(link))
    asked = api.press(link, form=first, answer="no")
    assert re.findall(r'name="cause" value="(\w+)"', asked.text) == [
        "not_done",
        "not_clear",
        "partly",
        "again",
        "other",
    ]
    (answered,) = re.findall(r'name="answered" value="([^"]+)"', asked.text)
    assert answered == first
    assert api.press(link, form="f2", answered=answered, cause="partly", comment="Chýba kľúč").status == 200
    said = json.loads(api.store.presses[1][1].body)
    assert (said["cause"], said["comment"], said["answered"]) == ("partly", "Chýba kľúč", first)


@pytest.mark.parametrize("fields", [{"cause": "partly"}, {"score": "5"}, {"cause": "weather", "answered": "f1"},
                                    {"score": "6", "answered": "f1"}])  # fmt: skip
def test_what_follows_an_answer_needs_one(api: Api, fields: dict[str, str]) -> None:
    assert api.press(api.link("s"), form="f2", **fields).status == 200
    assert api.store.presses == []


def test_after_yes_a_score_may_follow_and_then_words(api: Api) -> None:
    api.answered("yes", ago=timedelta(minutes=1))
    shown = api.press(api.link("s"), form="f2", score="2")
    assert "Mrzí nás to" in shown.text
    assert 'name="score" value="2"' in shown.text
    assert api.press(api.link("s"), form="f3", score="2", comment="Pomaly").status == 200
    assert [json.loads(delivery.body)["score"] for _, delivery in api.store.presses] == ["2", "2"]


def test_the_surveys_link_preselects_and_one_press_counts(api: Api) -> None:
    shown = api.get(api.link("o"))
    assert re.findall(r'name="score" value="(\d+)" class="step chosen"', shown.text) == ["9"]
    assert re.findall(r'name="score" value="(\d+)"', shown.text) == [str(each) for each in range(11)]
    thanked = api.press(api.link("o"), form=number(shown), score="10")
    assert 'name="quote"' in thanked.text
    assert api.press(api.link("o"), form="f2", score="10", comment="Super", quote="yes").status == 200
    assert json.loads(api.store.presses[1][1].body)["quote"] == "yes"


def test_who_is_not_glad_is_told_that_somebody_will_write_and_is_not_asked_to_be_quoted(api: Api) -> None:
    thanked = api.press(api.link("o"), form="f1", score="3")
    assert "Mrzí nás to" in thanked.text
    assert 'name="quote"' not in thanked.text


@pytest.mark.parametrize(
    ("asked", "state"),
    [(None, "closed"), (Survey("csat", NOW), "closed"),
     (Survey("nps", NOW - timedelta(days=20)), "closed"), (Survey("nps", NOW, 8, NOW), "change"),
     (Survey("nps", NOW - timedelta(days=9), 8, NOW - timedelta(days=2)), "kept")],
)  # fmt: skip
def test_a_survey_that_is_over_says_so_and_one_that_is_answered_shows_it(
    api: Api, asked: Survey | None, state: str
) -> None:
    api.store.know(replace(ORDER, survey=asked))
    shown = api.get(api.link("o"))
    assert ("<form" in shown.text) == (state == "change")
    assert ("Zvolili ste 8." in shown.text) == (state != "closed")
    if state != "change":
        assert api.press(api.link("o"), form="f1", score="2").status == 200
        assert api.store.presses == []


def test_unsubscribing_says_that_only_the_questions_end(api: Api) -> None:
    for page in (api.get(api.link("u")), api.press(api.link("u"), form="f1")):
        assert "správy o Vašich objednávkach budete dostávať aj naďalej" in page.words


def after_case(api: Api) -> str:
    """What the mail after a case leads to."""
    claims = {"kind": "survey", "shop": SHOP, "case": CASE.id, "survey": "nps", "score": "9"}
    return f"/o/{links.sign((LINK_KEY,), api.now, timedelta(days=14), **claims)}"


def test_the_page_of_a_survey_after_a_case_names_the_question_and_records_the_case(api: Api) -> None:
    api.store.know(replace(CASE, survey=Survey("nps", NOW - timedelta(days=1))))
    link = after_case(api)
    shown = api.get(link)
    assert "Vaša otázka k objednávke #1001" in shown.words
    assert re.findall(r'name="score" value="(\d+)" class="step chosen"', shown.text) == ["9"]
    assert api.press(link, form="f1", score="10").status == 200
    body = json.loads(api.store.presses[0][1].body)
    assert (body["score"], body["claims"]["case"], "order" in body["claims"]) == ("10", CASE.id, False)


def test_what_was_asked_about_the_order_is_not_asked_about_its_case(api: Api) -> None:
    api.store.know(CASE)
    assert "<form" not in api.get(after_case(api)).text
