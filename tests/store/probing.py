"""Looking into the DynamoDB store while it works: its calls, its raw items, and faults put in its way."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from chalicelib.care.effects import Alias, CancelTimer, Name, Note, Put
from chalicelib.care.state import Ref
from chalicelib.store.binding import bind
from tests.store.making import NOW, Maker, agent, case, customer, fact, timer

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


@contextmanager
def hooked(table: str, event: str, hook: Callable[..., Any]) -> Iterator[None]:
    """Run `hook` at a point of every call that botocore makes for the store."""
    events = bind(table).connection.client.meta.events
    events.register(event, hook)
    try:
        yield
    finally:
        events.unregister(event, hook)


@contextmanager
def unheard(table: str, operation: str) -> Iterator[None]:
    """Every first answer to an operation is lost on its way, and the client sends the same once more."""

    def lose(attempts: int, **_: Any) -> float | None:
        return 0.0 if attempts == 1 else None

    with hooked(table, f"needs-retry.dynamodb.{operation}", lose):
        yield


@contextmanager
def counted(table: str) -> Iterator[Counter[str]]:
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    with hooked(table, "before-call.dynamodb", count):
        yield calls


def raw(table: str, pk: str, sk: str = "@") -> dict[str, dict[str, Any]]:
    """An item as the stream would show it."""
    item: dict[str, dict[str, Any]] = bind(table).get_item(pk, sk, consistent_read=True).get("Item", {})
    return item


def all_of(make: Maker) -> tuple[Any, ...]:
    return (
        Put(subject=customer()), Put(subject=case()), Put(subject=agent()), Name(alias=EMAIL, ref=C1),
        Note(about=C1, what="x", why="y"), make.message(), timer(NOW), fact(),
        CancelTimer(about=C1, kind="none"),
    )  # fmt: skip


def refusal(code: str, **more: Any) -> Callable[..., Any]:
    """An answer of DynamoDB's own, given before the call leaves (so that nothing waits to try again)."""
    parsed = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {}, **more}
    return lambda **_: (SimpleNamespace(status_code=400), parsed)
