import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.desk.mrkdwn import clip, escape, link, mention, quote, size
from tests.desk.limits import check_mrkdwn

any_text = st.text(alphabet=st.characters(), max_size=300) | st.from_regex(r"(<[!@#]\w+>|&|```|\n|> ){1,40}")


@settings(deadline=None)
@given(any_text, st.integers(min_value=5, max_value=200))
def test_foreign_text_cannot_mention_link_or_outgrow_its_place(text: str, limit: int) -> None:
    safe = escape(text, limit)
    check_mrkdwn(safe)
    assert size(safe) <= limit
    assert "\n" not in safe
    assert escape(safe, limit) == safe


@settings(deadline=None)
@given(any_text)
def test_every_line_of_a_quotation_is_marked_as_one(text: str) -> None:
    quoted = quote(text, 200, 5)
    check_mrkdwn(quoted)
    assert all(line.startswith("> ") for line in quoted.split("\n"))
    assert len(quoted.split("\n")) <= 6


@settings(deadline=None)
@given(any_text, any_text)
def test_a_link_is_a_link_or_plain_text(url: str, label: str) -> None:
    check_mrkdwn(link(url, label or "x"))
    check_mrkdwn(link("https://x.example/" + url, label or "x"))


@pytest.mark.parametrize("url", ["http://", "https://", "https:///x"])
def test_an_address_without_a_host_is_none(url: str) -> None:
    assert link(url, "see") == "see"


def test_a_link_cannot_be_a_script() -> None:
    assert link("javascript:alert(1)", "see") == "see"


def test_cutting_leaves_no_half_entity() -> None:
    assert clip("ab&amp;cd&amp;ef", 7) == "ab…"
    assert clip("ab&amp;cd", 20) == "ab&amp;cd"


def test_invisible_characters_that_turn_text_round_are_taken_out() -> None:
    assert escape("gnp\u202eexe\u0000 a\u2028b") == "gnpexe a b"


def test_only_a_slack_id_becomes_a_mention() -> None:
    assert mention("U0ZUZANA") == "<@U0ZUZANA>"
    assert mention("!channel", "Zuzana <b>") == "Zuzana &lt;b&gt;"


def test_empty_lines_are_kept_where_a_text_is_shown_as_it_goes_out() -> None:
    said = "Dobrý deň,\n\n\nbalík príde.\n \nZuzana\n\n"
    assert quote(said, empty=True) == "> Dobrý deň,\n> \n> balík príde.\n> \n> Zuzana"
    assert quote(said) == "> Dobrý deň,\n> balík príde.\n> Zuzana"
