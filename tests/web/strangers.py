"""What strangers send: bodies, headers, queries and addresses of every kind of nonsense, for hypothesis to draw."""

import gzip
import zlib
from string import ascii_letters, digits
from urllib.parse import urlencode

from hypothesis import strategies as st

from tests.private import MARKS

KNOWN_HEADERS = [
    "X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "X-Shopify-Webhook-Id", "aftership-hmac-sha256", "X-Hub-Signature-256",
    "X-Slack-Signature", "X-Slack-Request-Timestamp", "Authorization", "Accept-Language", "Content-Type", "Accept",
    "User-Agent", "Cookie", "X-Forwarded-For", "Content-Encoding", "Transfer-Encoding", "Host",
]  # fmt: skip
UNPACKED = 64 * 1024 * 1024  # bytes that a bomb would grow to
BOMBS = {"gzip": gzip.compress(bytes(UNPACKED), 9, mtime=0), "deflate": zlib.compress(bytes(UNPACKED), 9)}
BOMBS["gzip, gzip"] = gzip.compress(BOMBS["gzip"], 9, mtime=0)

# What API Gateway lets through: any text but halves of surrogate pairs.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
made_up = st.tuples(st.sampled_from(ascii_letters), st.text(f"{ascii_letters}{digits}-", max_size=20)).map("".join)
names = st.sampled_from(KNOWN_HEADERS) | made_up
marks = st.sampled_from(sorted(MARKS.values()))
odd = marks | st.sampled_from([
    "", "0", "²", "-1", "9" * 5000, "null", "[]", "{}", "\x00", "v0=", "sha256=", "Bearer ", ";q=", "😀", "gzip",
    "a\r\nSet-Cookie: a=b", "\u202e", "application/json", "multipart/form-data; boundary=", "text/html;charset=utf-16",
    "../../etc/passwd", "%00", "chunked", "x" * 8000,
])  # fmt: skip
headers = st.dictionaries(names, texts | odd, max_size=6)
broken = [
    b"", b"{", b"[" * 100_000, b'{"a":' * 100_000, b'{"a": 1e999}', b"9" * 10_000, b'{"id": NaN, "id": -Infinity}',
    b'{"id": 1, "id": 2, "id": {"id": 3}}', b'{"id": "\\ud800"}', b'\xef\xbb\xbf{"id": 1}',
    '{"id": 1}'.encode("utf-16"),
    "žluť".encode("iso-8859-2"), b"\xff\xfe\x00", b'{"id": "\x00"}', b"payload=", b"payload=%7B%7D", b"payload=[]",
    b"payload=%00", b"payload=" + b"[" * 100_000, b"%FF=%FF&&=&", b"ssl_check=2", b"a=1&" * 3000,
    b'payload={"type":"block_actions","actions":[{"action_id":"x"}]}', gzip.compress(b'{"id": 1}', mtime=0),
    *BOMBS.values(),
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--", b"<?xml version='1.0'?><a>&b;</a>",
]  # fmt: skip
bodies = st.binary(max_size=200) | texts.map(str.encode) | st.sampled_from(broken)
queries = st.dictionaries(texts, texts | odd, max_size=4).map(urlencode)
fields = st.dictionaries(
    st.sampled_from([
        "form", "answer", "answered", "cause", "score", "comment", "quote", "choice", "words", "by", "seen", "wish",
        "reason", "items", "name", "email", "phone", "order", "topic", "message", "robot", "call_at", "lang", "claims",
        "shop", "kind",
    ]) | texts,
    texts | odd | st.sampled_from(["yes", "no", "3", "wait", "cancel", "exchange", "damaged", "not_done", "refund"]),
    max_size=8,
)  # fmt: skip
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", ""])

# What API Gateway never sends: it must not hurt either. Halves of surrogate pairs, base64 that is none, no headers.
halves = st.text(st.sampled_from("a\ud800\udfff\x00=é"), min_size=1, max_size=20)
event_parts = st.fixed_dictionaries({}, optional={
    "body": st.none() | halves | texts | st.just("A" * 1_400_000),
    "isBase64Encoded": st.booleans(),
    "headers": st.none() | st.dictionaries(names, halves | odd, max_size=4),
    "multiValueHeaders": st.none() | st.dictionaries(names, st.lists(halves | odd, max_size=3), max_size=4),
    "multiValueQueryStringParameters": st.none() | st.dictionaries(halves, st.lists(halves, min_size=1, max_size=3)),
    "stageVariables": st.none() | st.dictionaries(texts, texts, max_size=2),
})  # fmt: skip
