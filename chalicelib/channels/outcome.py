"""What a channel says of a message it took. One it did not take raises a ChannelError."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The message went out; `provider_id` is what the provider calls it, `reached` whom it reached, if that is told."""

    provider_id: str
    reached: str = ""
