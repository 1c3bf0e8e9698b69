"""Whatever accent a shop chooses, words on it and in it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rendering.palette import AA, Scheme, contrast, palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def pairs(scheme: Scheme) -> list[tuple[str, str]]:
    on = [(ink, ground) for ink in (scheme.text, scheme.muted) for ground in (scheme.page, scheme.card, scheme.soft)]
    links = [(scheme.link, ground) for ground in (scheme.page, scheme.card, scheme.soft)]
    return [*on, *links, (scheme.on_accent, scheme.accent)]


@given(COLOURS)
def test_every_pair_has_aa_contrast_in_both_schemes(accent: str) -> None:
    chosen = palette(accent)
    for scheme in (chosen.light, chosen.dark):
        assert all(contrast(ink, ground) >= AA for ink, ground in pairs(scheme))


def test_a_readable_accent_is_kept() -> None:
    assert palette("#1f5f8b").light.accent == "#1f5f8b"


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", ["", "red", "#fff", "#12345g", "#123456;}", "#1234567"])
def test_what_is_not_a_colour_is_refused(accent: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        palette(accent)
