"""What must not hurt: forged, stale, broken, unknown, too large, in no encoding that anybody knows."""

import gzip
from datetime import UTC, datetime, timedelta

from chalicelib import links
from ops import shop_events, web
from ops.local import SECRETS, SHOP
from ops.shop_events import BUYERS, Outgoing
from ops.signing import sign
from ops.story.stage import Stage, Step, expect

JSON = {"Content-Type": "application/json"}
TOO_LARGE = 1024 * 1024 + 1


def _unsigned(stage: Stage) -> str:
    order = shop_events.order_placed(shop_events.sale(9001, BUYERS[0], stage.in_days(2)))
    for said, headers in (("wrong", {"X-Shopify-Hmac-Sha256": "AAAA"}), ("missing", {"X-Shopify-Hmac-Sha256": ""})):
        answer = stage.local.deliver(order, headers, what=f"a {said} signature")
        expect(answer.status == 401, f"401 for a {said} signature", f"{answer.status} {answer.text}")
    log = stage.until(
        "a log line for the operator", lambda: stage.local.stack.logs("api_handler"), lambda log: "refused" in log
    )
    expect("jana.kovacova" not in log, "no body in the log")
    return ""


def _stale(stage: Stage) -> str:
    old = datetime.now(UTC) - timedelta(minutes=10)
    body = b"payload=%7B%7D"
    address = f"{stage.local.stack.api_url}/slack/{SHOP}/interact"
    answer = web.post(address, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], old))
    expect(answer.status == 401, "401 for a signature ten minutes old", f"{answer.status} {answer.text}")
    return ""


def _elsewhere(stage: Stage) -> str:
    base = stage.local.stack.api_url
    for path, status in ((f"/in/nobody/{SHOP}", 404), ("/in/shopify/othershop", 503)):
        answer = web.post(f"{base}{path}", b"{}", JSON)
        expect(answer.status == status, f"{status} for {path}", f"{answer.status} {answer.text}")
    return "unknown source 404, known but not configured 503"


def _too_large(stage: Stage) -> str:
    answer = stage.local.deliver(Outgoing("shopify", b" " * TOO_LARGE, {"X-Shopify-Topic": "orders/create"}))
    expect(answer.status == 413, "413 for a body over a mebibyte", f"{answer.status} {answer.text[:200]}")
    return ""


def _fate(stage: Stage, outgoing: Outgoing, status: str) -> str:
    answer = stage.local.deliver(outgoing)
    expect(answer.status == 200, "200, since it is stored", f"{answer.status} {answer.text}")
    receipt = answer.json["receipt"]
    store = stage.local.services().store
    found = stage.until(
        f"receipt {receipt} is {status}", lambda: store.receipt(receipt), lambda r: r and r.status == status
    )
    return f"{found.status}: {found.fate}"


def _broken(stage: Stage) -> str:
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Webhook-Id": "broken-1"}
    return _fate(stage, Outgoing("shopify", b'{"id": 1, "na', headers), "parked")


def _unknown(stage: Stage) -> str:
    headers = {"X-Shopify-Topic": "galaxies/create", "X-Shopify-Webhook-Id": "unknown-1"}
    return _fate(stage, Outgoing("shopify", b'{"id": 1}', headers), "unknown")


def _not_text(stage: Stage) -> str:
    """What is not UTF-8 is kept byte for byte: its signature covers the bytes as sent, compressed or not."""
    for said, body in (("compressed", gzip.compress(b'{"id": 1}')), ("in another encoding", b'{"id": "\xbe"}')):
        headers = {"X-Shopify-Topic": "orders/create", "Content-Encoding": "gzip", "X-Shopify-Webhook-Id": said}
        answer = stage.local.deliver(Outgoing("shopify", body, headers), what=f"a body that is {said}")
        expect(answer.status == 200, f"200 for a body that is {said}", f"{answer.status} {answer.text}")
        kept = stage.local.services().store.delivery(answer.json["receipt"])
        expect(kept and kept.body == body, "the bytes as they were sent", kept)
    return ""


def _odd_requests(stage: Stage) -> str:
    """Other methods, no content type, odd headers, deep JSON, long addresses: nothing of ours breaks."""
    asked = 0
    known = (f"/in/shopify/{SHOP}", f"/slack/{SHOP}/interact", "/metrics/summary", "/health")
    for path in (*known, f"/in/{'x' * 300}/%00%FF", "/s/%2E%2E", "/nowhere"):
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"):
            body = b"[" * 100_000 if method in ("POST", "PUT") else None
            odd = {"Content-Type": "", "X-Odd": "\u00e9", "Accept": "image/png", "Content-Encoding": "br"}
            answer = web.send(method, f"{stage.local.stack.api_url}{path}?a=%00&a=%FF", body, odd)
            expect(answer.status < 500, f"no 5xx for {method} {path}", f"{answer.status} {answer.text[:300]}")
            asked += 1
    return f"{asked} of them"


def _forged_link(stage: Stage) -> str:
    case = stage.case()
    mine = (b"not the shop's key",)
    theirs = (SECRETS["keys"]["link"][0].encode(),)
    now, claims = datetime.now(UTC), {"kind": "solved", "shop": SHOP, "case": case.id, "cycle": "2"}
    tokens = {
        "forged": links.sign(mine, now, timedelta(days=1), **claims),
        "expired": links.sign(theirs, now - timedelta(days=30), timedelta(days=1), **claims),
        "cut": "abc",
    }
    for said, token in tokens.items():
        for method in ("GET", "POST"):
            address = f"{stage.local.stack.api_url}/s/{token}"
            body = b"answer=no" if method == "POST" else None
            answer = web.send(method, address, body, {"Content-Type": "application/x-www-form-urlencoded"})
            expect(400 <= answer.status < 500, f"4xx for a {said} link", f"{answer.status} {answer.text[:300]}")
            expect("<html" in answer.text.lower(), f"a friendly page for a {said} link", answer.text[:300])
    stage.settled()
    expect(stage.case() == case, "the case unchanged", stage.case())
    return ""


BAD_INPUT = (
    Step("!  a wrong or missing signature: 401, and a log line without the body", _unsigned),
    Step("!  a stale signature: 401", _stale),
    Step("!  an unknown source, an unknown shop", _elsewhere),
    Step("!  too large: 413", _too_large),
    Step("!  broken JSON rightly signed: stored and parked", _broken),
    Step("!  an unknown topic: stored as unknown", _unknown),
    Step("!  a body that is not text: stored byte for byte", _not_text),
    Step("!  odd requests at every kind of address: no 5xx", _odd_requests),
    Step("!  a forged or expired link: a friendly page, nothing changed", _forged_link),
)
