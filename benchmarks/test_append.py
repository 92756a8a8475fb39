"""Appending one row in a hundred to a portfolio, against building it from everything.

The last hundredth of a log in random order: most relationships get none, some one, and nearly all
new rows are older than the last one there. What counts is the ratio within one run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

import relationship_health as rh
from relationship_health.simulate import END, RandomLog

SHARE = 100
MOST = 0.05
FROM_ROWS = 20_000_000
"""Of smaller logs a build costs less for each row, as what it sorts stays in the cache."""
Logs = dict[str, tuple[pl.DataFrame, Any]]
KINDS = ("whole numbers", "texts", "new people", "threads and interactions")


@pytest.fixture(scope="module")
def logs(log: RandomLog) -> Logs:
    """Return the log with whole numbers for ids, with texts, with more columns; and our side."""
    numbers = pl.DataFrame(log.columns())
    ids = ("sender", "recipient")
    texts = numbers.with_columns(
        pl.format("person{}@example.org", pl.col(name)).alias(name) for name in ids
    )
    ours = {f"person{code}@example.org" for code in log.our_side}
    late = np.arange(len(log)) >= len(log) - len(log) // SHARE
    # Every second person of the last rows is new there, and shifts the codes of all others.
    renamed = texts.with_columns(
        pl.when(pl.lit(pl.Series(late)) & (pl.col(name).hash(7) % 2 == 0))
        .then(pl.format("new-{}", pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in ids
    )
    # Eight rows are a conversation; new ids lie among the old ones, and shift their codes.
    row = pl.int_range(pl.len())
    more = numbers.with_columns(
        thread=pl.format("t{}", row // 8 * 7919 % 1_000_003_337), interaction=row * 31 % len(log)
    )
    found = (numbers, texts, renamed, more)
    sides = (log.our_side, ours, ours, log.our_side)
    return dict(zip(KINDS, zip(found, sides, strict=True), strict=True))


def build(frame: pl.DataFrame, our_side: Any) -> rh.Portfolio:
    """Build the portfolio."""
    return rh.Portfolio.from_frame(frame, time_unit="us", our_side=our_side)


def _fastest(run: Callable[[], object], rounds: int) -> float:
    """Return the processor time of the fastest of some rounds."""
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        run()
        taken.append(time.process_time() - begin)
    return min(taken)


@pytest.mark.parametrize("kind", KINDS)
def test_append(benchmark: Any, logs: Logs, kind: str) -> None:
    """It gives the same bits, and from 20 million rows on for a twentieth of a build."""
    frame, our_side = logs[kind]
    rows = len(frame) // SHARE
    first, last = build(frame[:-rows], our_side), frame[-rows:]
    assert first.append(last) == build(frame, our_side)
    building = _fastest(lambda: build(frame, our_side), 3)
    appending = _fastest(lambda: first.append(last), 5)
    share = f"{appending / building:.1%} of a build of {building:.2f} s"
    benchmark.group = f"append 1 %, {kind}: {share}"
    benchmark.pedantic(first.append, args=(last,), rounds=5)
    assert len(frame) < FROM_ROWS or appending <= MOST * building, share


def test_scoring_after(benchmark: Any, log: RandomLog) -> None:
    """Scoring what changed gives the same bits as scoring everything, and takes no longer."""
    frame = pl.DataFrame(log.columns())
    rows = len(frame) // SHARE
    first = build(frame[:-rows], log.our_side)
    whole = first.append(frame[-rows:])
    engine = rh.Engine()
    card = engine.score(first, as_of=END)
    frozen = card.benchmark
    everything = engine.score(whole, as_of=END, benchmark=frozen)
    assert card.after(whole).health.tobytes() == everything.health.tobytes()
    scoring = _fastest(lambda: engine.score(whole, as_of=END, benchmark=frozen), 2)
    rescoring = _fastest(lambda: card.after(whole), 2)
    share = f"{rescoring / scoring:.1%} of scoring all, {scoring:.2f} s"
    benchmark.group = f"score after appending 1 %: {share}"
    benchmark.pedantic(card.after, args=(whole,), rounds=2)
    assert rescoring <= scoring, share
