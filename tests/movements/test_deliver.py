import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import deliver as movement
from chalicelib.care.state import Ref
from chalicelib.deliver import ATTEMPTS, CLAIM, SWEEP_LATER, UNCONFIGURED_FOR, sender_of
from chalicelib.errors import AmbiguousError, ConfigError, PermanentError, StoreUnavailableError, TemporaryError
from ops.simulation import bodies
from ops.simulation.world import DEMO, DUE, LATE, World
from tests.movements.faults import FaultyStore

ORDER = Ref("order", "shopify:1001000")
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Bratislava
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def ordered(world: World) -> World:
    """An order whose mail is on its queue and not sent yet."""
    world.post("shopify", bodies.order(1001, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    return world


def test_sent_is_written_on_the_row_the_order_and_the_timeline(world: World) -> None:
    world.order()
    row = world.row("order_received")
    assert (row.status, row.provider_id, row.attempts) == ("sent", f"provider-{row.id}", 1)
    assert (row.claimed_at, row.next_try) == (None, None)
    assert [told.kind for told in world.the_order().told] == ["order_received"]
    assert world.lines(ORDER, "order_received.sent") == [f"message {row.id} went out by email"]


def test_it_is_rendered_from_the_snapshot_of_the_moment(world: World) -> None:
    ordered(world)
    world.store._subjects["demo", world.customer.ref] = (9, replace(world.customer, first_name="Janka"))
    world.pump()
    customer = world.email.jobs[0].world.customer(world.customer.id)
    assert customer is not None
    assert customer.first_name == "Janka"


def cancel(world: World) -> None:
    world.post("shopify", bodies.cancelled(1001, world.now), topic="orders/cancelled")
    while world.stream:
        world.flow(world.stream.popleft())


def mute(world: World) -> None:
    muted = replace(world.customer, muted={"all": "asked for it"})
    world.store._subjects["demo", world.customer.ref] = (9, muted)


def forget_address(world: World) -> None:
    world.store._subjects["demo", world.customer.ref] = (9, replace(world.customer, email=""))


def too_late(world: World) -> None:
    world.later(days=1, minutes=1)


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (cancel, "the order was cancelled"),
        (mute, "muted: asked for it"),
        (forget_address, "no e-mail address is known"),
        (too_late, "its latest time, 2026-11-24 12:00 UTC, has passed"),
    ],
)
def test_what_is_not_true_or_not_wanted_any_more_is_skipped_and_says_why(
    world: World, meanwhile: Callable[[World], None], why: str
) -> None:
    ordered(world)
    meanwhile(world)
    world.pump()
    assert world.email.sent == []
    assert (world.row("order_received").status, world.row("order_received").reason) == ("skipped", why)
    assert world.lines(ORDER, "order_received.skipped") == [why]


def test_the_customers_night_holds_a_notice_until_it_is_over(world: World) -> None:
    world.now = NIGHT
    world.order()
    row = world.row("order_received")
    assert (row.status, row.reason, row.next_try) == ("waiting", "the customer's night", MORNING)
    world.tick(minutes=5)
    assert world.email.sent == []
    world.now = MORNING
    world.tick()
    assert world.email.kinds() == ["order_received"]


def test_what_the_night_held_is_said_on_the_case_of_who_has_written_by_the_morning(world: World) -> None:
    world.staffed().order()
    world.ships()
    world.now = NIGHT
    world.late()
    world.complains()
    world.run(hours=12)
    assert world.row("late_parcel").status == "skipped"
    told = [row for row in world.rows("late_parcel_line") if row.about == world.case.ref]
    assert [(row.params["told"], row.params["new_date"]) for row in told] == [("no", LATE.isoformat())]


def test_an_answer_does_not_wait_for_the_morning(world: World) -> None:
    world.staffed().now = NIGHT
    world.complains()
    world.reply()
    assert world.social.kinds() == ["agent_reply"]


def test_a_pause_of_all_holds_customers_messages_and_not_the_teams_cards(world: World) -> None:
    world.staffed().store.put_setting("demo", "pause", {"all": "a storm"}, "U9", world.now)
    world.order()
    world.complains()
    assert world.email.sent == []
    assert world.row("order_received").reason == "paused: a storm"
    assert "case_card" in world.slack.kinds()
    world.store.put_setting("demo", "pause", {}, "U9", world.now)
    world.tick(minutes=5)
    assert world.email.kinds() == ["order_received"]


def test_what_is_cancelled_before_its_pause_is_over_goes_out_in_no_order_of_looking(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both happen right after the order was read: it was paused as long as it was true."""
    ordered(world).store.put_setting("demo", "pause", {"order_received": "wrong words"}, "U9", world.now)
    load = world.store.load

    def read(*args: Any) -> Any:
        monkeypatch.setattr(world.store, "load", load)
        loaded = load(*args)
        cancel(world)
        world.store.put_setting("demo", "pause", {}, "U9", world.now)
        return loaded

    monkeypatch.setattr(world.store, "load", read)
    world.pump()
    assert world.email.sent == []
    world.tick(minutes=6)
    assert (world.row("order_received").status, world.email.sent) == ("skipped", [])


def test_a_pause_of_one_kind_holds_that_kind(world: World) -> None:
    world.store.put_setting("demo", "pause", {"order_received": "wrong words"}, "U9", world.now)
    world.order()
    world.ships()
    assert world.email.kinds() == ["order_shipped"]
    assert world.row("order_received").status == "waiting"


def test_holding_a_message_uses_up_no_tries(world: World) -> None:
    """Broken to see it fail: `tried=False` left out of deliver._attempt."""
    world.store.put_setting("demo", "pause", {"all": "a storm"}, "U9", world.now)
    world.order()
    world.run(minutes=5 * (ATTEMPTS + 2))
    assert world.row("order_received").attempts == 0
    world.store.put_setting("demo", "pause", {}, "U9", world.now)
    world.email.does.append(TemporaryError("busy"))
    world.run(minutes=10)
    assert world.email.kinds() == ["order_received"]


def test_temporary_trouble_backs_off_by_the_queues_own_delay(world: World) -> None:
    world.email.does += [TemporaryError("busy"), TemporaryError("busy")]
    world.order()
    row = world.row("order_received")
    assert (row.status, row.reason, row.next_try) == (
        "waiting",
        "busy",
        world.now + timedelta(seconds=30) + SWEEP_LATER,
    )
    assert world.put[-1] == (row.id, "email", 30)
    world.later(seconds=30).pump()
    assert world.put[-1] == (row.id, "email", 60)
    world.later(seconds=60).pump()
    assert world.row("order_received").status == "sent"
    assert world.row("order_received").attempts == 3


def test_the_sweep_does_not_double_the_tries_of_the_queue(world: World) -> None:
    """Broken to see it fail: SWEEP_LATER of nothing."""
    world.email.does += [TemporaryError("busy", retry_after=60)] * 5
    world.order()
    world.run(minutes=4)
    assert world.row("order_received").attempts == 5
    assert len(world.put) == 6


def test_a_delayed_message_that_the_queue_loses_is_found_by_the_sweep(world: World) -> None:
    world.email.does.append(TemporaryError("busy"))
    world.order()
    world.queue.clear()
    world.run(minutes=3)
    assert world.email.kinds() == ["order_received"]


def test_the_channels_own_wait_is_kept_and_a_long_one_is_left_to_the_sweep(world: World) -> None:
    world.email.does += [TemporaryError("quota", retry_after=7200)]
    world.order()
    assert len(world.put) == 1
    world.tick(minutes=119)
    assert world.email.sent == []
    world.tick(minutes=1)
    assert world.email.kinds() == ["order_received"]


def test_trouble_that_never_ends_is_given_up_and_people_are_told(world: World) -> None:
    world.policies["demo"] = replace(DEMO, quiet=replace(DEMO.quiet, start="00:00", end="00:00"))
    world.order()
    world.ships()
    world.email.does += [TemporaryError("busy")] * ATTEMPTS
    world.late()
    world.run(hours=24)
    row = world.row("late_parcel")
    assert (row.status, row.reason) == ("failed", f"given up after {ATTEMPTS} tries: busy")
    assert world.slack.kinds().count("message_trouble") == 1


def test_a_missing_setting_waits_until_somebody_has_put_it_there(world: World) -> None:
    world.email.does.append(ConfigError("secret x does not exist"))
    world.order()
    row = world.row("order_received")
    assert (row.status, row.next_try) == ("waiting", world.now + UNCONFIGURED_FOR + SWEEP_LATER)
    world.tick(seconds=UNCONFIGURED_FOR.total_seconds())
    assert world.email.kinds() == ["order_received"]


def test_permanent_trouble_fails_at_once_and_people_are_told(world: World) -> None:
    world.email.does.append(PermanentError("the address is not valid"))
    world.order()
    assert (world.row("order_received").status, world.row("order_received").attempts) == ("failed", 1)
    assert world.lines(ORDER, "order_received.failed") == ["the address is not valid"]
    (told,) = [row for row in world.slack.sent if row.kind == "message_trouble"]
    assert told.params["reason"] == "the address is not valid"
    world.run(hours=1)
    assert world.email.sent == []


def test_trouble_with_slack_itself_does_not_ask_slack_to_tell_of_it(world: World) -> None:
    world.staffed()
    world.slack.does.append(PermanentError("channel_not_found"))
    world.complains()
    assert world.row("case_card").status == "failed"
    assert world.rows("message_trouble") == []


# Between sending and recording
def ambiguous(world: World) -> World:
    world.email.does.append(AmbiguousError("timed out"))
    world.order()
    row = world.row("order_received")
    assert (row.status, row.next_try) == ("claimed", world.now + CLAIM)
    return world


def test_a_claimed_row_is_left_alone_while_its_claim_lasts(world: World) -> None:
    ambiguous(world)
    world.run(minutes=14)
    assert (world.email.asked, world.email.sent) == ([], [])


def test_what_the_channel_finds_is_settled_without_sending(world: World) -> None:
    ambiguous(world).email.found = "ses-7"
    world.run(minutes=17)
    assert world.email.sent == []
    assert (world.row("order_received").status, world.row("order_received").provider_id) == ("sent", "ses-7")
    assert len(world.email.asked) == 1


def test_what_the_channel_does_not_find_is_sent_once_more(world: World) -> None:
    ambiguous(world).run(minutes=40)
    assert world.email.kinds() == ["order_received"]
    assert world.row("order_received").status == "sent"
    assert world.row("order_received").attempts == 2


def test_where_the_channel_cannot_tell_nothing_is_sent_and_the_agent_is_asked(world: World) -> None:
    world.staffed().complains()
    world.social.does.append(AmbiguousError("timed out"))
    world.social.found = AmbiguousError("look there")
    world.reply()
    world.run(minutes=40)
    assert world.social.sent == []
    assert world.row("agent_reply").status == "failed"
    assert world.lines(world.case.ref, "agent_reply.ambiguous") == ["look there"]
    (told,) = [row for row in world.slack.sent if row.kind == "message_trouble"]
    assert (told.params["ambiguous"], told.params["channel"]) == ("yes", "social")


def test_a_channel_that_cannot_be_asked_now_is_asked_again(world: World) -> None:
    ambiguous(world).email.found = TemporaryError("busy")
    world.run(minutes=17)
    assert (world.email.sent, world.row("order_received").status) == ([], "claimed")
    world.email.found = "ses-7"
    world.run(minutes=16)
    assert (world.email.sent, world.row("order_received").status) == ([], "sent")


@pytest.mark.parametrize("found", [PermanentError("missing_scope"), AmbiguousError("cannot tell")])
def test_a_channel_that_will_never_say_leaves_it_to_a_person(world: World, found: Exception) -> None:
    ambiguous(world).email.found = found
    world.run(minutes=17)
    assert (world.email.sent, world.row("order_received").status) == ([], "failed")
    assert len(world.rows("message_trouble")) == 1


def test_asking_ends_as_well(world: World) -> None:
    ambiguous(world).email.found = TemporaryError("busy")
    world.run(hours=7)
    assert (world.email.sent, world.row("order_received").status) == ([], "failed")
    assert len(world.email.asked) < ATTEMPTS


def test_ses_own_word_settles_a_claimed_row_before_anybody_asks(world: World) -> None:
    ambiguous(world)
    row = world.row("order_received")
    world.said_by_ses(bodies.notice("Send", row.id, world.now, ses_id="ses-9"))
    world.pump()
    assert (world.row("order_received").status, world.row("order_received").provider_id) == ("sent", "ses-9")
    world.run(minutes=40)
    assert (world.email.asked, world.email.sent) == ([], [])
    assert [told.kind for told in world.the_order().told] == ["order_received"]


def test_ses_word_that_comes_before_the_worker_has_written_counts_once(world: World) -> None:
    ordered(world)
    row = world.row("order_received")

    def overtaken() -> None:
        world.said_by_ses(bodies.notice("Send", row.id, world.now, ses_id="ses-9"))
        world.flow(world.stream.popleft())

    world.email.does.append(overtaken)
    world.pump()
    assert world.row("order_received").status == "sent"
    assert [told.kind for told in world.the_order().told] == ["order_received"]
    assert len(world.lines(ORDER, "order_received.sent")) == 1


def test_a_worker_that_dies_after_sending_does_not_send_again_once_ses_has_spoken(world: World) -> None:
    store = FaultyStore()
    world = World(store)
    ordered(world)
    store.faults["commit"] = [StoreUnavailableError("away")]
    with pytest.raises(StoreUnavailableError):
        world.pump()
    row = world.row("order_received")
    assert (row.status, world.email.kinds()) == ("claimed", ["order_received"])
    world.said_by_ses(bodies.notice("Send", row.id, world.now))
    world.run(minutes=40)
    assert world.email.kinds() == ["order_received"]
    assert world.row("order_received").status == "sent"


def test_two_workers_and_a_queue_that_repeats_send_one_row_once(world: World) -> None:
    ordered(world)
    row = world.row("order_received")
    outcomes: list[str] = []
    world.email.does.append(lambda: outcomes.append(world.deliver(row.id)))
    outcomes.append(world.deliver(row.id))
    outcomes.append(world.deliver(row.id))
    assert outcomes == ["not free", "sent", "not free"]
    assert world.email.kinds() == ["order_received"]


def test_a_claim_taken_over_settles_only_once(world: World) -> None:
    """The first worker comes back after another has taken its row over and sent it."""
    ordered(world)
    row = world.row("order_received")

    def slow() -> None:
        world.later(minutes=16)
        assert world.deliver(row.id) == "sent"

    world.email.does.append(slow)
    world.deliver(row.id)
    assert len(world.the_order().told) == 1
    assert world.row("order_received").attempts == 2


def test_a_bug_while_rendering_is_told_after_some_tries_and_never_in_silence(world: World) -> None:
    """Broken to see it fail: the count of tries in deliver._left_behind."""
    ordered(world)
    world.email.does += [KeyError("first_name")] * (ATTEMPTS + 1)
    with pytest.raises(KeyError):
        world.pump()
    for _ in range(ATTEMPTS + 1):
        world.later(minutes=16)
        try:
            world.deliver(world.row("order_received").id)
        except KeyError:
            continue
        break
    world.pump()
    assert world.row("order_received").status == "failed"
    assert world.slack.kinds() == ["message_trouble"]


def test_a_bug_is_logged_counted_and_reported_to_the_queue_for_that_row_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(movement, "services", lambda: world.services)
    monkeypatch.setattr(movement, "sender_of", lambda _: world.email)
    counted: list[str] = []
    monkeypatch.setattr(movement, "count", lambda name: counted.append(name))
    ordered(world)
    world.post("shopify", bodies.order(1002, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    world.email.does.append(KeyError("first_name"))
    records = [{"messageId": f"m{n}", "body": json.dumps({"row": each.row_id})} for n, each in enumerate(world.queue)]
    answer = movement.handle({"Records": records}, "email")
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert len(world.email.sent) == 1
    assert counted == ["DeliveryFailed", "MessageSent"]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["row crashed"]


def test_observe_mode_sends_nothing_and_writes_down_what_it_would_have_sent(world: World) -> None:
    world.policies["demo"] = replace(DEMO, mode="observe")
    world.staffed().order()
    world.ships()
    world.late()
    world.complains()
    world.run(hours=1)
    assert (world.email.sent, world.slack.sent, world.social.sent) == ([], [], [])
    assert {row.status for row in world.rows()} == {"observed"}
    assert {"order_received", "order_shipped", "late_parcel", "case_card"} <= {row.kind for row in world.rows()}
    assert world.row("late_parcel").params["new_date"] == LATE.isoformat()


@pytest.mark.parametrize("channel", ["email", "slack", "social"])
def test_every_channel_has_its_sender(channel: str) -> None:
    sender = sender_of(channel)
    assert callable(sender.send)
    assert callable(sender.recover)


def test_the_senders_of_mail_and_social_answer_as_their_channels_can(world: World) -> None:
    world.staffed().order()
    world.complains()
    world.reply()
    assert sender_of("email").recover(world.email.jobs[0]) is None
    with pytest.raises(AmbiguousError):
        sender_of("social").recover(world.social.jobs[0])
