"""What a file is, by its own bytes: what its sender calls it decides nothing."""

import re

PHOTOS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
UNKNOWN = "application/octet-stream"
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"%PDF-", "application/pdf"),
)  # fmt: skip
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")


def type_of(content: bytes, said: str) -> str:
    """A file's type. A picture is one only if its bytes say so; of other files `said` is believed, as a word."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    known = next((type_ for start, type_ in _MAGIC if content.startswith(start)), "")
    said = said.casefold()
    if known or said.startswith("image/") or not _TYPE.fullmatch(said):
        return known or UNKNOWN
    return said
