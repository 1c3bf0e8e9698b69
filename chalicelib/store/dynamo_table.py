"""How DynamoStore talks to its table: reads in hundreds, conditional writes, errors in our words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_hex
from typing import Any

from pynamodb.connection.base import BOTOCORE_EXCEPTIONS
from pynamodb.constants import ALL_NEW, ALL_OLD, ATTRIBUTES, ITEM, PUT_ITEM, RETURN_VALUES, UPDATE_ITEM
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.errors import StoreError, StoreUnavailableError
from chalicelib.store.binding import bind
from chalicelib.store.keys import AliasKeys, Key
from chalicelib.store.port import COUNTED_EVERY
from chalicelib.store.tables import Item

BATCH = 100  # keys that one BatchGetItem takes
ROUNDS = 5  # of asking again for what a batch left out, without waiting: our callers have better places to wait

WRITER_BYTES = 4  # enough to tell apart who meets at one item within a second
REFUSED = "ConditionalCheckFailedException"
OURS_TO_FIX = frozenset({
    "AccessDeniedException", "ResourceNotFoundException", "SerializationException",
    "UnrecognizedClientException", "ValidationException",
})  # fmt: skip


class Table:
    """The table, as the parts of DynamoStore share it.

    table      its name
    bucket     where deliveries go that are too large for an item; "" if there is none
    hash_keys  secret by version; names are hashed under the newest and looked up under all. Asked for at the first
               name, and before a row is claimed: whoever takes in a delivery need not wait for a secret
    counted    how often facts are counted
    """

    def __init__(
        self, table: str, hash_keys: Callable[[], Mapping[str, bytes]], bucket: str = "",
        counted: timedelta = COUNTED_EVERY,
    ) -> None:  # fmt: skip
        self._table = bind(table)
        self._hash_keys = hash_keys
        self._bucket = bucket
        self._counted_every = counted

    @property
    def _alias_keys(self) -> AliasKeys:
        return AliasKeys(self._hash_keys())

    def _win(self, item: Item, condition: Condition, actions: Sequence[Action] = ()) -> Item | None:
        """Put an item, or do `actions` on it, if the condition holds; the item as it is then, None if it does not.

        One writer wins, and learns it also when the answer was lost: the client then sends the same again by itself
        and is refused, but `writer` shows that it was its own first sending that stands in the way.
        """
        item.writer = token_hex(WRITER_BYTES)
        if actions:
            unsent = Item.writer.does_not_exist() | (Item.writer != item.writer)
            changes = [*actions, Item.writer.set(item.writer)]
            asked = item.get_update_kwargs_from_instance(changes, condition & unsent, ALL_OLD)
            asked[RETURN_VALUES] = ALL_NEW
        else:
            asked = item.get_save_kwargs_from_instance(condition, ALL_OLD)
        try:
            answer = self._table.connection.dispatch(UPDATE_ITEM if actions else PUT_ITEM, asked)
        except BOTOCORE_EXCEPTIONS as cause:
            error = PynamoDBException("", cause)
            if code_of(error) != REFUSED:
                raise in_our_words(error) from cause
            return _own(item.writer, getattr(cause.__cause__, "response", {}).get(ITEM))
        return Item.from_raw_data(answer[ATTRIBUTES]) if actions else item

    def _read(self, wanted: Iterable[Key]) -> dict[Key, Item]:
        """The items that are there, strongly consistent. StoreUnavailableError if some are never read."""
        items = map(Item.from_raw_data, self._read_raw(wanted))
        return {(item.pk, item.sk): item for item in items}

    def _read_raw(self, wanted: Iterable[Key]) -> Iterator[dict[str, Any]]:
        """The same, as DynamoDB gives them."""
        keys = list(dict.fromkeys(wanted))
        for start in range(0, len(keys), BATCH):
            yield from self._read_batch(keys[start : start + BATCH])

    def _read_batch(self, keys: list[Key]) -> Iterator[dict[str, Any]]:
        left: Any = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
        for _ in range(ROUNDS):
            with answering():
                page = self._table.batch_get_item(left, consistent_read=True)
            yield from page["Responses"].get(self._table.table_name, [])
            left = page.get("UnprocessedKeys", {}).get(self._table.table_name, {}).get("Keys", [])
            if not left:
                return
        raise StoreUnavailableError(f"{len(left)} items were not read in {ROUNDS} rounds: the table is throttled")


def _own(writer: str, in_the_way: dict[str, Any] | None) -> Item | None:
    """What stands in the way of a write, if it is what the same writer has written."""
    there = Item.from_raw_data(in_the_way) if in_the_way else None
    return there if there and there.writer == writer else None


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
        if code_of(error) == REFUSED:
            return False
        raise in_our_words(error) from error
    return True
