"""One thing that doctor found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: ok, warn (works, but), bad (does not work). `advice`: what to do, and where that is written."""

    area: str
    level: str
    found: str
    advice: str = ""
