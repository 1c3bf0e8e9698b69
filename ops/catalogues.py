"""Compiles the gettext catalogues that rendering reads (.po -> .mo)."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "templates" / "locale"


def compile_all(locale: Path = LOCALE, anew: bool = False) -> None:
    """Write the .mo of every .po that has none or an older one (`anew`: of every one). Whole at once: a reader never
    sees half a file, whoever else compiles meanwhile."""
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if anew or not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            half = target.with_suffix(f".{os.getpid()}.mo")
            with source.open("rb") as words, half.open("wb") as out:
                write_mo(out, read_po(words, locale=source.parts[-3]))
            half.replace(target)
