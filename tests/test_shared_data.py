"""Real logs, where they are at hand: every row accounted for, and known facts found again."""

from __future__ import annotations

import gzip
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import relationship_health as rh


def test_enron_is_accounted_for(shared_data: Path) -> None:
    """38,388 rows of 21,635 messages: none is a duplicate, none is lost."""
    frame = pl.read_csv(shared_data / "enron" / "events.csv.gz")
    portfolio = rh.Portfolio.from_frame(
        frame, sender="sender", recipient="rcv", time="t", time_unit="s", interaction="mid"
    )
    issues = portfolio.issues
    assert (issues.rows_in, issues.accepted) == (38_388, 38_388)
    assert len(portfolio.categories["interaction"]) == 21_635
    assert len(portfolio.time) == 38_388
    assert int(portfolio.columns["audience"].max()) == 57
    counted = frame.group_by("mid").len().filter(pl.col("len") > 0)["len"].max()
    assert counted == 57
    scorecard = rh.score(portfolio, as_of="2001-09-01")
    known = frame.filter(pl.col("t") <= 999_302_400)
    pairs = {frozenset(row) for row in known.select("sender", "rcv").iter_rows()}
    assert len(scorecard) == len(pairs)
    assert not scorecard.diagnostics
    # What mail without content, channels or outcomes cannot tell is named, with the columns.
    assert {name: why.removeprefix("needs ") for name, why in scorecard.unavailable.items()} == {
        "channel_fit": "column channel", "purpose_fit": "column purpose",
        "channel_diversity": "column channel", "resolution": "column purpose, outcome",
        "effort": "column purpose, outcome", "feedback_use": "column purpose, outcome",
        "recovery": "column status or outcome",
    }  # fmt: skip


def test_changes_of_enron_are_its_mails(shared_data: Path) -> None:
    """Between two dates every new mail is one step, and all parts sum to the change."""
    frame = pl.read_csv(shared_data / "enron" / "events.csv.gz")
    portfolio = rh.Portfolio.from_frame(
        frame, sender="sender", recipient="rcv", time="t", time_unit="s", interaction="mid"
    )
    engine = rh.Engine()
    frozen = engine.fit(portfolio, as_of="2001-09-01")
    then, now = (
        engine.score(portfolio, as_of=day, benchmark=frozen) for day in ("2001-06-01", "2001-09-01")
    )
    comparison = now.compare(then)
    new = frame.filter((pl.col("t") > 991_353_600) & (pl.col("t") <= 999_302_400))
    sent = Counter(frozenset(row) for row in new.select("sender", "rcv").iter_rows())
    for key in list(zip(now.source.tolist(), now.target.tolist(), strict=True))[:300]:
        change = comparison.explain(key)
        assert len(change.steps) == sent[frozenset(key)]
        parts, before = math.fsum(change.parts.values()), np.nan_to_num(change.before)
        assert change.after - before == pytest.approx(parts, abs=1e-9)
    # Read in the raw log: one mail on 30 May and none after; three mails after a year of silence.
    quiet, back = comparison.explain((84, 154)), comparison.explain((49, 95))
    assert (len(quiet.steps), "went_quiet" in quiet.events) == (0, True)
    assert [f"{step.time:%m-%d %H:%M} {step.direction}" for step in back.steps] == [
        "07-12 15:54 from 49", "08-24 13:04 from 49", "08-28 09:58 from 95",
    ]  # fmt: skip


def test_enron_in_parts_is_enron(shared_data: Path) -> None:
    """In random parts, which tear messages apart, it is the same portfolio with the same scores."""
    frame = pl.read_csv(shared_data / "enron" / "events.csv.gz")
    how: Any = {"sender": "sender", "recipient": "rcv", "time": "t", "interaction": "mid"}
    whole = rh.Portfolio.from_frame(frame, **how, time_unit="s")
    part = np.random.default_rng(3).integers(0, 3, len(frame))
    first, second, third = (frame.filter(pl.Series(part == number)) for number in range(3))
    two = rh.Portfolio.from_frame(first, **how, time_unit="s").append(second)
    built = two.append(third)
    assert built == whole
    assert (built.issues.rows_in, built.issues.accepted) == (38_388, 38_388)
    card = rh.Engine().score(two, as_of="2001-09-01")
    again = rh.Engine().score(whole, as_of="2001-09-01", benchmark=card.benchmark)
    after = card.after(built)
    assert after.composite.contributions.tobytes() == again.composite.contributions.tobytes()
    late = frame.filter(pl.col("t") >= 1_000_000_000)
    early = rh.Portfolio.from_frame(
        frame.filter(pl.col("t") < 1_000_000_000), **how, time_unit="s"
    )  # fmt: skip
    assert early.append(late) == whole


def test_cdnow_is_accounted_for(shared_data: Path) -> None:
    """69,659 purchases of 23,570 customers; ids keep their zeros; a one-way log."""
    with gzip.open(shared_data / "cdnow" / "CDNOW_master.txt.gz", "rt") as lines:
        rows = [line.split() for line in lines][1:]
    log = {
        "customer": [row[0] for row in rows],
        "shop": ["shop"] * len(rows),
        "date": [row[1] for row in rows],
        "value": [float(row[3]) for row in rows],
    }
    portfolio = rh.Portfolio.from_frame(
        log, sender="customer", recipient="shop", time="date", time_format="%Y%m%d",
        our_side={"shop"},
    )  # fmt: skip
    assert portfolio.issues.rows_in == portfolio.issues.accepted == 69_659
    assert len(portfolio) == 23_570
    assert portfolio.ids[0] == "00001"
    scorecard = rh.score(portfolio, as_of="1998-06-30")
    assert scorecard.benchmark.one_way
    assert "nothing outbound" in scorecard.unavailable["responsiveness"]
    assert np.isfinite(scorecard.health).all()
