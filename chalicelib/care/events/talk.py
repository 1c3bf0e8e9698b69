"""What people write and say to the shop."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """Somebody wrote to the shop. `thread` is what a reply must name on that channel; `item_id` is this message."""

    channel: str
    thread: str
    item_id: str
    author_id: str
    author_name: str = ""
    text: str
    public: bool = False
    permalink: str = ""
