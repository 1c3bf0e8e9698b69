"""What an order or a case was given, for the card and the dialog."""

from chalicelib.care.state import Case, Order
from chalicelib.care.state.goodwill import GIVEN
from chalicelib.desk.moments import amount
from chalicelib.desk.mrkdwn import Mrkdwn, joined
from chalicelib.desk.words import name_of, say

MOST = 3


def given(order: Order | None, case: Case) -> list[Mrkdwn]:
    """What was given on this order or case, the newest last."""
    entries = [each for each in (order or case).given if each.state in GIVEN or each.state == "asked"]
    said = [
        say("goodwill.entry", kind=name_of("goodwill.kind", each.kind), amount=amount(each.amount),
            state=name_of("goodwill.state", each.state))
        for each in entries[-MOST:]
    ]  # fmt: skip
    return [say("goodwill.given", entries=joined(said, ", "))] if said else []
