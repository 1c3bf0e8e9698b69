"""What agents did with a case, as its card shows it: notes, links, rest, promises, handovers."""

from chalicelib.care.state import Case
from chalicelib.care.state.case import case_number
from chalicelib.desk.blocks import Block, context, section
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, link, quote
from chalicelib.desk.words import count, plain, say

NOTES = 3  # the newest


def handled(case: Case, known: Known) -> list[Block]:
    """Nothing for a case with which nothing was done."""
    handling = case.handling
    links = joined([say("card.number", number=case_number(id_)) for id_ in handling.linked_ids], " ")
    facts = [
        say("card.snoozed", until=known.at(handling.snoozed_until)) if handling.snoozed_until else Mrkdwn(),
        say("card.pledged", by=known.at(handling.pledge.by)) if handling.pledge else Mrkdwn(),
        say("card.linked", cases=links) if links else Mrkdwn(),
        count("card.handovers", handling.handovers) if handling.handovers else Mrkdwn(),
    ]
    notes = [
        section(
            [
                joined(
                    [
                        say("card.note", who=escape(note.by, 80), at=known.at(note.at)),
                        link(note.link, plain("card.note_there")) if note.link else Mrkdwn(),
                    ]
                ),
                quote(note.text, 400, 6),
            ]
        )
        for note in handling.notes[-NOTES:]
    ]
    said = joined(facts)
    return [*([context([said])] if said else []), *notes]
