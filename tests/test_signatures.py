from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.errors import RefusedError, StaleError, UnsignedError
from chalicelib.signatures import check_timestamp, compute, live, verify_hmac, verify_keyed_hash, verify_token

# The example in Slack's documentation ("Verifying requests from Slack").
SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SLACK_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
# The example in GitHub's documentation ("Validating webhook deliveries"): the same scheme as Meta's.
GITHUB_SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_slacks_own_example() -> None:
    parts = [b"v0:", b"1531420618", b":", SLACK_BODY]
    assert verify_hmac(parts, SLACK_SIGNATURE, [SLACK_SECRET], encoding="hex", prefix="v0=") is None
    with pytest.raises(RefusedError):
        verify_hmac([b"v0:1531420619:", SLACK_BODY], SLACK_SIGNATURE, [SLACK_SECRET], encoding="hex", prefix="v0=")


def test_the_sha256_prefix_example() -> None:
    secret = "It's a Secret to Everybody"
    assert compute(b"Hello, World!", secret, encoding="hex", prefix="sha256=") == GITHUB_SIGNATURE


def test_other_digests() -> None:
    # RFC 2202, test case 2.
    given = compute(b"what do ya want for nothing?", "Jefe", digest="sha1", encoding="hex")
    assert given == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"


def test_blank_secrets_are_not_live() -> None:
    assert live({"signing": ["", "  ", "a"]}) == ["a"]


@pytest.mark.parametrize("off", [300, -300])
def test_the_tolerance_includes_its_end(off: int) -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    assert check_timestamp(str(int(now.timestamp()) + off), now) == str(int(now.timestamp()) + off)
    with pytest.raises(StaleError):
        check_timestamp(str(int(now.timestamp()) + off), now + timedelta(seconds=-off / 300))


def test_a_keyed_hash() -> None:
    # sha256sum of the bytes {"event":"TRACKING_UPDATED"}/key-1
    given = "9e4e305f6307986babdf7f47fcf24c8385c3c136cc7088dcaaa292bd2bdfa8cc"
    body = b'{"event":"TRACKING_UPDATED"}'
    assert verify_keyed_hash(body, given, ["key-2", "key-1"], header="sign") is None
    for other in (body + b" ", body[:-1]):
        with pytest.raises(RefusedError, match="sign matches none of the 1 live secrets"):
            verify_keyed_hash(other, given, ["key-1"], header="sign")


def test_a_token() -> None:
    assert verify_token(" the-old ", ["the-new", "the-old"], name="token") is None
    with pytest.raises(RefusedError, match="token matches none of the 2"):
        verify_token("the-ol", ["the-new", "the-old"], name="token")
    with pytest.raises(UnsignedError, match="token is missing"):
        verify_token(None, ["the-new"], name="token")
