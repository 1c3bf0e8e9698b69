"""aftercare understand: what do we take from these words, and why? Needs no stack."""

from typing import Annotated

import msgspec
import typer

from chalicelib.care.understanding.reading import Understood, understand
from ops.cli.output import as_json, plain, screen
from ops.cli.stack import Json


def understood(
    text: Annotated[str, typer.Argument(help="what a customer wrote")],
    language: Annotated[str, typer.Option(help="that of the customer, if the text is too short to tell")] = "",
    json: Json = False,
) -> None:
    """What we take from a text: its language, topics, urgency, tone, and whether it wants an answer; and by which cues.

    [dim]Example:[/dim] ./aftercare understand "Kde je môj balík? Objednávka 1001"
    """
    found = understand(text, language)
    if json:
        as_json(msgspec.to_builtins(found))
        return
    for what, said in _answers(found):
        screen.print(f"{what:>10}  [bold]{plain(said)}[/]")
    for answer, cues in found.cues.items():
        screen.print(f"\n[bold]{plain(answer)}[/]")
        for cue in cues:
            screen.print(f"  {cue.weight:+3d}  {plain(cue.rule)}  [dim]{plain(', '.join(cue.words))}[/]")


def _answers(found: Understood) -> tuple[tuple[str, str], ...]:
    topics = ", ".join(found.topics) + f" ({found.confidence:.0%})" if found.topics else "unsorted"
    return (
        ("language", found.language or "unknown"), ("topics", topics), ("urgency", found.urgency), ("tone", found.tone),
        ("kind", found.kind),
    )  # fmt: skip
