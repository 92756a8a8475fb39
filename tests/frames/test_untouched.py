"""A frame that is read is the same afterwards, and what comes of it owes it nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from relationship_health import Portfolio
from relationship_health.columns.model_table import interaction_columns
from tests.frames._backends import BACKENDS, Cells, arrow_plain, dict_of_arrays, dict_of_masked
from tests.frames._columns import np, pd
from tests.frames.test_backends import LOGS

ONCE = {"arrow_reader"}


def contents(frame: Any) -> Any:
    """Return all that a frame holds, in a form that can be compared."""
    if isinstance(frame, dict):
        return {name: repr(values) for name, values in frame.items()}
    if hasattr(frame, "fetchnumpy"):
        return {name: array.tolist() for name, array in frame.fetchnumpy().items()}
    if hasattr(frame, "collect"):
        return frame.collect().to_dict(as_series=False)
    if hasattr(frame, "to_pylist"):
        return frame.to_pylist()
    return frame.to_dict() if hasattr(frame, "to_dict") else frame._table.to_pylist()  # noqa: SLF001


@pytest.mark.parametrize("name", sorted(set(BACKENDS) - ONCE))
def test_the_frame_is_the_same_afterwards(name: str) -> None:
    """Reading a frame changes nothing in it, and it can be read again."""
    frame = BACKENDS[name](interaction_columns(LOGS["texts"]))
    before = copy.deepcopy(contents(frame))
    first = Portfolio.from_frame(frame, our_side={"ana"})
    assert str(contents(frame)) == str(before)
    assert Portfolio.from_frame(frame, our_side={"ana"}) == first


@pytest.mark.parametrize("make", [dict_of_arrays, dict_of_masked])
def test_read_only_arrays_will_do(make: Callable[[Cells], dict[str, Any]]) -> None:
    """Arrays that must not be written to are read like others."""
    cells = interaction_columns(LOGS["integers"])
    frame = make(cells)
    for array in frame.values():
        array.flags.writeable = False
    assert Portfolio.from_frame(frame) == Portfolio.from_frame(cells)


def test_the_arrays_of_the_caller_stay_writable() -> None:
    """The portfolio seals arrays of its own, never those that it was given."""
    frame = {
        "sender": np.array([1, 2]),
        "recipient": np.array([2, 1]),
        "time": np.array(["2026-01-01", "2026-01-02"], "M8[us]"),
        "value": np.array([1.0, 2.0]),
        "points": np.array([3.0, 4.0]),
    }
    built = Portfolio.from_frame(frame)
    for name, array in frame.items():
        assert array.flags.writeable
        array[:] = array[::-1].copy()
        assert not any(np.shares_memory(array, kept) for kept in (built.time, built.ids)), name
    assert built.columns["points"].tolist() == [3.0, 4.0]
    assert built.columns["value"].tolist() == [1.0, 2.0]


def test_nothing_in_a_portfolio_can_be_written_to() -> None:
    """Every array is sealed, and its seal cannot be taken off."""
    built = Portfolio.from_frame(interaction_columns(LOGS["texts"]), our_side={"ana"})
    arrays = [
        built.ids, built.source, built.target, built.sided, built.declared, built.cadence_days,
        built.groups.indptr, built.time, built.direction, *built.columns.values(),
        *built.categories.values(),
    ]  # fmt: skip
    for array in arrays:
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            array.flags.writeable = True


def test_a_view_of_a_larger_frame_is_read_as_it_is() -> None:
    """Slices that share memory with a larger frame are read by their own rows."""
    cells = interaction_columns(LOGS["texts"])
    part = {name: values[2:7] for name, values in cells.items()}
    expected = Portfolio.from_frame(part)
    assert Portfolio.from_frame(arrow_plain(cells).slice(2, 5)) == expected
    assert Portfolio.from_frame(pd.DataFrame(cells).iloc[2:7]) == expected
