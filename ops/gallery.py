"""`make gallery`: every mail, chat message and page in every language, light and dark, in build/gallery/index.html."""

import html
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from chalicelib.rendering.render import render_mail, render_page
from ops import sample_pages, sample_team, samples
from ops.catalogues import compile_all

OUT = Path(__file__).resolve().parents[1] / "build" / "gallery"


class Sheet(NamedTuple):
    """One rendered thing: its file's stem, title, language, HTML ("" of a text), a mail's subject and plain text."""

    stem: str
    title: str
    lang: str
    html: str
    subject: str = ""
    text: str = ""


def sheets() -> Iterator[Sheet]:
    """Everything that customers can be shown, in every language, and what the team reads."""
    for lang in samples.LANGUAGES:
        for number, mail in enumerate(samples.mails(lang)):
            made = render_mail(mail.kind, lang, mail.context)
            yield Sheet(f"{lang}-mail-{number:02}-{mail.kind}", mail.title, lang, made.html, made.subject, made.text)
        for number, page in enumerate(sample_pages.pages()):
            made_page = render_page(page.name, lang, page.context)
            yield Sheet(f"{lang}-page-{number:02}-{page.name}", page.title, lang, made_page)
        for number, note in enumerate(samples.notes(lang)):
            yield Sheet(f"{lang}-text-{number:02}", note.title, lang, "", text=note.text)
    for number, team in enumerate(sample_team.shown()):
        stem = f"en-team-{number:02}-{team.name}"
        yield Sheet(stem, f"For the team: {team.title}", "en", team.html, team.subject, team.text)


def build(out: Path = OUT) -> Path:
    """Write the gallery anew and return its index."""
    compile_all()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    figures = []
    for sheet in sheets():
        for scheme in ("light", "dark") if sheet.html else ():
            (out / f"{sheet.stem}-{scheme}.html").write_text(_forced(sheet.html, scheme), encoding="utf-8")
        figures.append(_figure(sheet))
    index = out / "index.html"
    index.write_text(_INDEX.replace("FIGURES", "\n".join(figures)), encoding="utf-8")
    return index


def _forced(page: str, scheme: str) -> str:
    """The page as a reader with that scheme sees it, whatever the gallery's own reader has set."""
    wins = "all" if scheme == "dark" else "not all"
    page = page.replace("@media (prefers-color-scheme: dark)", f"@media {wins}")
    return page.replace("color-scheme: light dark", f"color-scheme: {scheme}")


def _figure(sheet: Sheet) -> str:
    frames = "".join(
        f'<iframe src="{sheet.stem}-{scheme}.html" title="{html.escape(sheet.title)}, {scheme}"></iframe>'
        for scheme in (("light", "dark") if sheet.html else ())
    )
    opened = "" if sheet.html else " open"
    words = (
        f"<details{opened}><summary>Text</summary><pre>{html.escape(sheet.text)}</pre></details>" if sheet.text else ""
    )
    caption = f"<h2>{sheet.lang} · {html.escape(sheet.title)}</h2><p>{html.escape(sheet.subject)}</p>"
    return f'<section class="{sheet.lang}">{caption}<div>{frames}</div>{words}</section>'


_INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Aftercare: every message and page</title><style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; color: #1d2327; background: #e9ebe9; }
h1 { font-size: 24px } h2 { font-size: 16px; margin: 0 } section { margin: 0 0 40px } section p { margin: 0 0 8px }
div { display: flex; gap: 16px; flex-wrap: wrap } iframe { width: 390px; height: 820px; border: 0; border-radius: 12px }
pre { background: #fff; padding: 16px; white-space: pre-wrap; max-width: 780px }
body:has(#l option:checked:not([value=all])) section { display: none }
LANGUAGES
</style></head><body><h1>Every message and page</h1>
<p><label>Language <select id="l"><option value="all">all</option>OPTIONS</select></label></p>
FIGURES
</body></html>
"""
_INDEX = _INDEX.replace(
    "OPTIONS", "".join(f'<option value="{lang}">{lang}</option>' for lang in samples.LANGUAGES)
).replace(
    "LANGUAGES",
    "\n".join(
        f"body:has(#l option[value={lang}]:checked) section.{lang} {{ display: block }}" for lang in samples.LANGUAGES
    ),
)

if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
