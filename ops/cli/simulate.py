"""aftercare simulate: the proof, as long as you like. Needs no stack."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from random import SystemRandom
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ops.cli.output import as_json, errors, plain, screen
from ops.cli.stack import Json
from ops.simulation.races import RACES
from ops.simulation.schedules import every_way
from ops.simulation.trial import Failure, Outcome, quiet_trial, quietly

SHOWN, RIGHT = 5, "nothing lost, nothing twice, nothing untrue"


def simulate(
    runs: Annotated[int, typer.Option(min=1, help="how many stories, each disturbed in five ways")] = 200,
    seed: Annotated[int | None, typer.Option(min=0, help="the first story's seed (else drawn, and printed)")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="processes at once")] = 1,
    races: Annotated[
        int, typer.Option(min=0, max=3, help="only the races, in all ways; so many hold-ups in a run (2: minutes)")
    ] = 0,
    json: Json = False,
) -> None:
    """Play made-up stories in memory, break them everywhere, and look for anything lost, doubled or untrue.

    The program is stopped before and after its effectful calls, calls fail and time out, triggers come twice, in any
    order or never, several workers are at it at once. The same seed does the same. Exit code 1 if anything is wrong.

    [dim]Examples:[/dim] ./aftercare simulate --runs 200000 --jobs 2 (a night) ·
    ./aftercare simulate --seed 4711 --runs 1 (one story again) ·
    ./aftercare simulate --races 1 (two workers at some short stories, in every way in which they can meet)
    """
    if races:
        _race(races, json)
        return
    first = SystemRandom().randrange(10**9) if seed is None else seed
    errors.print(f"the first seed is {first}")
    failures: list[Failure] = []
    played = calls = 0
    with Progress(
        TextColumn("stories"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[wrong]}"), console=errors, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=runs, wrong="")
        for outcome in _outcomes(range(first, first + runs), jobs):
            played, calls = played + outcome.runs, calls + outcome.calls
            failures += outcome.failures
            bar.update(task, advance=1, wrong=f"{len(failures)} wrong" if failures else "")
    if json:
        as_json({"seed": first, "stories": runs, "runs": played, "calls": calls, "failures": failures})
    else:
        _show(failures, runs, played, calls)
    if failures:
        raise typer.Exit(1)


def _race(held_up: int, json: bool) -> None:
    """All races in all ways; what is wrong, line by line. Exit code 1 if anything is."""
    with quietly():
        ways = [(name, way) for name, race in RACES.items() for way in every_way(race(), held_up)]
    wrong = [(name, way) for name, way in ways if way.wrong]
    if json:
        as_json(
            {"races": len(RACES), "ways": len(ways), "failures": [{"race": name, "way": way} for name, way in wrong]}
        )
    for name, way in () if json else wrong[:SHOWN]:
        screen.print(f"[red]{name}[/red]: {plain(way.how)}")
        _lines(way.trace, way.wrong)
    if not json:
        screen.print(f"{len(RACES)} races, {len(ways)} ways: " + (f"[red]{len(wrong)} wrong[/red]" if wrong else RIGHT))
    if wrong:
        raise typer.Exit(1)


def _lines(trace: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    for line in trace:
        screen.print(f"  [dim]{plain(line)}[/dim]")
    for line in wrong:
        screen.print(f"  [red]{plain(line)}[/red]")


def _outcomes(seeds: range, jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(quiet_trial, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        left = iter(seeds)
        # Not all at once: a night's seeds would all wait in memory.
        while batch := list(islice(left, 50 * jobs)):
            yield from pool.map(quiet_trial, batch, chunksize=5)


def _show(failures: list[Failure], stories: int, runs: int, calls: int) -> None:
    for each in failures[:SHOWN]:
        screen.print(f"[red]seed {each.seed}, run {each.run}[/red]: {_disturbed(each)}")
        _lines(each.trace, each.wrong)
        screen.print(f"  once more: ./aftercare simulate --seed {each.seed} --runs 1")
    if len(failures) > SHOWN:
        rest = dict.fromkeys(str(each.seed) for each in failures[SHOWN:])
        screen.print(f"and {len(failures) - SHOWN} more, of the seeds {', '.join(rest)}")
    mean = calls // max(stories, 1)
    screen.print(
        f"{stories} stories of {mean} effectful calls, {runs} disturbed runs: "
        + (f"[red]{len(failures)} wrong[/red]" if failures else RIGHT)
    )


def _disturbed(each: Failure) -> str:
    how = each.conditions
    words = [*each.broken, f"{how.workers} workers at once" if how.workers > 1 else ""]
    words += [f"{how.twice:.0%} of triggers come twice" if how.twice else "", "in any order" if how.any_order else ""]
    return plain("; ".join(filter(None, words)) or "undisturbed")
