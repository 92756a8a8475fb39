"""One log as a frame of every library, in every type that the library has for its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from tests.frames._columns import Held, np, pa, pd, pl

Cells = Mapping[str, list[Any]]
BERLIN = ZoneInfo("Europe/Berlin")

SQL = {"text": "VARCHAR", "integer": "BIGINT", "float": "DOUBLE", "boolean": "BOOLEAN"}
POLARS: dict[str, Any] = {
    "text": pl.String, "integer": pl.Int64, "float": pl.Float64, "boolean": pl.Boolean,
    "time": pl.Datetime("us", "UTC"),
}  # fmt: skip
ARROW: dict[str, Any] = {
    "text": pa.string(), "integer": pa.int64(), "float": pa.float64(), "boolean": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
}  # fmt: skip
NULLABLE = {"text": "string", "integer": "Int64", "float": "Float64", "boolean": "boolean"}


def kind_of(cells: list[Any]) -> str:
    """Name what a column of plain Python values holds."""
    types = {type(cell) for cell in cells if cell is not None} or {str}
    (kind,) = types if len(types) == 1 else {float}
    return {str: "text", int: "integer", float: "float", bool: "boolean", datetime: "time"}[kind]


class Stream:
    """An object that gives an Arrow stream, and knows nothing else."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


def pandas_inferred(cells: Cells) -> Any:
    """Let pandas guess: whole numbers with gaps become floats."""
    return pd.DataFrame(dict(cells))


def pandas_object(cells: Cells) -> Any:
    """Python objects throughout."""
    return pd.DataFrame({n: pd.Series(v, dtype=object) for n, v in cells.items()})


def pandas_nullable(cells: Cells) -> Any:
    """Types with a mask, and times that are no time in UTC."""
    made = {}
    for name, values in cells.items():
        kind = kind_of(values)
        if kind == "time":
            made[name] = pd.Series(values, dtype="datetime64[ns, UTC]").dt.tz_convert("Asia/Tokyo")
        else:
            made[name] = pd.Series(values, dtype=NULLABLE[kind])
    return pd.DataFrame(made)


def pandas_category(cells: Cells) -> Any:
    """Categories, of which one occurs in no row, in an order that is not theirs."""
    frame = pandas_inferred(cells)
    for name in frame.columns:
        if name != "time":
            column = frame[name].astype("category")
            if kind_of(cells[name]) == "text":
                column = column.cat.add_categories(["no one at all"])
                column = column.cat.reorder_categories(column.cat.categories[::-1])
            frame[name] = column
    return frame


def pandas_arrow(cells: Cells) -> Any:
    """Arrow arrays inside of pandas."""
    return arrow_plain(cells).to_pandas(types_mapper=pd.ArrowDtype)


def polars_plain(cells: Cells) -> Any:
    """One type each."""
    return pl.DataFrame(dict(cells), schema={n: POLARS[kind_of(v)] for n, v in cells.items()})


def polars_lazy(cells: Cells) -> Any:
    """A frame that is yet to be computed."""
    return polars_plain(cells).lazy()


def polars_categorical(cells: Cells) -> Any:
    """Text as categories, times in nanoseconds of another zone."""
    frame = polars_plain(cells).with_columns(pl.col(pl.String).cast(pl.Categorical))
    return frame.with_columns(
        pl.col("time").cast(pl.Datetime("ns", "UTC")).dt.convert_time_zone("America/Lima")
    )


def polars_enum(cells: Cells) -> Any:
    """Text as a closed list in an order of its own, with one value too many."""
    frame = polars_plain(cells)
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    values = {n: sorted({c for c in cells[n] if c is not None} | {"unused"})[::-1] for n in texts}
    return frame.with_columns(pl.col(name).cast(pl.Enum(values[name])) for name in texts)


def arrow_plain(cells: Cells) -> Any:
    """One type each."""
    return pa.table({n: pa.array(v, type=ARROW[kind_of(v)]) for n, v in cells.items()})


def arrow_chunked(cells: Cells) -> Any:
    """Cut into chunks, one of them empty."""
    table = arrow_plain(cells)
    middle = table.num_rows // 2
    return pa.concat_tables([table.slice(0, middle), table.slice(0, 0), table.slice(middle)])


def arrow_dictionary(cells: Cells) -> Any:
    """Dictionaries, another one in every chunk, and large strings below."""
    table = arrow_plain(cells)
    middle = table.num_rows // 2
    made = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        chunks = [column.slice(middle).dictionary_encode(), column.slice(0, middle)]
        made[name] = pa.chunked_array([chunks[1].dictionary_encode(), chunks[0]])
    return pa.table(made)


def arrow_large(cells: Cells) -> Any:
    """Strings with 64-bit offsets, times in nanoseconds with a fixed offset."""
    table = arrow_plain(cells)
    for place, field in enumerate(table.schema):
        if field.type == pa.string():
            column = table[field.name].cast(pa.large_string())
            table = table.set_column(place, field.name, column)
        if field.name == "time":
            zoned = table["time"].cast(pa.timestamp("ns", tz="+05:30"))
            table = table.set_column(place, "time", zoned)
    return table


def arrow_stream(cells: Cells) -> Stream:
    """Nothing but an Arrow stream."""
    return Stream(arrow_chunked(cells))


def arrow_reader(cells: Cells) -> Any:
    """Something that can be read once only."""
    return arrow_plain(cells).to_reader()


def duckdb_table(cells: Cells) -> Any:
    """A table of a database, filled without the help of any frame."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Pacific/Auckland'")
    kinds = [SQL.get(kind_of(values), "TIMESTAMPTZ") for values in cells.values()]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(cells, kinds, strict=True))
    connection.execute(f"CREATE TABLE log ({columns})")
    marks = ", ".join("?" * len(cells))
    rows = [list(row) for row in zip(*cells.values(), strict=True)]
    if rows:
        connection.executemany(f"INSERT INTO log VALUES ({marks})", rows)  # noqa: S608  own words
    return Held(connection, connection.table("log"))


def dict_of_lists(cells: Cells) -> dict[str, list[Any]]:
    """Plain Python."""
    return dict(cells)


def dict_of_arrays(cells: Cells) -> dict[str, Any]:
    """Arrays of numpy; where some are missing, whole numbers are floats and flags objects."""
    made: dict[str, Any] = {}
    for name, values in cells.items():
        kind, whole = kind_of(values), None not in values
        if kind == "time":
            made[name] = pd.Series(values).to_numpy(dtype=object)
        elif kind == "text" and whole:
            made[name] = np.array(values or np.empty(0, dtype="U1"))
        elif kind in {"integer", "float"} and not whole:
            made[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        else:
            made[name] = np.array([*values, None], dtype=object)[:-1]
    return made


def dict_of_masked(cells: Cells) -> dict[str, Any]:
    """Masked arrays with something else under the mask."""
    filler: dict[str, Any] = {
        "text": "hidden", "integer": 77, "float": 7.7, "boolean": True,
        "time": datetime(1999, 9, 9, tzinfo=UTC),
    }  # fmt: skip
    made = {}
    for name, values in cells.items():
        kind = kind_of(values)
        data = [filler[kind] if value is None else value for value in values]
        types: dict[str, Any] = {"integer": np.int64, "float": np.float64, "boolean": np.bool_}
        array = np.array([*data, None], dtype=object)[:-1].astype(types.get(kind, object))
        made[name] = np.ma.MaskedArray(array, mask=[value is None for value in values])
    return made


def dict_of_series(cells: Cells) -> dict[str, Any]:
    """Columns of three libraries side by side."""
    makers: list[Callable[[list[Any]], Any]] = [
        lambda v: pd.Series(v, dtype=object),
        lambda v: pl.Series(v, dtype=POLARS[kind_of(v)]),
        lambda v: pa.chunked_array([pa.array(v, type=ARROW[kind_of(v)])]),
        lambda v: pa.array(v, type=ARROW[kind_of(v)]),
        tuple,
    ]
    return {n: makers[i % len(makers)](v) for i, (n, v) in enumerate(cells.items())}


BACKENDS: dict[str, Callable[[Cells], Any]] = {
    make.__name__: make
    for make in (
        pandas_inferred, pandas_object, pandas_nullable, pandas_category, pandas_arrow,
        polars_plain, polars_lazy, polars_categorical, polars_enum,
        arrow_plain, arrow_chunked, arrow_dictionary, arrow_large, arrow_stream, arrow_reader,
        duckdb_table, dict_of_lists, dict_of_arrays, dict_of_masked, dict_of_series,
    )
}  # fmt: skip
