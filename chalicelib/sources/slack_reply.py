"""The reply dialog: what is written is shown as the customer will get it, and only what was shown is sent."""

from datetime import datetime

from chalicelib import slack_ids
from chalicelib.care.attachments import id_of, unpacked
from chalicelib.care.events import ReplyDrafted, ReplyWritten, Typed
from chalicelib.care.vocabulary import Attachment
from chalicelib.sources.base import Reading
from chalicelib.sources.fields import epoch
from chalicelib.sources.slack_filled import Filled


def text_of(given: Filled) -> str:
    """What stands in the reply's field."""
    return given.text(slack_ids.REPLY_BLOCK, slack_ids.REPLY_INPUT)


def promised(given: Filled) -> datetime | None:
    """Until when the reply promises more: as picked, or as it was shown."""
    return epoch(given.number(slack_ids.PROMISE, slack_ids.FIELD) or given.about.by or None)


def private_of(given: Filled) -> str:
    """What stands in the field of the private message besides, "" if there is none."""
    return given.field(slack_ids.PRIVATE)


def files_of(given: Filled) -> tuple[Attachment, ...]:
    """What goes along: of what was shown before what is still ticked, and what was uploaded since; each once."""
    shown = unpacked(given.about.files)
    if given.block(slack_ids.KEPT) in given.values:
        kept = given.several_in(slack_ids.KEPT)
        shown = tuple(file for file in shown if id_of(file) in kept)
    return tuple({file.at: file for file in (*shown, *given.files(slack_ids.FILES))}.values())


def typed(given: Filled) -> Typed:
    """What in a reply dialog is the agent's own: a text that we put there, and they left as it was, is not."""
    said = text_of(given)
    own = "" if said and slack_ids.draft_of(said) == given.about.filled else said
    return Typed(text=own, private=private_of(given), files=files_of(given), by=promised(given))


def is_as_shown(given: Filled) -> bool:
    """Is it a preview that is being sent, without a change?"""
    draft = slack_ids.draft_of(text_of(given), (file.at for file in files_of(given)), private_of(given))
    return given.dialog == "preview" and given.about.draft == draft


def sent(given: Filled) -> Reading:
    """One dialog sends one text once; another text from it is another reply."""
    said = text_of(given)
    if not said:
        return Reading(ignored="the reply is empty")
    by, files = promised(given), files_of(given)
    private, channel = private_of(given), given.about.channel
    along = [*(file.at for file in files), *([private] if private else [])]
    if not is_as_shown(given):
        base = given.base("reply-drafted", said, str(by), given.hash, *along)
        drafted = ReplyDrafted(
            text=said, private=private, files=files, by=by, item=given.about.item, view_id=given.view_id,
            channel=channel, **base,
        )  # fmt: skip
        return Reading(events=(drafted,))
    kind, _, id_ = given.about.item.partition(":")
    base = given.base("reply-written", said, *along)
    entry = id_ if kind == "entry" else ""
    return Reading(events=(
        ReplyWritten(text=said, private=private, files=files, by=by, entry=entry, channel=channel, **base),
    ))  # fmt: skip
