"""The command's table of contents. Exit codes: 0 done, 1 it did not come out, 2 it was asked wrongly."""

import typer

from chalicelib.errors import AftercareError
from ops.cli import (
    backtest,
    book,
    doctor,
    holidays,
    macros,
    pausing,
    people,
    privacy,
    reading,
    receipts,
    reconciling,
    recounting,
    running,
    sending,
    simulate,
    surge,
    talks,
    team,
    tokens,
    toplists,
    understanding,
    why,
)
from ops.cli.output import fail

app = typer.Typer(
    name="aftercare", no_args_is_help=True, rich_markup_mode="rich", add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Look after a deployment of Aftercare: what came in, what was decided and why, who is on the team.",
    epilog="Where the stack is comes from the environment (`make run` prints the line to paste) or from "
    "--stage, --table and --endpoint. Real accounts: AWS credentials as usual.",
)  # fmt: skip
app.command(name="run")(running.run)
app.command(name="send")(sending.send)
app.command(name="read")(reading.read)
app.command(name="why")(why.why)
app.command(name="understand")(understanding.understood)
app.command(name="receipts")(receipts.receipts)
app.command(name="replay")(receipts.replay)
app.add_typer(team.app, name="roster")
app.add_typer(macros.app, name="macros")
app.add_typer(book.app, name="book")
app.add_typer(people.app, name="who")
app.add_typer(holidays.app, name="holidays")
app.add_typer(tokens.app, name="tokens")
app.command(name="log")(talks.log)
app.command(name="surge")(surge.surge)
app.command(name="pause")(pausing.pause)
app.command(name="resume")(pausing.resume)
app.command(name="reconcile")(reconciling.reconcile)
app.command(name="import")(reconciling.take_in)
app.command(name="top")(toplists.top_list)
app.command(name="recount")(recounting.recount)
app.command(name="erase")(privacy.erase)
app.command(name="erasures")(privacy.erasures)
app.command(name="export")(privacy.export)
app.command(name="simulate")(simulate.simulate)
app.command(name="backtest")(backtest.backtest)
app.command(name="doctor")(doctor.doctor)


def main() -> None:
    """Run it; what Aftercare itself raises is a sentence, not a trace."""
    try:
        app(prog_name="aftercare")
    except AftercareError as error:
        fail(str(error))


if __name__ == "__main__":
    main()
