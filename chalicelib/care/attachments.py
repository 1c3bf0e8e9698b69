"""Files that an agent sends along with an answer: which can go, and how a list of them is written down.

We keep what Slack calls a file and what it is, never the file: it is fetched when the mail is sent. Limits: Amazon SES
"Service quotas" (10 MB a mail by SendRawEmail, attachments included and encoded, which makes them a third larger) and
"Unsupported attachment types"; Gmail "File types blocked in Gmail".
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chalicelib.care.replies import way
from chalicelib.care.vocabulary import Attachment

MOST, MOST_BYTES = 5, 7_000_000  # of one answer
IN_SLACK = "slack:"  # with this begins where such a file is (Attachment.at); what follows is Slack's id of it
LONGEST_NAME = 80
UNKNOWN = "application/octet-stream"
# Programs, and what runs or installs one: mail providers refuse the whole mail.
REFUSED = frozenset(
    [
        "ade",
        "adp",
        "apk",
        "app",
        "appx",
        "appxbundle",
        "asp",
        "bas",
        "bat",
        "cab",
        "cer",
        "chm",
        "cmd",
        "com",
        "cpl",
        "crt",
        "csh",
        "der",
        "diagcab",
        "dll",
        "dmg",
        "exe",
        "ex_",
        "fxp",
        "gadget",
        "hlp",
        "hta",
        "img",
        "inf",
        "ins",
        "iso",
        "isp",
        "its",
        "jar",
        "jnlp",
        "js",
        "jse",
        "ksh",
        "lib",
        "lnk",
        "mad",
        "maf",
        "mag",
        "mam",
        "maq",
        "mar",
        "mas",
        "mat",
        "mau",
        "mav",
        "maw",
        "mda",
        "mdb",
        "mde",
        "mdt",
        "mdw",
        "mdz",
        "msc",
        "msh",
        "msi",
        "msix",
        "msp",
        "mst",
        "nsh",
        "ops",
        "pcd",
        "pif",
        "pkg",
        "plg",
        "prf",
        "prg",
        "ps1",
        "ps2",
        "psc1",
        "psc2",
        "reg",
        "scf",
        "scr",
        "sct",
        "shb",
        "shs",
        "sys",
        "tmp",
        "url",
        "vb",
        "vbe",
        "vbs",
        "vhd",
        "vps",
        "vsmacros",
        "vss",
        "vst",
        "vsw",
        "vxd",
        "ws",
        "wsc",
        "wsf",
        "wsh",
        "xll",
        "xnk",
    ]
)
_ID = re.compile(r"F[A-Z0-9]{2,20}")
_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}")


class Fault(NamedTuple):
    """Why files cannot go along: a code that the desk puts into words, and the name of the file it is about."""

    code: str
    name: str = ""


def fault(channel: str, files: Sequence[Attachment]) -> Fault | None:
    """Why these cannot go with an answer on that channel, None if they can."""
    if not files:
        return None
    if not way(channel).files:
        return Fault("files_not_there")
    if refused := next((file for file in files if extension(file.name) in REFUSED), None):
        return Fault("file_refused", refused.name)
    if len(files) > MOST:
        return Fault("too_many_files")
    return Fault("files_too_large") if sum(file.size for file in files) > MOST_BYTES else None


def of_slack(id_: str, name: str, type_: str, size: int) -> Attachment | None:
    """A file as Slack tells of it, None if it names none. Its name is made fit for a mail's header and a line."""
    if not _ID.fullmatch(id_):
        return None
    said = type_.casefold()
    return Attachment(name=_fit(name) or id_, type=said if _TYPE.fullmatch(said) else UNKNOWN, size=max(0, size),
                      at=f"{IN_SLACK}{id_}")  # fmt: skip


def packed(files: Iterable[Attachment]) -> str:
    """A list of Slack's files as one text: a line each."""
    return "\n".join("\t".join((id_of(file), file.name, file.type, str(file.size))) for file in files)


def unpacked(text: str) -> tuple[Attachment, ...]:
    """The list that `packed` wrote; what is no line of it is left out."""
    parts = (line.split("\t") for line in text.split("\n"))
    made = (
        of_slack(part[0], part[1], part[2], int(part[3])) for part in parts if len(part) == 4 and part[3].isdecimal()
    )
    return tuple(file for file in made if file)


def id_of(file: Attachment) -> str:
    """What Slack calls it."""
    return file.at.removeprefix(IN_SLACK)


def extension(name: str) -> str:
    """What stands after a name's last dot, in lower case; "" if there is none."""
    return name.rpartition(".")[2].casefold().strip() if "." in name else ""


def _fit(name: str) -> str:
    """In one line, without a path, short, with its extension."""
    shown = "".join(c if c.isprintable() and c not in '\\/"' else " " for c in name)
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) <= LONGEST_NAME:
        return shown
    stem, dot, end = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(end) - 1]}{dot}{end}" if dot and len(end) <= 10 else shown[:LONGEST_NAME]
