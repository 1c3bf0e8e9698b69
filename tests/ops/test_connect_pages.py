"""Every vendor that may post to us has a page that a newcomer can follow, and the index leads to it."""

import json
import re
from pathlib import Path

import pytest
import yaml

from app import app
from chalicelib.secrets import SHAPES
from chalicelib.sources.base import OUTSIDE
from ops.cli.checks import NEEDED_SCOPES
from ops.cli.connections import meta, shopify

PAGES = Path(__file__).parents[2] / "docs" / "connect"
SECTIONS = ["What you get", "What you need", "Steps", "Check it", "When it does not work"]


def page(source: str) -> str:
    return (PAGES / f"{source}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", sorted(OUTSIDE))
def test_its_page_has_every_section_the_secret_and_the_address(source: str) -> None:
    text = page(source)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == SECTIONS
    assert f"/aftercare/<stage>/<shop>/{source}" in text
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


def test_slacks_manifest_asks_for_what_doctor_looks_for_and_names_our_three_addresses() -> None:
    manifest = yaml.safe_load((PAGES / "slack-manifest.yaml").read_text(encoding="utf-8"))
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert scopes == NEEDED_SCOPES
    assert all(f"`{scope}`" in page("slack") for scope in scopes)
    settings = manifest["settings"]
    addresses = {
        manifest["features"]["slash_commands"][0]["url"], settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    }  # fmt: skip
    doors = {route for route in app.routes if route.startswith("/slack/")}
    assert addresses == {f"https://<your API>{door.replace('{shop}', '<shop>')}" for door in doors}
    assert all(address in page("slack") for address in addresses)


def test_the_index_has_one_line_per_page() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for file in PAGES.glob("*.md"):
        if file.name != "README.md":
            assert sum(line.count(f"({file.name})") for line in index.splitlines()) == 1, file.name
