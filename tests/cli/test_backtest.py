"""The command ``backtest``: words, a table, a file, JSON; and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import relationship_health as rh
from tests.cli.conftest import Run

OURS = ("--time-unit", "s", "--our-side", "us")
SHORT = ("--horizon-days", 15, "--origins", 4, "--resamples", 64)


@pytest.fixture
def weeks(tmp_path: Path) -> Path:
    """Write a log of 40 relationships, each with a rhythm of its own, half of which end."""
    path = tmp_path / "weeks.csv"
    lines = ["sender,recipient,time"]
    for who in range(40):
        gap, end = 2 + who % 9, 200 if who % 2 else 60 + 3 * who
        for place, day in enumerate(range(who % 5, end, gap)):
            ends = ("us", f"them{who:02d}") if place % 2 else (f"them{who:02d}", "us")
            lines.append(f"{ends[0]},{ends[1]},{1_770_000_000 + 86_400 * day}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_words_and_a_table(run: Run, weeks: Path) -> None:
    """Words come first, then every score on either target, the best first."""
    ended = run("backtest", weeks, *OURS, *SHORT)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0].startswith("Backtest over 15 days at 4 origins")
    assert "Observation ends with the last interaction" in ended.err
    header = next(place for place, line in enumerate(lines) if line.startswith("target "))
    targets = [line.split()[0] for line in lines[header + 1 :]]
    assert targets == sorted(targets)
    assert set(targets) == {"contact", "continues"}
    areas = [line.split()[3] for line in lines[header + 1 :] if line.startswith("contact")]
    assert areas == sorted(areas, reverse=True)


def test_json_is_what_the_library_says(run: Run, weeks: Path, tmp_path: Path) -> None:
    """One document with title, words and rows, the same as from Python; the file has the rows."""
    target = tmp_path / "found.csv"
    ended = run("backtest", weeks, *OURS, *SHORT, "--json", "-o", target)
    told = json.loads(ended.out)
    with weeks.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    log = {name: [row[name] for row in rows] for name in ("sender", "recipient")}
    portfolio = rh.Portfolio.from_frame(
        log | {"time": [int(row["time"]) for row in rows]}, time_unit="s", our_side={"us"}
    )
    again = rh.backtest(portfolio, rh.Engine(), 15, 4, resamples=64)
    assert told == json.loads(json.dumps(again.to_dict()))
    with target.open(newline="") as lines:
        written = list(csv.DictReader(lines))
    assert [row["score"] for row in written] == [row["score"] for row in told["rows"]]


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--benchmark", "b.json"), 2, "a backtest learns what is usual at every moment"),
        (("--origins", 0), 2, "--origins is 0, expected 1 to 1,000."),
        (("--horizon-days", "nan"), 2, "--horizon-days is nan, expected days above 0."),
        (("--horizon-days", 900), 1, "shorten --horizon-days."),
        (("--resamples", 0), 2, "--resamples is 0, expected 1 to 100,000."),
        (("--seed", "-1"), 2, "--seed is -1, expected a whole number from 0."),
        (("-o", "figures.xyz"), 2, "figures.xyz"),
    ],
    ids=["benchmark", "no origin", "no days", "too long", "no resample", "seed", "no format"],
)
def test_what_cannot_be_asked_is_refused(
    run: Run, weeks: Path, options: tuple[object, ...], code: int, sentence: str
) -> None:
    """In one sentence that names the option."""
    ended = run("backtest", weeks, *OURS, *options)
    assert (ended.code, ended.out) == (code, "")
    assert sentence in ended.err.splitlines()[-1]
