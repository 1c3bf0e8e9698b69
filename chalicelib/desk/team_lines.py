"""What leads read about the team."""

from collections.abc import Iterable

from chalicelib.care.state import case_number
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, link
from chalicelib.desk.scene import Posts, Scene, card_address
from chalicelib.desk.words import count, say

# Of a list of cases; the home shows the others.
MOST = 15


def lead_absent(scene: Scene) -> Mrkdwn:
    """Somebody went off duty: who has their cases now, which wait for nobody, and which are in their hands.

    `params`: name, why; given, nobody, held (ids with commas).
    """
    params = scene.row.params
    parts = [say("team.absent", who=escape(params["name"], 80), why=escape(params["why"], 200))]
    for part in ("given", "nobody", "held"):
        ids = [id_ for id_ in params[part].split(",") if id_]
        if ids:
            parts.append(say(f"team.absent_{part}", cases=cases(ids, scene.posts)))
    return joined(parts, "\n")


def cases(ids: Iterable[str], posts: Posts) -> Mrkdwn:
    """Cases by their numbers, each leading to its card."""
    ids = list(ids)
    named = [case_link(id_, posts) for id_ in ids[:MOST]]
    more = [count("team.more_cases", len(ids) - MOST)] if len(ids) > MOST else []
    return joined([*named, *more], ", ")


def case_link(id_: str, posts: Posts) -> Mrkdwn:
    """A case by its number, leading to its card."""
    address = card_address(posts, id_)
    return link(address, case_number(id_)) if address else Mrkdwn(f"*{case_number(id_)}*")
