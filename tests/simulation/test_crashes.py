"""The story of one late parcel, broken at every effectful call in turn: nothing lost, nothing twice, the same end."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from chalicelib import slack_ids
from ops.simulation.world import World
from tests.movements.conftest import _settings as _settings
from tests.movements.conftest import catalogues as catalogues
from tests.simulation.fragile import Breaker, Fault, FragileWorld

SETTLED = 30  # minutes: longer than a claim lasts and than the sweep waits


def story(world: FragileWorld) -> Iterator[str]:
    """Every step of the story; the caller lets things settle in between."""
    yield "staff" if world.staffed() else ""
    world.order()
    yield "ordered"
    world.ships("N1")
    yield "shipped"
    world.late(date(2026, 11, 30))
    yield "late"
    world.complains()
    yield "complained"
    world.press(slack_ids.CLAIM)
    yield "claimed"
    world.reply("Balík príde v pondelok.", view="V1")
    yield "replied"
    world.press(slack_ids.RESOLVE)
    yield "resolved"
    world.run(hours=25)
    yield "asked"
    world.answers("no")
    yield "said no"
    world.reply("Už je na ceste.", view="V2")
    yield "replied again"
    world.press(slack_ids.RESOLVE)
    yield "resolved again"
    world.run(hours=25)
    yield "asked again"
    world.answers("yes")
    yield "said yes"
    world.scan("Delivered", "Delivered_001", at=world.now)
    yield "delivered"


def played(at: int = 0, fault: Fault = Fault.FAIL) -> FragileWorld:
    """The whole story with one broken call (0: none)."""
    world = FragileWorld(Breaker(at, fault))
    for _ in story(world):
        for _ in range(SETTLED):
            world.tick(minutes=1)
    return world


def end(world: World) -> dict[str, Any]:
    """How it ended: every subject without its times, every fact without its seconds, each row's fate."""
    # A feed is nothing but times, and may miss a delivery: the next one says the same.
    subjects = {str(ref): plain(found) for (_, ref), (_, found) in world.store._subjects.items() if ref.type != "feed"}
    facts = Counter(
        (fact.name, tuple(sorted(fact.dimensions.items()))) for one in world.store._facts.values() for fact in one.facts
    )
    tallies = Counter({
        (row, name): round(number)
        for partition in world.store._tallies.values() for row, columns in partition.items()
        for name, number in columns.items() if name == "count"
    })  # fmt: skip
    return {"subjects": subjects, "facts": facts, "tallies": tallies}


def plain(value: object) -> Any:
    """A subject as plain values, its instants left out: a stop costs minutes, and may."""
    match value:
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime():
            return None
        case str() | int() | float() | None:
            return value
    return plain(msgspec.to_builtins(value, builtin_types=(datetime,)))


def outside(world: FragileWorld) -> Counter[tuple[str, str, str]]:
    """What customers and the page's readers got: channel, kind, and the message's id."""
    return Counter((row.channel, row.kind, row.id) for channel in (world.mail, world.page) for row in channel.sent)


@cache
def undisturbed() -> tuple[dict[str, Any], Counter[str], int]:
    world = played()
    assert not world.stream
    kinds = Counter(kind for _, kind, _ in outside(world).elements())
    return end(world), kinds, world.breaker.calls


def test_the_undisturbed_story_says_each_thing_once() -> None:
    _, kinds, calls = undisturbed()
    assert kinds == {
        "order_received": 1, "order_shipped": 1, "late_parcel": 1, "agent_reply": 2, "solved_question": 2,
        "reopened": 1, "solved_thanks": 1,
    }  # fmt: skip
    assert calls > 150


@sampling(max_examples=250, deadline=None)
@given(share=st.floats(0, 1), fault=st.sampled_from(Fault))
def test_wherever_it_breaks_it_ends_the_same(share: float, fault: Fault) -> None:
    expected, kinds, calls = undisturbed()
    world = played(1 + round(share * (calls - 1)), fault)
    broken = f"{fault}: call {world.breaker.at}, {world.breaker.names[world.breaker.at - 1]}"
    got = outside(world)
    assert max(got.values()) == 1, f"{broken}: sent twice: {[what for what, n in got.items() if n > 1]}"
    # Where a channel cannot be asked, a reply of which nobody knows is not sent again: an agent is asked.
    unknown = [row for row in world.rows() if row.channel == "social" and row.status == "failed"]
    asked = [row for row in world.rows("message_trouble") if row.status == "sent"]
    assert len(asked) == len(unknown), broken
    lost = kinds - Counter(kind for _, kind, _ in got.elements())
    assert sum(lost.values()) <= len(unknown), f"{broken}: never sent: {lost}"
    assert end(world) == expected, broken
    assert all(row.status in ("sent", "skipped") for row in world.rows() if row not in unknown), broken
    assert all(receipt.status in ("done", "duplicate", "out_of_order") for receipt in world.store._receipts.values()), (
        broken
    )
