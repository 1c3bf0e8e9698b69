"""One transaction being put together, and what kept it from going through.

PynamoDB sends the operations regrouped (checks, deletes, puts, updates) and the cancellation reasons come in
that order. So each group is kept apart here, with a label for every operation, to match the reasons by.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.errors import StoreError, StoreUnavailableError, TooLargeError
from chalicelib.store.dynamo_table import code_of, in_our_words
from chalicelib.store.plan import MAX_WRITES
from chalicelib.store.tables import Item


class Label(NamedTuple):
    """What an operation is: subject, alias, mark, row, fact, settle, ... and whose."""

    what: str
    name: str = ""


class Refusal(NamedTuple):
    """An operation that cancelled its transaction. `moved`: somebody was writing its item just then.

    `there` is the item that was in its way, if the operation asked to be shown.
    """

    label: Label
    moved: bool
    there: Item | None


class Writes:
    """Operations of one transaction. `send` returns the refusals; empty if all of it was written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        Group = list[tuple[Label, Callable[[TransactWrite], None]]]  # noqa: N806
        self._checks, self._deletes, self._puts, self._updates = Group(), Group(), Group(), Group()

    def check(self, label: Label, model: type[Item], key: tuple[str, str], condition: Condition) -> None:
        self._checks.append((label, lambda sending: sending.condition_check(model, *key, condition=condition)))

    def delete(self, label: Label, item: Item, condition: Condition | None = None) -> None:
        self._deletes.append((label, lambda sending: sending.delete(item, condition)))

    def put(self, label: Label, item: Item, condition: Condition | None = None, show: bool = False) -> None:
        """`show` asks for the item that was in the way."""
        asked = "ALL_OLD" if show else None
        self._puts.append((label, lambda sending: sending.save(item, condition, return_values=asked)))

    def update(self, label: Label, item: Item, actions: Sequence[Action], condition: Condition | None = None) -> None:
        self._updates.append((label, lambda sending: sending.update(item, list(actions), condition)))

    def send(self) -> list[Refusal]:
        """Write all or nothing. StoreUnavailableError if nobody knows, or if the table is throttled."""
        operations = [*self._checks, *self._deletes, *self._puts, *self._updates]
        if len(operations) > MAX_WRITES:
            raise TooLargeError(f"{len(operations)} writes, and a transaction takes {MAX_WRITES}")
        try:
            with TransactWrite(connection=self._connection) as sending:
                for _, add in operations:
                    add(sending)
        except TransactWriteError as error:
            return _refusals([label for label, _ in operations], error)
        return []


def _refusals(labels: list[Label], error: TransactWriteError) -> list[Refusal]:
    if code_of(error) != "TransactionCanceledException":
        raise in_our_words(error) from error
    found = []
    for label, reason in zip(labels, error.cancellation_reasons, strict=True):
        if reason is None:
            continue
        if reason.code not in ("ConditionalCheckFailed", "TransactionConflict"):
            broken = reason.code == "ValidationError"
            raise (StoreError if broken else StoreUnavailableError)(
                f"DynamoDB did not write {label.what}: {reason.code}"
            ) from error
        there = Item.from_raw_data(reason.raw_item) if reason.raw_item else None
        found.append(Refusal(label, reason.code == "TransactionConflict", there))
    return found
