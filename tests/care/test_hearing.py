"""What a customer's words change about their case."""

from dataclasses import replace

import pytest

from chalicelib.care import events as e
from chalicelib.care.hearing import AGENT, FORM, TEXT, dimensions, listened, sorted_by
from chalicelib.care.service_rules import Raised
from chalicelib.care.state import Case, CaseState
from chalicelib.care.vocabulary import Kind, Tone, Topic, Urgency
from chalicelib.care.world import World
from ops.simulation.cast import ADAM, MARTA, NOON, POLICY, ZUZANA
from tests.care.play import Play

WAITING = Case(id="c1", channel="email", thread="t", opened_at=NOON, language="en")
TRACKING = "Where is my parcel?"


def wrote(play: Play, text: str, **also: object) -> e.MessageReceived:
    play.keys += 1
    given = {
        "shop": "demo", "key": f"w{play.keys}", "occurred_at": play.now, "channel": "facebook_message", "thread": "t1",
        "item_id": f"m{play.keys}", "author_id": "a1", "author_name": "Eva", "text": text,
    }  # fmt: skip
    return e.MessageReceived(**given | also)  # type: ignore[arg-type]


def the_case(play: Play) -> Case:
    [case] = [each for each in play.world.subjects.values() if isinstance(each, Case)]
    return case


def test_words_say_what_a_case_is_about_and_the_timeline_says_why_without_the_words() -> None:
    case, note, kind = listened(WAITING, "URGENT: where is Granny's parcel? I need it tomorrow!!", POLICY)
    assert (case.topic, case.urgency, case.heard.by, kind) == (Topic.TRACKING, Urgency.URGENT, TEXT, Kind.CASE)
    assert "topic:tracking for where parcel" in note.why
    assert "Granny" not in note.why


def test_what_the_customer_chose_goes_before_the_text_and_what_an_agent_says_before_both() -> None:
    case, _, _ = listened(WAITING, TRACKING, POLICY, chosen=Topic.DELIVERY)
    assert (case.topic, case.heard.by, case.heard.topics) == (Topic.DELIVERY, FORM, (Topic.DELIVERY, Topic.TRACKING))
    case = sorted_by(case, Topic.REFUND, AGENT)
    case, _, _ = listened(case, TRACKING, POLICY, chosen=Topic.INVOICE)
    assert (case.topic, case.heard.by) == (Topic.REFUND, AGENT)


def test_a_later_message_adds_a_topic_and_takes_none_away() -> None:
    case, _, _ = listened(WAITING, TRACKING, POLICY)
    case, _, _ = listened(case, "Still waiting", POLICY)
    assert case.topic == Topic.TRACKING
    case, _, _ = listened(case, "And I need an invoice, please", POLICY)
    assert (case.topic, case.heard.topics) == (Topic.TRACKING, (Topic.TRACKING, Topic.INVOICE))


def test_what_is_said_anew_counts_alone() -> None:
    case, _, _ = listened(WAITING, "You useless idiots! Where is my parcel?", POLICY)
    case, _, _ = listened(case, "Order 1001", POLICY)
    assert case.tone == Tone.ANGRY
    case, _, _ = listened(case, "Could I have an invoice, please?", POLICY, anew=True)
    assert (case.topic, case.tone, case.priority) == (Topic.INVOICE, Tone.NEUTRAL, 0)


@pytest.mark.parametrize(
    ("text", "public", "priority"),
    [
        (TRACKING, False, 0),
        (TRACKING, True, 0),
        ("You are useless idiots.", False, 2),
        ("You are useless idiots.", True, 5),
        ("I am very disappointed.", True, 3),
        ("I am very disappointed.", False, 0),
        ("Please call me urgently, it is an emergency!", False, 10),
    ],
)
def test_the_policy_says_how_much_sooner_it_is_answered(text: str, public: bool, priority: int) -> None:
    policy = replace(POLICY, raised=Raised(urgent=10, angry=2, public=3))
    case, _, _ = listened(replace(WAITING, public=public, priority=1), text, policy)
    again, _, _ = listened(case, text, policy)
    assert case.priority == again.priority == 1 + priority


def test_every_number_of_a_case_can_be_asked_by_its_topic_and_language() -> None:
    play = Play()
    play.happens(wrote(play, TRACKING))
    assert play.facts("case_opened")[0].dimensions == {
        "channel": "facebook_message", "language": "en", "topic": "tracking",
    }  # fmt: skip
    assert dimensions(WAITING)["topic"] == "unsorted"


def test_thanks_reopen_nothing_and_are_shown() -> None:
    play = Play()
    play.happens(wrote(play, TRACKING))
    case = the_case(play)
    play.happens(e.CaseResolved(shop="demo", key="r", occurred_at=play.now, slack_user=case.agent_id, case_id=case.id))
    play.happens(wrote(play, "Thank you, all solved!"))
    case = the_case(play)
    assert case.state is CaseState.RESOLVED
    assert case.lines[-1].text == "Thank you, all solved!"
    lines = [each.params["line"] for each in play.messages("case_line")]
    assert lines[-1] == "thanked"


@pytest.mark.parametrize("text", ["Not solved. Thanks.", "Thanks, but it has not arrived.", "Useless."])
def test_what_is_no_mere_thanks_opens_it_again(text: str) -> None:
    play = Play()
    play.happens(wrote(play, TRACKING))
    case = the_case(play)
    play.happens(e.CaseResolved(shop="demo", key="r", occurred_at=play.now, slack_user=case.agent_id, case_id=case.id))
    play.happens(wrote(play, text))
    assert the_case(play).state is CaseState.CLAIMED


def test_words_that_were_changed_are_read_again() -> None:
    play = Play()
    play.happens(wrote(play, TRACKING, channel="facebook_comment"))
    play.happens(e.MessageEdited(
        shop="demo", key="ed", occurred_at=play.now, channel="facebook_comment", thread="t1", item_id="m1",
        author_id="a1", text="Could you send me an invoice?",
    ))  # fmt: skip
    assert the_case(play).topic == Topic.INVOICE


def corrected(play: Play, topic: str, user: str) -> None:
    play.happens(e.TopicCorrected(
        shop="demo", key=f"topic-{topic}", occurred_at=play.now, slack_user=user, case_id=the_case(play).id,
        topic=topic,
    ))  # fmt: skip


def test_an_agent_corrects_the_topic_which_is_counted_and_stays() -> None:
    play = Play()
    play.happens(wrote(play, TRACKING))
    corrected(play, Topic.REFUND, ZUZANA.id)
    play.happens(wrote(play, "Where is my parcel now?"))
    assert (the_case(play).topic, the_case(play).heard.by) == (Topic.REFUND, AGENT)
    [fact] = play.facts("topic_corrected")
    assert (fact.dimensions["topic"], fact.dimensions["was"], fact.dimensions["by"]) == ("refund", "tracking", TEXT)
    corrected(play, Topic.REFUND, ADAM.id)
    assert len(play.facts("topic_corrected")) == 1


def test_who_knows_the_corrected_topic_gets_a_case_that_nobody_has_claimed() -> None:
    play = Play()
    skilled = replace(MARTA, languages=("en",), capacity=3, skills=(Topic.PAYMENT,))
    plain = replace(ZUZANA, languages=("en",))
    play.world = World({each.ref: each for each in (plain, skilled)})
    play.happens(wrote(play, TRACKING))
    corrected(play, Topic.PAYMENT, plain.id)
    case = the_case(play)
    assert case.agent_id == skilled.id
    assert [each.open_case_ids for each in (play.agent(plain.id), play.agent(skilled.id))] == [(), (case.id,)]


@pytest.mark.parametrize(
    ("text", "why"),
    [("Thank you, all solved!", "thanks"), ("We offer SEO packages: first page of Google for your website.", "spam")],
)
def test_what_asks_nothing_is_shown_once_as_a_closed_case(text: str, why: str) -> None:
    play = Play()
    play.happens(wrote(play, text))
    case = the_case(play)
    assert (case.state, case.handling.dismissed, case.agent_id, case.waiting_since) == (CaseState.CLOSED, why, "", None)
    assert [len(play.facts(name)) for name in ("case_opened", "case_dismissed")] == [0, 1]
    assert len(play.messages("case_card")) == 1
    play.happens(wrote(play, text))
    assert the_case(play).state is CaseState.CLOSED
    play.happens(wrote(play, TRACKING))
    assert the_case(play).state is not CaseState.CLOSED
    assert the_case(play).topic == Topic.TRACKING
