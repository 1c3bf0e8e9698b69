"""A text that agents answer with again and again."""

from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.care.ref import Ref


class MacroKind(StrEnum):
    """What a macro does besides saying something."""

    PLAIN = "plain"
    HOLDING = "holding"  # it promises an answer by a time, and a timer keeps that promise
    ANGRY = "angry"  # for who is angry: empathy, apology, solution, invitation back


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A macro. `texts`: what it says, by language, with variables in braces (care/macros.py names them).

    `name`: as agents choose it, "" for one that ships with Aftercare and was not named anew. `retired`: not offered.
    """

    id: str
    name: str = ""
    kind: MacroKind = MacroKind.PLAIN
    texts: dict[str, str] = field(default_factory=dict)
    retired: bool = False

    @property
    def ref(self) -> Ref:
        return Ref("macro", self.id)
