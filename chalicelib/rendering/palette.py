"""A shop's accent colour made readable: text has AA contrast (WCAG 2.2, 4.5:1) in the light and the dark scheme."""

import re
from dataclasses import dataclass
from functools import cache

AA = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Colours as "#rrggbb". `accent` fills buttons, with `on_accent` on it; `link` is text on page, card or soft."""

    page: str
    card: str
    soft: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """A shop's two schemes."""

    light: Scheme
    dark: Scheme


@cache
def palette(accent: str) -> Palette:
    """Both schemes of an accent colour. ValueError if it is not "#rrggbb"."""
    if not _HEX.fullmatch(accent):
        raise ValueError(f"accent {accent!r} is not a colour: write it as #rrggbb")
    deep = _towards(accent, "#000000", against="#f3f4f2")
    bright = _towards(accent, "#ffffff", against="#262c30")
    return Palette(
        light=Scheme(
            page="#f3f4f2", card="#ffffff", soft="#f6f7f5", text="#1d2327", muted="#566069", line="#dde1df",
            accent=deep, on_accent="#ffffff", link=deep,
        ),
        dark=Scheme(
            page="#111416", card="#1b2023", soft="#262c30", text="#eceff1", muted="#a9b2b9", line="#3a4247",
            accent=bright, on_accent="#111416", link=bright,
        ),
    )  # fmt: skip


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2.2, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _towards(colour: str, goal: str, *, against: str) -> str:
    """The colour, moved towards black or white in steps of 5 % until it is readable."""
    mixes = (_mix(colour, goal, step / 20) for step in range(21))
    return next(mixed for mixed in mixes if contrast(mixed, against) >= AA)


def _mix(colour: str, goal: str, part: float) -> str:
    mixed = (round(a + (b - a) * part) for a, b in zip(_channels(colour), _channels(goal), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
