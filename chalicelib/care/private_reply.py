"""A private message after a public answer, to who commented (policy: social.private_replies).

Meta takes one for each comment, within 7 days of it ("Private Replies" of Messenger and Instagram). It goes out once
the public answer stands. X has nothing like it: its messages reach only who takes them from everybody, which nobody
can know before.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Alias, Effect, Name, Note, Put, SendMessage, digest
from chalicelib.care.events import MessageFailed, MessageSent
from chalicelib.care.replies import target
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Line, Ref
from chalicelib.care.threads import heard_in
from chalicelib.care.world import World

KIND, WITHIN, KEPT_LINES = "private_reply", timedelta(days=7), 8
# By what a comment is answered privately (care.replies.WAYS), and where the customer then writes back.
WAYS = {"facebook_comment": "facebook_private", "instagram_comment": "instagram_private"}
BACK = {"facebook_private": "facebook_message", "instagram_private": "instagram_message"}


def comment(case: Case, now: datetime, policy: Policy) -> str:
    """The comment that can be answered privately: their last one there that still stands; "" if none can."""
    if not policy.social.private_replies or case.channel not in WAYS:
        return ""
    item = target(case)
    at = next((line.at for line in case.lines if line.item == item), None)
    once = item not in case.handling.private_replies
    return item if at and once and now - at <= WITHIN else ""


def promised(case: Case, item: str) -> Case:
    """The case once a comment's one private message is on its way."""
    return _with(case, (*case.handling.private_replies, item))


def after(world: World, event: MessageSent, now: datetime) -> list[Effect]:
    """The public answer stands: now the private message."""
    case = world.case(Ref.parse(event.about).id)
    if case is None or not event.params.get("private"):
        return []
    item = event.params["comment"]
    said_at = next((line.at for line in case.lines if line.item == item), now)
    return [SendMessage(
        id=digest(event.shop, KIND, event.message_id), kind=KIND, channel="social", to=str(case.ref), about=case.ref,
        params={
            "text": event.params["private"], "agent": event.params["agent"], "name": event.params["name"],
            "via": WAYS[event.params["via"]], "thread": item,
        },
        not_after=said_at + WITHIN, wakes=True,
    )]  # fmt: skip


def sent(world: World, event: MessageSent, now: datetime) -> list[Effect]:
    """It went out: the team sees it, and what the customer writes back belongs to their case."""
    case = world.case(Ref.parse(event.about).id)
    if case is None:
        return []
    thread, back = thread_of(event), BACK[event.params["via"]]
    line = Line("agent", event.params["name"], now, event.params["text"], back)
    said = replace(case, lines=(*case.lines, line)[-KEPT_LINES:])
    free = bool(thread) and world.named("thread", thread) is None
    said, left = heard_in(said, thread if free else "")
    return [
        Put(subject=said), *left, *([Name(alias=Alias("thread", thread), ref=case.ref)] if free else []),
        desk.card(said, event.shop, event.key, now),
        desk.line(said, "privately", event.shop, event.key, now, name=line.name, text=line.text),
    ]  # fmt: skip


def failed(world: World, event: MessageFailed) -> list[Effect]:
    """What surely did not go out may be tried again."""
    case = world.case(Ref.parse(event.about).id)
    item = event.params.get("thread" if event.kind == KIND else "comment", "")
    if case is None or event.ambiguous or item not in case.handling.private_replies:
        return []
    note = Note(case.ref, "private_reply.not_sent", "the public answer did not go out, so it did not either")
    kept = tuple(each for each in case.handling.private_replies if each != item)
    return [Put(subject=_with(case, kept)), *([note] if event.kind != KIND else [])]


def thread_of(event: MessageSent) -> str:
    """The conversation that it began, as all channels name one; "" if Meta did not say whom it reached."""
    person, colon, _ = event.provider_id.partition(":")
    return f"{BACK[event.params['via']]}:{person}:{person}" if colon else ""


def _with(case: Case, items: tuple[str, ...]) -> Case:
    return replace(case, handling=replace(case.handling, private_replies=items[-KEPT_LINES:]))
