"""Secrets: read from AWS's Parameter Store when first needed, kept five minutes in this container.

Names are `<prefix>/<shop>/<source>` and `<prefix>/keys`, the prefix being AFTERCARE_SECRETS_PREFIX. For development
AFTERCARE_SECRETS_FILE names a JSON file {"<shop>/<source>": {...}, "keys": {...}} that is read instead; tests call
`use` with a reader of their own.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib import aws, clock
from chalicelib.config import settings
from chalicelib.errors import ConfigError, MissingSecretError, StoreUnavailableError

Secrets = Mapping[str, str | list[str]]
# Full name -> the secret's text. KeyError if there is no such secret, StoreUnavailableError if nobody answered.
Reader = Callable[[str], str]

KEPT = timedelta(minutes=5)
KEYS = "keys"
KEYS_SHAPE = '{"link": ["<long random text, newest first>"], "hash": {"1": "<long random text>"}}'
# What to create for each source; also shown to the operator when it is missing.
SHAPES = {
    "shopify": '{"signing": ["<the app\'s client secret>"], "domain": "<shop>.myshopify.com", '
    '"client_id": "<the app\'s client id>", "admin_token": "<only of an app that was made in the shop\'s admin>"}',
    "aftership": '{"signing": ["<webhook secret of the Tracking product>"]}',
    "easypost": '{"signing": ["<the webhook\'s secret>"]}',
    "shippo": '{"token": ["<long random text, also in the address>"], "signing": ["<HMAC secret, once it is on>"]}',
    "17track": '{"signing": ["<the API access key>"]}',
    "meta": '{"signing": ["<app secret>"], "verify_token": ["<yours>"], "page_token": "<page access token>", '
    '"whatsapp_token": "<system user token, if WhatsApp needs its own>"}',
    "x": '{"signing": ["<API key secret>"], "api_key": "<API key>", "access_token": "<the account\'s>", '
    '"access_secret": "<the account\'s>"}',
    "outgoing": '{"url": "https://<the shop\'s system>", "signing": ["whsec_<base64 of 32 random bytes>"]}',
    "woocommerce": '{"signing": ["<the webhooks\' secret>"], "url": "https://<the shop>", '
    '"consumer_key": "<of a REST API key, ck_...>", "consumer_secret": "<cs_...>"}',
    "standard": '{"signing": ["whsec_<base64 of 32 random bytes>"]}',
    "typeform": '{"signing": ["<the webhook\'s secret>"]}',
    "surveymonkey": '{"signing": ["<client id>&<client secret>"], "access_token": "<the app\'s access token>"}',
    "trustpilot": '{"token": ["<long random text, also in the webhook\'s address: ?token=...>"]}',
    "slack": '{"signing": ["<signing secret>"], "bot_token": "xoxb-..."}',
}


@dataclass(frozen=True, slots=True)
class Keys:
    """The deployment's own keys. `link` signs links, newest first; `hash` makes keyed hashes, by version."""

    link: tuple[bytes, ...]
    hash: dict[str, bytes]


@dataclass(slots=True)
class _Kept:
    reader: Reader | None = None
    texts: dict[str, tuple[datetime, dict[str, Any]]] | None = None
    # Kept for its connection: most functions read two secrets at a cold start.
    client: Any = None


_kept = _Kept()


def use(reader: Reader | None) -> None:
    """Read secrets by `reader` from now on (None: as the settings say), and forget what was read."""
    _kept.reader, _kept.texts, _kept.client = reader, {}, None


def secret(shop: str, source: str) -> Secrets:
    """A shop's secret for a source. ConfigError gives the exact name and the JSON to create."""
    name, shape = f"{_prefix()}/{shop}/{source}", SHAPES.get(source, '{"<name>": "<text or list of texts>"}')
    document = _document(name, shape)
    for key, value in document.items():
        if not (isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))):
            raise ConfigError(f'secret {name}: "{key}" must be a text or a list of texts; its shape is {shape}')
    return document


def keys() -> Keys:
    """The deployment's own keys. ConfigError gives the exact name and the JSON to create."""
    name = f"{_prefix()}/{KEYS}"
    document = _document(name, KEYS_SHAPE)
    link, hashes = document.get("link"), document.get("hash")
    if not (isinstance(link, list) and isinstance(hashes, dict) and link and hashes):
        raise ConfigError(f"secret {name}: its shape is {KEYS_SHAPE}")
    if not all(isinstance(key, str) and key.strip() for key in (*link, *hashes.values())):
        raise ConfigError(f"secret {name}: every key must be a text that is not empty; its shape is {KEYS_SHAPE}")
    return Keys(tuple(key.encode() for key in link), {str(version): key.encode() for version, key in hashes.items()})


def _document(name: str, shape: str) -> dict[str, Any]:
    if _kept.texts is None:
        _kept.texts = {}
    known, now = _kept.texts.get(name), clock.now()
    if known and now - known[0] < KEPT:
        return known[1]
    try:
        text = (_kept.reader or _reader())(name)
    except KeyError:
        raise MissingSecretError(f"secret {name} does not exist: create it with {shape}") from None
    except StoreUnavailableError:
        if known:
            # An old secret is better than none while Parameter Store is away.
            return known[1]
        raise
    document = _parsed(name, text, shape)
    _kept.texts[name] = (now, document)
    return document


def _parsed(name: str, text: str, shape: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        # The parser's message quotes nothing, but its traceback holds the text: it is left out.
        raise ConfigError(f"secret {name} is not JSON: its shape is {shape}") from None
    if not isinstance(document, dict):
        raise ConfigError(f"secret {name} must be a JSON object: its shape is {shape}")
    return document


def _prefix() -> str:
    return settings().secrets_prefix


def _reader() -> Reader:
    return _from_file if settings().secrets_file else _from_aws


def _from_file(name: str) -> str:
    documents = json.loads(Path(settings().secrets_file).read_text(encoding="utf-8"))
    return json.dumps(documents[name.removeprefix(_prefix() + "/")])


def _from_aws(name: str) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        # It gives 40 a second, which many containers that start at once pass: they come again within a second or two.
        _kept.client = _kept.client or aws.client("ssm", connect=1, read=2, tries=3)
        return str(_kept.client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code == "ParameterNotFound":
            raise KeyError(name) from None
        if code.startswith("AccessDenied"):
            raise ConfigError(f"this function's role may not read secret {name}: see infra/") from None
        raise StoreUnavailableError(f"Parameter Store did not give {name}: {code}") from None
    except BotoCoreError as error:
        raise StoreUnavailableError(f"Parameter Store did not answer: {type(error).__name__}") from None
