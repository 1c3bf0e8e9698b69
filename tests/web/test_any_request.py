"""Whatever anybody sends to any address: never a 5xx, never an exception, and nothing private in the log."""

from io import StringIO
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib.channels import slack
from chalicelib.sources.base import OUTSIDE
from ops import signing
from ops.signing import sign
from tests.private import MARKS, private_in
from tests.web.api import CASE, JANA, ORDER, PAGES, SECRETS, SHOP, TOKEN, Api
from tests.web.strangers import bodies, fields, headers, odd, queries, texts

# What somebody wrote or sent along; it must not be found in any log.
PRIVATE = MARKS["email"]
SIGNED = {name: f"/in/{name}/{SHOP}" for name in sorted(OUTSIDE)} | {"slack": f"/slack/{SHOP}/interact"}
WEBHOOKS = [*SIGNED.values(), f"/slack/{SHOP}/command", "/in/shopify/elsewhere", f"/in/nobody/{SHOP}"]
UNTOUCHED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.fixture(autouse=True)
def _slack_takes_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "open_view", lambda *_: None)


def assert_harmless(status: int, log: StringIO, *more: str, ours: tuple[int, ...] = ()) -> None:
    """No 5xx but those that are meant, no exception, and nothing in the log that is not to be there."""
    lines = log.getvalue()
    log.seek(0)
    log.truncate()
    assert status < 500 or status in ours, lines
    assert "Traceback" not in lines
    assert "Caught exception" not in lines
    assert private_in(lines) == []
    for private in (JANA.email, JANA.last_name, CASE.agent_name, ORDER.name, *more):
        assert private not in lines


@UNTOUCHED
@given(
    path=st.sampled_from(WEBHOOKS), body=bodies, given=headers, query=queries, method=st.sampled_from(["GET", "POST"])
)
def test_unsigned_deliveries(
    api: Api, log: StringIO, path: str, body: bytes, given: dict[str, str], query: str, method: str
) -> None:
    method = "POST" if path.startswith("/slack") else method
    answer = api.send(method, f"{path}?{query}", body + PRIVATE.encode(), given)
    assert_harmless(answer.status, log, ours=(503,) if path.endswith("elsewhere") else ())
    assert answer.status in (200, 401, 403, 404, 405, 413, 415, 503)
    assert api.store.presses == []


@UNTOUCHED
@given(source=st.sampled_from(sorted(SIGNED)), body=bodies, given=headers, query=queries, base64=st.booleans())
@example(source="slack", body=b'payload={"trigger_id":"' + b"t" * 5000 + b'"}', given={}, query="", base64=True)
def test_signed_deliveries_are_stored_whatever_they_say(
    api: Api, log: StringIO, source: str, body: bytes, given: dict[str, str], query: str, base64: bool
) -> None:
    # API Gateway hands over base64; text would be the same to us, as far as it is text.
    body = (body if base64 else body.decode("utf-8", "replace").encode()) + b"&" + PRIVATE.encode()
    signed = sign(source, body, SECRETS[f"{SHOP}/{source}"], api.now)
    kept = {name: value for name, value in given.items() if name.lower() not in {each.lower() for each in signed}}
    before = len(api.store.presses)
    asked = "&".join(filter(None, (query, urlencode(signing.query(SECRETS[f"{SHOP}/{source}"])))))
    answer = api.send("POST", f"{SIGNED[source]}?{asked}", body, kept | signed, base64)
    assert_harmless(answer.status, log)
    assert answer.status == 200
    assert len(api.store.presses) >= before
    assert any(delivery.body == body for _, delivery in api.store.presses)
    stored = {name for _, delivery in api.store.presses for name in delivery.headers}
    assert not stored & {"authorization", "cookie", "x-forwarded-for"}


@UNTOUCHED
@given(
    page=st.sampled_from(sorted(PAGES)),
    pressed=fields,
    given=headers,
    query=queries,
    method=st.sampled_from(["GET", "HEAD", "POST"]),
)
@example(page="f", pressed={"score": "²", "comment": "x"}, given={}, query="", method="POST")
def test_good_links(
    api: Api, log: StringIO, page: str, pressed: dict[str, str], given: dict[str, str], query: str, method: str
) -> None:
    body = urlencode({"comment": PRIVATE, **pressed}).encode()
    link, before = api.link(page), len(api.store.presses)
    answer = api.send(method, f"{link}?{query}", body, given)
    assert answer.status == 200
    assert_harmless(answer.status, log, link.split("/")[2])
    assert "<h1>" in answer.text
    if method != "POST":
        assert len(api.store.presses) == before


@UNTOUCHED
@given(page=st.sampled_from(sorted(PAGES)), token=texts.filter(bool), body=bodies, given=headers)
def test_any_token(api: Api, log: StringIO, page: str, token: str, body: bytes, given: dict[str, str]) -> None:
    # A slash would be another address.
    path = f"/{page}/{quote(token, safe='')}"
    for method in ("GET", "POST"):
        answer = api.send(method, path, body, given)
        assert answer.status == 404
        assert_harmless(answer.status, log)
    assert api.store.calls == []


@UNTOUCHED
@given(page=st.sampled_from(sorted(PAGES)), place=st.integers(0), letter=st.sampled_from("AZaz09-_."))
def test_a_link_with_one_letter_changed(api: Api, page: str, place: int, letter: str) -> None:
    link, before = api.link(page), len(api.store.presses)
    at = 3 + place % (len(link) - 3)
    changed = link[:at] + letter + link[at + 1 :]
    answer = api.press(changed, form="f1", answer="no", score="1")
    # The last letter of base64 has bits that mean nothing.
    assert answer.status == (200 if changed == link else 404) or at == len(link) - 1
    assert changed == link or at == len(link) - 1 or len(api.store.presses) == before


@UNTOUCHED
@given(
    given=headers,
    query=queries,
    period=st.dictionaries(st.sampled_from(["from", "to"]), texts | odd | st.dates().map(str)),
)
@example(given={}, query="", period={"to": "0001-01-01"})
def test_the_numbers(api: Api, log: StringIO, given: dict[str, str], query: str, period: dict[str, str]) -> None:
    kept = {name: value for name, value in given.items() if name.lower() != "authorization"}
    for token, wanted in ((TOKEN, (200, 400)), (given, (401,))):
        answer = api.get(f"/metrics/summary?{query}&{urlencode(period)}", (kept if len(wanted) > 1 else {}) | token)
        assert answer.status in wanted
        assert_harmless(answer.status, log)
