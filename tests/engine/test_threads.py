"""Threads change how long it takes and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.columns import Block
from relationship_health.engine import in_order
from relationship_health.errors import InputError, MetricError
from relationship_health.simulate import Simulation, sales_team

THREADS = (1, 2, 4, 16)
ROWS = 500
FIRST = 1
"""Code of the source of the first relationship: 0 is one of the other side."""


@pytest.fixture(scope="module")
def team() -> Simulation:
    """Return a team whose log makes some twenty blocks."""
    return sales_team(relationships=120)


@pytest.fixture(scope="module")
def alone(team: Simulation) -> rh.Scorecard:
    """Return what one thread says."""
    return rh.score(team.portfolio, as_of=team.as_of)


@pytest.mark.parametrize("threads", THREADS)
def test_threads_change_no_bit(team: Simulation, alone: rh.Scorecard, threads: int) -> None:
    """Benchmark, values, interval and contributions are the same bits with any number."""
    engine = rh.Engine()
    benchmark = engine.fit(team.portfolio, as_of=team.as_of, threads=threads, block_rows=ROWS)
    assert benchmark == alone.benchmark
    card = engine.score(team.portfolio, as_of=team.as_of, threads=threads, block_rows=ROWS)
    for name, column in card.to_frame("dict").items():
        assert column.tobytes() == alone.to_frame("dict")[name].tobytes() or column.dtype == object
    assert card.composite.contributions.tobytes() == alone.composite.contributions.tobytes()


def test_results_come_in_order_whatever_takes_longest() -> None:
    """The first item, though the slowest, is yielded first."""

    def slow_first(item: int) -> int:
        time.sleep(0.02 if item == 0 else 0.0)
        return item

    assert list(in_order(slow_first, range(20), threads=4)) == list(range(20))


def test_no_more_is_under_way_than_fits() -> None:
    """Items are taken a few ahead only, so that memory stays bounded."""
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    results = in_order(abs, items(), threads=2)
    assert next(results) == 0
    assert len(taken) <= 5
    assert list(results)[-1] == 99


def test_work_is_done_in_several_threads() -> None:
    """Two items that wait for each other both come back."""
    meeting = threading.Barrier(2, timeout=20)
    assert len(list(in_order(lambda _: meeting.wait(), [1, 2], threads=2))) == 2


@rh.metric("test.fails_late", requires=())
def fails_late(block: Block) -> rh.MetricResult:
    """Fail in each block, naming its size; the first block of the log is the slowest."""
    if block.source[0] == FIRST:
        time.sleep(0.05)
    message = f"no luck with {len(block)} relationships from {int(block.source[0])}"
    raise ValueError(message)


@pytest.mark.parametrize("threads", THREADS)
def test_the_same_failure_is_named(team: Simulation, threads: int) -> None:
    """The failure of the first block is the one that is told, however late it comes."""
    engine = rh.Engine(on_plugin_error="warn")
    engine.add_metric(fails_late)
    cards = [
        engine.score(team.portfolio, as_of=team.as_of, threads=n, block_rows=ROWS)
        for n in (1, threads)
    ]
    assert len(cards[0].diagnostics) == 1
    assert cards[0].diagnostics == cards[1].diagnostics
    assert np.array_equal(cards[0].health, cards[1].health, equal_nan=True)


@pytest.mark.parametrize("threads", THREADS)
def test_the_same_error_is_raised(team: Simulation, threads: int) -> None:
    """With "raise" the error is that of the first block."""
    engine = rh.Engine(metrics=["recency_decay", fails_late])
    with pytest.raises(MetricError, match=rf"relationships from {FIRST}\b"):
        engine.score(team.portfolio, as_of=team.as_of, threads=threads, block_rows=ROWS)


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, "2", None])
def test_a_wrong_number_of_threads_is_refused(team: Simulation, threads: object) -> None:
    """Anything but a whole number of 1 or more is refused in a sentence."""
    with pytest.raises(InputError, match=r"threads is .*, expected a whole number of 1 or more"):
        rh.Engine().score(team.portfolio, as_of=team.as_of, threads=threads)  # type: ignore[call-overload]
