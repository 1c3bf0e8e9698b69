"""What the customer of a late order is offered (chalicelib/policy.toml explains each line)."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.care.vocabulary import ChoiceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What is offered by the class of a delay, in the order it is shown in.

    may     it may be late, and nobody knows yet (care/lateness.py, FORESEEN)
    late    it is late
    stock   items of it are missing
    lost    it is lost or damaged: there is nothing to wait for
    """

    may: tuple[ChoiceKind, ...] = ()
    late: tuple[ChoiceKind, ...] = ()
    stock: tuple[ChoiceKind, ...] = ()
    lost: tuple[ChoiceKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`unshipped`: while nothing is with a carrier; `shipped`: from the first parcel on.

    `by_store`: a store that can (Shopify, with `authority.ways` api) cancels and refunds by itself what has not left.
    `change_within`: how long a choice can be changed. `priority`: by how much the task of a choice is more urgent.
    """

    unshipped: Offers = Offers()
    shipped: Offers = Offers()
    by_store: bool = False
    change_within: timedelta = timedelta(days=1)
    priority: int = 1
