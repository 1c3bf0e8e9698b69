"""A "No" or a bad review is looked into."""

from chalicelib.care import events as e
from chalicelib.care.state import Case
from tests.care.play import Play


def a_no() -> Play:
    play = Play()
    play.order(items=(e.Item("Lamp", 1, "p7"),))
    play.writes("Kde je #1001?")
    play.press(e.ReplyWritten, text="Na ceste.")
    play.press(e.CaseResolved)
    play.answers(solved=False)
    return play


def analyses(play: Play, cause: str, user: str = "U1", **said: str) -> None:
    play.press(e.AnalysisWritten, user=user, cause=cause, **said)


def test_a_no_asks_once_in_the_cases_thread() -> None:
    play = a_no()
    (task,) = play.messages("analysis_task")
    assert (task.to, task.params, task.about) == ("slack:team", {"because": "no"}, play.case.ref)
    play.press(e.CaseResolved)
    play.answers(solved=False)
    assert len(play.messages("analysis_task")) == 1


def test_a_yes_asks_nothing() -> None:
    play = Play()
    play.writes("Kde je #1001?")
    play.press(e.CaseResolved)
    play.answers(solved=True)
    assert play.messages("analysis_task") == []


def test_a_bad_review_asks_and_a_good_one_does_not() -> None:
    play = Play()
    for id_, stars in (("r1", 1), ("r2", 5)):
        play.happens(e.ReviewPosted(
            shop="demo", key=id_, occurred_at=play.now, site="trustpilot", review_id=id_, stars=stars, text="Hm."
        ))  # fmt: skip
    assert [task.params for task in play.messages("analysis_task")] == [{"because": "review"}]


def test_the_cause_is_a_fact_with_what_it_was_about() -> None:
    play = a_no()
    analyses(play, "carrier", note="Lost for a week.", change="Another carrier.")
    (fact,) = play.facts("analysis")
    assert fact.dimensions == {
        "cause": "carrier", "because": "no", "topic": play.case.topic, "product": "p7", "channel": "facebook_comment",
    }  # fmt: skip
    line = play.messages("case_line")[-1]
    assert (line.params["line"], line.params["text"]) == ("analysed", "Lost for a week.\nAnother carrier.")
    assert play.cancelled("analysis_due", play.case.ref)


def test_a_changed_cause_counts_as_what_it_is_now_and_the_same_again_as_nothing() -> None:
    play = a_no()
    for cause in ("carrier", "carrier", "product"):
        analyses(play, cause)
    assert [(fact.dimensions["cause"], fact.value) for fact in play.facts("analysis")] == [
        ("carrier", 1), ("product", 1), ("carrier", -1),
    ]  # fmt: skip


def test_a_changed_cause_is_taken_back_where_it_was_counted() -> None:
    play = a_no()
    analyses(play, "carrier")
    play.press(e.TopicCorrected, topic="product")
    analyses(play, "product")
    first, now, back = play.facts("analysis")
    assert (back.value, back.dimensions) == (-1, first.dimensions)
    assert now.dimensions["topic"] == "product" != first.dimensions["topic"]


def test_who_has_the_case_is_reminded_once_unless_it_is_done() -> None:
    play = a_no()
    for _ in range(2):
        play.timer("analysis_due")
    assert [task.to for task in play.messages("analysis_task")] == ["slack:team", "agent:U1"]
    done = a_no()
    analyses(done, "price")
    assert isinstance(done.case, Case)
    assert len(done.messages("analysis_task")) == 1


def test_a_closed_case_can_be_looked_into_by_anybody_of_the_team_and_by_nobody_else() -> None:
    play = a_no()
    play.press(e.CaseResolved)
    analyses(play, "other", user="U2")
    analyses(play, "price", user="U0STRANGER")
    assert play.case.analysis is not None
    assert (play.case.analysis.cause, play.case.analysis.by) == ("other", "U2")


def test_a_cause_that_the_policy_does_not_know_is_refused() -> None:
    play = a_no()
    analyses(play, "the moon")
    assert play.facts("analysis") == []
    assert play.notes("analysis.refused") == ["'the moon' is none of the policy's causes"]
