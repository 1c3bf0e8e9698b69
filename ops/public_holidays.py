"""Writes the public holidays that are shipped: `python -m ops.public_holidays` -> chalicelib/care/public_holidays.json.

They are computed by the library `holidays`, which is too heavy for the package. Run it once a year, and whenever a
government changes its mind; a test fails when the file and the library differ, or when its years run out.
Of Germany only what the whole country keeps is in it. What a shop does differently, its leads set themselves.
"""

import json
from pathlib import Path

from chalicelib.care.holidays import FILE

COUNTRIES = ("AT", "CZ", "DE", "HU", "MD", "PL", "RO", "RU", "SK")
YEARS = range(2026, 2031)


def computed() -> dict[str, dict[str, str]]:
    """The holidays by country and ISO day, with their English names."""
    import holidays

    found = {
        country: {day.isoformat(): name for day, name in holidays.country_holidays(
            country, years=YEARS, language="en_US"
        ).items()}
        for country in COUNTRIES
    }  # fmt: skip
    return {country: dict(sorted(days.items())) for country, days in found.items()}


def written(days: dict[str, dict[str, str]]) -> str:
    """The file's text: a line for each day, so that a change shows what changed."""
    return json.dumps(days, ensure_ascii=False, indent=0) + "\n"


def main(file: Path = FILE) -> None:
    file.write_text(written(computed()), encoding="utf-8")
    print(f"{file.name}: {', '.join(COUNTRIES)}, {YEARS[0]} to {YEARS[-1]}")


if __name__ == "__main__":
    main()
