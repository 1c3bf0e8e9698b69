"""What an event reads besides what it names: only what its decision may look at."""

from chalicelib.care.events import CaseClaimed, CaseResolved, Event, MessageReceived, Person
from chalicelib.care.state import Case
from chalicelib.gather import gather
from chalicelib.process import process
from ops.simulation.world import World

JANA = Person(email="jana@example.sk", first_name="Jana")


def mail(world: World, key: str, text: str) -> MessageReceived:
    return MessageReceived(
        shop="demo", key=key, occurred_at=world.now, channel="email", thread=key, item_id=key,
        author_id=JANA.email, person=JANA, text=text, verified=True,
    )  # fmt: skip


def happens(world: World, event: Event) -> None:
    process(world.services, event, f"of:{event.key}", world.now)
    world.pump()


def newest(world: World) -> Case:
    return max(world.subjects("case"), key=lambda case: case.opened_at)  # type: ignore[no-any-return]


def test_the_cases_that_may_not_be_solved_after_all_are_read_by_what_may_ask_again_and_by_nothing_else() -> None:
    world = World().staffed()
    world.order()
    asked = []
    for number, text in enumerate(("Kde je zásielka z #1001?", "Chcem faktúru k #1001")):
        happens(world.later(days=1), mail(world, f"m{number}", text))
        asked.append(newest(world))
        press = {"shop": "demo", "occurred_at": world.now, "slack_user": "U1", "case_id": asked[-1].id}
        happens(world, CaseResolved(key=f"r{number}", **press))  # type: ignore[arg-type]
    first, second = asked
    policy = world.services.policy("demo")
    claim = CaseClaimed(shop="demo", key="c", occurred_at=world.now, slack_user="U1", case_id=second.id)
    again = mail(world.later(days=1), "m9", "Kde je zásielka z #1001?")
    read = [gather(world.store, event, policy, world.now).versions for event in (claim, again)]
    assert [second.ref in each for each in read] == [True, True]
    assert [first.ref in each for each in read] == [False, True]
    assert world.tally("first_resolution_lost") == 0
    happens(world, again)
    assert world.tally("first_resolution_lost") == 1
