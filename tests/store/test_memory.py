"""What only the in-memory store has: listeners in place of the stream."""

from dataclasses import replace

from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Facts, Row
from tests.store.making import NOW, Maker, fact


def test_listeners_hear_what_became_new_and_nothing_else() -> None:
    store = MemoryStore()
    make = Maker(store, "shop")
    heard: list[tuple[str, str]] = []
    store.on_new.append(lambda kind, item: heard.append((kind, item.event if isinstance(item, Facts) else item.id)))
    receipt = make.receipt()
    store.put_receipt(receipt, Delivery())
    store.put_receipt(receipt, Delivery())
    store.update_receipt(replace(receipt, status="done", next_try=None))
    make.commit("e1", make.message(), fact())
    make.commit("e1", make.message(), fact())
    make.commit("e2", make.message(), fact())
    make.commit("e3", make.message("m2"), observe=True)
    store.release(make.claimed("m1"), NOW, "later")
    store.update_receipt(receipt)
    assert heard == [
        ("receipt", receipt.id), ("outbox", make.id("m1")), ("facts", "e1"), ("facts", "e2"), ("receipt", receipt.id),
    ]  # fmt: skip


def test_a_listener_may_use_the_store() -> None:
    store = MemoryStore()
    make = Maker(store, "shop")

    def react(kind: str, item: Receipt | Row | Facts) -> None:
        make.commit(f"{kind} {item.event if isinstance(item, Facts) else item.id}")

    store.on_new.append(react)
    store.put_receipt(make.receipt(), Delivery())
    assert make.commit(f"receipt {make.id('r1')}", receipt="r2") == "duplicate"
