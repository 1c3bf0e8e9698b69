"""What the doctor looks at, as far as it needs no stack."""

import json
from collections.abc import Iterator

import pytest

from chalicelib import secrets
from chalicelib.config import settings
from chalicelib.policy import policies
from ops.cli.checks import secrets_check

SHOP = next(iter(policies("local")))
DOCUMENTS: dict[str, object] = {
    "keys": {"link": ["a"], "hash": {"1": "b"}}, f"{SHOP}/shopify": {"signing": ["a-long-secret"]},
    f"{SHOP}/aftership": {"signing": 7}, f"{SHOP}/slack": {"signing": ["a-long-secret"], "bot_token": "xoxb-1"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("STAGE", "TABLE", "SECRETS_PREFIX"):
        monkeypatch.setenv(f"AFTERCARE_{name}", "test")
    settings.cache_clear()
    secrets.use(lambda name: json.dumps(DOCUMENTS[name.removeprefix("test/")]))
    yield
    secrets.use(None)
    settings.cache_clear()


def test_a_vendor_without_a_secret_is_not_connected_and_a_broken_or_missing_one_of_ours_is_bad() -> None:
    findings = list(secrets_check({SHOP: policies("local")[SHOP]}))
    levels = {finding.found.partition(" ")[0].rpartition("/")[2]: finding.level for finding in findings}
    # Goodwill is done by webhook there, and nobody has made its secret.
    ours = {"keys": "ok", "slack": "ok", "outgoing": "bad"}
    assert levels == {**ours, "shopify": "ok", "aftership": "bad", SHOP: "ok"}
    (connected,) = (finding.found for finding in findings if finding.found.startswith(SHOP))
    others = [source for source in secrets.SHAPES if source not in ("shopify", "aftership", "slack", "outgoing")]
    assert connected == f"{SHOP} is not connected to {', '.join(others)}"


def test_a_faulty_secret_for_the_shops_own_system_leads_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOCUMENTS, f"{SHOP}/outgoing", {"url": "https://shop.example", "signing": ["no-whsec"]})
    findings = [each for each in secrets_check({SHOP: policies("local")[SHOP]}) if "/outgoing" in each.found]
    assert [(each.level, each.advice) for each in findings] == [("bad", "docs/connect/goodwill.md has its shape")]
