"""The partitions of the due index."""

from chalicelib.care.effects import digest

# Each kind has partitions of its own, so that no kind hides another from the sweep, which asks each.
DUE_KINDS = ("timer", "receipt", "outbox", "mark")
SHARDS = 4  # of each kind; enough for thousands of writes a second
LANES = "due#lane"


def shard(kind: str, key: str) -> str:
    """The partition of the due index that an item of a kind (of DUE_KINDS) and key falls into."""
    return f"due#{kind}#{int(digest(key)[:4], 16) % SHARDS}"


def line(shop: str, channel: str) -> str:
    """The partition of the due index that holds a channel's line."""
    return f"line#{channel}#{shop}"
