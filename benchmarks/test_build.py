"""Building a portfolio from an unsorted log, against polars sorting it by pair and time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import relationship_health as rh
from relationship_health.simulate import RandomLog


@pytest.fixture(scope="module")
def frames(log: RandomLog) -> dict[str, pl.DataFrame]:
    """Return the log with whole numbers for ids, and with texts."""
    numbers = pl.DataFrame(log.columns())
    texts = numbers.with_columns(
        pl.format("person{}@example.org", pl.col(name)).alias(name)
        for name in ("sender", "recipient")
    )
    return {"whole numbers": numbers, "texts": texts}


def build(frame: pl.DataFrame) -> object:
    """Build the portfolio."""
    return rh.Portfolio.from_frame(frame, time_unit="us")


def sort(frame: pl.DataFrame) -> object:
    """Sort the frame."""
    return frame.sort("sender", "recipient", "time")


@pytest.mark.benchmark(group="build")
@pytest.mark.parametrize("ids", ["whole numbers", "texts"])
@pytest.mark.parametrize("run", [build, sort], ids=["from_frame", "polars sort"])
def test_build(
    benchmark: Any, frames: dict[str, pl.DataFrame], ids: str, run: Callable[[pl.DataFrame], object]
) -> None:
    """Time one contender."""
    benchmark.pedantic(run, args=(frames[ids],), rounds=3, warmup_rounds=1)
