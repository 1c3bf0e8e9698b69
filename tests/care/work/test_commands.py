"""From the keyboard: a case is named by its number or its order, and whoever typed is answered."""

from collections.abc import Callable

import pytest

from chalicelib.care.events import CaseClaimed, CommandAsked, DialogOpened, HomeOpened
from chalicelib.care.references import named_by
from chalicelib.care.state import CaseState
from chalicelib.care.state.case import DIGITS, case_number
from ops.simulation.cast import POLICY, ZUZANA
from tests.care.play import Play


def opened() -> Play:
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?")
    return play.later(minutes=10)


def typed(play: Play, named: str, channel: str = "C0AFTERCARE") -> None:
    play.happens(CaseClaimed(
        shop="demo", key=play.key(), occurred_at=play.now, slack_user="U1", named=named, typed_in=channel,
    ))  # fmt: skip


def test_numbers_are_short_and_have_no_letter_that_looks_like_a_digit() -> None:
    numbers = {case_number(str(n)) for n in range(2000)}
    assert len(numbers) == 2000
    assert {len(number) for number in numbers} == {6}
    assert set("".join(numbers)) == set(DIGITS)
    assert not set("ILOU") & set(DIGITS)


SPELLINGS: tuple[Callable[[str], str], ...] = (
    str.upper, str.lower, lambda number: number.replace("0", "o"), lambda number: f"{number[:3]}-{number[3:]}",
)  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_case_is_found_by_its_number_however_it_is_typed(spelled: Callable[[str], str]) -> None:
    play = opened()
    number = spelled(play.case.number)
    typed(play, number)
    assert play.case.state is CaseState.CLAIMED
    (answer,) = play.messages("answer")
    assert (answer.params, answer.about) == ({"user": "U1", "channel": "C0AFTERCARE", "said": "done"}, play.case.ref)


def test_a_case_is_found_by_its_order() -> None:
    play = opened()
    typed(play, "#1001")
    assert play.case.agent_id == ZUZANA.id


@pytest.mark.parametrize("named", ["ZZZZZZ", "#9999"])
def test_a_case_that_nobody_knows_is_said_so(named: str) -> None:
    play = opened()
    typed(play, named, "C0ELSEWHERE")
    (refused,) = play.messages("press_refused")
    assert (refused.params, str(refused.about)) == (
        {"user": "U1", "channel": "C0ELSEWHERE", "reason": "no_such_case"}, "agent:U1",
    )  # fmt: skip
    assert not play.messages("answer")


def test_a_button_needs_no_answer_beside_its_card() -> None:
    play = opened()
    play.press(CaseClaimed)
    assert not play.messages("answer")


def test_a_typed_dialog_is_about_the_case_that_was_named() -> None:
    play = opened()
    asked = DialogOpened(
        shop="demo", key="d", occurred_at=play.now, slack_user="U1", named=play.case.number, typed_in="C1",
        dialog="reply", view_id="aftercare-1",
    )  # fmt: skip
    play.happens(asked)
    (dialog,) = play.messages("dialog")
    assert (dialog.about, dialog.to) == (play.case.ref, "agent:U1")
    assert dialog.params == {"dialog": "reply", "view": "aftercare-1"}
    _, aliases = named_by(asked, POLICY)
    assert {alias.kind for alias in aliases} == {"case_number"}


def test_what_is_no_command_is_answered_to_who_typed_it_and_changes_nothing() -> None:
    play = opened()
    before = play.world
    play.happens(
        CommandAsked(shop="demo", key="c", occurred_at=play.now, slack_user="U404", said="no_such_word", word="x")
    )
    (answer,) = play.messages("answer")
    assert (answer.params, answer.to) == ({"user": "U404", "said": "no_such_word", "word": "x"}, "agent:U404")
    assert play.world == before


def test_each_opening_of_the_home_draws_it() -> None:
    play = opened()
    for key in ("e1", "e2"):
        play.happens(HomeOpened(shop="demo", key=key, occurred_at=play.now, slack_user="U1"))
    assert [home.to for home in play.messages("home")] == ["agent:U1", "agent:U1"]
