"""Columns become frames of the library that is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from relationship_health.errors import InputError
from relationship_health.frames import read_table, write_table
from tests.frames._columns import cells, np
from tests.frames._sentence import assert_one_sentence

COLUMNS: dict[str, Any] = {
    "who": np.array(["ana", None, "çem"], dtype=object),
    "name": ["a", "b", "c"],
    "count": np.array([1, 2, 2**53 + 1]),
    "health": np.array([0.5, np.nan, 1.0]),
    "ours": np.array([True, False, True]),
}
EXPECTED = {
    "who": ["ana", None, "çem"],
    "name": ["a", "b", "c"],
    "count": [1, 2, 2**53 + 1],
    "health": [0.5, None, 1.0],
    "ours": [True, False, True],
}


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", "dict"])
def test_what_is_written_can_be_read(backend: str) -> None:
    """Every library gives back the values that it was given."""
    frame = write_table(COLUMNS, backend)
    assert type(frame).__module__.partition(".")[0] in {backend, "builtins"}
    table = read_table(frame)
    assert {name: cells(table.column(name)) for name in table.names} == EXPECTED


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", "dict"])
def test_no_rows_can_be_written(backend: str) -> None:
    """A table without rows keeps its columns."""
    columns: dict[str, Any] = {"who": np.empty(0, dtype=object), "health": np.empty(0)}
    table = read_table(write_table(columns, backend))
    assert (table.names, table.rows) == (("who", "health"), 0)


@pytest.mark.parametrize("backend", ["excel", "", "Dict"])
def test_an_unknown_library_is_refused(backend: str) -> None:
    """The error says what may be asked for."""
    with pytest.raises(InputError) as caught:
        write_table(COLUMNS, backend)
    assert_one_sentence(caught.value, repr(backend), "expected 'pandas', 'polars', 'pyarrow'")


def test_a_library_that_is_not_there_is_named() -> None:
    """Where a library is not installed, the error says so."""
    with pytest.raises(InputError) as caught:
        write_table(COLUMNS, "modin")
    assert_one_sentence(caught.value, "'modin'", "No module named", "installed")
