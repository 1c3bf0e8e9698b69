"""A week has ended: the team reads in Slack what it came to, and whoever the policy names reads it by mail.

Once a week, whatever rings twice: the week is part of every message's id. The numbers are read from tallies when a
message is made; here is only decided who gets one.
"""

from datetime import date, datetime, timedelta

from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Decision, Note, SendMessage, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.world import World

WEEK_ENDED = "week_ended"
DIGEST = "digest"
READER = "reader"
"""The type of who gets it by mail: `reader:0` is the first of the policy's [digest] mail_to. No address is a key."""
LASTS = timedelta(days=3)


def tell(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Send the digest of the week that began on `params["monday"]` (a local day)."""
    rules, monday = policy.digest, date.fromisoformat(event.params["monday"])
    to = [("slack", TEAM)] if rules.slack else []
    to += [("email", f"{READER}:{number}") for number in range(len(rules.mail_to))]
    about = world.workload.ref
    messages = tuple(
        SendMessage(
            id=digest(event.shop, DIGEST, monday, channel, whom), kind=DIGEST, channel=channel, to=whom, about=about,
            params={"monday": monday.isoformat()}, not_after=event.occurred_at + LASTS, wakes=True,
        )
        for channel, whom in to
    )  # fmt: skip
    why = f"the week of {monday}: {len(messages)} told (digest.slack, digest.mail_to)"
    return Decision((*messages, Note(about, "digest.decided", why)))
