"""The payload files as deliveries, signed as their vendor signs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading, Secrets, source
from ops.signing import sign

FOLDER = Path(__file__).parent.parent / "payloads"
NOW = datetime(2026, 11, 25, 8, 33, tzinfo=UTC)
CONTEXT = Context(shop="demo", receipt_id="r1", received_at=NOW, zone="Europe/Bratislava")
SECRETS: Secrets = {"signing": ["a-new-secret", "an-old-secret"]}
TOKENS: Secrets = {"token": ["a-new-token", "an-old-token"]}
# Standard Webhooks wants its keys in base64.
WHSEC: Secrets = {"signing": ["whsec_YS1uZXctc2VjcmV0", "whsec_YW4tb2xkLXNlY3JldA=="]}


def body(vendor: str, event: str) -> bytes:
    """The file's bytes as the vendor would send them: Slack packs its JSON into a form."""
    raw = (FOLDER / vendor / f"{event}.json").read_bytes()
    return urlencode({"payload": raw.decode()}).encode() if vendor == "slack" else raw


def signed(vendor: str, content: bytes, headers: dict[str, str], secrets: Secrets = SECRETS) -> Delivery:
    """A delivery as the gate sees it: headers in lower case, signature included."""
    return Delivery(headers=lower(sign(vendor, content, secrets, NOW) | headers), body=content)


def delivery(vendor: str, event: str) -> Delivery:
    """A payload file with the headers beside it."""
    file = FOLDER / vendor / f"{event}.headers.json"
    headers = json.loads(file.read_text()) if file.exists() else {}
    return signed(vendor, body(vendor, event), headers, secrets_of(vendor))


def secrets_of(vendor: str) -> Secrets:
    """The tests' secrets in the form that this vendor has them."""
    return {"standard": WHSEC, "trustpilot": TOKENS}.get(vendor, SECRETS)


def read(vendor: str, event: str) -> Reading:
    """What the source makes of a payload file."""
    return source(vendor).read(delivery(vendor, event), CONTEXT)


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
