"""The console's dialogs in a real browser: a file is uploaded when it is chosen, and the dialog sends its id."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, expect

from ops.console.app import Console
from ops.console.view import Choice, View
from ops.local import Local
from ops.standins.server import Standins, Tokens
from ops.standins.slack_fields import Filled, shown_in
from ops.standins.slack_workspace import Modal

ZUZANA = "U0ZUZANA"
TITLE = {"type": "plain_text", "text": "Reply"}
VIEW = {
    "type": "modal", "callback_id": "reply", "title": TITLE, "submit": TITLE,
    "blocks": [
        {"type": "input", "block_id": "reply", "label": TITLE,
         "element": {"type": "plain_text_input", "action_id": "text", "multiline": True}},
        {"type": "input", "block_id": "files", "label": TITLE, "optional": True,
         "element": {"type": "file_input", "action_id": "value", "max_files": 2}},
    ],
}  # fmt: skip


@dataclass
class Hands:
    """What was sent."""

    sent: list[Filled] = field(default_factory=list)

    def submit(self, user: str, text: str = "", filled: Filled | None = None) -> None:  # noqa: ARG002 - as Presses
        self.sent.append(filled or {})


class OneDialog(View):
    """Nothing but a dialog, which the clock redraws."""

    def of(self, choice: Choice) -> dict[str, Any]:
        world = self.local.world
        return {
            "choice": choice, "people": list(world.people.values()), "modal": world.modal(ZUZANA),
            "shown_in": shown_in, "threads": [], "mrkdwn": str, "numbers": {},
        }  # fmt: skip


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def standins(hands: Hands) -> Iterator[Standins]:
    running = Standins(Tokens("xoxb", "page", "app"))
    local = cast(Local, SimpleNamespace(world=running.world, standins=running, presses=hands))
    running.start(Console(OneDialog(local)).routes())
    running.world.modals.append(Modal("V1", ZUZANA, VIEW))
    yield running
    running.stop()


def test_a_chosen_file_is_in_slack_at_once_and_goes_with_the_dialog(
    browser: Browser, standins: Standins, hands: Hands, tmp_path: Path
) -> None:
    label = tmp_path / "štítok.pdf"
    label.write_bytes(b"%PDF a label")
    page = browser.new_page()
    page.goto(standins.url)
    page.fill("#f-reply", "V prílohe.")
    page.set_input_files("#f-files", label)
    expect(page.locator(".uploaded")).to_contain_text("štítok.pdf")
    (upload,) = standins.world.uploads.values()
    assert (upload.name, upload.content) == ("štítok.pdf", b"%PDF a label")
    # A dialog that is drawn anew keeps what was typed and chosen in it.
    with standins.world.change():
        standins.world.modals[0].errors = {"reply": "Too long"}
    expect(page.locator(".fault")).to_have_text("Too long")
    expect(page.locator(".uploaded")).to_contain_text("štítok.pdf")
    page.click(".dialog .b-button.primary")
    page.wait_for_function("() => !document.querySelector('.waits')")
    assert hands.sent == [{"reply": ["V prílohe."], "files": [upload.id]}]
    page.close()
