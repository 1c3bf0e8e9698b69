"""How a subject is named."""

from typing import NamedTuple


class Ref(NamedTuple):
    """Names a subject: its type (order, parcel, case, customer, agent, goodwill ...) and its id within the shop."""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """The inverse of `str`. ValueError if `text` has no type."""
        type_, _, id_ = text.partition(":")
        if not id_:
            raise ValueError(f"not a subject reference: {text!r} (want type:id)")
        return cls(type_, id_)
