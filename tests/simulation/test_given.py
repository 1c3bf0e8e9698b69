"""Money that an agent gave moves once when its answer is lost, and the oracle would see it move twice."""

from random import Random

import pytest

from ops.simulation import trial
from ops.simulation.faults import Breaker, Fault, FragileChannel
from ops.simulation.oracles import wrongs
from ops.simulation.stories import Story, write

SEEDS = 60


def sends_to_the_store(story: Story, seed: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """At which calls money moves in the undisturbed story."""
    calls: list[int] = []
    around = Breaker.around

    def seen(breaker: Breaker, name: str, *args: object) -> object:
        calls.extend([breaker.calls + 1] if name.startswith("send store ") else [])
        return around(breaker, name, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Breaker, "around", seen)
        trial.play(story, trial.Conditions(), Random(seed))
    return calls


def test_money_moves_once_under_every_fault_and_a_blind_repetition_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with trial.quietly():
        stories = ((seed, write(Random(seed), calm=True)) for seed in range(SEEDS))
        giving = ((seed, story, sends_to_the_store(story, seed, monkeypatch)) for seed, story in stories)
        seed, story, calls = next(each for each in giving if each[2])
        call = calls[0]
        for fault in Fault:
            world = trial.play(story, trial.Conditions(faults={call: fault}), Random(seed))
            assert wrongs(world, story, 1) == [], fault
            assert world.bank.sent
        monkeypatch.setattr(FragileChannel, "recover", lambda channel, job: None)  # noqa: ARG005
        world = trial.play(story, trial.Conditions(faults={call: Fault.TIME_OUT}), Random(seed))
        assert any("moved 2 times" in each for each in wrongs(world, story, 1))
