"""What is no table is refused in one sentence that says what was found and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from relationship_health.errors import ColumnError, InputError
from relationship_health.frames import read_table
from tests.frames._backends import Stream
from tests.frames._columns import held, np, pa, pd, pl
from tests.frames._sentence import assert_one_sentence

NO_TABLES: dict[str, Any] = {
    "None": None,
    "text": "log.csv",
    "a number": 5,
    "a list of rows": [{"sender": "ana"}],
    "a structured array": np.zeros(2, dtype=[("sender", "i8")]),
    "a pandas series": pd.Series([1, 2]),
    "an Arrow array": pa.array([1, 2]),
    "a stream that is no table": Stream(pa.chunked_array([["a"]])),
    "a class": dict,
}


@pytest.mark.parametrize("frame", NO_TABLES.values(), ids=NO_TABLES)
def test_what_is_no_table_is_refused(frame: Any) -> None:
    """Anything but a frame is named by its type, with what is accepted."""
    with pytest.raises(InputError) as caught:
        read_table(frame)
    name = type(frame).__name__
    assert_one_sentence(
        caught.value, f"The frame is {name}", "expected", "polars", "dict of arrays"
    )


@pytest.mark.parametrize("path", ["log.csv", Path("log.csv")])
def test_a_path_is_no_table(path: object) -> None:
    """Whoever gives a path is told what reads files."""
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert_one_sentence(
        caught.value, "The frame is", "a file is read with relationship_health.read"
    )


def test_a_connection_is_no_relation() -> None:
    """A DuckDB connection holds a result that can be fetched once; a relation is asked for."""
    with duckdb.connect() as connection, pytest.raises(InputError) as caught:
        read_table(connection.execute("SELECT 1 AS x"))
    assert_one_sentence(caught.value, "DuckDBPyConnection", "expected", "DuckDB relation")


NO_COLUMNS: dict[str, Any] = {
    "text": "ana",
    "bytes": b"ana",
    "a number": 5,
    "a generator": (i for i in range(2)),
    "a set": {"ana", "bo"},
    "a mapping": {"ana": 1},
    "a table": np.zeros((2, 2)),
    "no dimension": np.array(5),
    "None": None,
}


@pytest.mark.parametrize("cells", NO_COLUMNS.values(), ids=NO_COLUMNS)
def test_what_is_no_column_is_refused(cells: Any) -> None:
    """A value of a dict that is no column is named, with its type."""
    with pytest.raises(ColumnError) as caught:
        read_table({"sender": cells, "recipient": ["bo"]})
    assert caught.value.column == "sender"
    assert_one_sentence(caught.value, "'sender'", type(cells).__name__, "expected", "each row")


def test_columns_of_different_length() -> None:
    """The lengths are told, so that the odd column is found."""
    with pytest.raises(InputError) as caught:
        read_table({"sender": ["ana"], "recipient": ["bo", "cy"]})
    assert_one_sentence(caught.value, "'sender': 1", "'recipient': 2", "expected one length")


TWICE: dict[str, Any] = {
    "pandas": lambda: pd.DataFrame([["ana", "bo"]], columns=["who", "who"]),
    "arrow": lambda: pa.table([pa.array(["ana"]), pa.array(["bo"])], names=["who", "who"]),
    "duckdb": lambda: held("SELECT 'ana' AS who, 'bo' AS who"),
    "dict": lambda: {1: ["ana"], "1": ["bo"]},
}


@pytest.mark.parametrize("make", TWICE.values(), ids=TWICE)
def test_a_name_borne_by_two_columns(make: Any) -> None:
    """No library gets away with two columns of one name."""
    with pytest.raises(InputError) as caught:
        read_table(make())
    assert_one_sentence(caught.value, "expected each", "once", "rename")


def test_a_missing_column_is_named_with_its_neighbours() -> None:
    """The error lists the columns there are, and those that are spelt alike."""
    with pytest.raises(ColumnError) as caught:
        read_table({"form": ["ana"], "to": ["bo"]}).column("from")
    assert (caught.value.column, caught.value.nearest) == ("from", ("form",))
    assert_one_sentence(caught.value, "'from'", "did you mean 'form'", "expected", "'to'")


def test_a_table_without_columns() -> None:
    """A table of nothing has no column of any name."""
    with pytest.raises(ColumnError) as caught:
        read_table(pl.DataFrame()).column("from")
    assert_one_sentence(caught.value, "'from'", "none")


@pytest.mark.parametrize("frame", [pd.DataFrame([["ana"]]), {0: ["ana"]}], ids=["pandas", "dict"])
def test_names_that_are_no_text_are_spelt_out(frame: Any) -> None:
    """A column called 0 answers to '0', not to the first row."""
    table = read_table(frame)
    assert table.names == ("0",)
    assert table.column("0").categories == ("ana",)


def test_names_with_quotes_reach_the_database() -> None:
    """A column's name is quoted in the SQL that fetches it, whatever it is."""
    table = read_table(held("""SELECT 'ana' AS "a""b", 'bo' AS "select", 1 AS "x; --" """))
    assert table.names == ('a"b', "select", "x; --")
    assert [table.column(name).categories for name in table.names[:2]] == [("ana",), ("bo",)]
