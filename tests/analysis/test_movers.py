"""What changed: the parts of every change sum to it, and the largest come first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.analysis import movers
from relationship_health.errors import InputError
from tests.analysis import _logs as portfolios
from tests.analysis._checks import assert_presentable, exact
from tests.logs import RandomLog, logs

CAUSES = ("benchmark", "silence", "edits", "interactions")
METRICS = tuple(metric.name for metric in rh.Engine().metrics)


@portfolios.FEW
@given(log=logs(min_rows=3))
def test_parts_sum_to_the_change_bit_for_bit(log: RandomLog) -> None:
    """Causes sum to the change of each relationship, and so do metrics, in either order."""
    engine, last = rh.Engine(), log.as_of()
    history = engine.history(
        log.portfolio(), as_of=[last - np.timedelta64(days, "D") for days in (0, 30, 200)]
        if log.as_of_us - 200 * 86_400_000_000 > min(row["time_us"] for row in log.rows) else [last]
    )  # fmt: skip
    table = movers(history).columns()
    assert exact(table, "change", *CAUSES)
    assert exact(table, "change", *METRICS)
    np.testing.assert_array_equal(table["after"] - table["before"], table["change"])


def test_the_largest_change_comes_first() -> None:
    """Rows are sorted by the size of the change; the total of all of them is exact as well."""
    found = movers(portfolios.history())
    change = found.columns()["change"]
    assert (np.diff(np.abs(change)) <= 0).all()
    assert exact({n: np.array([v.sum()]) for n, v in found.columns().items() if v.dtype != object},
                 "change", *CAUSES)  # fmt: skip
    few = movers(portfolios.history(), most=3)
    np.testing.assert_array_equal(few.columns()["change"], change[:3])
    assert few.words == found.words
    assert_presentable(found)


def test_a_row_is_traced_to_its_interactions() -> None:
    """Behind a row stand the interactions between the dates: the steps of the explained change."""
    found = movers(portfolios.history())
    for row in range(5):
        steps = found.explain(row).steps
        assert len(found.behind(row).rows) == len(steps)
        assert sum(step.points for step in steps) == found.columns()["interactions"][row]


def test_planted_silence_is_named_as_the_cause() -> None:
    """Who fell silent for good between the dates fell, and by silence more than by anything."""
    team = portfolios.team(ordinary=3, churn=1)
    ended = team.truth.ended_at
    gone = (ended > np.datetime64("2026-05-01")) & (ended < np.datetime64("2026-08-01"))
    keys = set(zip(team.truth.source[gone], team.truth.target[gone], strict=True))
    assert len(keys) >= 3
    found = movers(rh.Engine().history(team.portfolio, as_of=["2026-05-01", "2026-11-01"]))
    table = found.columns()
    mine = [row for row, key in enumerate(zip(table["source"], table["target"], strict=True))
            if key in keys]  # fmt: skip
    assert (table["change"][mine] < 0).mean() > 0.8
    fallen = [row for row in mine if table["change"][row] < 0]
    silence = table["silence"][fallen]
    assert (silence <= table["interactions"][fallen]).all()


@pytest.mark.parametrize("make", [portfolios.one, portfolios.unsided, portfolios.purchases])
def test_little_data_is_answered(make: object) -> None:
    """One relationship, no side, a one-way log: rows where health is known at both dates."""
    history = rh.Engine().history(make(), as_of=["2026-06-01", "2026-10-01"])  # type: ignore[operator]
    found = movers(history)
    assert exact(found.columns(), "change", *CAUSES)
    assert_presentable(found)


def test_one_date_shows_no_change() -> None:
    """What is missing is said in a sentence; the table is empty."""
    found = movers(rh.Engine().history(portfolios.one(), as_of=["2026-10-01"]))
    assert len(found) == 0
    (sentence,) = found.missing
    assert sentence.startswith(
        "What changed needs two dates, and the history holds one, 2026-10-01"
    )
    assert_presentable(found)


def test_nobody_is_an_empty_answer() -> None:
    """An empty portfolio has no movers."""
    found = movers(rh.Engine().history(portfolios.empty(), as_of=["2026-05-01", "2026-10-01"]))
    assert len(found) == 0
    assert found.words[0] == "No relationship has a known health at both dates."


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"most": 0}, "most is 0, expected how many"),
        ({"since": 5}, "since is 5 and until -1, expected places in a history of 3 dates"),
    ],
)
def test_impossible_wishes_are_refused(options: dict[str, int], reason: str) -> None:
    """Places and numbers are checked."""
    with pytest.raises(InputError, match=reason):
        movers(portfolios.history(), **options)


def test_a_history_is_expected() -> None:
    """A scorecard is no history, and scores with a log are not held against scores without."""
    with pytest.raises(InputError, match="movers was given Scorecard, expected scorecards"):
        movers(portfolios.history()[0])  # type: ignore[arg-type]
    first, *_, last = portfolios.history()
    with pytest.raises(InputError, match="expected one kind"):
        movers(rh.ScoreHistory((first.record(), last)))


def test_scores_without_their_log_are_told_by_metric() -> None:
    """Records have the movers of the live history, each change by metric, but by no cause."""
    live = portfolios.history()
    records = rh.ScoreHistory(tuple(card.record() for card in live))
    found, expected = movers(records), movers(live).columns()
    table = found.columns()
    for name in ("source", "target", "before", "after", "change"):
        assert table[name].tolist() == expected[name].tolist()
    assert exact(table, "change", *METRICS)
    assert exact(table, "change", "undivided")
    assert set(CAUSES) & set(table) == set()
    assert "all causes together" in found.words[0]
    for call in (found.explain, found.behind):
        with pytest.raises(InputError, match="kept without their log"):
            call(0)
    assert_presentable(found)


def test_scores_made_in_two_ways_are_not_compared() -> None:
    """Neither with another profile, nor the wrong way round."""
    card = portfolios.history()[0]
    other = rh.Engine(weights={"momentum": 9}).score(card.portfolio, as_of="2026-12-01")
    with pytest.raises(InputError, match="different metrics, profiles or terms"):
        movers(rh.ScoreHistory((card.record(), other.record())))
    with pytest.raises(InputError, match="call compare on the later one"):
        movers(rh.ScoreHistory((other.record(), card.record())))
