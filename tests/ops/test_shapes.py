"""A secret's shape: what its source cannot work with is told by the key's name, never by its value."""

import json

import pytest

from chalicelib.secrets import SHAPES
from ops.cli.connections.shapes import OPTIONAL, faults
from ops.local import secrets

WELL = {
    "shopify": {"signing": ["0123456789"], "domain": "lumen.myshopify.com", "client_id": "a", "admin_token": "shpat_1"},
    "standard": {"signing": ["whsec_" + "YWJj" * 8]},
    "surveymonkey": {"signing": ["client&secret"], "access_token": "a"},
    "slack": {"signing": ["0123456789"], "bot_token": "xoxb-1"},
    "meta": {"signing": ["0" * 32], "verify_token": ["long enough"], "page_token": "EA"},
    "woocommerce": {"signing": ["0123456789"], "url": "https://lumen.example", "consumer_key": "ck_1",
                    "consumer_secret": "cs_1"},
    "shippo": {"token": ["long-enough"]},
}  # fmt: skip


@pytest.mark.parametrize("source", sorted(WELL))
def test_what_is_right_has_no_fault(source: str) -> None:
    assert list(faults(source, WELL[source])) == []


@pytest.mark.parametrize(
    ("source", "change", "says", "breaks"),
    [
        ("standard", {"signing": ["whsec_not base64!"]}, "base64", True),
        ("standard", {"signing": ["whsec_YWJj"]}, "of 3 bytes", False),
        ("surveymonkey", {"signing": ["only-the-secret"]}, "ampersand", True),
        ("slack", {"bot_token": "xoxp-1"}, "xoxb-", True),
        ("slack", {"bot_token": ["xoxb-1"]}, "not a list", True),
        ("slack", {"signing": []}, "empty", True),
        ("slack", {"signing": ["0123456789\n"]}, "line break", True),
        ("slack", {"sigining": ["0123456789"]}, "not read by anything", False),
        ("slack", {"signing": ["abc1"]}, "guessed", False),
        ("shopify", {"domain": "lumen.example"}, "myshopify.com", True),
        ("shopify", {"client_id": "<the app's client id>"}, "placeholder", True),
        ("woocommerce", {"url": "http://lumen.example"}, "https://", True),
        ("meta", {"signing": ["an app id"]}, "app secret", False),
        ("trustpilot", {"token": ["long but with spaces"]}, "as it stands in an address", False),
    ],
)
def test_what_is_wrong_is_named_and_its_value_is_not(
    source: str, change: dict[str, str | list[str]], says: str, breaks: bool
) -> None:
    (fault,) = faults(source, WELL.get(source, {}) | change)
    assert says in fault.words
    assert fault.breaks == breaks
    for value in change.values():
        for text in [value] if isinstance(value, str) else value:
            assert text not in fault.words or not text


def test_what_is_missing_is_named() -> None:
    assert [fault.words for fault in faults("slack", {"signing": ["0123456789"]})] == ['"bot_token" is missing']
    assert [fault.breaks for fault in faults("shippo", {})] == [True]


def test_what_may_be_left_out_is_in_the_shape() -> None:
    for source, names in OPTIONAL.items():
        assert names <= set(json.loads(SHAPES[source]))


def test_the_secrets_of_the_local_run_can_be_worked_with() -> None:
    for name, document in secrets("http://127.0.0.1:4700/").items():
        source = name.rpartition("/")[2]
        if source in SHAPES:
            assert not [fault.words for fault in faults(source, document) if fault.breaks], name
