"""The dashboard over HTTP: only by a good link of its own kind, and nothing of anybody in it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import links
from chalicelib.care.state import Ref
from chalicelib.metrics.board import DRAWN
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.shapes import SHAPES, Value
from chalicelib.metrics.tallies import additions
from chalicelib.metrics.tops import LISTS
from chalicelib.overview import BOARD_LASTS
from chalicelib.slack_post import row_anchor
from chalicelib.store.port import Fact, TimelineEntry
from tests.private import private_in
from tests.rendering.reading import Reading
from tests.web.api import CASE, JANA, LATE, LINK_KEY, NOW, ORDER, SHOP, Api

MOST_BYTES = 200_000


def link(api: Api, lasts: timedelta = BOARD_LASTS, **claims: str) -> str:
    given = {"kind": "numbers", "shop": SHOP, "agent": "U0LEAD", **claims}
    return f"/d/{links.sign((LINK_KEY,), api.now, lasts, **given)}"


def filled(api: Api, days: int) -> None:
    """Every kind of fact, on each of so many days."""
    facts = []
    for back in range(days):
        for name, shape in SHAPES.items():
            dimensions = {each: f"word{(back + n) % 12}" for n, each in enumerate((*shape.by, *shape.within))}
            dimensions |= {"answer": "yes", "kept": "yes", "currency": "EUR", "score": "5"}
            dimensions |= (
                {shape.called: f"Stolná lampa Aurora {dimensions['product']} {'x' * 40}"} if shape.called else {}
            )
            value = 3600 * (1 + back % 40) if shape.value is Value.SECONDS else 1
            facts.append(Fact(
                id=f"{name}{back}", shop=SHOP, name=name, at=NOW - timedelta(days=back), value=value,
                dimensions=dimensions,
            ))  # fmt: skip
    added = list(additions(facts, {SHOP: "Europe/Bratislava"}).items())
    for start in range(0, len(added), 90):
        api.store.fold([], dict(added[start : start + 90]))


@pytest.mark.parametrize("days", [0, 1, 31, 400])
def test_it_is_whole_small_and_asks_nobody_else(api: Api, days: int) -> None:
    filled(api, days)
    for query in ("", "?from=2025-11-26&to=2026-11-25", f"?from={NOW - timedelta(days=DRAWN - 1):%F}"):
        answer = api.get(link(api) + query)
        assert answer.status == 200
        assert len(answer.text.encode()) < MOST_BYTES
        reading = Reading(answer.text)
        assert not reading.all("script") + reading.all("img") + reading.all("iframe")
        assert [each["href"] for each in reading.all("link")] == ["data:,"]
        assert not re.search(r"https?://|url\(|@import|\{\{|\bNone\b", answer.text)
        assert ("no data" in answer.text) or days


def test_every_number_leads_to_what_it_means(api: Api) -> None:
    filled(api, 3)
    text = api.get(link(api)).text
    ids = set(re.findall(r'id="([^"]+)"', text))
    assert {f"def-{name}" for name in definitions()} <= ids
    assert "at most 9.1\u00a0% off" in text
    inside = set(re.findall(r'href="#([^"]+)"', text))
    assert inside <= ids
    assert {f"def-{name}" for name in definitions()} <= inside


def test_every_number_leads_to_what_is_behind_it_or_says_why_to_nothing(api: Api) -> None:
    filled(api, 3)
    text = api.get(link(api)).text
    shown = set(re.findall(r'href="\?sample=(\w+)&', text))
    assert shown | {
        name for name, meant in definitions().items() if meant.unsampled and meant.unsampled in text
    } == set(definitions())


def test_products_stand_with_their_titles_and_words_without_underscores(api: Api) -> None:
    filled(api, 3)
    late = [Fact(id="q", shop=SHOP, name="case_opened", at=NOW, value=9, dimensions={"topic": "complaint_quality"})]
    api.store.fold([], additions(late, {SHOP: "Europe/Bratislava"}))
    text = Reading(api.get(link(api)).text).text
    assert "Stolná lampa Aurora word1 " in text
    assert "(word1)" in text
    assert ("complaint quality" in text, "complaint_quality" in text) == (True, False)


def test_a_number_that_may_still_change_says_so_and_shows_only_settled_days(api: Api) -> None:
    filled(api, 31)
    reading = Reading(api.get(link(api)).text)
    assert reading.text.count("so far") == sum(bool(meant.settles) for meant in definitions().values()) > 0
    assert "Not settled: a day may still change for 7 days after it. Drawn are the settled days." in reading.text
    over = api.get(link(api) + "?from=2026-10-20&to=2026-11-10").text
    assert "so far" not in over
    one = Reading(api.get(link(api) + f"?from={NOW:%F}").text).text
    assert ("so far" in one, "Drawn are" in one) == (True, False)


def test_nobody_keeps_it_and_no_address_leaks(api: Api) -> None:
    answer = api.get(link(api))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "set-cookie" not in answer.headers


def test_only_a_good_link_of_its_own_kind_opens_it(api: Api) -> None:
    for bad in ("/d/x", link(api)[:-2], link(api, kind="solved"), api.link("s").replace("/s/", "/d/")):
        api.store.calls.clear()
        answer = api.get(bad)
        assert (answer.status, "no link of ours" in answer.text) == (404, True)
        assert api.store.calls == []
    given = link(api)
    api.now += BOARD_LASTS + timedelta(seconds=1)
    ended = api.get(given)
    assert (ended.status, "/care numbers" in ended.text) == (410, True)
    assert api.send("POST", link(api)).status == 405


def test_it_opens_no_other_page(api: Api) -> None:
    assert api.get(link(api).replace("/d/", "/s/")).status == 404


def test_days_that_cannot_be_shown_are_said_and_the_last_thirty_shown(api: Api) -> None:
    for query in (
        "?from=x",
        "?from=2026-11-26&to=2026-11-01",
        "?from=2020-01-01",
        "?to=0001-01-01",
        "?from=0001-01-01",
    ):
        answer = api.get(link(api) + query)
        assert (answer.status, 'role="alert"' in answer.text) == (400, True)
        assert 'value="2026-10-27"' in answer.text
    hostile = api.get(link(api) + "?from=%22%3E%3Cscript%3E").text
    assert "<script" not in hostile


@pytest.mark.parametrize("days", ["from=9999-12-01&to=9999-12-31", "from=0001-01-15&to=0001-01-20"])
def test_the_first_and_the_last_days_of_all_are_days_as_well(api: Api, days: str) -> None:
    assert [api.get(f"{link(api)}?{days}{more}").status for more in ("", "&sample=cases")] == [200, 200]


def test_behind_a_number_are_its_cases_by_their_numbers_alone(api: Api) -> None:
    api.store._timelines[SHOP, Ref("asked", "2026-W48")]["T#1"] = [_line(CASE.id)]
    api.store._timelines[SHOP, Ref("asked", "2026-W47")]["T#1"] = [_line("gone")]
    api.store.put_post(SHOP, f"case:{CASE.id}:card", {"channel": "C1", "ts": "1.5"})
    text = api.get(f"{link(api)}?sample=resolution_time&from=2026-11-01").text
    assert CASE.number in text
    assert "https://slack.com/archives/C1/p15" in text
    for private in (JANA.first_name, JANA.email, JANA.last_name, ORDER.name, CASE.agent_name):
        assert private not in text
    assert private_in(text) == []
    reopened = api.get(f"{link(api)}?sample=reopen_rate&from=2026-11-01").text
    assert CASE.number not in reopened, "it was never opened again"
    assert "Every parcel is counted" in api.get(f"{link(api)}?sample=transit_time").text
    assert api.get(f"{link(api)}?sample=nothing").status == 200


def test_what_is_late_now_is_there_whatever_the_days_are(api: Api) -> None:
    api.store.put_post(SHOP, row_anchor("l1", LATE.ref), {"channel": "C1", "ts": "2.5"})
    late = replace(LATE, delay=replace(LATE.delay, line_id="l1", carrier="gls"))
    api.store.know(late)
    for query in ("", "?from=2025-01-01&to=2025-01-02"):
        reading = Reading(api.get(link(api) + query).text)
        section = reading.text.partition("Late now")[2]
        assert "warehouse" in section
        assert "gls" in section
        assert [each["href"] for each in reading.all("a") if each["href"].startswith("https:")] == [
            "https://slack.com/archives/C1/p25"
        ]
    assert LATE.name in reading.text
    assert private_in(reading.text) == []
    api.store.know(replace(LATE, delay=None))
    assert "No order is late at this moment" in api.get(link(api)).text


def test_a_month_of_tallies_is_read_once_and_so_is_the_one_before(api: Api) -> None:
    filled(api, 3)
    api.store.calls.clear()
    api.get(link(api) + "?from=2026-11-02&to=2026-11-25")
    by_word = 2 * len(LISTS) + sum(bool(each.of and each.of != each.fact) for each in LISTS.values())
    read = Counter(api.store.calls)
    # Of October some days are the ones before: the lists look at those by their words, too.
    assert read["tally_rows"] == 0
    assert read["tallies"] <= 1 + 2 + 1 + by_word + len(LISTS), "and the backlog's ages, of one day"


def test_our_own_outage_says_to_try_again(api: Api) -> None:
    given = link(api)
    api.store.down = True
    assert api.get(given).status == 503


def _line(case_id: str) -> TimelineEntry:
    return TimelineEntry(at=NOW - timedelta(days=3), what="asked", why=case_id, event="e")
