"""What the decisions have Slack show: the case's card, lines in its thread, words to one person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.care.effects import SendMessage, digest
from chalicelib.care.events import OPERATOR, DeskPress, Event, Press, ReplyDrafted
from chalicelib.care.presence import member, members
from chalicelib.care.state import Case, Ref, group_ref
from chalicelib.care.vocabulary import Attachment
from chalicelib.care.world import World

TEAM = "slack:team"
MOST_PHOTOS = 5


def card(case: Case, shop: str, key: str, now: datetime, **params: str) -> SendMessage:
    """Show the case as it is now. The card is one message, edited in place; it is drawn from the snapshot when sent.

    `first="yes"`: the one that posts it; all others edit what that one posted.
    """
    return SendMessage(
        id=digest(shop, "case_card", case.id, key), kind="case_card", channel="slack", to=TEAM, about=case.ref,
        params=params,
        not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip


def group_card(round_: str, shop: str, key: str, now: datetime, **params: str) -> SendMessage:
    """Show a group of look-alikes as it is now (`round_`: Grouped.id). `first="yes"`: the one that posts its card."""
    return SendMessage(
        id=digest(shop, "group_card", round_, key), kind="group_card", channel="slack", to=TEAM,
        about=group_ref(round_), params={"group": round_, **params}, not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip


def line(case: Case, what: str, shop: str, key: str, now: datetime, **params: str) -> SendMessage:
    """One line under the case's card: replied, resolved, asked, answered_yes ...; a `text` is quoted."""
    return SendMessage(
        id=digest(shop, "case_line", case.id, what, key), kind="case_line", channel="slack", to=TEAM, about=case.ref,
        params={"line": what, **params}, not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip


def photos(case: Case, files: Iterable[Attachment], shop: str, key: str, now: datetime) -> tuple[SendMessage, ...]:
    """Pictures that came by mail, each shown under the case's card; at most MOST_PHOTOS of one mail."""
    shown = [file for file in files if file.type.startswith("image/") and file.at.startswith("mail:")]
    return tuple(
        SendMessage(
            id=digest(shop, "case_photo", key, file.at), kind="case_photo", channel="slack", to=TEAM, about=case.ref,
            params={"at": file.at, "name": file.name}, not_after=now + timedelta(days=1), wakes=True,
        )
        for file in shown[:MOST_PHOTOS]
    )  # fmt: skip


def refusal(press: Press, case: Case | None, reason: str, now: datetime, **params: str) -> SendMessage:
    """Tell the one who pressed, and nobody else, why nothing happened."""
    about = case.ref if case else Ref("case", press.case_id) if press.case_id else agent_ref(press)
    return _whisper("press_refused", press, about, now, reason=reason, **params)


def not_a_lead(world: World, slack_user: str) -> str:
    """Why somebody may not do what only leads do, "" if they may."""
    agent = member(world, slack_user)
    return "not_on_roster" if agent is None else "" if agent.lead else "not_a_lead"


def refusal_of(event: Event, by: str, reason: str, now: datetime) -> tuple[SendMessage, ...]:
    """Tell whoever wanted something changed, and nobody else, why it was not."""
    return _told("press_refused", event, by, now, reason=reason)


def answer_to(event: Event, by: str, said: str, now: datetime, **params: str) -> tuple[SendMessage, ...]:
    """Tell whoever changed something, and nobody else, that it is done (`said`: the words' key)."""
    return _told("answer", event, by, now, said=said, **params)


def _told(kind: str, event: Event, by: str, now: datetime, **params: str) -> tuple[SendMessage, ...]:
    if by == OPERATOR:
        return ()
    typed_in = getattr(event, "typed_in", "")
    return (SendMessage(
        id=digest(event.shop, kind, event.key), kind=kind, channel="slack", to=f"agent:{by}",
        about=Ref("agent", by), params={"user": by, **({"channel": typed_in} if typed_in else {}), **params},
        not_after=now + timedelta(minutes=30), wakes=True,
    ),)  # fmt: skip


def refused_dialog(
    press: ReplyDrafted, case: Case | None, now: datetime, reason: str, **params: str
) -> SendMessage:  # fmt: skip
    """Say in the dialog that is open why nothing comes of it; with what was typed (`text`), if that can be changed."""
    about = case.ref if case else Ref("case", press.case_id)
    return SendMessage(
        id=digest(press.shop, "preview", press.key), kind="dialog", channel="slack", to=str(agent_ref(press)),
        about=about, params={
            "dialog": "reply" if params.get("text") else "preview", "view": press.view_id, "refused": reason, **params,
        },
        not_after=now + timedelta(minutes=30), wakes=True,
    )  # fmt: skip


def answer(press: DeskPress, said: str, now: datetime, about: Ref | None = None, **params: str) -> SendMessage:
    """Tell the one who typed a command, and nobody else, what came of it (`said`: the words' key)."""
    return _whisper("answer", press, about or agent_ref(press), now, said=said, **params)


def answer_of(kind: str, press: DeskPress, now: datetime, **params: str) -> SendMessage:
    """An answer of a kind of its own to who typed a command, and to nobody else."""
    return _whisper(kind, press, agent_ref(press), now, **params)


def agent_ref(press: DeskPress) -> Ref:
    """Who pressed, as a subject: it may be somebody who is not on the roster."""
    return Ref("agent", press.slack_user)


def _whisper(kind: str, press: DeskPress, about: Ref, now: datetime, **params: str) -> SendMessage:
    typed_in = {"channel": press.typed_in} if press.typed_in else {}
    return SendMessage(
        id=digest(press.shop, kind, press.key), kind=kind, channel="slack", to=str(agent_ref(press)), about=about,
        params={"user": press.slack_user, **typed_in, **params}, not_after=now + timedelta(minutes=30), wakes=True,
    )  # fmt: skip


def home(slack_user: str, shop: str, key: str, now: datetime) -> SendMessage:
    """Draw the app's home of one person."""
    return SendMessage(
        id=digest(shop, "home", key), kind="home", channel="slack", to=f"agent:{slack_user}",
        about=Ref("agent", slack_user), not_after=now + timedelta(minutes=10), wakes=True,
    )  # fmt: skip


def call_due(case: Case, to: str, shop: str, key: str, now: datetime) -> SendMessage:
    """Remind of a call that the customer waits for: under the card, or one lead."""
    assert case.call is not None
    return SendMessage(
        id=digest(shop, "call_due", case.id, to, key), kind="call_due", channel="slack", to=to, about=case.ref,
        conditions=("call_wanted",), not_after=(case.call.until or now) + timedelta(hours=2), wakes=True,
    )  # fmt: skip


def leads(world: World) -> tuple[str, ...]:
    """Who hears of trouble: every lead who is not away, else every lead, else the team's channel."""
    all_leads = [agent for agent in members(world) if agent.lead]
    here = [agent for agent in all_leads if not agent.away] or all_leads
    return tuple(str(agent.ref) for agent in here) or (TEAM,)


def to_agent(kind: str, case: Case, agent: str, shop: str, key: str, now: datetime, **params: str) -> SendMessage:
    """Tell one agent something about a case that is theirs now."""
    return to_lead(kind, case, f"agent:{agent}", shop, key, now, **params)


def to_lead(kind: str, case: Case, lead: str, shop: str, key: str, now: datetime, **params: str) -> SendMessage:
    """Tell one lead something about a case."""
    return SendMessage(
        id=digest(shop, kind, case.id, lead, key), kind=kind, channel="slack", to=lead, about=case.ref, params=params,
        not_after=now + timedelta(hours=12), wakes=True,
    )  # fmt: skip
