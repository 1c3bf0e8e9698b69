"""What all dialogs have in common: a light view at once (Slack's trigger lives 3 s), and why one cannot be filled."""

from typing import Any

from chalicelib.desk.blocks import Block, section
from chalicelib.desk.mrkdwn import Mrkdwn
from chalicelib.desk.words import plain, say

View = dict[str, Any]


def loading(dialog: str, external_id: str, metadata: str) -> View:
    """The view that is opened before anything is read. `metadata`: see slack_ids."""
    return view(dialog, [section([say("dialog.loading")])], metadata=metadata, external_id=external_id)


def refusal(dialog: str, reason: Mrkdwn) -> View:
    """Why there is nothing to fill in."""
    return view(dialog, [section([reason])], title=plain("dialog.refused"))


def view(
    dialog: str,
    blocks: list[Block],
    *,
    metadata: str = "",
    external_id: str = "",
    title: str = "",
    send: str = "",
) -> View:
    """A dialog of that name. `send`: what its button says, "" if there is nothing to send."""
    from slack_sdk.models.views import View as Model

    return Model(
        type="modal",
        callback_id=dialog,
        external_id=external_id or None,
        private_metadata=metadata or None,
        title=title or plain(f"dialog.{dialog}.title"),
        submit=send or None,
        close=plain("dialog.close"),
        blocks=blocks,
    ).to_dict()
