"""What is known in a world, as tests and oracles ask for it: subjects, messages, lines and numbers."""

from typing import Any

from chalicelib.care.state import Case, Customer, Order, Parcel, Ref
from chalicelib.metrics.tallies import COUNT, day_of
from chalicelib.receipts import Receipt
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Row, TimelineEntry


class Seen:
    """Looks into the store of shop demo."""

    store: MemoryStore

    def subjects(self, type_: str) -> list[Any]:
        return [found for (_, ref), (_, found) in self.store._subjects.items() if ref.type == type_]

    @property
    def case(self) -> Case:
        (case,) = self.subjects("case")
        return case  # type: ignore[no-any-return]

    @property
    def parcel(self) -> Parcel:
        (parcel,) = self.subjects("parcel")
        return parcel  # type: ignore[no-any-return]

    @property
    def customer(self) -> Customer:
        (customer,) = self.subjects("customer")
        return customer  # type: ignore[no-any-return]

    def the_order(self, number: int = 1001) -> Order:
        found = self.store.load("demo", [Ref("order", f"shopify:{number}000")]).world.order(f"shopify:{number}000")
        assert found is not None
        return found

    def receipt(self, receipt_id: str) -> Receipt:
        found = self.store.receipt(receipt_id)
        assert found is not None
        return found

    def rows(self, kind: str = "") -> list[Row]:
        return [row for row in self.store._rows.values() if kind in ("", row.kind)]

    def row(self, kind: str) -> Row:
        (row,) = self.rows(kind)
        return row

    def lines(self, about: Ref, what: str = "") -> list[str]:
        """Why, on a subject's timeline."""
        return [line.why for line in self.store.timeline("demo", about) if what in ("", line.what)]

    def as_committed(self, about: Ref) -> list[TimelineEntry]:
        """A subject's timeline in the order in which its events took effect, which may differ from their times."""
        order = {event: place for place, (_, event) in enumerate(self.store._marks)}
        return sorted(self.store.timeline("demo", about, 10_000), key=lambda line: order.get(line.event, -1))

    def tally(self, row: str) -> float:
        """A number as managers see it, over all days: of a fact, or of its part with a word (fact|dimension=word)."""
        fact, _, of = row.partition("|")
        dimension, _, word = of.partition("=")
        total = 0.0
        for partition in list(self.store._tallies):
            for name, columns in self.store.tallies(partition).items():
                _, series, said = day_of(partition, name)
                if series == fact:
                    total += columns.get(f"{dimension}.{word}" if of else COUNT, 0)
                elif (series, said) == (f"{fact}|{dimension}", word):
                    total += columns[COUNT]
        return total
