"""`./aftercare book`, and the book as a file."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.care.book import problems, tidy
from chalicelib.care.state import Book, Entry, Ref, Wording
from ops.bench.book import BOOK, LANGUAGES, entries
from ops.book_file import BookError, read, written
from ops.cli import book
from ops.cli.__main__ import app
from tests.ops.operating import in_memory

GOOD = "## a\n- topic: refund\n\n### en\n- When?\n\nSoon.\n"
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n#\\- "), max_size=60)
wordings = st.builds(Wording, st.lists(texts, min_size=1, max_size=3).map(tuple), texts)
written_by_people = st.builds(
    Entry, id=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True), topic=st.sampled_from(["", "refund"]),
    owner=st.sampled_from(["", "U0MARTA"]), review_on=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    active=st.booleans(), wordings=st.dictionaries(st.sampled_from(LANGUAGES), wordings, min_size=1),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])  # whole books are slow to draw on a busy machine
@given(st.lists(written_by_people, min_size=1, max_size=3, unique_by=lambda entry: entry.id))
def test_what_is_exported_is_read_as_the_same(book: list[Entry]) -> None:
    kept = [tidy(entry) for entry in book]
    good = sorted((entry for entry in kept if not problems(entry, LANGUAGES)), key=lambda entry: entry.id)
    if good:
        assert read(written(good), LANGUAGES) == good


def test_the_example_is_read_whole() -> None:
    found = entries()
    assert len(found) == 15
    assert all(set(entry.wordings) == set(LANGUAGES) for entry in found)
    assert read(written(found), LANGUAGES) == sorted(found, key=lambda entry: entry.id)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (f"{GOOD}\n## a\n### en\n- W?\n\nS.", 9, "there is an entry 'a' already"),
        (GOOD.replace("refund", "money"), 1, "there is no topic 'money'"),
        (GOOD.replace("### en", "### de"), 4, "not de"),
        (GOOD.replace("- When?\n", ""), 4, "has no question"),
        (GOOD.replace("Soon.", ""), 4, "has no answer"),
        (GOOD.replace("Soon.", "On {day}."), 4, "asks for {day}, which is no variable"),
        (GOOD.replace("- topic", "- subject"), 2, "is none of an entry's lines"),
        (GOOD.replace("- topic: refund", "- review: soon"), 1, "must be a day like 2027-03-01"),
        (GOOD.replace("- topic: refund", "- active: perhaps"), 1, "must be yes or no"),
        (GOOD.replace("Soon.", "# Soon"), 7, "is no heading of a book"),
        (f"{GOOD}### en\n- W?\n\nS.", 8, "has a wording in 'en' already"),
        (f"hello\n{GOOD}", 1, "before the first entry"),
        (f"### en\n{GOOD}", 1, "before the first entry"),
        (GOOD.replace("## a", "## Two words"), 1, "'Two words' is none"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(BookError, match=re.escape(why)) as error:
        read(text, LANGUAGES, "book.md")
    assert str(error.value).startswith(f"book.md, line {line}: ")


def test_an_empty_file_is_no_book() -> None:
    with pytest.raises(BookError, match="no entry in it"):
        read("# My book\n", LANGUAGES)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return in_memory(monkeypatch, book)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["book", *arguments])


def test_a_book_goes_in_is_listed_searched_and_comes_out_again(services: Services, tmp_path: Path) -> None:
    assert run("import", str(BOOK)).output.strip() == "15 kept"
    mark = services.store.load("demo", [Book().ref]).world.book.mark
    listed = json.loads(run("list", "--json").output)
    assert [each["usage"]["used"] for each in listed] == [0] * 15
    assert "never" in run("list").output
    assert "track-parcel" in run("search", "kde", "je", "balik").output
    out = tmp_path / "out.md"
    assert run("export", "--out", str(out)).exit_code == 0
    assert read(out.read_text(), LANGUAGES) == sorted(entries(), key=lambda entry: entry.id)
    assert run("import", str(out)).exit_code == 0
    assert services.store.load("demo", [Book().ref]).world.book.mark == mark, "the same again changes nothing"


def test_a_change_has_its_history(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "book.md"
    for text in (GOOD, GOOD.replace("Soon.", "Now."), GOOD.replace("- topic: refund", "- active: no")):
        file.write_text(text)
        assert run("import", str(file)).exit_code == 0
    lines = {line.what: line.why for line in services.store.timeline("demo", Ref("entry", "a"))}
    assert lines == {
        "entry.added": "by operator", "entry.changed": "by operator; en said “Soon.”",
        "entry.put_away": "by operator; en said “Now.”",
    }  # fmt: skip


def test_nothing_is_kept_of_a_book_with_a_mistake(services: Services, tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text(GOOD.replace("## a", "## b").replace("Soon.", ""))
    shown = run("import", str(BOOK), str(bad))
    assert (shown.exit_code, "bad.md, line 4" in " ".join(shown.stderr.split())) == (1, True)
    assert services.store.every("demo", "entry").world.every(Entry) == ()
