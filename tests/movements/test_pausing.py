"""What is paused is changed by people and by the sweep at the same time: neither takes back what the other did."""

from collections.abc import Mapping

import pytest

from chalicelib.care.mail_rates import UNCRITICAL
from chalicelib.errors import StoreUnavailableError
from chalicelib.pausing import PAUSE, Paused, change
from chalicelib.store.memory import MemoryStore
from ops.simulation.world import World
from tests.movements.test_mail_looking import counted, looks
from tests.store.making import NOW


class Busy(MemoryStore):
    """A store in which an operator pauses something whenever somebody has just read what is paused."""

    hurried = 1

    def setting(self, shop: str, name: str) -> dict[str, str]:
        found = super().setting(shop, name)
        if name == PAUSE and self.hurried:
            self.hurried -= 1
            self.put_setting(shop, PAUSE, {**found, f"kind{self.hurried}": "by hand"}, "operator", NOW)
        return found


def test_what_an_operator_pauses_meanwhile_stays_paused() -> None:
    store = Busy()
    assert change(store, "demo", _with_all, "U1", NOW) == {"kind0": "by hand", "all": "a storm"}
    assert store.setting("demo", PAUSE) == {"kind0": "by hand", "all": "a storm"}


def test_nothing_is_written_where_nothing_changes() -> None:
    store = MemoryStore()
    assert [change(store, "demo", _with_all, "U1", NOW) for _ in range(2)] == [{"all": "a storm"}] * 2
    assert len(store.setting_history("demo", PAUSE)) == 1


def test_where_it_changes_all_the_time_somebody_has_to_try_again() -> None:
    store = Busy()
    store.hurried = 99
    with pytest.raises(StoreUnavailableError):
        change(store, "demo", _with_all, "U1", NOW)


def test_the_sweep_takes_back_no_pause_that_comes_between_its_look_and_its_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World().staffed()
    counted(world, 1000, 45)
    read, put = world.store.setting, world.store.put_setting
    hurried = [1]

    def reads(shop: str, name: str) -> dict[str, str]:
        found = read(shop, name)
        if name == PAUSE and hurried:
            hurried.pop()
            put(shop, PAUSE, {"late_parcel": "a look"}, "operator", world.now)
        return found

    monkeypatch.setattr(world.store, "setting", reads)
    looks(world)
    assert sorted(read("demo", PAUSE)) == ["late_parcel", UNCRITICAL]


def _with_all(paused: Paused) -> Mapping[str, str]:
    return {**paused, "all": "a storm"}
