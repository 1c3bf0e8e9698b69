"""The story of one late parcel, a test per step, on one fresh stack; each step stands on those before it."""

import pytest

from ops import web
from ops.console.app import PARTS
from ops.stack import FUNCTIONS
from ops.story import STEPS, Stage, Step
from ops.story.play import play_one
from tests.private import private_in

fallen: list[str] = []

# Functions for which the story has no work: the night's.
NOT_WOKEN = frozenset({"nightly"})


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_the_story(stage: Stage, step: Step) -> None:
    assert not fallen, f"it stands on a step that did not come out: {fallen[0]}"
    result = play_one(stage, step)
    if result.problem:
        fallen.append(step.name)
    assert not result.problem, f"{result.problem}\n\n{result.evidence}"


def test_no_log_of_the_stack_holds_anything_private(stage: Stage) -> None:
    """The Lambdas' logs as CloudWatch keeps them, and the API's access log."""
    assert not fallen, f"there is no whole story to look at: {fallen[0]}"
    stage.settled()
    logs = {name: stage.local.stack.logs(name) for name in (*FUNCTIONS, "api")}
    assert all("START RequestId" in logs[name] for name in FUNCTIONS if name not in NOT_WOKEN)
    lines = [f"{name}: {line}" for name, log in logs.items() for line in log.splitlines()]
    assert [line for line in lines if private_in(line)] == []


def test_the_console_shows_it(stage: Stage) -> None:
    assert not fallen, f"there is no whole story to show: {fallen[0]}"
    page = web.get(f"{stage.local.standins.url}/")
    assert page.status == 200
    for words in (
        stage.sale.name,
        "moja objednávka",
        "Did we solve it?",
        "late_parcel.decided",
        "Told before they asked",
    ):
        assert words in page.text, words
    parts = web.get(f"{stage.local.standins.url}/parts").json
    assert set(parts) == set(PARTS)


def test_mails_are_shown_in_a_frame_that_can_do_nothing(stage: Stage) -> None:
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in web.get(f"{stage.local.standins.url}/").text
    mail = web.get(f"{stage.local.standins.url}/mail/1?dark=1")
    assert "default-src 'none'" in mail.headers["content-security-policy"]
    assert "prefers-color-scheme" not in mail.text.replace(" ", "")


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}])
def test_the_console_takes_presses_from_its_own_page_only(stage: Stage, headers: dict[str, str]) -> None:
    sales = len(stage.local.sales)
    assert web.post(f"{stage.local.standins.url}/do/place", b"", headers).status == 403
    assert len(stage.local.sales) == sales
