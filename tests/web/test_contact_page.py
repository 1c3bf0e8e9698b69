"""The contact page through the app: what is written becomes a receipt once, and robots and floods become no work."""

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from chalicelib import bootstrap, links
from chalicelib.care.effects import Alias
from chalicelib.care.state import Case
from chalicelib.pages import contact
from chalicelib.react import react
from ops.samples import LANGUAGES
from tests.private import private_in
from tests.rendering.reading import Reading
from tests.web.api import JANA, LINK_KEY, ORDER, SHOP, Answer, Api

PATH = f"/contact/{SHOP}"
WRITTEN = {
    "name": "Jana Kováčová", "email": "jana.kovacova@post.example", "order": "1001", "topic": "delivery",
    "message": "Kde je môj balík?",
}  # fmt: skip


def token(answer: Answer) -> str:
    (found,) = re.findall(r'name="token" value="([^"]+)"', answer.text)
    return str(found)


def sends(api: Api, after: float = 30, path: str = PATH, **fields: str) -> Answer:
    """Open the page, fill it in, send it after so many seconds."""
    drawn = token(api.get(path))
    api.now += timedelta(seconds=after)
    return api.press(path, **{"token": drawn, **WRITTEN, **fields})


def stored(api: Api) -> list[dict[str, Any]]:
    return [json.loads(delivery.body) for receipt, delivery in api.store.presses if receipt.source == "form"]


def cases(api: Api) -> list[Case]:
    for receipt, _ in api.store.presses:
        react(bootstrap.services(), receipt.id)
    return [found for _, found in api.store._subjects.values() if isinstance(found, Case) and found.id != "k1"]


def field(answer: Answer, name: str) -> str:
    """What stands in a field."""
    reading = Reading(answer.text)
    return next(str(each.get("value", "")) for each in reading.all("input") if each.get("name") == name)


def test_what_is_written_becomes_a_case(api: Api, log: StringIO) -> None:
    answer = sends(api)
    assert answer.status == 200
    assert "We will answer by email to jana.kovacova@post.example within 24 hours." in answer.words
    assert "Mária Horváthová or a colleague" in answer.text
    (case,) = cases(api)
    assert (case.channel, case.topic, case.lines[0].text) == ("form", "delivery", "Kde je môj balík?")
    assert (case.language, case.author_name) == ("en", "Jana Kováčová")
    assert private_in(log.getvalue()) == []


def of_order(api: Api, **claims: str) -> str:
    """The page's address as a mail about the order has it."""
    said = {"kind": "contact_order", "shop": SHOP, "order": ORDER.id, **claims}
    return f"{PATH}?of={links.sign((LINK_KEY,), api.now, timedelta(days=90), **said)}&lang=sk"


def test_who_comes_from_a_mail_about_an_order_need_not_say_which(api: Api) -> None:
    path = of_order(api)
    page = api.get(path)
    assert field(page, "order") == "#1001"
    assert not [each for each in (JANA.email, JANA.last_name) if each in page.text], "a forwarded mail tells no more"
    api.store._aliases[SHOP, Alias("email", JANA.email)] = JANA.ref
    sends(api, path=path, email=JANA.email)
    (case,) = cases(api)
    assert (case.order_id, case.customer_id, case.evidence) == (ORDER.id, JANA.id, "answered")


def test_whom_a_mail_was_forwarded_to_does_not_speak_for_its_reader(api: Api) -> None:
    sends(api, path=of_order(api), email="somebody@else.example", name="Peter Novák")
    (case,) = cases(api)
    assert (case.order_id, case.evidence) == (ORDER.id, "order_name")
    assert case.customer_id != JANA.id
    sends(api, path=of_order(api), email="somebody@else.example", name=f"{JANA.first_name} {JANA.last_name}")
    known = api.store.load(SHOP, [JANA.ref], [Alias("email", "somebody@else.example")]).world
    assert known.aliases.get(Alias("email", "somebody@else.example")) is None, "whoever has it must not speak for her"
    assert known.customer(JANA.id).names == ()


@pytest.mark.parametrize("claims", [{"kind": "feedback"}, {"shop": "other"}])
def test_a_link_that_is_no_mails_leads_to_the_plain_page(api: Api, claims: dict[str, str]) -> None:
    for path in (of_order(api, **claims), f"{PATH}?of=forged"):
        assert field(api.get(path), "order") == ""
    sends(api, path=of_order(api, **claims))
    assert "order_id" not in stored(api)[0]


def test_a_link_to_an_order_that_is_gone_is_the_plain_page(api: Api) -> None:
    assert field(api.get(of_order(api, order="shopify:404")), "order") == ""


def test_nothing_is_mailed_to_whom_somebody_names(api: Api) -> None:
    sends(api)
    cases(api)
    assert {row.channel for row in api.store._rows.values()} == {"slack"}


def test_a_call_is_asked_for_in_the_shops_hours(api: Api) -> None:
    page = api.get(PATH)
    assert "Wednesday 25" in page.text
    chosen = "20261125T1000"
    assert f'value="{chosen}"' in page.text
    answer = sends(api, call=chosen, phone="+421 905 111 222", email="", message="")
    assert "We will call +421 905 111 222: Wednesday 25" in answer.text
    assert "11:00–13:00" in answer.text
    (case,) = cases(api)
    assert case.call
    assert (case.channel, case.call.phone) == ("callback", "+421 905 111 222")
    assert [timer.kind for timer in api.store._timers.values() if timer.about == case.ref][:1] == ["call_due"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": ""}, "Please give us your email address"),
        ({"email": "jana"}, "This address is not complete"),
        ({"email": "a@b.example, c@d.example"}, "This address is not complete"),
        ({"message": "  "}, "Please write what we can do for you"),
        ({"call": "20261125T1000"}, "Please give us the number"),
        ({"phone": "12"}, "This number is not complete"),
        ({"call": "20201125T1000", "phone": "+421905111222"}, "This time is no longer free"),
    ],
)
def test_an_error_says_what_to_change_and_keeps_the_rest(api: Api, changed: dict[str, str], words: str) -> None:
    answer = sends(api, **changed)
    assert answer.status == 200
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert (field(answer, "name"), field(answer, "order")) == ("Jana Kováčová", "1001")
    assert ("Kde je môj balík?" in answer.text) == ("message" not in changed)
    assert '<option value="delivery" selected>' in answer.text
    assert stored(api) == []
    # Mended, it goes out at once: the form has been open for long enough.
    mended = api.press(PATH, **{"token": token(answer), **WRITTEN})
    assert "Thank you" in mended.text
    assert len(stored(api)) == 1


def test_pressed_twice_is_one_message_and_other_words_are_another(api: Api) -> None:
    drawn = token(api.get(PATH))
    api.now += timedelta(minutes=1)
    for message in ("Haló", "Haló", "A ešte niečo"):
        assert api.press(PATH, **{"token": drawn, **WRITTEN, "message": message}).status == 200
    assert [each["message"] for each in stored(api)] == ["Haló", "A ešte niečo"]


@pytest.mark.parametrize(("after", "fields"), [(1, {}), (30, {contact.TRAP: "https://spam.example"})])
def test_a_robot_is_thanked_stored_and_ignored(api: Api, after: float, fields: dict[str, str]) -> None:
    answer = sends(api, after, **fields)
    assert "Thank you" in answer.text
    assert len(stored(api)) == 1
    assert cases(api) == []
    ((receipt, _),) = api.store.presses
    fresh = api.store.receipt(receipt.id)
    assert fresh
    assert (fresh.status, "no person has sent this" in fresh.fate) == ("ignored", True)


@pytest.mark.parametrize("broken", ["", "x", "another page's", "yesterday's"])
def test_without_a_good_token_nothing_is_stored_and_nothing_typed_is_lost(api: Api, broken: str) -> None:
    given = {"another page's": api.link("f").rpartition("/")[2], "yesterday's": token(api.get(PATH))}.get(
        broken, broken
    )
    api.now += timedelta(days=1, seconds=1)
    answer = api.press(PATH, **{"token": given, **WRITTEN})
    assert (answer.status, stored(api)) == (200, [])
    assert "press the button once more" in answer.text
    assert "Kde je môj balík?" in answer.text
    api.now += timedelta(seconds=3)
    assert "Thank you" in api.press(PATH, **{"token": token(answer), **WRITTEN}).text


def test_one_place_and_one_address_can_send_only_so_much(api: Api) -> None:
    for number in range(contact.ADDRESS_TRIES):
        assert sends(api, after=3, message=f"{number}").status == 200
    answer = sends(api, after=3)
    assert (answer.status, len(stored(api))) == (429, contact.ADDRESS_TRIES)
    assert "Kde je môj balík?" in answer.text
    for number in range(contact.PLACE_TRIES - contact.ADDRESS_TRIES - 1):
        assert sends(api, after=3, email=f"{number}@post.example").status == 200
    assert sends(api, after=3, email="one.more@post.example").status == 429
    api.now += timedelta(hours=1)
    assert sends(api, after=3, email="one.more@post.example").status == 200
    assert "192.0.2.7" not in json.dumps([str(delivery) for _, delivery in api.store.presses])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_as_the_address_or_the_browser_says(api: Api, lang: str) -> None:
    for answer in (
        api.get(f"{PATH}?lang={lang}"),
        api.get(PATH, {"accept-language": f"xx, {lang}-XY;q=0.5, en;q=0.1"}),
    ):
        assert f'<html lang="{lang}">' in answer.text
    sends(api, path=f"{PATH}?lang={lang}")
    assert [each["lang"] for each in stored(api)] == [lang]


def test_the_order_may_come_with_the_address_and_stays_words(api: Api) -> None:
    assert field(api.get(f"{PATH}?order=%231001"), "order") == "#1001"
    assert not Reading(api.get(f"{PATH}?order=%22%3E%3Cscript%3E").text).all("script")


def test_a_shop_that_is_not_ours_is_a_page_that_says_so(api: Api) -> None:
    assert api.get("/contact/elsewhere").status == 404
    assert api.press("/contact/elsewhere", **WRITTEN).status == 404


def test_our_outage_is_told_and_takes_nothing_for_sent(api: Api) -> None:
    drawn = token(api.get(PATH))
    api.now += timedelta(minutes=1)
    api.store.down = True
    assert api.press(PATH, **{"token": drawn, **WRITTEN}).status == 503


def test_what_is_too_long_is_cut_and_never_too_large(api: Api) -> None:
    sends(api, message="x" * 9000, name="y" * 900)
    (body,) = stored(api)
    assert (len(body["message"]), len(body["name"])) == (4000, 100)


def test_headers_are_those_of_every_page(api: Api) -> None:
    headers = api.get(PATH).headers
    assert headers["cache-control"] == "no-store"
    assert "form-action 'self'" in headers["content-security-policy"]
