"""The dashboard in a real browser, with full, one day's and no data: on a phone, a desk and a wall, light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.rendering.test_looks import CONTRAST
from tests.web.api import Api
from tests.web.test_dashboard import filled, link
from tests.web.test_in_a_browser import AA, STUMBLES

# Words that are cut in two where no hyphen is: numbers of orders, causes, states.
BROKEN = """[...document.querySelectorAll('.listed th, .listed td')]
    .filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"""
WIDTHS = (390, 1280, 2560)
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def written(api: Api, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The page's address, with so many days of data."""
    filled(api, request.param)
    file = tmp_path / "board.html"
    file.write_text(api.get(link(api)).text, encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("written", [0, 1, 30], indirect=True)
def test_it_fits_can_be_read_and_asks_nobody(written: str, browser: Browser, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme, java_script_enabled=True)
    page, asked, complaints = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(written)
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(BROKEN) == []
    assert [words for ratio, words in page.evaluate(CONTRAST) if ratio < AA] == []
    assert page.evaluate(STUMBLES) == []
    assert page.evaluate("document.scripts.length") == 0
    assert [url for url in asked if url != written and not url.startswith("data:")] == []
    assert complaints == []
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("written", [1], indirect=True)
def test_who_hears_the_page_is_led_by_landmarks_headings_and_names(written: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(written)
    assert [page.get_by_role("main").count(), page.get_by_role("navigation", name="Parts of this page").count()] == [
        1,
        1,
    ]
    assert page.get_by_role("form", name="Which days").count() == 1
    sections = page.get_by_role("region")
    assert sections.count() == page.locator("section").count() == page.get_by_role("heading", level=2).count()
    assert page.get_by_role("heading", level=1).count() == 1
    drawn = page.locator("svg.trend")
    assert drawn.count() == page.get_by_role("img").count(), "each picture has a name, and a table beside it"
    stops = []
    for _ in range(6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert stops[0] == "from"
    assert page.locator(":focus").count() == 1
    context.close()


@pytest.mark.parametrize("written", [30], indirect=True)
def test_the_keyboard_reaches_the_days_the_parts_and_the_tables(written: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(written)
    page.get_by_text("By day").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] table").count() == 1
    page.locator("#from").focus()
    assert page.locator("#from").input_value() == "2026-10-27"
    page.get_by_role("link", name="Late parcels", exact=True).first.click()
    assert page.url.endswith("#def-late_parcels")
    context.close()
