"""What a start may load, function by function. Seconds vary with the machine (ops/bench/starts.py); this does not."""

import pytest

from ops.bench.starts import Unpacked, imports, unpack
from ops.package import Package
from ops.stack import FUNCTIONS, REGION

NOBODY: frozenset[str] = frozenset()
MAILS, CARDS = frozenset({"deliver_email"}), frozenset({"deliver_slack"})
SENDERS = frozenset({"deliver_email", "deliver_slack", "deliver_social", "deliver_store"})
DECIDERS = SENDERS | {"react"}
# Who may load a library, or a part of ours, before their first event is done. What is in no line may be loaded by all.
ONLY = {
    # Of the SDKs what is beyond a client, and whatever reads TOML and templates: the package has them read.
    **dict.fromkeys(("boto3", "s3transfer", "multiprocessing", "asyncio", "sqlite3", "tomllib"), NOBODY),
    **dict.fromkeys(("slack_sdk.web", "slack_sdk.webhook", "jinja2.environment", "jinja2.compiler"), NOBODY),
    **dict.fromkeys(("jinja2", "babel", "gettext", "email.policy", "email.headerregistry"), MAILS),
    **dict.fromkeys(("chalicelib.rendering", "chalicelib.mail_parts"), MAILS),
    **dict.fromkeys(("slack_sdk", "chalicelib.desk"), CARDS),
    # What a message in many, a press in many or one night of seven needs.
    **dict.fromkeys(("chalicelib.erase", "chalicelib.export", "chalicelib.trace", "chalicelib.bulk"), NOBODY),
    **dict.fromkeys(("chalicelib.book_index", "chalicelib.care.understanding", "chalicelib.care.erasure"), NOBODY),
    **dict.fromkeys(("chalicelib.pages", "chalicelib.store.memory"), NOBODY),
    "chalicelib.channels": SENDERS,
    "chalicelib.care.decide": DECIDERS,
    "chalicelib.metrics": {"sweep", "nightly"},
    "chalicelib.pulling": {"nightly"},
}


@pytest.fixture(scope="module")
def unpacked(made: Package, tmp_path_factory: pytest.TempPathFactory) -> Unpacked:
    keys = {"AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "1", "AWS_SECRET_ACCESS_KEY": "2"}
    return unpack(made.archive, tmp_path_factory.mktemp("unpacked"), keys)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_start_loads_what_its_first_event_needs(unpacked: Unpacked, function: str) -> None:
    loaded = imports(unpacked, function)
    assert {"app", "chalicelib.bootstrap", "botocore.client"} <= loaded
    mine = sorted(name for name, who in ONLY.items() if function in who and not (parts(name, loaded)))
    assert mine == [], "no longer loaded: take it out of ONLY"
    others = {name: parts(name, loaded) for name, who in ONLY.items() if function not in who}
    assert {name: found for name, found in others.items() if found} == {}


def parts(name: str, loaded: frozenset[str]) -> list[str]:
    """What of a library is loaded, up to three modules."""
    return sorted(one for one in loaded if one == name or one.startswith(f"{name}."))[:3]


def test_the_bare_handler_is_bare(unpacked: Unpacked) -> None:
    loaded = imports(unpacked, "bare")
    assert "boto3" in loaded
    assert not {name for name in loaded if name.startswith("chalicelib")}
