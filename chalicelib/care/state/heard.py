"""What we took from a customer's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`topics`: all that a case is about, the main one first. `by`: who says which is the main one (form: the customer
    chose it, agent: one corrected it, text: we read it), "" while nobody does. `raised`: by how much the case's
    priority is higher for what was heard.
    """

    topics: tuple[str, ...] = ()
    by: str = ""
    raised: int = 0
