"""Money that an agent gave moves once when its answer is lost, and the oracle would see it move twice."""

from random import Random

import pytest

from ops.simulation import trial
from ops.simulation.faults import Breaker, Fault, FragileChannel
from ops.simulation.oracles import wrongs
from ops.simulation.stories import Story, write

SEED = 2


def sends_to_the_store(story: Story, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """At which calls money moves in the undisturbed story."""
    calls: list[int] = []
    around = Breaker.around

    def seen(breaker: Breaker, name: str, *args: object) -> object:
        calls.extend([breaker.calls + 1] if name == "send store" else [])
        return around(breaker, name, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Breaker, "around", seen)
        trial.play(story, trial.Conditions(), Random(SEED))
    return calls


def test_money_moves_once_under_every_fault_and_a_blind_repetition_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with trial.quietly():
        story = write(Random(SEED), calm=True)
        call = sends_to_the_store(story, monkeypatch)[0]
        for fault in Fault:
            world = trial.play(story, trial.Conditions(faults={call: fault}), Random(SEED))
            assert wrongs(world, story, 1) == [], fault
            assert world.bank.sent
        monkeypatch.setattr(FragileChannel, "recover", lambda channel, job: None)  # noqa: ARG005
        world = trial.play(story, trial.Conditions(faults={call: Fault.TIME_OUT}), Random(SEED))
        assert any("moved 2 times" in each for each in wrongs(world, story, 1))
