"""What must hold after every run of money, returns, edits and silent vendors: known once they came, told once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from chalicelib.care.effects import Alias
from chalicelib.care.state import Case, Feed, Order, Ref
from ops.simulation.deployment import Deployment
from ops.simulation.stories import Story
from ops.simulation.threads import EDITED
from ops.simulation.truth import known


def wrongs(world: Deployment, story: Story) -> list[str]:
    """Everything of that which does not hold, in words."""
    found = [*_silent(world)] if story.watched else []
    if not story.redacted:  # else it is not there any more
        found += [*_given_back(world, story), *_edited(world, story)]
    return found


def _given_back(world: Deployment, story: Story) -> Iterator[str]:
    """A refund and a return stand on their order, once; the return in its last state."""
    for number, _ in story.orders:
        order = known(world, Ref("order", f"shopify:{number}000"))
        if not isinstance(order, Order):
            continue  # told elsewhere
        refunds = [refund.id for refund in order.refunds]
        if refunds != [f"shopify:{number}008"] * (number in story.refunded):
            yield f"order #{number} has the refunds {refunds}"
        returns = [(each.id, str(each.state)) for each in order.returns]
        if returns != [(f"shopify:{number}009", state) for each, state in story.returned if each == number]:
            yield f"order #{number} has the returns {returns}"


def _edited(world: Deployment, story: Story) -> Iterator[str]:
    """A case says what a comment says now, if it is still there."""
    decided = [event for _, event in world.store._marks]
    for thread, account, id_ in story.edited:
        ref = world.store._aliases.get(("demo", Alias("thread", f"facebook_comment:{thread}_0:{account}")))
        case = known(world, ref) if ref else None
        line = next((line for line in case.lines if line.item == id_), None) if isinstance(case, Case) else None
        edit = next((event for event in decided if event.startswith(f"meta:edited:{id_}:")), "")
        if line is None or line.gone or decided.index(f"meta:comment:{id_}") > decided.index(edit):
            continue
        if not line.text.startswith(EDITED):
            yield f"the comment {id_} was edited, its case says {line.text!r}"


def _silent(world: Deployment) -> Iterator[str]:
    """Of each silence the team was told once, and when it was over; all are silent at the end."""
    rows = Counter((row.about, row.params["line"], row.params["since"]) for row in world.rows("feed_line"))
    yield from (
        f"{about} was {what} since {since} {times} times" for (about, what, since), times in rows.items() if times > 1
    )
    for feed in world.subjects("feed"):
        assert isinstance(feed, Feed)
        silences = {since for about, what, since in rows if (about, what) == (feed.ref, "silent")}
        returns = sum(1 for about, what, _ in rows if (about, what) == (feed.ref, "back"))
        longest = max((gap.seconds for gap in feed.gaps), default=0)
        patience = max(world.policies["demo"].feeds.at_first, timedelta(seconds=2 * longest))
        if world.now - feed.last_at > patience and feed.last_at.isoformat() not in silences:
            yield f"{feed.id} is silent since {feed.last_at}, and nobody was told"
        if returns != len(silences) - (feed.missed_at is not None):
            yield f"{feed.id} fell silent {len(silences)} times, and came back {returns} times"
