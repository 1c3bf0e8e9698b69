from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import links
from chalicelib.care.state import Ref
from chalicelib.errors import LinkError
from ops.simulation.cast import NOON

OLD, NEW, OTHER = b"old-key", b"new-key", b"other-key"
WEEK = timedelta(days=7)
CASE = Ref("case", "c0ffee0123456789abcd")


def token(*keys: bytes) -> str:
    return links.sign(keys or (NEW, OLD), NOON, WEEK, kind="solved", case="c1", cycle="1")


def test_a_link_carries_its_ids_and_nothing_else() -> None:
    assert links.read((NEW,), token(), NOON) == {"kind": "solved", "case": "c1", "cycle": "1"}


def test_it_lasts_until_its_end_and_no_longer() -> None:
    assert links.read((NEW,), token(), NOON + WEEK)["case"] == "c1"
    with pytest.raises(LinkError) as problem:
        links.read((NEW,), token(), NOON + WEEK + timedelta(seconds=1))
    assert problem.value.expired


def test_a_key_that_was_rotated_out_of_first_place_still_reads_but_does_not_sign() -> None:
    assert links.read((NEW, OLD), token(OLD), NOON)["case"] == "c1"
    assert links.read((NEW,), token(NEW, OLD), NOON)["case"] == "c1"
    with pytest.raises(LinkError):
        links.read((OLD,), token(NEW, OLD), NOON)


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 0), slice(0, 10)])
def test_a_cut_link_is_none_of_ours(cut: slice) -> None:
    with pytest.raises(LinkError) as problem:
        links.read((NEW,), token()[cut], NOON)
    assert not problem.value.expired


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_forged_link_is_read_and_none_breaks_the_page(text: str) -> None:
    with pytest.raises(LinkError):
        links.read((NEW, OLD), text, NOON)


def test_changed_claims_are_refused() -> None:
    body, _, signature = token().rpartition(".")
    other, _, _ = links.sign((OTHER,), NOON, WEEK, kind="solved", case="c2", cycle="1").rpartition(".")
    with pytest.raises(LinkError):
        links.read((NEW,), f"{other}.{signature}", NOON)
    assert body != other


def test_an_address_leads_back_to_its_subject() -> None:
    for ref in (CASE, Ref("order", "shopify:9820982911946154508")):
        assert links.read_short((NEW,), "demo", links.sign_short((NEW, OLD), "demo", ref)) == ref


def test_an_address_survives_servers_that_fold_case_and_keys_that_rotate() -> None:
    tag = links.sign_short((OLD,), "demo", CASE)
    assert links.read_short((NEW, OLD), "demo", tag.upper()) == CASE


def test_an_address_leaves_room_for_itself_before_the_at_sign() -> None:
    longest = links.sign_short((NEW,), "demo", Ref("order", "shopify:99999999999999999999"))
    assert len(f"care+{longest}") <= 64


@pytest.mark.parametrize("tag", ["", "case", "case-c1", "-", "case-c1-000000000000", "žaba-č-ň"])
def test_a_forged_address_is_none_of_ours(tag: str) -> None:
    with pytest.raises(LinkError):
        links.read_short((NEW, OLD), "demo", tag)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_no_forged_address_breaks_anything(tag: str) -> None:
    with pytest.raises(LinkError):
        links.read_short((NEW, OLD), "demo", tag)
