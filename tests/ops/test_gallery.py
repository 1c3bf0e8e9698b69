"""`make gallery`: everything that anybody can be shown is in it, in every language, on one page."""

import re
from pathlib import Path

import pytest

from chalicelib.rendering.render import MAILS, PAGES
from ops import gallery, samples


@pytest.fixture(scope="module")
def sheets() -> list[gallery.Sheet]:
    return list(gallery.sheets())


def test_every_mail_page_and_chat_message_is_there_in_every_language(sheets: list[gallery.Sheet]) -> None:
    for lang in samples.LANGUAGES:
        stems = {re.sub(r"^..-(mail|page|text)-\d\d-?", r"\1:", each.stem) for each in sheets if each.lang == lang}
        assert {f"mail:{kind}" for kind in MAILS} | {f"page:{name}" for name in PAGES} | {"text:"} <= stems


def test_so_is_what_the_team_reads(sheets: list[gallery.Sheet]) -> None:
    team = [each for each in sheets if "-team-" in each.stem]
    assert {each.stem.rpartition("-")[2] for each in team} == {"dashboard", "digest"}
    assert len({each.html for each in team}) == len(team), "each shows something of its own"
    digest = next(each for each in team if each.stem.endswith("digest"))
    assert "Cases opened: 1" in digest.text
    assert "Cases opened" in digest.html


def test_all_of_it_stands_on_one_page(
    sheets: list[gallery.Sheet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [next(each for each in sheets if mark in each.stem) for mark in ("-mail-", "-page-", "-text-", "-team-")]
    monkeypatch.setattr(gallery, "sheets", lambda: few)
    monkeypatch.setattr(gallery, "compile_all", lambda: None)
    page = gallery.build(tmp_path / "gallery").read_text(encoding="utf-8")
    assert page.count("<section") == len(few)
    frames = re.findall(r'<iframe src="([^"]+)"', page)
    assert len(frames) == 2 * len([each for each in few if each.html])
    assert all((tmp_path / "gallery" / name).is_file() for name in frames)
