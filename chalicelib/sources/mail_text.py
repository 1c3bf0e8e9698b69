"""What somebody wrote in a mail: without what it quotes, and without its signature.

Line by line, so that the longest quotation costs no more than its length. What is cut here is not lost: the whole mail
stays in the receipt. If nothing would be left, nothing is cut.
"""

import re
from html.parser import HTMLParser

from chalicelib.sources.mail_words import any_of

LONGEST = 200_000  # characters that are looked at
HEADER_LINES, HEADER_CHARACTERS = 3, 400  # "On ... wrote:" may be folded
BLOCK = frozenset({
    "p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre",
})  # fmt: skip
SILENT = frozenset({"style", "script", "head", "title", "template"})

_ADDRESS = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>")


def written(text: str) -> str:
    """The author's own words, at the most LONGEST characters of them."""
    lines = _lines(text[:LONGEST])
    return _tidy(_unsigned(_unquoted(lines))) or _tidy(_unquoted(lines)) or _tidy(lines)


def forwarded_from(text: str) -> str:
    """What the first header block in a text says after From:, "" if there is none."""
    pattern = re.compile(rf"^[>\s*]*{any_of('from')}\*?\s*:\*?\s*(.+)$", re.IGNORECASE)
    found = (pattern.match(line) for line in _lines(text[:LONGEST]))
    return next((match[1] for match in found if match and "@" in match[1]), "")


def of_html(html: str) -> str:
    """HTML as text: quotations marked with ">", links as their words, nothing of what is not shown."""
    reader = _Reader()
    try:
        reader.feed(html[:LONGEST])
        reader.close()
    except AssertionError:  # the parser's own, at a declaration it cannot make out: what was read until there stands
        pass
    return "".join(reader.parts)


def _lines(text: str) -> list[str]:
    clean = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u200b", "").replace("\x00", "")
    )
    return [line.rstrip() for line in clean.split("\n")]


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _unquoted(lines: list[str]) -> list[str]:
    """The lines before the first quotation, and answers written between quoted lines."""
    for at, line in enumerate(lines):
        if _is_forward(line):
            return lines
        ruled = bool(line) and not line.strip("_") and _is_block(lines, at + 1)
        if ruled or _is_original(line) or _is_block(lines, at):
            return lines[:at]
        if height := _wrote_height(lines, at):
            rest = lines[at + height :]
            quoted = next((each for each in rest if each.strip()), "").startswith(">")
            return lines[:at] + ([each for each in rest if not each.startswith(">")] if quoted else [])
    return [line for line in lines if not line.startswith(">")]


def _unsigned(lines: list[str]) -> list[str]:
    """Without what stands under "-- ", and without the telephone's own line at the end."""
    at = next((at for at, line in enumerate(lines) if line in ("--", "-- ")), len(lines))
    device = re.compile(rf"\s*{any_of('devices')}\b.{{0,80}}$", re.IGNORECASE)
    return [line for line in lines[:at] if not device.match(line)]


def _is_forward(line: str) -> bool:
    return bool(re.match(rf"[-\s*_]*{any_of('forwarded')}[-\s*_:]*$", line, re.IGNORECASE))


def _is_original(line: str) -> bool:
    return bool(re.match(rf"\s*[-_]{{2,}}\s*{any_of('original')}\s*[-_]{{2,}}\s*$", line, re.IGNORECASE))


def _is_block(lines: list[str], at: int) -> bool:
    """From:, and two more header fields close under it."""
    if not re.match(rf"\s*\*?{any_of('from')}\*?\s*:", "".join(lines[at : at + 1]), re.IGNORECASE):
        return False
    field = re.compile(rf"\s*\*?{any_of('fields')}\*?\s*:", re.IGNORECASE)
    return sum(1 for line in lines[at + 1 : at + 6] if field.match(line)) >= 2


def _wrote_height(lines: list[str], at: int) -> int:
    """Over how many lines "On ... wrote:" stands here, 0 if it does not: the fewest lines that hold it."""
    for height in range(1, HEADER_LINES + 1):
        if not (lines[at : at + height] and lines[at + height - 1 : at + height] != [""]):
            return 0
        if _is_wrote(" ".join(lines[at : at + height])):
            later = range(1, height)
            return 0 if any(_is_wrote(" ".join(lines[at + skip : at + height])) for skip in later) else height
    return 0


def _is_wrote(line: str) -> bool:
    """It says when, and who; by a name and a verb, or by an address."""
    line = line.strip()
    if not line.endswith(":") or len(line) > HEADER_CHARACTERS or not re.search(r"\d", line):
        return False
    return bool(_ADDRESS.search(line) or re.search(rf"\b{any_of('wrote')}\s*:$", line, re.IGNORECASE))


class _Reader(HTMLParser):
    """Collects what is shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent = 0 if tag == "body" else self._silent + (tag in SILENT)
        if tag in BLOCK:
            self._break()
        self._quoted += tag == "blockquote"
        if tag == "blockquote":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in SILENT))
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        if tag in BLOCK and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        # One new line for any number of elements that begin or end here; "> " as a text mail has it.
        start = "> " if self._quoted else ""
        if self.parts and self.parts[-1] in ("\n", "\n> "):
            self.parts[-1] = f"\n{start}"
        elif self.parts:
            self.parts.append(f"\n{start}")
