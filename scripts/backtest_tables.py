"""Backtests of the public data sets, for whoever has them.

Run ``python scripts/backtest_tables.py FOLDER [NAME ...]`` to print, for each set, the words and
the table of every score on both targets, from the later three of six origins. The data are not part
of this project; ``FOLDER`` holds them, a folder for each set.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

import relationship_health as rh
from relationship_health.validation import BacktestResult

SLOT_S = 20
"""Length of a slot of the face-to-face contacts."""


def enron(folder: Path) -> rh.Portfolio:
    """Office mail: one row for each message and recipient."""
    with gzip.open(folder / "enron" / "events.csv.gz", "rt") as lines:
        names = next(lines).strip().split(",")
        rows = [line.strip().split(",") for line in lines]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    log = {name: np.array(columns[name], dtype=np.int64) for name in ("sender", "rcv", "t", "mid")}
    return rh.Portfolio.from_frame(
        log, sender="sender", recipient="rcv", time="t", time_unit="s", interaction="mid"
    )


def collegemsg(folder: Path) -> rh.Portfolio:
    """Private messages of students."""
    with gzip.open(folder / "collegemsg" / "CollegeMsg.txt.gz", "rt") as lines:
        sender, recipient, moment = np.array([line.split() for line in lines], dtype=np.int64).T
    log = {"sender": sender, "recipient": recipient, "time": moment}
    return rh.Portfolio.from_frame(log, time_unit="s")


def cdnow(folder: Path) -> rh.Portfolio:
    """Purchases of a shop's customers: a one-way log."""
    with gzip.open(folder / "cdnow" / "CDNOW_master.txt.gz", "rt") as lines:
        rows = [line.split() for line in lines if line.strip()][1:]
    log = {
        "sender": [row[0] for row in rows], "recipient": ["shop"] * len(rows),
        "time": [row[1] for row in rows], "value": [float(row[3]) for row in rows],
    }  # fmt: skip
    return rh.Portfolio.from_frame(log, time_format="%Y%m%d", our_side={"shop"})


def workplace(folder: Path) -> rh.Portfolio:
    """Face-to-face contacts in an office, consecutive slots merged into meetings."""
    with gzip.open(folder / "workplace" / "workplace_InVS15_tij.dat.gz", "rt") as lines:
        slot, one, other = np.array([line.split() for line in lines], dtype=np.int64).T
    ends = np.sort(np.column_stack([one, other]), axis=1)
    order = np.lexsort([slot, ends[:, 1], ends[:, 0]])
    slot, ends = slot[order], ends[order]
    apart = (np.diff(slot) > SLOT_S) | (np.diff(ends, axis=0) != 0).any(axis=1)
    first = np.flatnonzero(np.append(np.ones(1, np.bool_), apart))
    last = np.append(first[1:], len(slot)) - 1
    log = {
        "sender": ends[first, 0], "recipient": ends[first, 1], "time": slot[first],
        "duration": (slot[last] - slot[first] + SLOT_S) / 60.0,
        "direction": np.full(len(first), "mutual", dtype=object),
    }  # fmt: skip
    return rh.Portfolio.from_frame(log, time_unit="s")


LOGS: Mapping[str, tuple[Callable[[Path], rh.Portfolio], float]] = {
    "enron": (enron, 60), "collegemsg": (collegemsg, 14), "cdnow": (cdnow, 90),
    "workplace": (workplace, 1),
}  # fmt: skip
"""How each set is read, and the days ahead that are asked."""


def show(found: BacktestResult) -> None:
    """Print the words and the table."""
    print(found)
    table = found.columns()
    for target in ("contact", "continues"):
        rows = np.flatnonzero(table["target"] == target)
        for row in rows[np.argsort(-np.nan_to_num(table["auc"][rows]), kind="stable")].tolist():
            cell = {name: values[row] for name, values in table.items()}
            print(
                f"{target:9} {cell['score']:24} {cell['rows']:6} "
                f"AUC {cell['auc']:.3f} ({cell['auc_lower']:.3f} to {cell['auc_upper']:.3f}) "
                f"ahead {cell['ahead']:+.3f} ({cell['ahead_lower']:+.3f} to "
                f"{cell['ahead_upper']:+.3f}) {cell['finding']:11} lift {cell['lift']:.2f} "
                f"Brier {cell['brier']:.3f} log loss {cell['log_loss']:.3f} "
                f"ECE {cell['calibration_error']:.3f} ({cell['calibration_error_lower']:.3f} to "
                f"{cell['calibration_error_upper']:.3f}) {cell['chance']}"
            )


def main(folder: Path, names: list[str]) -> None:
    """Test on each set, and say how long it took."""
    for name in names or LOGS:
        read, horizon_days = LOGS[name]
        portfolio = read(folder)
        begun = time.perf_counter()
        found = rh.backtest(portfolio, rh.Engine(), horizon_days)
        taken = time.perf_counter() - begun
        print(f"\n{name}: {len(portfolio):,} relationships, {taken:.0f} s")
        show(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
