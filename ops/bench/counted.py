"""What counting a fact takes in a shop of month.toml's size, whose facts of five minutes are counted together.

An hour of that month is played, twelve times five minutes: so many decisions of each kind as happen on average, with
the facts that the kind recorded when it was measured (shop.py). They differ by words, as those of different customers
do (month.toml, [words]). The sweep counts them; a fact's share is what the hour took, divided by its facts. A shop's
day is uneven, which is cheaper than the average: what is counted together shares its rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from chalicelib.bootstrap import Services
from chalicelib.care.effects import Decision, RecordFact
from chalicelib.policy import policy
from chalicelib.store.port import COUNTED_EVERY, Fact, Facts, Mark
from chalicelib.sweep import sweep
from ops.bench.bill import MINUTES, Month, month
from ops.bench.shop import NOON, Measured, NoQueue
from ops.bench.streamed import Streamed
from ops.local import SHOP

TIMES = 12
# Where each kind stands between two of its happenings when the hour begins: spread evenly, and the same in each run.
_GOLDEN = 0.6180339887


@dataclass(slots=True)
class _Clock:
    now: datetime = NOON


def an_hour(table: str, measured: Mapping[str, Measured]) -> dict[str, float]:
    """`write_units` and `read_units` of a fact, and how many are counted `at_once`. The table is empty and its own."""
    store, clock, this = Streamed(table), _Clock(), month()
    given = Services(store=store, policy=lambda shop: policy(shop, "prod"), now=lambda: clock.now, queue=NoQueue())
    luck, facts, writes, reads = Random(1), 0, 0.0, 0.0
    with store.meter.listening():
        with store.meter.measuring() as quiet:
            sweep(given)
        for time in range(TIMES):
            for number, recorded in enumerate(_happened(this, measured, time)):
                facts += _commit(store, recorded, f"{time}:{number}", clock.now, this.given["words"], luck)
            clock.now += COUNTED_EVERY
            with store.meter.measuring() as used:
                sweep(given)
            writes, reads = writes + used.write_units, reads + used.read_units - quiet.read_units
    return {"at_once": round(facts / TIMES, 1), "write_units": round(writes / facts, 2),
            "read_units": round(reads / facts, 2)}  # fmt: skip


def _happened(this: Month, measured: Mapping[str, Measured], time: int) -> Iterator[Facts]:
    """What is decided within five minutes, of kinds that record facts."""
    often = COUNTED_EVERY / timedelta(minutes=1) / this.counts[MINUTES]
    for place, (kind, number) in enumerate(sorted(this.counts.items())):
        phase = place * _GOLDEN % 1
        times = int(phase + (time + 1) * number * often) - int(phase + time * number * often)
        for _ in range(times):
            yield from measured[kind].recorded


def _commit(
    store: Streamed, recorded: Facts, name: str, now: datetime, words: Mapping[str, int], luck: Random
) -> int:  # fmt: skip
    """Record the same facts for somebody else; how many they are."""
    own = {word: f"{word}{luck.randrange(number)}" for word, number in sorted(words.items())}
    effects = tuple(
        RecordFact(id=f"{name}:{fact.id}", name=fact.name, at=now, value=fact.value, dimensions=_of(fact, own))
        for fact in recorded.facts
    )
    with store.meter.aside():
        mark = Mark(shop=SHOP, event=f"{recorded.event}:{name}", receipt=name, now=now)
        store.commit(store.load(SHOP, []), Decision(effects), mark)
        store.stream.clear()
    return len(effects)


def _of(fact: Fact, own: Mapping[str, str]) -> dict[str, str]:
    return {dimension: own.get(dimension, word) for dimension, word in fact.dimensions.items()}
