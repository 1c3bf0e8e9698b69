"""What is written on the networks: comments on the shop's page, and its answers elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

PAGE_ID = "102938475610293"


@dataclass(slots=True)
class Comment:
    """Something written on the Facebook page; `parent` is the post or the comment it answers."""

    id: str
    post: str
    parent: str
    author_id: str
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of the shop's on a network, other than a comment on its page. `to`: a person, post or comment there."""

    network: str
    to: str
    text: str
    form: Mapping[str, str] = field(default_factory=dict)
