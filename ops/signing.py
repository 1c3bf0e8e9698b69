"""Signs requests as the vendors do. For development only: tests, the story and `aftercare send`."""

import hashlib
import hmac
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

Secrets = Mapping[str, str | list[str]]
Signer = Callable[[bytes, Secrets, datetime, Mapping[str, str]], dict[str, str]]

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def sign(source: str, body: bytes, secrets: Secrets, now: datetime, **hints: str) -> dict[str, str]:
    """The headers this source's vendor would send with `body`, signed with the newest of secrets["signing"].

    Hints: shopify takes topic (default orders/create), domain, webhook_id, event_id and test; woocommerce takes topic
    (default order.created), standard webhook_id. Sources of our own (page, clock, ses, mail ...) are not signed.
    ValueError for a source that nobody here can sign for.
    """
    if source not in SIGNERS:
        raise ValueError(f"cannot sign for {source!r}; known are {', '.join(sorted(SIGNERS))}")
    return SIGNERS[source](body, secrets, now, hints)


def query(secrets: Secrets) -> dict[str, str]:
    """What stands in the query of the address that this vendor posts to: its token, if the secret has one."""
    return {"token": _newest(secrets, "token")} if secrets.get("token") else {}


def _shopify(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:
    domain = secrets.get("domain", "")
    headers = {
        **JSON,
        "X-Shopify-Topic": hints.get("topic", "orders/create"),
        "X-Shopify-Hmac-Sha256": b64encode(_mac(secrets, body)).decode(),
        "X-Shopify-Shop-Domain": hints.get("domain") or (domain if isinstance(domain, str) else domain[0]),
        "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": hints.get("webhook_id") or str(uuid4()),
        "X-Shopify-Event-Id": hints.get("event_id") or str(uuid4()),
        "X-Shopify-Triggered-At": f"{now:%Y-%m-%dT%H:%M:%S.%f}000Z",
    }
    return headers | ({"X-Shopify-Test": hints["test"]} if "test" in hints else {})


def _woocommerce(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:
    """Signs with the secret as it is here: one that WordPress decodes is given decoded."""
    topic = hints.get("topic", "order.created")
    resource, _, event = topic.partition(".")
    return {
        **JSON,
        "X-WC-Webhook-Source": "https://lumen.example/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": b64encode(_mac(secrets, body)).decode(),
        "X-WC-Webhook-ID": "7",
        "X-WC-Webhook-Delivery-ID": hashlib.md5(f"7{int(now.timestamp())}".encode()).hexdigest(),
    }


def _standard(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    id_ = hints.get("webhook_id") or f"msg_{hashlib.sha256(timestamp.encode() + body).hexdigest()[:24]}"
    encoded = _newest(secrets).removeprefix("whsec_")
    key = b64decode(encoded + "=" * (-len(encoded) % 4))
    signature = hmac.new(key, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        **JSON,
        "webhook-id": id_,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(signature).decode()}",
    }


def _aftership(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    return {**JSON, "aftership-hmac-sha256": b64encode(_mac(secrets, body)).decode(), "as-webhook-version": "2026-07"}


def _easypost(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    normal = {"signing": unicodedata.normalize("NFKD", _newest(secrets))}
    return {**JSON, "X-Hmac-Signature": f"hmac-sha256-hex={_mac(normal, body).hex()}"}


def _shippo(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    if "signing" not in secrets:
        return dict(JSON)  # its token is in the address, see `query`
    timestamp = str(int(now.timestamp()))
    signature = _mac(secrets, timestamp.encode() + b"." + body).hex()
    return {**JSON, "Shippo-Auth-Signature": f"t={timestamp},v1={signature}"}


def _seventeentrack(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    return {**JSON, "sign": hashlib.sha256(body + b"/" + _newest(secrets).encode()).hexdigest()}


def _meta(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    return {**JSON, "X-Hub-Signature-256": f"sha256={_mac(secrets, body).hex()}"}


def _x(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    return {**JSON, "x-twitter-webhooks-signature": f"sha256={b64encode(_mac(secrets, body)).decode()}"}


def _typeform(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    return {**JSON, "Typeform-Signature": f"sha256={b64encode(_mac(secrets, body)).decode()}"}


def _surveymonkey(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    mac = hmac.new(_newest(secrets).encode(), body, hashlib.sha1).digest()
    return {"Content-Type": "application/vnd.surveymonkey.response.v1+json", "Sm-Signature": b64encode(mac).decode()}


def _slack(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    timestamp = str(int(now.timestamp()))
    signature = _mac(secrets, b"v0:" + timestamp.encode() + b":" + body).hex()
    return {**FORM, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}


def _ours(body: bytes, secrets: Secrets, now: datetime, hints: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG001
    return dict(JSON)


def _mac(secrets: Secrets, signed: bytes) -> bytes:
    # Computed here and not by chalicelib.signatures, so that a mistake there is not signed into the tests.
    return hmac.new(_newest(secrets).encode(), signed, hashlib.sha256).digest()


def _newest(secrets: Secrets, name: str = "signing") -> str:
    kept = secrets[name]
    return kept if isinstance(kept, str) else kept[0]


SIGNERS: dict[str, Signer] = {
    "shopify": _shopify,
    "aftership": _aftership,
    "easypost": _easypost,
    "shippo": _shippo,
    "17track": _seventeentrack,
    "meta": _meta,
    "x": _x,
    "woocommerce": _woocommerce,
    "standard": _standard,
    "typeform": _typeform,
    "surveymonkey": _surveymonkey,
    "trustpilot": _ours,
    "slack": _slack,
    "form": _ours,
    "pulled": _ours,
    "surveymonkey_reply": _ours,
    "instagram_mention": _ours,
    "page": _ours,
    "clock": _ours,
    "book_week": _ours,
    "ses": _ours,
    "mail": _ours,
    "operator": _ours,
}
