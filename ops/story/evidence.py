"""What to look at when a step fails: the last of everything."""

from collections.abc import Iterable, Iterator

from botocore.exceptions import BotoCoreError, ClientError

from ops.stack import FUNCTIONS
from ops.story.stage import Stage

LAST = 12


def evidence(stage: Stage) -> str:
    """The newest receipts, messages, timeline lines, happenings and warnings in logs, as readable text."""
    ledger = stage.ledger
    try:
        rows, receipts, lines = ledger.known()
    except (BotoCoreError, ClientError) as error:
        return f"the table cannot be read: {error}\n{stage.local.aws.log()[-2000:]}"
    parts = (
        ("receipts", (f"{r.source:10} {r.status:9} {r.fate[:160]}  ({r.id[:10]})" for r in receipts[-LAST:])),
        ("messages", (f"{row.channel:7} {row.kind:18} {row.status:9} {row.reason[:160]}" for row in rows[-LAST:])),
        ("timelines", (f"{line.at[11:19]} {line.about}: {line.what}: {line.why[:160]}" for line in lines[-LAST:])),
        ("outside", (f"{h.at:%H:%M:%S} {h.area:9} {h.text[:160]}" for h in stage.local.world.log[-LAST:])),
        ("logs", _warnings(stage)),
    )
    return "\n\n".join(f"Last {title}:\n" + (_indented(found) or "  none") for title, found in parts)


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)


def _warnings(stage: Stage) -> Iterator[str]:
    """Lines of the Lambdas' logs that are not routine."""
    for name in FUNCTIONS:
        try:
            lines = stage.local.stack.logs(name).splitlines()
        except (BotoCoreError, ClientError, KeyError):
            continue
        telling = [line for line in lines if any(word in line for word in TELLING)]
        yield from (f"{name}: {line[:1200]}" for line in telling[-5:])


TELLING = ("ERROR", "WARNING", "Traceback", "Error:", "Exception", "timed out")
