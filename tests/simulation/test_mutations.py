"""The listed mutations can still be made: what each would change stands exactly once in its file."""

import tomllib

import pytest

from ops.simulation.mutate import ROOT

MUTATIONS = tomllib.loads((ROOT / "ops/simulation/mutations.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MUTATIONS)
def test_it_stands_exactly_once(name: str) -> None:
    mutation = MUTATIONS[name]
    code = (ROOT / mutation["file"]).read_text(encoding="utf-8")
    assert code.count(mutation["was"]) == 1
    assert mutation["becomes"] != mutation["was"]
