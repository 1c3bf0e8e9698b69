"""What a shop promises where its store names no day (chalicelib/policy.toml explains each line)."""

from dataclasses import dataclass, field

from chalicelib.care.folding import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way of shipping with days of its own: any whose name in the store has one of `words` in it."""

    words: tuple[str, ...]
    days: int
    days_by_country: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Whole days after the order, by where it goes and how: `methods` have days of their own, the others those here.

    `ship_days`: working days (Monday to Friday) until an order is with its carrier, where the store names no day; 0:
    nobody looks.
    """

    days: int = 5
    days_by_country: dict[str, int] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    ship_days: int = 0

    def method_of(self, shipping: str) -> str:
        """Which of `methods` that is which the store calls so, the first that fits; "" if none does."""
        name = folded(shipping)
        fitting = (key for key, each in self.methods.items() if any(folded(word) in name for word in each.words))
        return next(fitting, "")

    def days_to(self, country: str, method: str) -> int:
        """How long it may take to that country, by a method of `methods` or ("") any other."""
        rules = self.methods.get(method, self)
        return rules.days_by_country.get(country, rules.days)
