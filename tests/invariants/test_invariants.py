"""The laws that every registered metric keeps, all of them in one engine call.

Numbered as in the design: order and blocks, as_of, shifts, range and unknowns, duplication,
missing columns. The example plugin's metric takes part like the built-ins.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pytest
import rh_steadiness
from hypothesis import assume, given
from hypothesis import strategies as st

import relationship_health as rh
from tests.logs import A_FIFTH, DAY_US, RandomLog, bits, logs
from tests.oracle import Row

ENGINE = rh.Engine(plugins=[rh_steadiness])
DEFAULT = rh.Benchmark.default()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def scored(
    log: RandomLog, benchmark: rh.Benchmark | None = DEFAULT, **options: Any
) -> dict[str, Any]:
    """Score a log and return the bits of the result."""
    return bits(ENGINE.score(log.portfolio(), as_of=log.as_of(), benchmark=benchmark, **options))


@A_FIFTH
@given(log=logs(), data=st.data())
def test_order_of_rows_changes_nothing(log: RandomLog, data: st.DataObject) -> None:
    """1. A permuted input gives the same bits, benchmark fitted on it included."""
    shuffled = attrs.evolve(log, rows=tuple(data.draw(st.permutations(log.rows))))
    assert scored(log, None) == scored(shuffled, None)


@A_FIFTH
@given(log=logs(), size=st.integers(1, 30))
def test_block_size_changes_nothing(log: RandomLog, size: int) -> None:
    """1. However the relationships are cut into blocks, the bits are the same."""
    assert scored(log, None) == scored(log, None, block_rows=size)


@A_FIFTH
@given(log=logs(), parts=st.sampled_from([2, 3, 7, 64]))
def test_partitions_change_nothing(log: RandomLog, parts: int) -> None:
    """1. Scoring each part apart under a frozen benchmark gives the rows of the whole."""
    portfolio = log.portfolio()
    whole = ENGINE.score(portfolio, as_of=log.as_of(), benchmark=DEFAULT)
    everything = whole.evaluation.values
    for part in range(parts):
        mask = np.arange(len(portfolio)) % parts == part
        if not mask[whole.rows].any():
            continue
        piece = ENGINE.score(portfolio.select(mask), as_of=log.as_of(), benchmark=DEFAULT)
        expected = everything[mask[whole.rows]]
        assert piece.evaluation.values.tobytes() == expected.tobytes()
        assert piece.health.tobytes() == whole.health[mask[whole.rows]].tobytes()


@A_FIFTH
@given(log=logs(), extra=logs(max_rows=8), after=st.sampled_from([1, DAY_US, 500 * DAY_US]))
def test_nothing_after_as_of_matters(log: RandomLog, extra: RandomLog, after: int) -> None:
    """2. Rows planted after as_of change no bit, in fitting or in scoring."""
    known = set().union(*(row.keys() for row in log.rows))
    planted = [
        {name: ({**row, "time_us": log.as_of_us + after + i}).get(name) for name in known}
        for i, row in enumerate(extra.rows)
    ]
    people = {p for row in log.rows for p in (row["sender"], row["recipient"])}
    assume(not log.our_side or log.our_side & people)
    later = attrs.evolve(log, rows=log.rows + tuple(planted))  # type: ignore[arg-type]
    assert scored(log, None) == scored(later, None)


@A_FIFTH
@given(log=logs(), shift=st.integers(-50_000 * DAY_US, 50_000 * DAY_US))
def test_shifting_all_times_changes_nothing(log: RandomLog, shift: int) -> None:
    """3. The same log at another time scores the same at the shifted moment."""
    moved = attrs.evolve(
        log,
        rows=tuple({**row, "time_us": row["time_us"] + shift} for row in log.rows),
        as_of_us=log.as_of_us + shift,
    )
    assert scored(log, None) == scored(moved, None)


@A_FIFTH
@given(log=logs(), data=st.data())
def test_zones_of_the_same_instants_change_nothing(log: RandomLog, data: st.DataObject) -> None:
    """3. Whatever zone each time is written in, the bits are those of its instant."""
    zones = [ZoneInfo(name) for name in ("UTC", "Pacific/Kiritimati", "Australia/Lord_Howe")]
    frame = log.frame()
    frame["time_us"] = [
        (EPOCH + timedelta(microseconds=us)).astimezone(data.draw(st.sampled_from(zones)))
        for us in frame["time_us"]
    ]
    portfolio = rh.Portfolio.from_frame(frame, time="time_us", our_side=log.our_side)
    as_of = (EPOCH + timedelta(microseconds=log.as_of_us)).astimezone(zones[1])
    assert bits(ENGINE.score(portfolio, as_of=as_of)) == scored(log, None)


def test_every_metric_takes_part() -> None:
    """The laws are tried on the built-ins and on a stranger's metric alike."""
    names = [metric.name for metric in ENGINE.metrics]
    assert names == [*(metric.name for metric in rh.Engine().metrics), "example.steadiness"]


@A_FIFTH
@given(log=logs())
def test_values_are_in_range_and_unknown_exactly_without_evidence(log: RandomLog) -> None:
    """4. Values lie in [0, 1]; NaN stands exactly where evidence is 0."""
    scorecard = ENGINE.score(log.portfolio(), as_of=log.as_of())
    values, evidence = scorecard.evaluation.values, scorecard.evaluation.evidence
    known = ~np.isnan(values)
    assert ((values[known] >= 0) & (values[known] <= 1)).all()
    assert (known == (evidence > 0)).all()
    assert (np.isnan(scorecard.health) == ~known.any(axis=1)).all()
    assert not scorecard.diagnostics


@A_FIFTH
@given(log=logs())
def test_inputs_are_never_written_to(log: RandomLog) -> None:
    """4. The frame is the same before and after, and no array of a portfolio can be written."""
    frame = {name: np.array(cells, dtype=object) for name, cells in log.frame().items()}
    before = {name: cells.copy() for name, cells in frame.items()}
    for cells in frame.values():
        cells.flags.writeable = False
    portfolio = rh.Portfolio.from_frame(
        frame, time="time_us", time_unit="us", our_side=log.our_side
    )
    ENGINE.score(portfolio, as_of=log.as_of())
    assert all((frame[name] == before[name]).all() for name in frame)
    for array in (portfolio.time, portfolio.direction, *portfolio.columns.values()):
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


@A_FIFTH
@given(log=logs())
def test_a_copy_under_other_ids_scores_the_same(log: RandomLog) -> None:
    """6. Duplicating everything under other ids gives every relationship's twin its score."""
    renamed: list[Row] = [
        {**row, "sender": row["sender"] + "2", "recipient": row["recipient"] + "2"}
        for row in log.rows
    ]
    side = None if log.our_side is None else log.our_side | {i + "2" for i in log.our_side}
    double = attrs.evolve(log, rows=log.rows + tuple(renamed), our_side=side)
    scorecard = ENGINE.score(double.portfolio(), as_of=log.as_of(), benchmark=DEFAULT)
    table = scorecard.to_frame("dict")
    keys = list(zip(table["source"].tolist(), table["target"].tolist(), strict=True))
    place = {key: row for row, key in enumerate(keys)}
    for (source, target), row in place.items():
        if not source.endswith("2"):
            twin = place[source + "2", target + "2"]
            values = scorecard.evaluation.values
            assert values[row].tobytes() == values[twin].tobytes()


@A_FIFTH
@given(log=logs())
def test_which_end_names_the_row_does_not_matter(log: RandomLog) -> None:
    """Without sides, renaming people so that their order turns round changes no score."""
    turned = {"ana": "zoe", "bo": "yan", "cy": "xi", "dee": "wim"}
    rows: list[Row] = [
        {**row, "sender": turned[row["sender"]], "recipient": turned[row["recipient"]]}
        for row in log.rows
    ]
    plain = attrs.evolve(log, our_side=None)
    other = attrs.evolve(log, rows=tuple(rows), our_side=None)
    one = ENGINE.score(plain.portfolio(), as_of=log.as_of()).to_frame("dict")
    two = ENGINE.score(other.portfolio(), as_of=log.as_of()).to_frame("dict")
    place = {
        frozenset(key): row
        for row, key in enumerate(zip(two["source"].tolist(), two["target"].tolist(), strict=True))
    }
    for row, key in enumerate(zip(one["source"].tolist(), one["target"].tolist(), strict=True)):
        twin = place[frozenset(turned[i] for i in key)]
        assert one["health"][row].tobytes() == two["health"][twin].tobytes()


@A_FIFTH
@given(log=logs())
def test_missing_columns_are_named(log: RandomLog) -> None:
    """8. A metric whose column is missing is unknown and named; the others keep their bits."""
    engine = rh.Engine(plugins=[rh_steadiness])

    @rh.metric("test.minutes", requires=("minutes",))
    def minutes(block: rh.Block) -> Any:
        return np.minimum(block.sum(block.columns["minutes"]) / 60.0, 1.0)

    engine.add_metric(minutes)
    scorecard = engine.score(log.portfolio(), as_of=log.as_of())
    assert scorecard.unavailable["test.minutes"] == "needs column minutes"
    assert np.isnan(scorecard.evaluation.values[:, -1]).all()
    plain = ENGINE.score(log.portfolio(), as_of=log.as_of())
    assert scorecard.evaluation.values[:, :-1].tobytes() == plain.evaluation.values.tobytes()
    assert scorecard.health.tobytes() == plain.health.tobytes()
