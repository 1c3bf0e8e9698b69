"""What the automatic first reply says on a network, in every language."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.care.replies import too_long
from chalicelib.first_reply_words import words
from chalicelib.store.plan import _row
from chalicelib.store.port import Mark
from tests.care.play import Play
from tests.care.test_first_reply import MONDAY_10, TELLING, writes


def said(language: str, at: datetime = MONDAY_10) -> str:
    play = Play(policy=TELLING, now=at)
    writes(play, "facebook_message")
    spoken = replace(play.case, language=language)
    play.world = replace(play.world, subjects={**play.world.subjects, spoken.ref: spoken})
    (message,) = play.messages("first_reply")
    row = _row(Mark(shop="demo", event="e", receipt="r", now=at), message, False)
    return words(row, play.world, TELLING, at)


def test_in_hours_it_names_the_clock_of_today() -> None:
    assert said("en") == ("We have your message. Expect our answer today by 10:10. This is an automatic message. Lumen")


def test_out_of_hours_it_names_the_day() -> None:
    friday = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
    assert said("sk", friday) == (
        "Vašu správu máme. Momentálne u nás nikto nie je v práci. Odpoveď očakávajte najneskôr: "
        "pondelok 30. novembra, 08:10. Toto je automatická správa. Lumen"
    )


@pytest.mark.parametrize("language", ["en", "sk", "pl", "ro", "ru"])
def test_it_fits_every_network_in_every_language(language: str) -> None:
    text = said(language, datetime(2026, 11, 27, 18, 0, tzinfo=UTC))
    for channel in ("facebook_message", "instagram_message", "whatsapp", "x_message"):
        assert too_long(channel, text) is None
