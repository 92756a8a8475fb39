"""Two years of monthly scorecards against one: what the walk over all dates at once costs.

Every scorecard has health, interval and contributions of all relationships known by then, so that
what is done for each relationship at each date is done that often, however few interactions came in
between. What counts is the ratio within one run, and how it falls with more interactions for each
relationship: what is done for each interaction is shared in part.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import ROWS

import relationship_health as rh
from relationship_health.simulate import END, random_log

LAST = datetime.fromisoformat(END).replace(tzinfo=UTC)
MONTHS = [LAST - timedelta(days=30.44 * n) for n in reversed(range(24))]
DATES = {
    "one date": MONTHS[-1:],
    "24 dates": MONTHS,
}


@pytest.fixture(scope="module", params=[20, 200])
def engine_and_log(request: pytest.FixtureRequest) -> tuple[rh.Engine, rh.Portfolio]:
    """Return an engine, and a log of so many interactions for each relationship."""
    log = random_log(ROWS, ROWS // request.param)
    return rh.Engine(), rh.Portfolio.from_frame(
        log.columns(), time_unit="us", our_side=log.our_side
    )


@pytest.mark.benchmark(group="history, benchmark fitted too")
@pytest.mark.parametrize("dates", DATES)
def test_history(
    benchmark: Any, engine_and_log: tuple[rh.Engine, rh.Portfolio], dates: str
) -> None:
    """Score all dates, under a benchmark that is learned at the last of them."""
    engine, portfolio = engine_and_log
    benchmark.pedantic(
        lambda: engine.history(portfolio, as_of=DATES[dates]), rounds=3, warmup_rounds=1
    )


@pytest.mark.benchmark(group="history, each date by itself")
def test_one_by_one(benchmark: Any, engine_and_log: tuple[rh.Engine, rh.Portfolio]) -> None:
    """Score all dates one after the other, as a loop over dates does."""
    engine, portfolio = engine_and_log
    frozen = engine.fit(portfolio, as_of=MONTHS[-1])

    def loop() -> list[rh.Scorecard]:
        return [engine.score(portfolio, as_of=date, benchmark=frozen) for date in MONTHS]

    benchmark.pedantic(loop, rounds=2, warmup_rounds=0)
