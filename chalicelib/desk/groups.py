"""Many who write alike: one card for all of them, and what the leads are told."""

from typing import Any

from chalicelib.care.state import Group, group_ref
from chalicelib.desk.blocks import Block, Button, buttons, context, header, named, section
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, joined, link, mention, quote
from chalicelib.desk.overview import MOST_COUNTED, Alike
from chalicelib.desk.scene import QUIET, Scene, card_address, group_anchor, message, offering, team_channel
from chalicelib.desk.team_lines import case_link
from chalicelib.desk.waits import surge_switch
from chalicelib.desk.words import count, name_of, plain, say
from chalicelib.errors import PermanentError
from chalicelib.slack_ids import GROUP_RELEASE, GROUP_REPLY, GROUP_SHOW
from chalicelib.slack_post import Post, address


def post(scene: Scene) -> Post:
    """The group's card: new, or the message that is there edited. `params`: group (which round of it), first."""
    round_ = scene.row.params["group"]
    content: dict[str, Any] = {"text": str(say("group.fallback", what=what(scene))), "blocks": _blocks(scene)}
    place = scene.posts(group_anchor(round_))
    if place.get("ts"):
        return Post(method="chat.update", arguments={"channel": place["channel"], "ts": place["ts"], **content})
    return Post(method="chat.postMessage", arguments={"channel": team_channel(scene), **content, **QUIET})


def alert(scene: Scene) -> Post:
    """For a lead: many write alike. `params`: group, n, minutes, surge (switched, on, "")."""
    params = scene.row.params
    said = say("group.alert", n=params["n"], minutes=params["minutes"], what=what(scene))
    surge = say(f"group.surge_{params['surge']}") if params["surge"] else say("group.surge_off")
    text = joined([said, surge, _there(scene)], " ")
    return offering(scene, text, surge_switch(params, scene.row.shop))


def missed(scene: Scene) -> Post:
    """For a lead: the first of them should have been answered by now. `params`: group."""
    return message(scene, joined([say("group.missed", what=what(scene)), _there(scene)], " "))


def result(scene: Scene) -> Post:
    """Under the group's card: what one text for all came to. `params`: group, broken ("yes": it stopped half way)."""
    bulk = scene.world.bulk(scene.row.about.id)
    if bulk is None:
        raise PermanentError(f"{scene.row.about} is not there any more: nothing to show in Slack")
    agent = mention(bulk.agent_id)
    said = [count(f"group.{bulk.what}_done", bulk.done), *([say("group.then")] if bulk.then and bulk.done else [])]
    left = [
        say("group.left_one", case=case_link(each.case_id, scene.posts), why=name_of("group.left", each.reason))
        for each in bulk.left
    ]
    if bulk.left_out:
        said.append(count("group.left_out", bulk.left_out))
    # Of those who were never listed nobody knows what they do.
    gone = bulk.shown - bulk.done - bulk.left_out if bulk.todo is not None else 0
    moved = [count("group.gone", gone)] if gone > 0 else []
    more = [say("group.left_more", n=bulk.left_out - len(left))] if bulk.left_out > len(left) else []
    broken = [say("group.broken")] if scene.row.params.get("broken") else []
    text = joined([joined([agent, *said], " "), *left, *more, *moved, *broken], "\n")
    place = scene.posts(group_anchor(bulk.group))
    under = (
        {"channel": place["channel"], "thread_ts": place["ts"]} if place.get("ts") else {"channel": team_channel(scene)}
    )
    return Post(method="chat.postMessage", arguments={**under, "text": str(text), **QUIET})


def amount_of(seen: Alike) -> str:
    """How many wait, as people read it."""
    return f"{MOST_COUNTED}+" if seen.waiting >= MOST_COUNTED else str(seen.waiting)


def _blocks(scene: Scene) -> list[Block]:
    group, seen, known = the_group(scene), scene.overview().alike, Known(scene.policy, scene.now)
    going_on = group.opened_at is not None and group.round == scene.row.params["group"]
    state = say("group.coming") if going_on else say("group.over")
    waits = min((case.waiting_since for case in seen.cases if case.waiting_since), default=None)
    head = plain("group.title", n=amount_of(seen)) if seen.waiting else plain("group.title_none")
    since = say("card.waiting", at=known.at(waits)) if waits else Mrkdwn()
    return [
        header(head),
        context([joined([what(scene), state, since])]),
        *example(scene),
        context([say("group.how")]),
        *(buttons(_to_press(scene)) if seen.waiting else []),
    ]


def _to_press(scene: Scene) -> list[Button]:
    value = named(scene.row.shop, "", 0, item=scene.row.params["group"])
    return [
        Button(GROUP_REPLY, plain("button.group_reply"), value, "primary"),
        Button(GROUP_SHOW, plain("button.group_show"), value),
        Button(GROUP_RELEASE, plain("button.group_release"), value),
    ]


def example(scene: Scene) -> list[Block]:
    """What one of them wrote."""
    case = scene.overview().alike.example
    words = [line.text for line in case.lines if line.who == "customer" and not line.gone and line.text] if case else []
    if case is None or not words:
        return []
    there = link(card_address(scene.posts, case.id), plain("line.see_card"))
    return [section([joined([say("group.example"), there]), quote(words[0], 600, 6)])]


def what(scene: Scene) -> Mrkdwn:
    """What they are about, and in which language."""
    group = the_group(scene)
    topic = name_of("topic", group.topic) if group.topic else say("group.same_words")
    return joined([topic, name_of("language", group.language) if group.language else say("card.language_unknown")])


def _there(scene: Scene) -> Mrkdwn:
    place = address(scene.posts(group_anchor(scene.row.params["group"])))
    return link(place, plain("line.see_card")) if place else Mrkdwn()


def the_group(scene: Scene) -> Group:
    found = scene.world.group(group_ref(scene.row.params["group"]).id)
    if found is None:
        raise PermanentError(f"{scene.row.about} is not there any more: nothing to show in Slack")
    return found


POSTS = {"group_card": post, "group_alert": alert, "group_missed": missed, "bulk_result": result}
