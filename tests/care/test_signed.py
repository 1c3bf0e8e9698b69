"""Names under answers on networks."""

from dataclasses import replace

import pytest

from chalicelib.care.replies import signature, too_long, with_name
from chalicelib.care.rules import Social
from tests.desk.making import POLICY

SIGNED = replace(POLICY, social=Social(signed=True))


@pytest.mark.parametrize(
    ("channel", "name"),
    [("facebook_comment", "Zuzana"), ("x_post", "Zuzana"), ("whatsapp", "Zuzana"), ("email", ""), ("form", "")],
)
def test_networks_have_the_first_name_and_mails_their_own_signature(channel: str, name: str) -> None:
    assert signature("Zuzana Horáková", channel, SIGNED) == name
    assert signature("Zuzana Horáková", channel, POLICY) == ""
    assert signature("", channel, SIGNED) == ""


@pytest.mark.parametrize("text", ["Ahoj. Zuzana", "Ahoj\n– Zuzana", "Ahoj, vaša ZUZANA.", "Ahoj!\nZuzana –"])
def test_who_has_signed_is_not_signed_again(text: str) -> None:
    assert with_name(text, "Zuzana") == text


@pytest.mark.parametrize("text", ["Ahoj", "Zuzana sa ozve.", "Volá sa Suzuzana"])
def test_who_has_not_is(text: str) -> None:
    assert with_name(text, "Zuzana") == f"{text}\n– Zuzana"
    assert with_name(text, "") == text


def test_the_name_counts_in_what_a_network_takes() -> None:
    text = "x" * 275
    assert too_long("x_post", text) is None
    excess = too_long("x_post", with_name(text, "Zuzana"))
    assert excess
    assert excess.size == 284
