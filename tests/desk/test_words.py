import re
from pathlib import Path

import pytest

from chalicelib.care.macros import VARIABLES
from chalicelib.care.state import CaseState, OrderState
from chalicelib.care.vocabulary import ParcelState, Reason, Topic
from chalicelib.care.work import block, dismiss
from chalicelib.desk import card_buttons, lines, words
from chalicelib.desk.dialogs.builders import BUILDERS
from chalicelib.errors import ConfigError
from chalicelib.rendering import macros

DESK = Path(words.__file__).parent
ASKED = re.compile(r"""(?:say|plain|count)\(\s*\(?\s*"([a-z_.]+)"(?: if .*? else "([a-z_.]+)")?""", re.DOTALL)


def asked_for() -> set[str]:
    """Every key that the desk's source names."""
    found: set[str] = set()
    for file in DESK.rglob("*.py"):
        found |= {key for pair in ASKED.findall(file.read_text(encoding="utf-8")) for key in pair if key}
    return found


@pytest.mark.parametrize("key", sorted(asked_for()))
def test_every_key_the_desk_asks_for_has_words(key: str) -> None:
    known = words._catalogue()
    assert key in known or {f"{key}.one", f"{key}.other"} <= set(known)


def test_the_search_for_keys_finds_them() -> None:
    some = {"button.case_more", "card.held", "line.late_telling", "dialog.reply.public", "dialog.reply.private"}
    assert some - asked_for() <= {"line.late_telling"}
    assert len(asked_for()) > 50


@pytest.mark.parametrize(
    ("table", "members"),
    [
        ("parcel_state", ParcelState),
        ("order_state", OrderState),
        ("case_state", CaseState),
        ("reason", Reason),
        ("topic", Topic),
        ("card.mark", CaseState),
        ("line", lines.CASE_LINES),
        (
            "button",
            [
                *card_buttons.WORKED_ON,
                *card_buttons.BLOCKED,
                "case_claim",
                "case_reply",
                "case_resolve",
                "case_goodwill",
            ],
        ),
        ("answer", ["done", "help", "which_case", "no_such_word", "no_such_time"]),
        ("card.dismissed", [*dismiss.WHY, block.BLOCKED]),
        *((f"dialog.{name}", ["title"]) for name in BUILDERS),
        ("line", [f"order_{each}" for each in lines.ORDER_LINES]),
        ("refused", lines.REFUSALS),
        ("macro", macros.BUILT_IN),
        ("variable", VARIABLES),
        ("message", ["order_received", "order_shipped", "late_parcel", "solved_question", "agent_reply", "reopened"]),
    ],
)
def test_every_word_of_ours_has_one_for_agents(table: str, members: list[str]) -> None:
    assert [member for member in members if f"{table}.{member}" not in words._catalogue()] == []


def test_words_that_are_missing_are_an_error() -> None:
    with pytest.raises(ConfigError, match="no_such"):
        words.say("card.no_such")
    with pytest.raises(ConfigError, match="date"):
        words.say("card.eta")


def test_values_are_escaped_unless_they_are_mrkdwn() -> None:
    assert words.say("card.held", agent="<!here> & co") == "👤 &lt;!here&gt; &amp; co has it"
    assert words.say("card.held", agent=words.say("button.case_reply")) == "👤 Reply has it"


def test_the_catalogue_has_no_sequences_of_its_own() -> None:
    assert [key for key, text in words._catalogue().items() if re.search("[<>&]", text)] == []
