"""Every vendor that may post to us has a page that a newcomer can follow, and the index leads to it."""

import json
import re
from pathlib import Path

import pytest

from chalicelib.secrets import SHAPES
from chalicelib.sources.base import OUTSIDE
from ops.cli.connections import meta, shopify

PAGES = Path(__file__).parents[2] / "docs" / "connect"
SECTIONS = ["What you get", "What you need", "Steps", "Check it", "When it does not work"]


def page(source: str) -> str:
    return (PAGES / f"{source}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", sorted(OUTSIDE))
def test_its_page_has_every_section_the_secret_and_the_address(source: str) -> None:
    text = page(source)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == SECTIONS
    assert f"aftercare/<stage>/<shop>/{source}" in text
    assert f"/in/{source}/<shop>" in text
    assert "./aftercare doctor" in text
    assert [key for key in json.loads(SHAPES[source]) if f'"{key}"' not in text] == []


def test_what_the_pages_tell_to_subscribe_to_is_what_doctor_looks_for() -> None:
    asked = set(
        re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", page("shopify").partition("for TOPIC in")[2].partition("do\n")[0])
    )
    assert asked == {topic.replace("/", "_").upper() for topic in shopify.TOPICS}
    assert all(f"`{scope}`" in page("shopify") for scope in (*shopify.SCOPES, *shopify.HOLDS))
    named = {"page": "Page", "instagram": "Instagram", "whatsapp_business_account": "WhatsApp Business Account"}
    rows = dict(re.findall(r"\| (Page|Instagram|WhatsApp Business Account) \| (.*) \|", page("meta")))
    for kind, fields in meta.FIELDS.items():
        assert set(re.findall(r"`(\w+)`", rows[named[kind]])) == fields
    assert all(f"`{scope}`" in page("meta") for scopes in meta.SCOPES.values() for scope in scopes)


def test_the_index_has_one_line_per_page() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for file in PAGES.glob("*.md"):
        if file.name != "README.md":
            assert sum(line.count(f"({file.name})") for line in index.splitlines()) == 1, file.name
