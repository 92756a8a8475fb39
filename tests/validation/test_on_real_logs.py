"""Real logs, where they are at hand: what is known of them is found again, and what cannot be."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.errors import ColumnError
from relationship_health.validation import BacktestResult
from scripts.backtest_tables import LOGS

METRICS = ("recency_decay", "stickiness")


def small(folder: Path, name: str) -> BacktestResult:
    """Test a small engine, which is fast, against all rivals."""
    read, horizon_days = LOGS[name]
    return rh.backtest(read(folder), rh.Engine(metrics=METRICS), horizon_days, resamples=64)


def areas(found: BacktestResult, target: str) -> dict[str, float]:
    """Return the AUC of every score on a target."""
    table = found.columns()
    chosen = table["target"] == target
    return dict(zip(table["score"][chosen].tolist(), table["auc"][chosen].tolist(), strict=True))


KNOWN = {
    "enron": {"days_since_last": 0.741, "count_90": 0.754, "decayed_count": 0.750,
              "everreach": 0.762},
    "collegemsg": {"days_since_last": 0.817, "count_90": 0.637, "decayed_count": 0.733,
                   "everreach": 0.816},
    "cdnow": {"days_since_last": 0.758, "count_90": 0.695, "decayed_count": 0.769,
              "everreach": 0.691},
}  # fmt: skip
"""AUC of rivals on ``contact``, worked out elsewhere, with other code."""


@pytest.mark.parametrize("name", KNOWN)
def test_rivals_reach_what_is_known_of_them(shared_data: Path, name: str) -> None:
    """On the later three of six origins each rival has the AUC that others found for it."""
    found = small(shared_data, name)
    contact = areas(found, "contact")
    for rival, expected in KNOWN[name].items():
        assert contact[f"rival.{rival}"] == pytest.approx(expected, abs=0.0015)
    assert found.leaks == ()


def test_a_fortnight_of_meetings_says_little_of_going_on(shared_data: Path) -> None:
    """In eleven days of face-to-face contact most own windows are longer than what was observed."""
    found = small(shared_data, "workplace")
    assert any("were not observed in full" in sentence for sentence in found.missing)
    table = found.columns()
    asked = {target: table["rows"][table["target"] == target].max() for target in table["target"]}
    assert asked["continues"] < asked["contact"] / 10
    width = (table["auc_upper"] - table["auc_lower"])[table["score"] == "health"]
    assert width[0] < 0.06 < width[1]


def test_a_campaign_without_dates_is_no_log(shared_data: Path) -> None:
    """Bank calls have one row a client and no moments: refused, whatever else is in the file."""
    path = shared_data / "bank_marketing" / "bank-additional.csv.gz"
    with gzip.open(path, "rt", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    clients = [f"client {place}" for place in range(len(rows))]
    frame = columns | {"sender": ["bank"] * len(rows), "recipient": clients}
    with pytest.raises(ColumnError, match="time"):
        rh.Portfolio.from_frame(frame)
    calls, won = np.array(columns["campaign"], dtype=int), np.array(columns["y"]) == "yes"
    rates = [won[(calls >= low) & (calls <= high)].mean() for low, high in ((1, 1), (6, 10))]
    assert rates == pytest.approx([0.124, 0.036], abs=0.001)
