"""aftercare book: the answers to questions that come again."""

from pathlib import Path
from typing import Annotated

import typer

from chalicelib.book_index import Index
from chalicelib.care.state import Entry, Usage
from ops import book
from ops.book_file import written
from ops.cli.output import as_json, fail, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.orders import OrderError

app = typer.Typer(no_args_is_help=True, help="The answer book: what the team answers to questions that come again.")


@app.command("list")
def list_(
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False
) -> None:
    """Every entry, how often a case was answered from it, and how many of those customers said Yes.

    [dim]Example:[/dim] ./aftercare book list --json
    """
    world, entries = book.known(opened(stage, table_name, endpoint), shop_named(shop, stage))
    if json:
        as_json([{"entry": each, "usage": world.usage(each.id)} for each in entries])
        return
    rows = [(each.id, " ".join(each.wordings), each.topic, each.owner, str(each.review_on or ""), _now(each),
             served(world.usage(each.id))) for each in entries]  # fmt: skip
    table(
        ("Entry", "Languages", "Topic", "Owner", "Review by", "Now", "Used"),
        rows,
        "no entry: ./aftercare book import FILE",
    )


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Markdown as docs/answer-book.md explains it")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Keep every entry in the FILES as it stands there. None is taken away; nothing is kept if anything is wrong.

    [dim]Example:[/dim] ./aftercare book import answers.md
    """
    services = opened(stage, table_name, endpoint)
    try:
        entries = book.import_files(services, shop_named(shop, stage), files)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{len(entries)} kept")


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="the file to write")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Write the whole book as Markdown, as `import` takes it.

    [dim]Example:[/dim] ./aftercare book export --out answers.md
    """
    _, entries = book.known(opened(stage, table_name, endpoint), shop_named(shop, stage))
    out.write_text(written(entries), encoding="utf-8")
    screen.print(f"{len(entries)} written to {out}")


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="what a customer asks")],
    language: Annotated[str, typer.Option(help="their language, e.g. sk")] = "",
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """What the book has on a question, the best first.

    [dim]Example:[/dim] ./aftercare book search kde je môj balík
    """
    _, entries = book.known(opened(stage, table_name, endpoint), shop_named(shop, stage))
    found = Index(entries).search(" ".join(words), language)
    rows = [(each.entry.id, each.language, each.entry.wordings[each.language].questions[0]) for each in found]
    table(("Entry", "Language", "Question"), rows, "nothing")


def served(usage: Usage) -> str:
    """How an entry served, in words."""
    said = usage.yes + usage.no
    share = f", {100 * usage.yes // said} % of {said} said Yes" if said else ""
    return f"{usage.used} times{share}" if usage.used else "never"


def _now(entry: Entry) -> str:
    return "suggested" if entry.active else "put away"
