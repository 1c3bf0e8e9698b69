"""What every store must give back: snapshots, names, timelines, the roster, cases that wait."""

from dataclasses import replace

import pytest

from chalicelib.care.effects import Alias, Name, Note, Put, Unname, digest
from chalicelib.care.state import Agent, CaseState, Grouped, Order, OrderState, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.errors import ConflictError
from chalicelib.store.port import LateOrder
from tests.store.making import HOUR, MINUTE, NOW, Maker, agent, case, customer, fact, late_order

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


def test_a_subject_that_is_not_there_has_version_0(make: Maker) -> None:
    loaded = make.store.load(make.shop, [C1, Ref("invoice", "9")], [EMAIL])
    assert loaded.versions == {C1: 0, Ref("invoice", "9"): 0}
    assert loaded.world.subjects == {}
    assert loaded.world.aliases == {}


def test_shops_do_not_see_each_other(make: Maker) -> None:
    other = f"{make.shop}-other"
    make.commit("e1", Put(subject=customer()), Name(alias=EMAIL, ref=C1), Put(subject=agent()), fact())
    loaded = make.store.load(other, [C1], [EMAIL])
    assert (loaded.versions, loaded.world.aliases) == ({C1: 0}, {})
    assert make.store.every(other, "agent").versions == {}
    assert make.store.facts(other, "e1") is None
    assert make.store.timeline(other, C1) == []


def test_an_alias_leads_to_one_subject(make: Maker) -> None:
    blind = make.store.load(make.shop, [])
    make.commit("e1", Name(alias=EMAIL, ref=C1))
    assert make.commit("e2", Name(alias=EMAIL, ref=C1)) == "done"
    with pytest.raises(ConflictError):
        make.commit("e3", Name(alias=EMAIL, ref=Ref("customer", "c2")), make.message(), loaded=blind)
    assert make.store.load(make.shop, [], [EMAIL]).world.named(*EMAIL) == C1
    assert make.store.row(make.id("m1")) is None


def test_a_name_that_is_taken_away_leads_nowhere_and_is_free(make: Maker) -> None:
    make.commit("e1", Name(alias=EMAIL, ref=C1))
    known = make.store.load(make.shop, [], [EMAIL])
    assert make.commit("e2", Unname(EMAIL), loaded=known) == "done"
    assert make.store.load(make.shop, [], [EMAIL]).world.aliases == {}
    nothing = make.store.load(make.shop, [], [EMAIL])
    assert make.commit("e3", Unname(EMAIL), loaded=nothing) == "done"
    assert make.commit("e4", Name(alias=EMAIL, ref=Ref("customer", "c2")), loaded=nothing) == "done"


def test_a_name_is_taken_away_only_by_who_knew_where_it_led(make: Maker) -> None:
    blind = make.store.load(make.shop, [], [EMAIL])
    make.commit("e1", Name(alias=EMAIL, ref=C1))
    with pytest.raises(ConflictError):
        make.commit("e2", Unname(EMAIL), loaded=blind)
    assert make.store.load(make.shop, [], [EMAIL]).world.aliases == {EMAIL: C1}


def test_an_alias_may_be_moved_by_who_knew_where_it_led(make: Maker) -> None:
    number, first, second = Alias("parcel_number", "RR1"), Ref("parcel", "p1"), Ref("parcel", "p2")
    make.commit("e1", Name(alias=number, ref=first))
    known = make.store.load(make.shop, [], [number])
    assert make.commit("e2", Name(alias=number, ref=second), loaded=known) == "done"
    with pytest.raises(ConflictError):
        make.commit("e3", Name(alias=number, ref=Ref("parcel", "p3")), loaded=known)
    assert make.store.load(make.shop, [], [number]).world.named(*number) == second


def test_an_alias_put_back_as_it_was_found_is_not_written(make: Maker) -> None:
    """A parcel is named at each of its scans. Who moved the name meanwhile keeps it: that came after."""
    number, first, second = Alias("parcel_number", "RR1"), Ref("parcel", "p1"), Ref("parcel", "p2")
    make.commit("e1", Name(alias=number, ref=first))
    known = make.store.load(make.shop, [], [number])
    make.commit("e2", Name(alias=number, ref=second), loaded=known)
    assert make.commit("e3", Name(alias=number, ref=first), loaded=known) == "done"
    assert make.store.load(make.shop, [], [number]).world.named(*number) == second


def test_a_timeline_is_read_oldest_first_and_from_its_newest_end(make: Maker) -> None:
    for minute in (2, 0, 1):
        lines = [Note(about=C1, what=f"{minute}.{place}", why="") for place in range(2)]
        make.commit(f"e{minute}", *lines, now=NOW + minute * MINUTE)
    whats = [line.what for line in make.store.timeline(make.shop, C1)]
    assert whats == ["0.0", "0.1", "1.0", "1.1", "2.0", "2.1"]
    assert [line.what for line in make.store.timeline(make.shop, C1, limit=3)] == ["1.1", "2.0", "2.1"]


def test_agents_have_timelines_that_are_not_on_the_roster(make: Maker) -> None:
    make.commit(
        "e1",
        Put(subject=agent("U2")),
        Put(subject=agent("U1")),
        Note(about=agent("U1").ref, what="x", why=""),
    )
    make.commit("e2", Put(subject=customer()))
    roster = make.store.every(make.shop, "agent")
    assert roster.world.every(Agent) == (agent("U1"), agent("U2"))
    assert roster.versions == {Ref("agent", "U1"): 1, Ref("agent", "U2"): 1}
    assert make.store.load(make.shop, [Ref("agent", "U1")]).world.agent("U1") == agent("U1")
    assert len(make.store.timeline(make.shop, Ref("agent", "U1"))) == 1


def test_there_is_a_list_only_of_what_is_kept_in_one(make: Maker) -> None:
    with pytest.raises(ValueError, match="agent"):
        make.store.every(make.shop, "customer")


def test_many_subjects_are_loaded_at_once(make: Maker) -> None:
    for start in range(0, 130, 65):
        make.commit(f"e{start}", *(Put(subject=customer(f"c{n}")) for n in range(start, start + 65)))
    refs = [Ref("customer", f"c{n}") for n in range(140)]
    loaded = make.store.load(make.shop, [*refs, *refs])
    assert len(loaded.world.subjects) == 130
    assert sum(loaded.versions.values()) == 130
    assert len(loaded.versions) == 140


def test_cases_that_wait_stand_in_their_queue_longest_first(make: Maker) -> None:
    late = case("k2", waiting_since=NOW + HOUR, agent_id="U1", priority=3)
    make.commit("e1", Put(subject=late), Put(subject=case("k1", agent_id="U1")),
                Put(subject=case("k3", state=CaseState.CLAIMED, agent_id="U1")))  # fmt: skip
    assert make.store.open_cases(make.shop, "waiting", 9) == [Ref("case", "k1"), Ref("case", "k2")]
    assert make.store.open_cases(make.shop, "claimed", 9) == [Ref("case", "k3")]
    since = make.store.waiting_since(make.shop, "waiting", 9)
    assert since == [case("k1").waiting_since, late.waiting_since]
    assert make.store.waiting_since(make.shop, "waiting", 1) == since[:1]
    assert make.store.waiting_since(make.shop, "unassigned", 9) == []
    make.commit("e2", Put(subject=replace(late, state=CaseState.RESOLVED)), Put(subject=case("k1", agent_id="U2")))
    assert make.store.open_cases(make.shop, "waiting", 9) == [Ref("case", "k1")]


def test_cases_with_nobody_stand_by_urgency_then_by_age_and_can_be_asked_for_by_language(make: Maker) -> None:
    waiting = [
        case("old", language="sk"), case("new", language="pl", waiting_since=NOW + HOUR),
        case("urgent", language="sk", priority=1, waiting_since=NOW + 2 * HOUR),
        case("most", language="ro", priority=12, waiting_since=NOW + 3 * HOUR),
        case("routed", language="sk", agent_id="U1"), case("silent", language="sk", waiting_since=None),
    ]  # fmt: skip
    make.commit("e1", *(Put(subject=each) for each in waiting))

    def standing(limit: int = 9, *languages: str) -> list[str]:
        asked = languages or None
        return [ref.id for ref in make.store.open_cases(make.shop, "unassigned", limit, asked)]

    assert standing() == ["most", "urgent", "old", "new"]
    assert standing(2) == ["most", "urgent"]
    assert standing(2, "sk", "pl") == ["urgent", "old"]
    assert standing(1, "pl") == ["new"]
    assert make.store.open_cases(make.shop, "unassigned", 9, ()) == []
    make.commit("e2", Put(subject=replace(waiting[0], agent_id="U1")))
    assert standing() == ["most", "urgent", "new"]


def test_those_in_a_group_stand_apart_longest_first_until_they_are_worked_on_alone(make: Maker) -> None:
    one, other = Grouped(id="delivery.sk:1"), Grouped(id="delivery.sk:11")
    late = case("late", alike=one, waiting_since=NOW + HOUR)
    make.commit("e1", Put(subject=late), Put(subject=case("soon", alike=one)), Put(subject=case("next", alike=other)),
                Put(subject=case("alone", alike=replace(one, carded=True))),
                Put(subject=case("answered", alike=one, waiting_since=None)))  # fmt: skip
    assert make.store.grouped(make.shop, one.id, 9) == [Ref("case", "soon"), Ref("case", "late")]
    assert make.store.grouped(make.shop, one.id, 1) == [Ref("case", "soon")]
    assert make.store.grouped(make.shop, other.id, 9) == [Ref("case", "next")]
    assert make.store.open_cases(make.shop, "unassigned", 9) == [Ref("case", "alone")]
    assert len(make.store.open_cases(make.shop, "grouped", 9)) == 3
    make.commit("e2", Put(subject=replace(late, agent_id="U1")))
    assert make.store.grouped(make.shop, one.id, 9) == [Ref("case", "soon")]


def test_orders_that_are_late_now_stand_with_what_is_counted_of_them_the_newest_first(make: Maker) -> None:
    old, new = late_order("1"), late_order("2", NOW + HOUR, reason=Reason.STOCK, carrier="")
    make.commit("e1", Put(subject=old), Put(subject=new), Put(subject=Order(id="3")))
    assert make.store.late_orders(make.shop, 9) == [
        LateOrder("2", NOW + HOUR, "promise_passed", "stock", ""),
        LateOrder("1", NOW, "promise_passed", "weather", digest("gls")),
    ]
    assert [each.id for each in make.store.late_orders(make.shop, 1)] == ["2"]
    assert make.store.late_orders(f"{make.shop}-other", 9) == []
    assert make.store.open_cases(make.shop, "waiting", 9) == []


def test_an_order_is_late_no_more_once_its_episode_or_itself_has_ended(make: Maker) -> None:
    first = [late_order(str(number)) for number in range(4)]
    make.commit("e1", *(Put(subject=each) for each in first))
    assert len(make.store.late_orders(make.shop, 9)) == 4
    delay = first[0].delay
    assert delay
    make.commit(
        "e2", Put(subject=replace(first[0], delay=None)), Put(subject=replace(first[1], erased_at=NOW)),
        Put(subject=replace(first[2], state=OrderState.CANCELLED)),
        Put(subject=replace(first[3], delay=replace(delay, reason=Reason.LOST))),
    )  # fmt: skip
    assert [(each.id, each.reason) for each in make.store.late_orders(make.shop, 9)] == [("3", "lost")]


def test_there_is_no_other_queue(make: Maker) -> None:
    with pytest.raises(ValueError, match="unassigned"):
        make.store.open_cases(make.shop, "resolved", 9)


def test_what_is_only_seen_is_appended_and_changes_nothing(make: Maker) -> None:
    make.commit("e1", Put(subject=customer()), Note(about=customer().ref, what="order.known", why="rule 1"))
    before = make.store.load(make.shop, [customer().ref])
    for _ in range(2):
        make.store.observe(make.shop, customer().ref, "link.opened", "nobody pressed anything", NOW + MINUTE)
    lines = make.store.timeline(make.shop, customer().ref)
    assert [(line.at, line.what, line.why) for line in lines[1:]] == [
        (NOW + MINUTE, "link.opened", "nobody pressed anything")
    ]
    assert make.store.load(make.shop, [customer().ref]) == before
