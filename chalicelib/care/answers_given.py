"""What a customer has answered to "Did we solve it?", resolution by resolution."""

from dataclasses import replace

from chalicelib.care.state import Answer, Case


def last_answer(case: Case, cycle: int) -> Answer | None:
    """The answer that counts for a resolution, None if there is none."""
    return next((each for each in reversed(case.answers) if each.cycle == cycle), None)


def with_answer(case: Case, answer: Answer) -> Case:
    """The case with its last answer of that resolution replaced."""
    place = max(number for number, each in enumerate(case.answers) if each.cycle == answer.cycle)
    return replace(case, answers=(*case.answers[:place], answer, *case.answers[place + 1 :]))
