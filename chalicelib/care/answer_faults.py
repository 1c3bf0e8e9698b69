"""What is wrong with an answer as it stands: the open dialog says so, and by the same rule nothing goes out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chalicelib.care import attachments, private_reply, replies
from chalicelib.care.macros import gaps
from chalicelib.care.public_words import personal
from chalicelib.care.replies import Excess
from chalicelib.care.shop import Shop
from chalicelib.care.vocabulary import Attachment

TEXT, PRIVATE, FILES = "text", "private", "files"


class Fault(NamedTuple):
    """A code that the desk puts into words, and in which part of the answer it is.

    `names`: the variables that are still to be filled in, or the file. `excess`: by how much it is too long for `way`.
    """

    code: str
    part: str = TEXT
    names: tuple[str, ...] = ()
    excess: Excess | None = None
    way: str = ""


def first(
    shop: Shop, channel: str, text: str, private: str = "", files: Sequence[Attachment] = (), *, sign: str = "",
    filled: Iterable[str] = (),
) -> Fault | None:  # fmt: skip
    """The first thing that is wrong, None if it can go out by this channel ("": wherever it goes).

    `sign`: the name it will end with; `filled`: variables that will be filled in yet.
    """
    if missing := tuple(name for name in gaps(text) if name not in filled):
        return Fault("answer_has_gaps", TEXT, missing)
    if missing := gaps(private):
        return Fault("answer_has_gaps", PRIVATE, missing)
    if channel and (excess := replies.too_long(channel, replies.with_name(text, sign))):
        return Fault("answer_too_long", TEXT, excess=excess, way=channel)
    if what := personal(text, shop) if channel in replies.PUBLIC else "":
        return Fault(f"public_{what}")
    way = private_reply.WAYS.get(channel, channel)
    if private and (excess := replies.too_long(way, replies.with_name(private, sign))):
        return Fault("answer_too_long", PRIVATE, excess=excess, way=way)
    fault = attachments.fault(channel, files)
    return Fault(fault.code, FILES, (fault.name,) if fault.name else ()) if fault else None
