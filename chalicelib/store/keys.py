"""Where each item lives: the keys of the one table. Ids and keyed hashes only, never personal data."""

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from chalicelib.care.effects import Alias, digest
from chalicelib.care.state import LISTS, Ref
from chalicelib.errors import ConfigError
from chalicelib.receipts import Receipt
from chalicelib.store.plan import instant

Key = tuple[str, str]


def receipt(receipt_id: str) -> Key:
    return f"R#{receipt_id}", "status"


def body(receipt_id: str) -> Key:
    return f"R#{receipt_id}", "body"


def line(of: Receipt) -> Key:
    """A receipt's line on the list of its status."""
    return f"{of.shop}#RL#{of.status}", f"{instant(of.received_at)}#{of.id}"


def mark(shop: str, event: str) -> Key:
    return f"{shop}#M#{digest(event)}", "mark"


def subject(shop: str, ref: Ref) -> Key:
    if ref.type in LISTS:
        return listed(shop, ref.type), f"@{ref.id}"
    return f"{shop}#{ref.type}#{ref.id}", "@"


def listed(shop: str, kind: str) -> str:
    """The partition that a list (care.state.LISTS) is read from in one query; timelines are not in it."""
    return f"{shop}#{kind}"


def timeline(shop: str, ref: Ref) -> str:
    """A timeline's partition; its sort keys come with the plan."""
    return f"{shop}#{ref.type}#{ref.id}"


def outbox(row_id: str) -> Key:
    return f"O#{row_id}", "@"


def timer(shop: str, about: Ref, kind: str) -> Key:
    return f"{shop}#timer#{about}#{kind}", "@"


def fold(partition: str, events: Iterable[tuple[str, str]]) -> Key:
    """Where the facts are that were counted together, by the events they are of."""
    return partition, digest(*sorted(f"{shop} {event}" for shop, event in events))


def lane(shop: str, channel: str) -> Key:
    return f"{shop}#lane#{channel}", "@"


def setting(shop: str, name: str) -> Key:
    return f"{shop}#S#{name}", "@"


def token(shop: str, token_id: str) -> Key:
    return tokens(shop), token_id


def tokens(shop: str) -> str:
    """The partition of all of a shop's tokens."""
    return f"{shop}#K"


def post(shop: str, anchor: str) -> Key:
    """The messages of rows stand in one partition for what they are about (`name@subject`)."""
    name, _, about = anchor.partition("@")
    return (f"{shop}#P#{about}", name) if about else (f"{shop}#P#{anchor}", "@")


def kept(shop: str, type_: str) -> str:
    """The queue in the open index of subjects that are looked at when their `keep_until` has come."""
    return f"{shop}#keep#{type_}"


def queue(shop: str, name: str) -> str:
    """A queue in the open index: of open cases (Case.queue), or of the orders that are late now."""
    return f"{shop}#{name}"


def erasure(shop: str, erasure_id: str) -> Key:
    return f"{shop}#E", erasure_id


class AliasKeys:
    """Keys of aliases: names hashed under a versioned key, so that nobody reads or guesses them in the table.

    Names are written under the newest version (v2 after v1, v10 after v9) and looked up under all of them.
    """

    def __init__(self, hash_keys: Mapping[str, bytes]) -> None:
        """`hash_keys`: secret by version. ConfigError if there is none."""
        if not hash_keys or not all(hash_keys.values()):
            raise ConfigError("no hash key: set hash_keys in the stack's secret, see docs/runbook.md")
        self._keys = sorted(hash_keys.items(), key=lambda item: (len(item[0]), item[0]), reverse=True)

    def of(self, shop: str, alias: Alias) -> list[Key]:
        """Newest version first."""
        text = "\x1f".join((shop, alias.kind, alias.value)).encode()
        hashes = ((version, hmac.new(key, text, sha256).hexdigest()[:40]) for version, key in self._keys)
        return [(f"{shop}#A#{alias.kind}#{version}.{hash_}", "@") for version, hash_ in hashes]

    def tries(self, shop: str, who: Alias, until: datetime) -> Key:
        """Under the newest version alone: a new key only starts a count anew."""
        pk, _ = self.of(shop, who)[0]
        return pk.replace(f"{shop}#A#", f"{shop}#L#", 1), instant(until)
