"""The geometry of charts. Templates draw it: nothing here knows of HTML, and nothing there reckons."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trend:
    """A line through time in a box of `width` by `height`: its strokes ("x,y x,y ..."), and points that stand alone.

    Where there is no data the line is broken: it never falls to zero for want of it.
    """

    width: int
    height: int
    strokes: tuple[str, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()

    @property
    def empty(self) -> bool:
        """Is there nothing to draw?"""
        return not (self.strokes or self.dots)


def trend(values: Sequence[float | None], width: int = 240, height: int = 48, edge: int = 4) -> Trend:
    """The line of some values, evenly spaced, from zero (or the lowest, if that is below) to the highest."""
    known = [value for value in values if value is not None]
    if not known:
        return Trend(width, height)
    low, high = min(0.0, *known), max(0.0, *known)
    step = (width - 2 * edge) / max(len(values) - 1, 1)

    def place(index: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.0
        return round(edge + index * step, 1), round(height - edge - share * (height - 2 * edge), 1)

    strokes, dots = list[str](), list[tuple[float, float]]()
    for run in _runs(values):
        points = [place(index, value) for index, value in run]
        if len(points) == 1:
            dots += points
        else:
            strokes.append(" ".join(f"{x:g},{y:g}" for x, y in points))
    return Trend(width, height, tuple(strokes), tuple(dots))


def widths(values: Sequence[float]) -> tuple[float, ...]:
    """How long each bar is, in percent of the longest; what is there at all can be seen."""
    most = max(values, default=0.0)
    return tuple(round(max(100 * value / most, 1.0), 1) if most > 0 and value > 0 else 0.0 for value in values)


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The values with their places, cut where there are none."""
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is not None:
            runs[-1].append((index, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
