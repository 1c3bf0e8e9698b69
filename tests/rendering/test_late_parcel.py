"""The delay notice: never without its reason, whose fault it is, both dates and what happens next."""

import re
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.care.lateness import fault_of
from chalicelib.care.vocabulary import Reason
from chalicelib.errors import RenderError
from chalicelib.rendering.context import Delay
from chalicelib.rendering.render import render_mail
from ops import samples
from tests.rendering.reading import Reading


def sample(lang: str = "en", **changed: object) -> dict[str, object]:
    return {**samples.everything(lang), **changed}


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("lang", samples.LANGUAGES)
def test_a_delay_notice_names_reason_both_dates_and_what_is_next(lang: str, reason: Reason) -> None:
    made = render_mail("late_parcel", lang, sample(lang, delay=samples.delay(reason)))
    reading = Reading(made.html)
    assert reading.all("s"), "the old date is struck through"
    for words in (reading.text.replace("\u00a0", " "), made.text):
        assert "27" in words
        assert re.search(r"\b2\.? \w+", words)
    other = Reason.OTHER if reason is not Reason.OTHER else Reason.LOST
    assert render_mail("late_parcel", lang, sample(lang, delay=samples.delay(other))).text != made.text


@pytest.mark.parametrize("reason", Reason)
def test_the_samples_blame_whom_care_blames(reason: Reason) -> None:
    assert samples.delay(reason).fault == fault_of(reason)


def test_a_slovak_delay_notice_reads_as_it_should() -> None:
    made = render_mail("late_parcel", "sk", sample("sk"))
    assert made.subject == "Vaša objednávka #1001 mešká: nový termín je 2. decembra"
    assert made.preheader == "Dôvod: nepriaznivé počasie na trase. Píšeme, čo bude ďalej."
    assert made.text.startswith("Dobrý deň, Jana,\n\nobjednávku #1001 sme Vám sľúbili do 27. novembra.")
    assert "Sľúbili sme: piatok 27. novembra\nNový termín: streda 2. decembra\nDôvod:" in made.text
    assert "\nS pozdravom\nMária Horváthová\nLumen\n" in made.text


def test_without_a_new_date_the_notice_says_when_we_shall_know() -> None:
    made = render_mail("late_parcel", "en", sample(delay=samples.delay(Reason.CARRIER, known=False)))
    assert made.subject == "Your order #1001 is late: news by 30 November"
    assert "You will hear from us by 30 November at the latest." in made.text
    assert "New date" not in made.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "because"},
        {"fault": ""},
        {"fault": "cat"},
        {"old_date": None},
        {"new_date": None, "know_by": None},
    ],
)
def test_a_delay_notice_without_its_reason_cannot_be_written(wrong: dict[str, object]) -> None:
    delay = replace(samples.delay(Reason.WEATHER), **wrong)  # type: ignore[arg-type]
    with pytest.raises(RenderError, match="mail late_parcel"):
        render_mail("late_parcel", "en", sample(delay=delay))


def test_a_delay_can_be_told_without_a_parcel() -> None:
    context = sample(delay=Delay(
        reason="stock", fault="shop", old_date=date(2026, 11, 27), know_by=date(2026, 11, 30)
    ))  # fmt: skip
    del context["parcels"]
    made = render_mail("late_parcel", "pl", context)
    assert "To wyłącznie nasz błąd." in made.text
