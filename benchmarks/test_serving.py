"""One relationship in a request: from objects to a score against a frozen benchmark.

Two kinds of log: with what most applications have (channel, outcome), which ten metrics can judge,
and with every column, for all fifteen. ``-s`` shows median and 99th percentile of each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import relationship_health as rh

INTERACTIONS = 200
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 2 * 365
CHANNELS = ("email", "phone", "meeting")
OUTCOMES = (None, None, "replied", "connected", "none", "resolved")
PURPOSES = ("sales", "support", "request", "news", "feedback")


def interactions(*, every_column: bool) -> list[rh.Interaction]:
    """Return the contacts of one relationship, two in three of them ours."""
    rng = np.random.default_rng(5)
    made = []
    for number, seconds in enumerate(sorted(rng.integers(0, DAYS * 86_400, INTERACTIONS).tolist())):
        ends = ("us", "them") if number % 3 else ("them", "us")
        more: dict[str, Any] = {}
        if every_column:
            more = {
                "id": f"message-{number}", "thread": f"thread-{number // 4}",
                "purpose": PURPOSES[number % len(PURPOSES)], "automated": number % 7 == 0,
                "duration_minutes": float(rng.integers(1, 60)),
            }  # fmt: skip
        made.append(
            rh.Interaction(
                sender=ends[0],
                recipients=ends[1],
                time=AS_OF - timedelta(seconds=DAYS * 86_400 - seconds),
                channel=CHANNELS[int(rng.integers(len(CHANNELS)))],
                outcome=OUTCOMES[int(rng.integers(len(OUTCOMES)))],
                **more,
            )
        )
    return made


STEPS = ("from objects", "score", "from objects to a score", "and its explanation")


@pytest.mark.benchmark(group="one relationship of 200 interactions")
@pytest.mark.parametrize("every_column", [False, True], ids=["usual columns", "every column"])
@pytest.mark.parametrize("step", STEPS)
def test_one_relationship(benchmark: Any, step: str, every_column: bool) -> None:  # noqa: FBT001
    """Time one step, or all of them."""
    given, engine = interactions(every_column=every_column), rh.Engine()
    frozen = rh.Benchmark.default()

    def build() -> rh.Portfolio:
        return rh.Portfolio.from_model(interactions=given, our_side={"us"})

    def score(portfolio: rh.Portfolio) -> rh.Scorecard:
        return engine.score(portfolio, as_of=AS_OF, benchmark=frozen)

    ready = build()
    runs: dict[str, Callable[[], object]] = {
        "from objects": build,
        "score": lambda: score(ready),
        "from objects to a score": lambda: score(build()),
        "and its explanation": lambda: score(build()).explain(("us", "them")),
    }
    benchmark.pedantic(runs[step], rounds=1000, warmup_rounds=50)
    median, slow = np.quantile(benchmark.stats.stats.data, (0.5, 0.99))
    found = f"median {1e3 * median:.2f} ms, 99th percentile {1e3 * slow:.2f} ms"
    sys.stdout.write(f"\n{step}, {'every column' if every_column else 'usual columns'}: {found}\n")
