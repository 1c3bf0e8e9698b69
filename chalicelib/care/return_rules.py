"""The right to return (chalicelib/policy.toml explains each line)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """How long things may be sent back: `days` after they came, by country if it says so; never less than the law's.

    `excluded`: product ids, as the store has them, of what cannot be sent back (Directive 2011/83/EU, Article 16).
    """

    days: int = 14
    days_by_country: dict[str, int] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
