"""Every error Aftercare raises itself.

AftercareError
├── ConfigError              a setting, secret or policy line is missing or wrong: says which and where to set it
│   └── MissingSecretError       there is no such secret: a vendor that is not connected, or not yet
├── RefusedError             a delivery that is not who it says it is (401)
│   ├── StaleError           right signature, but its timestamp is out of tolerance
│   └── UnsignedError        the signature is missing
├── UnreadableError          an authentic delivery that we cannot read: it is parked, and can be replayed after a fix
├── StoreError
│   ├── StoreUnavailableError    the store did not answer: the sender should try again (5xx)
│   │   └── MissingObjectError    the bucket has no such object (yet)
│   ├── ConflictError            somebody else changed a subject meanwhile: load and decide again
│   ├── TooLargeError            a decision does not fit into one transaction
│   └── AlreadyCountedError      a fact was folded before
├── ChannelError
│   ├── TemporaryError       the channel may take it later; carries `retry_after` seconds if it said so
│   │   ├── NotYetError          another message of ours must go first; no attempt is used up
│   │   └── AwayError            the channel takes nothing from anybody now: a rate limit, an outage, a pause
│   ├── PermanentError       the channel will never take it
│   │   ├── ViewGoneError        the dialog is on nobody's screen
│   │   └── PostGoneError        what it was to change can be changed no more
│   └── AmbiguousError       nobody knows whether it went out
├── RenderError              a mail or page cannot be made: a part of it is missing or wrong
│   └── UnknownTemplateError     there is no template of that name
├── LinkError                a link's token is forged or expired
└── CrashedError             an entry point met a bug of ours
"""

from collections.abc import Mapping


class AftercareError(Exception):
    """Base of all our errors."""


class ConfigError(AftercareError):
    """Raised when a setting, a secret or a policy line is missing or wrong."""


class MissingSecretError(ConfigError):
    """Raised when a secret does not exist at all."""


class RefusedError(AftercareError):
    """Raised when a delivery's signature does not match. `str` tells the operator what to fix, without the body."""


class StaleError(RefusedError):
    """Raised when a signed timestamp is too old or in the future."""


class UnsignedError(RefusedError):
    """Raised when a delivery carries no signature at all."""


class UnreadableError(AftercareError):
    """Raised when an authentic delivery cannot be read into events."""


class StoreError(AftercareError):
    """Base of what a store raises."""


class StoreUnavailableError(StoreError):
    """Raised when the store did not answer in time, throttled us or failed."""


class MissingObjectError(StoreUnavailableError):
    """Raised when the bucket has no object where one should be."""


class ConflictError(StoreError):
    """Raised when a version or an alias is not what the decision was made on."""


class TooLargeError(StoreError):
    """Raised when a decision needs more writes than one transaction takes; it is never split."""


class AlreadyCountedError(StoreError):
    """Raised when at least one of the facts was folded into tallies before."""


class ChannelError(AftercareError):
    """Base of what a channel raises."""


class TemporaryError(ChannelError):
    """Raised when the channel cannot take the message now. `retry_after`: seconds, None if it did not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotYetError(TemporaryError):
    """Raised when a message waits for another of ours to go first: nothing was tried, so it uses up no attempt."""


class AwayError(TemporaryError):
    """Raised when the channel takes nothing from anybody just now: every message for it waits in line (lanes.py)."""


class PermanentError(ChannelError):
    """Raised when the channel will never take the message."""


class ViewGoneError(PermanentError):
    """Raised when a dialog that is to be filled is on nobody's screen: it was closed, or it is not open yet."""


class PostGoneError(PermanentError):
    """Raised when a message of ours can be changed no more: it was deleted, or is too old, or its channel is closed."""


class AmbiguousError(ChannelError):
    """Raised when a message may or may not have gone out (a time-out while sending)."""


class RenderError(AftercareError):
    """Raised when a mail or page cannot be made from what it was given. `str` names the part, never its content."""


class UnknownTemplateError(RenderError):
    """Raised when there is no mail or page of that name."""


class LinkError(AftercareError):
    """Raised when a link's token is forged, broken or expired. `expired` tells which; then `claims` are its ids."""

    def __init__(self, message: str, expired: bool = False, claims: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.expired = expired
        self.claims = claims or {}


class CrashedError(AftercareError):
    """Raised in place of a bug's own exception, so that nobody logs what that quotes. `str` names its kind."""
