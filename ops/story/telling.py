"""The story on the screen: a line per step, and when one fails, all that helps to see why."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from ops.story.play import Result


def told(screen: Console, result: Result) -> None:
    """One line; or the failure, with what was expected, what was seen, and the last of everything."""
    seconds = f"[dim]{result.seconds:5.1f} s[/dim]"
    if not result.problem:
        detail = f"\n         [dim]{escape(result.detail[:150])}[/dim]" if result.detail else ""
        screen.print(f"[green]✓[/green] {seconds}  {escape(result.name)}{detail}")
        return
    screen.print(f"[red]✗[/red] {seconds}  [bold]{escape(result.name)}[/bold]")
    screen.print(escape(result.problem), style="red")
    screen.rule("what there is to see")
    screen.print(escape(result.evidence), soft_wrap=True)
    screen.rule()


def told_end(screen: Console, results: Sequence[Result], steps: int, seconds: float) -> None:
    """The sum."""
    good = sum(1 for result in results if not result.problem)
    colour = "green" if good == steps else "red"
    left = f", {steps - len(results)} not played" if len(results) < steps else ""
    screen.print(f"\n[{colour}]{good} of {steps} steps came out[/{colour}]{left}, {seconds:.0f} s in all")
