"""A briefing as the team sees it: what changes, who has confirmed, who has not."""

from chalicelib.care.state import Briefing
from chalicelib.desk.blocks import Block, Button, buttons, context, header, named, section
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, mention, quote
from chalicelib.desk.scene import Scene, briefing_anchor, message, team_channel
from chalicelib.desk.words import plain, say
from chalicelib.errors import PermanentError
from chalicelib.slack_ids import CONFIRM_BRIEFING
from chalicelib.slack_post import Post

MOST_NAMED = 30


def post(scene: Scene) -> Post:
    """The briefing where the row says: new, or the message that is there edited."""
    briefing, to = _the_briefing(scene), scene.row.to.partition(":")
    only = to[2] if to[0] == "agent" else ""
    content = {
        "text": str(say("briefing.fallback", title=escape(briefing.title, 150))),
        "blocks": _blocks(scene, briefing, only),
    }
    place = scene.posts(briefing_anchor(scene.row))
    if place.get("ts"):
        return Post(method="chat.update", arguments={"channel": place["channel"], "ts": place["ts"], **content})
    where = {"channel": only or team_channel(scene), "unfurl_links": False, "unfurl_media": False}
    return Post(method="chat.postMessage", arguments={**where, **content})


def line(scene: Scene) -> Post:
    """For one person: please confirm, or who has not. `params`: line (reminder, missing)."""
    briefing = _the_briefing(scene)
    values = {"title": escape(briefing.title, 150), "missing": _named(briefing.missing), "by": mention(briefing.by)}
    return message(scene, say(f"briefing.{scene.row.params['line']}", **values))


def _the_briefing(scene: Scene) -> Briefing:
    briefing = scene.world.briefing(scene.row.about.id)
    if briefing is None:
        raise PermanentError(f"{scene.row.about} is not there any more: nothing to show in Slack")
    return briefing


def _blocks(scene: Scene, briefing: Briefing, only: str) -> list[Block]:
    """`only`: the agent whose own message it is."""
    wanted = only in briefing.missing if only else bool(briefing.missing)
    button = Button(
        CONFIRM_BRIEFING, plain("briefing.confirm"), named(scene.row.shop, "", 0, item=briefing.id), "primary"
    )
    said = [each.agent_id for each in briefing.confirmed]
    who = [
        say("briefing.confirmed", who=_named(said)) if said else Mrkdwn(),
        say("briefing.open", who=_named(briefing.missing)) if briefing.missing else say("briefing.all"),
    ]
    own = say("briefing.thanks" if only in said else "briefing.yours")
    return [
        header(plain("briefing.title", title=briefing.title)),
        context([say("briefing.by", who=mention(briefing.by))]),
        section([quote(briefing.text, 2800, 60, empty=True)]),
        context([own if only else joined(who)]),
        *buttons([button] if wanted else []),
    ]


def _named(ids: list[str] | tuple[str, ...]) -> Mrkdwn:
    rest = len(ids) - MOST_NAMED
    shown = joined([mention(id_) for id_ in ids[:MOST_NAMED]], ", ")
    return joined([shown, say("card.more_items", n=rest)], ", ") if rest > 0 else shown
