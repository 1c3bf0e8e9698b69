"""Records of one person: linked with evidence, seen as one, parted again without a trace of each other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.effects import Alias, Decision, Note, Put
from chalicelib.care.events import CustomersLinked, CustomersUnlinked, NameWithdrawn
from chalicelib.care.linking import by_rule
from chalicelib.care.people import aliases_of, known_as, whole
from chalicelib.care.state import Customer, Evidence, KnownAs
from chalicelib.care.still_true import why_muted
from chalicelib.care.world import World
from chalicelib.store.plan import plan
from chalicelib.store.port import Loaded, Mark
from ops.simulation.cast import NOON
from tests.care.play import Play

IDS = ("a", "b", "c", "d")


def play_with(**store_ids: str) -> Play:
    play = Play()
    people = [Customer(id=id_, store_id=store_ids.get(id_, ""), email=f"{id_}@example.sk") for id_ in IDS]
    play.world = World({**play.world.subjects, **{person.ref: person for person in people}})
    return play


def link(play: Play, one: str, other: str) -> Decision:
    return play.happens(
        CustomersLinked(shop="demo", key=play.key(), occurred_at=play.now, customer_id=one, other_id=other, by="U9")
    )


def unlink(play: Play, one: str) -> Decision:
    return play.happens(CustomersUnlinked(shop="demo", key=play.key(), occurred_at=play.now, customer_id=one, by="U9"))


def linked(play: Play, id_: str) -> set[str]:
    record = play.world.customer(id_)
    assert record is not None
    return {link.customer_id for link in record.links}


def test_what_belongs_to_either_belongs_to_the_person() -> None:
    play = play_with()
    one, two = (play.world.customer(id_) for id_ in "ab")
    assert one is not None
    assert two is not None
    one = replace(one, orders=2, spent={"EUR": 500}, muted={"survey": "asked for it"}, order_ids=("o1",))
    two = replace(two, orders=1, spent={"EUR": 100, "PLN": 7}, language="sk", open_case_id="k1")
    play.world = play.world.after(Decision((Put(subject=one), Put(subject=two))))
    link(play, "a", "b")
    person = play.world.person("b")
    assert person is not None
    assert (person.id, person.orders, person.spent) == ("b", 3, {"EUR": 600, "PLN": 7})
    assert (person.language, person.open_case_id, person.email) == ("sk", "k1", "b@example.sk")
    assert why_muted(play.world, "customer:b", "solved_question") == "muted: asked for it"


def test_a_dead_address_gives_way_to_one_that_mails_reach() -> None:
    dead = Customer(id="a", email="a@example.sk", muted={"all": "its address does not exist"})
    person = whole([dead, Customer(id="b", email="b@example.sk")])
    assert (person.email, person.muted) == ("b@example.sk", {})
    assert whole([dead]).muted == dead.muted


def test_a_whole_person_is_never_stored() -> None:
    person = whole([Customer(id="a")])
    loaded = Loaded(world=World(), versions={})
    with pytest.raises(TypeError, match="for reading"):
        plan(loaded, Decision((Put(subject=person),)), Mark(shop="demo", event="e", receipt="r", now=NOON))


def test_nothing_but_a_word_of_the_team_links_different_store_ids() -> None:
    play = play_with(a="1", b="2")
    one, two = play.world.customer("a"), play.world.customer("b")
    assert one is not None
    decision = by_rule(play.world, one, two, Evidence.ORDER_AND_NAME, NOON)
    assert [effect.what for effect in decision.effects if isinstance(effect, Note)] == ["customer.not_linked"]
    assert not [effect for effect in decision.effects if isinstance(effect, Put)]
    link(play, "a", "b")
    assert linked(play, "a") == {"b"}


def test_a_go_between_does_not_link_what_must_stay_apart() -> None:
    play = play_with(a="1", d="2")
    for one, other in (("a", "b"), ("c", "d")):
        play.world = play.world.after(_rule(play, one, other))
    play.world = play.world.after(_rule(play, "b", "c"))
    assert linked(play, "b") == {"a"}


def test_what_somebody_parted_no_rule_links_again_but_somebody_may() -> None:
    play = play_with()
    link(play, "a", "b")
    unlink(play, "b")
    assert linked(play, "a") == linked(play, "b") == set()
    play.world = play.world.after(_rule(play, "a", "b"))
    assert linked(play, "a") == set()
    link(play, "a", "b")
    assert linked(play, "a") == {"b"}


def _rule(play: Play, one: str, other: str) -> Decision:
    record = play.world.customer(one)
    assert record is not None
    return by_rule(play.world, record, play.world.customer(other), Evidence.VERIFIED_ADDRESS, NOON)


def test_a_name_taken_for_theirs_by_mistake_leads_to_nobody() -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    handle = Alias("handle", "facebook_comment:fb7")
    assert play.world.aliases[handle] == play.customer.ref
    withdrawn = NameWithdrawn(
        shop="demo", key="w", occurred_at=play.now, customer_id=play.customer.id, kind=handle.kind, value=handle.value,
        by="U9",
    )  # fmt: skip
    play.happens(withdrawn)
    assert handle not in play.world.aliases
    assert handle not in aliases_of(play.customer)
    (why,) = play.notes("customer.name_withdrawn")
    assert "fb7" not in why


def test_a_name_is_known_once_by_what_it_was_first_known_by() -> None:
    first = KnownAs("email", "a@example.sk", Evidence.STORE, NOON)
    once = known_as(Customer(id="a"), first)
    assert known_as(once, first._replace(evidence=Evidence.AGENT)) == once


@given(st.lists(st.tuples(st.sampled_from(("link", "unlink", "rule")), st.sampled_from(IDS), st.sampled_from(IDS))))
def test_links_are_mutual_and_a_person_is_the_same_from_every_side(steps: list[tuple[str, str, str]]) -> None:
    play = play_with(a="1", b="2")
    for what, one, other in steps:
        if what == "unlink":
            unlink(play, one)
        elif what == "link":
            link(play, one, other)
        else:
            play.world = play.world.after(_rule(play, one, other))
        for id_ in IDS:
            assert id_ not in linked(play, id_)
            for friend in linked(play, id_):
                assert linked(play, friend) | {friend} == linked(play, id_) | {id_}
