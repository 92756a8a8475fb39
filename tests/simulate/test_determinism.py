"""One seed, one simulation: whatever the process, whatever was drawn before."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from relationship_health.simulate import Simulation, random_log, sales_team
from relationship_health.simulate.streams import stream

SCRIPT = """
from tests.simulate.test_determinism import digest
from relationship_health.simulate import sales_team
print(digest(sales_team(seed=3, relationships=60, days=200)))
"""


def digest(simulation: Simulation) -> str:
    """Return a checksum of everything that a simulation holds."""
    tables = [
        simulation.log,
        simulation.stakeholders,
        simulation.relationships,
        simulation.transactions,
        simulation.truth.columns(),
    ]
    text = repr([
        (name, values.tobytes() if values.dtype != object else values.tolist())
        for table in tables
        for name, values in table.items()
    ])  # fmt: skip
    return hashlib.sha256((text + repr(simulation.our_side)).encode()).hexdigest()


def test_a_seed_gives_the_same_bits_again() -> None:
    """Two simulations of one seed are equal in every cell, and so are their portfolios."""
    first, again = (sales_team(seed=3, relationships=60, days=200) for _ in range(2))
    assert digest(first) == digest(again)
    assert first.portfolio == again.portfolio


def test_another_seed_gives_another_log() -> None:
    """Seeds differ in people, times and truth."""
    first, other = (sales_team(seed=seed, relationships=60, days=200) for seed in (3, 4))
    assert digest(first) != digest(other)
    assert first.our_side != other.our_side
    assert not np.array_equal(first.truth.our_rate, other.truth.our_rate)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "tr_TR.UTF-8"},
    ],
    ids=str,
)
def test_the_process_does_not_show(environment: dict[str, str]) -> None:
    """Hash seed, time zone and locale of the process change no bit."""
    done = subprocess.run(  # noqa: S603  this interpreter, a fixed script
        [sys.executable, "-c", SCRIPT], env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == digest(sales_team(seed=3, relationships=60, days=200))


def test_the_global_generator_plays_no_part() -> None:
    """Numbers drawn elsewhere change nothing."""
    before = digest(sales_team(seed=3, relationships=30, days=100))
    np.random.seed(1)  # noqa: NPY002  the very thing that must not matter
    assert digest(sales_team(seed=3, relationships=30, days=100)) == before


def test_mechanisms_do_not_disturb_each_other() -> None:
    """Streams of one seed differ by name, and using one leaves the others as they were."""
    deals, people = stream(5, "deals").random(4), stream(5, "people").random(4)
    assert not np.array_equal(deals, people)
    assert np.array_equal(stream(5, "deals").random(4), deals)


def test_a_longer_story_keeps_its_traits() -> None:
    """Rates of ordinary relationships do not hang on how many other stories are told."""
    alone = sales_team(relationships=20, shares={"ordinary": 1})
    among = sales_team(relationships=40, shares={"ordinary": 1, "colleague": 1})
    told = among.truth.our_rate[among.truth.story == "ordinary"]
    assert np.array_equal(np.sort(alone.truth.our_rate), np.sort(told))


def test_a_random_log_repeats() -> None:
    """The log without stories is as repeatable."""
    first, again, other = (random_log(500, 20, seed=seed) for seed in (1, 1, 2))
    for name, values in first.columns().items():
        assert np.array_equal(values, again.columns()[name])
    assert not np.array_equal(first.time, other.time)
