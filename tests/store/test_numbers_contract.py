"""What every store must do with facts and tallies, settings and posts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.care.effects import Alias
from chalicelib.errors import AlreadyCountedError, TooLargeError
from chalicelib.store.port import MAX_FACTS, Fact, Facts
from tests.store.making import HOUR, MINUTE, NOW, Maker, fact


def facts(make: Maker, *ids: str) -> list[Facts]:
    """Each with an event of its own."""
    for id_ in ids:
        make.commit(f"event-{id_}", fact(id_))
    stored = [make.store.facts(make.shop, f"event-{id_}") for id_ in ids]
    return [one for one in stored if one]


def test_the_facts_of_an_event_are_found_as_they_were_recorded(make: Maker) -> None:
    make.commit("e1", fact("f1", 0.25), fact("f2", -1))
    make.commit("e2", make.message())
    stored = make.store.facts(make.shop, "e1")
    assert stored is not None
    assert (stored.shop, stored.event) == (make.shop, "e1")
    assert stored.facts == tuple(
        Fact(id=id_, shop=make.shop, name="case_opened", at=NOW, value=value, dimensions={"channel": "social"})
        for id_, value in (("f1", 0.25), ("f2", -1))
    )
    assert make.store.facts(make.shop, "e2") is None
    assert make.store.facts(make.shop, "never") is None
    assert make.store.facts(f"{make.shop}-other", "e1") is None


def test_an_event_that_comes_again_brings_no_fact(make: Maker) -> None:
    make.commit("e1", fact("f1", 1))
    assert make.commit("e1", fact("f1", 7), receipt="r2") == "duplicate"
    stored = make.store.facts(make.shop, "e1")
    assert stored is not None
    assert [one.value for one in stored.facts] == [1]


def test_a_decision_has_no_more_facts_than_one_count_takes(make: Maker) -> None:
    with pytest.raises(TooLargeError):
        make.commit("e1", *(fact(f"f{n}") for n in range(MAX_FACTS + 1)))
    assert make.store.facts(make.shop, "e1") is None
    make.commit("e1", *(fact(f"f{n}") for n in range(MAX_FACTS)))
    stored = make.store.facts(make.shop, "e1")
    assert stored is not None
    make.store.fold([stored], {(f"{make.shop}#d", str(n)): {"n": 1} for n in range(4 * MAX_FACTS)})


def test_facts_are_folded_into_tallies(make: Maker) -> None:
    day = f"{make.shop}#2041-05-06"
    make.store.fold(facts(make, "f1", "f2"), {(day, "cases"): {"opened": 2, "seconds": 0.1}})
    more: dict[tuple[str, str], dict[str, float]] = {
        (day, "cases"): {"opened": 1, "seconds": 0.2, "by.channel": 1},
        (day, "parcels"): {"late": -1},
    }
    make.store.fold(facts(make, "f3"), more)
    named = {"title.Žiarovka „E27“ (2.5 m), #1: teplá & biela/čierna": 3.0}
    make.store.fold([], {(f"{day}-titles", "p1"): named})
    assert make.store.tallies(f"{day}-titles") == {"p1": named}
    assert make.store.tallies(day) == {
        "cases": {"opened": 3, "seconds": 0.3, "by.channel": 1},
        "parcels": {"late": -1},
    }
    assert make.store.tallies(f"{day}-other") == {}


def test_a_fact_is_counted_once(make: Maker) -> None:
    first, second = facts(make, "f1", "f2")
    day = f"{make.shop}#d"
    make.store.fold([first], {(day, "r"): {"n": 1}})
    with pytest.raises(AlreadyCountedError):
        make.store.fold([second, first], {(day, "r"): {"n": 2}})
    assert make.store.tallies(day) == {"r": {"n": 1}}
    make.store.fold([second], {(day, "r"): {"n": 1}})
    assert make.store.tallies(day) == {"r": {"n": 2}}


def test_a_fact_that_is_not_there_is_not_counted(make: Maker) -> None:
    ghost = Facts(shop=make.shop, event="never", facts=())
    make.commit("e1", make.message())
    bare = Facts(shop=make.shop, event="e1", facts=())
    for none in (ghost, bare):
        with pytest.raises(AlreadyCountedError):
            make.store.fold([none], {(f"{make.shop}#d", "r"): {"n": 1}})
    assert make.store.facts(make.shop, "never") is None
    assert make.store.tallies(f"{make.shop}#d") == {}


def test_a_fold_beyond_one_transaction_is_refused(make: Maker) -> None:
    with pytest.raises(TooLargeError):
        make.store.fold([], {(f"{make.shop}#d", str(n)): {"n": 1} for n in range(101)})
    assert make.store.tallies(f"{make.shop}#d") == {}


def test_facts_are_kept_as_they_were_counted(make: Maker) -> None:
    first, second, third = facts(make, "f1", "f2", "f3")
    days = [f"{make.shop}#facts#{day}" for day in ("2041-05-06", "2041-05-07", "2041-05-08")]
    kept = [*first.facts, *second.facts]
    make.store.fold([first, second], {(f"{make.shop}#d", "r"): {"n": 2}}, {days[0]: first.facts, days[1]: second.facts})
    make.store.fold([third], {}, {days[0]: third.facts})
    assert sorted(make.store.journal(days[0]), key=lambda fact: fact.id) == [*first.facts, *third.facts]
    assert make.store.journal(days[1]) == list(second.facts)
    assert make.store.journal(days[2]) == []
    with pytest.raises(AlreadyCountedError):
        make.store.fold([first, second], {}, {days[2]: kept})
    assert make.store.journal(days[2]) == []


def test_the_journal_counts_among_a_folds_writes(make: Maker) -> None:
    (one,) = facts(make, "f1")
    rows = {(f"{make.shop}#d", str(n)): {"n": 1} for n in range(99)}
    with pytest.raises(TooLargeError):
        make.store.fold([one], rows, {f"{make.shop}#facts#x": one.facts})
    assert make.store.tallies(f"{make.shop}#d") == {}


def test_rows_are_read_from_one_to_another(make: Maker) -> None:
    day = f"{make.shop}#d"
    make.store.fold([], {(day, row): {"n": 1} for row in ("a#01#", "a#01#x", "a#01$", "a#02#ž", "a#1", "b", "@01#a")})
    assert list(make.store.tallies(day, "a#01#", "a#01$")) == ["a#01#", "a#01#x", "a#01$"]
    assert list(make.store.tallies(day, "a#01#x", "a#02$")) == ["a#01#x", "a#01$", "a#02#ž"]
    assert list(make.store.tallies(day, "a#1")) == ["a#1", "b"]
    assert list(make.store.tallies(day, "", "@99")) == ["@01#a"]
    assert make.store.tallies(day, "c", "d") == {}


def test_single_rows_are_read_wherever_they_are(make: Maker) -> None:
    first, second = f"{make.shop}#d1", f"{make.shop}#d2"
    make.store.fold([], {(first, f"r{n}"): {"n": n} for n in range(70)})
    make.store.fold([], {(second, f"r{n}"): {"n": n} for n in range(70)})
    wanted = [(day, f"r{n}") for day in (first, second) for n in range(60, 130)]
    assert make.store.tally_rows(wanted) == {(day, f"r{n}"): {"n": n} for day in (first, second) for n in range(60, 70)}
    assert make.store.tally_rows([]) == {}


def test_folding_nothing_is_nothing(make: Maker) -> None:
    make.store.fold([], {})
    assert make.store.tallies(make.shop) == {}


def test_a_setting_is_replaced_and_its_history_kept(make: Maker) -> None:
    store, shop = make.store, make.shop
    assert store.setting(shop, "pause") == {}
    store.put_setting(shop, "pause", {"all": "yes", "note": ""}, "U1", NOW)
    store.put_setting(shop, "pause", {"late_parcel": "yes"}, "U2", NOW + HOUR)
    assert store.setting(shop, "pause") == {"late_parcel": "yes"}
    newest, oldest = store.setting_history(shop, "pause")
    assert (newest.at, newest.by, newest.value) == (NOW + HOUR, "U2", {"late_parcel": "yes"})
    assert (oldest.at, oldest.by, oldest.value) == (NOW, "U1", {"all": "yes", "note": ""})
    assert store.setting_history(shop, "pause", limit=1) == [newest]
    assert store.setting(f"{shop}-other", "pause") == {}


def test_a_setting_without_history_is_replaced(make: Maker) -> None:
    for number in range(3):
        make.store.put_setting(make.shop, "top", {"n": str(number)}, "night", NOW + number * HOUR, history=False)
    assert make.store.setting(make.shop, "top") == {"n": "2"}
    assert make.store.setting_history(make.shop, "top") == []


def test_a_setting_can_be_emptied(make: Maker) -> None:
    make.store.put_setting(make.shop, "away", {"U1": "yes"}, "U1", NOW)
    make.store.put_setting(make.shop, "away", {}, "U1", NOW + MINUTE)
    assert make.store.setting(make.shop, "away") == {}
    assert len(make.store.setting_history(make.shop, "away")) == 2


def test_a_setting_is_changed_only_from_what_it_was(make: Maker) -> None:
    store, shop, all_, late = make.store, make.shop, {"all": "a storm"}, {"late_parcel": "a look"}
    assert not store.put_setting(shop, "pause", late, "U1", NOW, before=all_), "there is none"
    assert store.put_setting(shop, "pause", all_, "U1", NOW, before={})
    assert not store.put_setting(shop, "pause", late, "U2", NOW + HOUR, before={})
    assert not store.put_setting(shop, "pause", late, "U2", NOW + HOUR, before=late)
    assert (store.setting(shop, "pause"), len(store.setting_history(shop, "pause"))) == (all_, 1)
    assert store.put_setting(shop, "pause", {}, "U2", NOW + HOUR, before=store.setting(shop, "pause"))
    assert store.put_setting(shop, "pause", late, "U2", NOW + 2 * HOUR, before={}), "emptied is as if it never was"


def test_places_are_found_together(make: Maker) -> None:
    make.store.put_post(make.shop, "row:1", {"ts": "1"})
    make.store.put_post(make.shop, "row:2", {"ts": "2"})
    assert make.store.posts(make.shop, ["row:2", "row:1", "row:1", "row:3"]) == {
        "row:1": {"ts": "1"},
        "row:2": {"ts": "2"},
    }
    assert make.store.posts(make.shop, []) == {}


def test_an_anchor_keeps_its_first_place(make: Maker) -> None:
    store, shop = make.store, make.shop
    assert store.post(shop, "case:7:card") == {}
    assert store.put_post(shop, "case:7:card", {"channel": "C1", "ts": "1.2"})
    assert not store.put_post(shop, "case:7:card", {"channel": "C1", "ts": "9.9"})
    assert store.post(shop, "case:7:card") == {"channel": "C1", "ts": "1.2"}
    assert store.post(f"{shop}-other", "case:7:card") == {}


def test_who_has_spent_their_tries_has_none_left_until_the_time_is_over(make: Maker) -> None:
    jana, until = Alias("form_email", "jana@post.example"), NOW + HOUR
    assert [make.store.spend(make.shop, jana, 3, until) for _ in range(5)] == [2, 1, 0, None, None]
    assert make.store.spend(make.shop, jana, 3, until + HOUR) == 2
    assert make.store.spend(make.shop, Alias("form_email", "adam@post.example"), 3, until) == 2
    assert make.store.spend(f"{make.shop}-other", jana, 3, until) == 2
    assert make.store.spend(make.shop, jana, 4, until) == 0
    assert make.store.spend(make.shop, jana, 2, until) is None


def test_a_place_is_taken_once_for_each_thing_and_by_nobody_when_there_is_none(make: Maker) -> None:
    def take(what: str, most: int = 2, who: str = "c1:2026-11-23", until: datetime = NOW + HOUR) -> bool:
        return make.store.take_place(make.shop, Alias("mailed", who), what, most, until)

    assert [take(what) for what in ("m1", "m2", "m3", "m1")] == [True, True, False, True]
    assert [take("m3", most=3), take("m1", most=1), take("m4", most=1)] == [True, True, False]
    assert [take("m9", who="c2:2026-11-23"), take("m9", until=NOW + 2 * HOUR)] == [True, True]


def test_of_many_that_want_the_last_place_at_once_as_many_have_one_as_there_are(make: Maker) -> None:
    who = Alias("mailed", "c1:2026-11-23")
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda what: make.store.take_place(make.shop, who, f"m{what}", 3, NOW), range(8)))
    assert got.count(True) == 3


def test_of_two_that_spend_the_last_try_at_once_one_has_it(make: Maker) -> None:
    with ThreadPoolExecutor(8) as pool:
        spent = list(pool.map(lambda _: make.store.spend(make.shop, Alias("form_ip", "x"), 5, NOW), range(8)))
    assert sorted(left for left in spent if left is not None) == list(range(5))
    assert spent.count(None) == 3


def test_facts_that_cannot_be_counted_are_due_later_and_once_counted_never(make: Maker) -> None:
    stuck, done = facts(make, "stuck", "done")
    make.store.fold([done], {})
    for one in (stuck, done):
        make.store.postpone_facts(one, NOW + 2 * HOUR)
    assert stuck.event not in {one.event for one in make.store.due(NOW + HOUR, 1000)[3] if one.shop == make.shop}
    later = make.store.due(NOW + 3 * HOUR, 1000)[3]
    assert [replace(one, due_at=NOW + 2 * HOUR) in later for one in (stuck, done)] == [True, False]
