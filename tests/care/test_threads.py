"""A case has so many conversations and no more."""

from dataclasses import replace

from chalicelib.care.effects import Alias, Unname
from chalicelib.care.personal import names_of
from chalicelib.care.threads import MOST, heard_in
from tests.care.play import Play


def test_of_too_many_the_one_that_was_silent_longest_leads_to_it_no_more() -> None:
    play = Play()
    play.writes("Kde je moja objednávka?")
    case = replace(play.case, threads=tuple(f"t{number}" for number in range(MOST)))
    case, left = heard_in(case, "t0")
    assert (len(case.threads), case.threads[-1], left) == (MOST, "t0", ())
    case, left = heard_in(case, "new")
    assert (len(case.threads), case.threads[-1]) == (MOST, "new")
    assert left == (Unname(alias=Alias("thread", "t1")),)
    assert {alias.value for alias in names_of(case)} == set(case.threads), "an erasure finds all that still lead to it"
    assert heard_in(case, "") == (case, ())


def test_what_comes_in_each_of_its_conversations_goes_on_with_it() -> None:
    play = Play()
    play.writes("Kde je moja objednávka?")
    play.writes("Haló?")
    assert len(play.case.threads) == 1
    assert len(play.case.lines) == 2
