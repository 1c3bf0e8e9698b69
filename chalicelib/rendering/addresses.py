"""The signed addresses that a mail to one receiver carries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Signed addresses for this one receiver. `help_url` overrides the shop's.

    `score_urls`: of a scale's steps, the lowest first.
    """

    feedback_url: str | None = None
    yes_url: str | None = None
    no_url: str | None = None
    score_urls: tuple[str, ...] = ()
    help_url: str | None = None
    unsubscribe_url: str | None = None
    choices_url: str | None = None
    return_url: str | None = None
