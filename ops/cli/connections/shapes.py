"""Has a secret the shape that it needs? Its values are never told."""

import json
import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.secrets import SHAPES, Secrets

# What a secret may do without. Everything else that its shape names has to be there; of Shippo's two, one.
OPTIONAL = {
    "shopify": {"domain", "client_id", "admin_token"},
    "shippo": {"token", "signing"},
    "meta": {"whatsapp_token"},
    "woocommerce": {"url", "consumer_key", "consumer_secret"},
}
# A text that is as good as none: whoever guesses it signs as the vendor.
SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Form:
    """What a value looks like. `strict`: with any other nothing can come in or go out."""

    pattern: re.Pattern[str]
    words: str
    strict: bool = False


FORMS: Mapping[tuple[str, str], Form] = {
    ("shopify", "domain"): Form(re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com"), "<shop>.myshopify.com", True),
    ("shopify", "admin_token"): Form(re.compile(r"shp[a-z]{2}_\w+"), "like shpat_..."),
    ("surveymonkey", "signing"): Form(
        re.compile(r"[^&\s]+&[^&\s]+"), "client id, an ampersand, client secret: <id>&<secret>", True
    ),
    ("slack", "bot_token"): Form(re.compile(r"xoxb-\S+"), "a Bot User OAuth Token, xoxb-...", True),
    ("meta", "signing"): Form(re.compile(r"[0-9a-f]{32}"), "the app secret: 32 letters and digits, a to f"),
    # A shop on this machine is for trying.
    ("woocommerce", "url"): Form(
        re.compile(r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/[^\s?#]*)?"),
        "the shop's address, with https://", True,
    ),
    ("outgoing", "url"): Form(re.compile(r"https?://[^\s]+"), "a web address, with https://", True),
    ("woocommerce", "consumer_key"): Form(re.compile(r"ck_\w+"), "like ck_..."),
    ("woocommerce", "consumer_secret"): Form(re.compile(r"cs_\w+"), "like cs_..."),
    ("shippo", "token"): Form(re.compile(r"[A-Za-z0-9_-]{1,100}"), "letters and digits, as it stands in an address"),
    ("trustpilot", "token"): Form(re.compile(r"[A-Za-z0-9_-]+"), "letters and digits, as it stands in an address"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a secret. `breaks`: the connection cannot work with it."""

    words: str
    breaks: bool


def faults(source: str, secrets: Secrets) -> Iterator[Fault]:
    """Everything wrong with a source's secret, by its keys' names."""
    shape: dict[str, object] = json.loads(SHAPES[source])
    for key in shape:
        if key not in secrets and key not in OPTIONAL.get(source, set()):
            yield Fault(f'"{key}" is missing', breaks=True)
    if not any(key in secrets for key in shape):
        yield Fault(f"there is nothing in it of {', '.join(shape)}", breaks=True)
    for key, value in secrets.items():
        if key not in shape:
            yield Fault(f'"{key}" is not read by anything; known are {", ".join(shape)}', breaks=False)
            continue
        values = [value] if isinstance(value, str) else value
        if isinstance(shape[key], str) and not isinstance(value, str):
            yield Fault(f'"{key}" must be a text, not a list', breaks=True)
        elif not any(each.strip() for each in values):
            yield Fault(f'"{key}" is empty', breaks=True)
        else:
            yield from (fault for each in values if (fault := _fault(source, key, each)))


def _fault(source: str, key: str, value: str) -> Fault | None:
    if value != value.strip():
        return Fault(f'"{key}" has a space or a line break before or behind it', breaks=True)
    if value.startswith("<") and value.endswith(">"):
        return Fault(f'"{key}" is still the placeholder', breaks=True)
    form = FORMS.get((source, key))
    if form and not form.pattern.fullmatch(value):
        return Fault(f'"{key}" does not look right: it should be {form.words}', breaks=form.strict)
    if key == "signing" and source in ("standard", "outgoing"):
        return _standard(value)
    if len(value) < SHORTEST and key in ("signing", "token", "verify_token"):
        return Fault(f'"{key}" is so short that it can be guessed', breaks=False)
    return None


def _standard(value: str) -> Fault | None:
    """Standard Webhooks: prefix and padding may be missing, what is left must be base64 of the key."""
    text = value.removeprefix("whsec_")
    try:
        key = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except NoBase64:
        return Fault('"signing" must be whsec_ and base64', breaks=True)
    if not 24 <= len(key) <= 64:
        return Fault(f'"signing" is the base64 of {len(key)} bytes; it should be of 24 to 64 random ones', breaks=False)
    return None
