"""How DynamoStore talks to its table: reads in hundreds, conditional writes, errors in our words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pynamodb.exceptions import PynamoDBException

from chalicelib.errors import StoreError, StoreUnavailableError
from chalicelib.store.keys import AliasKeys, Key
from chalicelib.store.tables import Item, bind

BATCH = 100  # keys that one BatchGetItem takes
ROUNDS = 5  # of asking again for what a batch left out, without waiting: our callers have better places to wait

OURS_TO_FIX = frozenset({
    "AccessDeniedException", "ResourceNotFoundException", "SerializationException",
    "UnrecognizedClientException", "ValidationException",
})  # fmt: skip


class Table:
    """The table, as the parts of DynamoStore share it.

    table      its name
    bucket     where deliveries go that are too large for an item; "" if there is none
    hash_keys  secret by version; names are hashed under the newest and looked up under all
    """

    def __init__(self, table: str, hash_keys: Mapping[str, bytes], bucket: str = "") -> None:
        self._table = bind(table)
        self._alias_keys = AliasKeys(hash_keys)
        self._bucket = bucket

    def _read(self, wanted: Iterable[Key]) -> dict[Key, Item]:
        """The items that are there, strongly consistent. StoreUnavailableError if some are never read."""
        keys, found = list(dict.fromkeys(wanted)), dict[Key, Item]()
        for start in range(0, len(keys), BATCH):
            for item in self._read_batch(keys[start : start + BATCH]):
                found[item.pk, item.sk] = item
        return found

    def _read_batch(self, keys: list[Key]) -> Iterator[Item]:
        left: Any = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
        for _ in range(ROUNDS):
            with answering():
                page = self._table.batch_get_item(left, consistent_read=True)
            yield from map(Item.from_raw_data, page["Responses"].get(self._table.table_name, []))
            left = page.get("UnprocessedKeys", {}).get(self._table.table_name, {}).get("Keys", [])
            if not left:
                return
        raise StoreUnavailableError(f"{len(left)} items were not read in {ROUNDS} rounds: the table is throttled")


@contextmanager
def answering() -> Iterator[None]:
    """Turn what DynamoDB (or the way to it) raises into our errors."""
    try:
        yield
    except PynamoDBException as error:
        raise in_our_words(error) from error


def in_our_words(error: PynamoDBException) -> StoreError:
    """StoreUnavailableError, unless trying again cannot help (no right to, an item too large, a bug)."""
    if (code := code_of(error)) in OURS_TO_FIX:
        return StoreError(f"DynamoDB refused: {code}: {error.cause_response_message}")
    return StoreUnavailableError(f"DynamoDB did not do it: {code or type(error.cause or error).__name__}")


def code_of(error: PynamoDBException) -> str:
    """DynamoDB's code of an error, "" if none came. PynamoDB's `cause_response_code` breaks on time-outs."""
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def accepted(write: Callable[[], object]) -> bool:
    """Do a conditional write; False if its condition did not hold."""
    try:
        write()
    except PynamoDBException as error:
        if code_of(error) == "ConditionalCheckFailedException":
            return False
        raise in_our_words(error) from error
    return True
