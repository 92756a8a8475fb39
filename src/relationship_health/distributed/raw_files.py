"""A raw log in Parquet files, all of one kind; each is looked at before any is read."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.distributed.arrow import pyarrow, value_type
from relationship_health.distributed.parquet import batches, opened
from relationship_health.errors import ColumnError, ReaderError

Place = str | Path | Sequence[str | Path]


def find_files(place: Place) -> tuple[Path, ...]:
    """Return the Parquet files that a path, a folder, a pattern, or several of these name.

    Raises
    ------
    ReaderError
        Where one of them names none.
    """
    places = [place] if isinstance(place, str | Path) else list(place)
    found: dict[Path, None] = {}
    for one in places:
        files = _files_of(Path(one))
        if not files:
            message = (
                f"{one} names no Parquet file, expected a file, a folder of *.parquet, or a "
                "pattern such as 'log/*.parquet': check the path."
            )
            raise ReaderError(message)
        found |= dict.fromkeys(files)
    return tuple(found)


def _files_of(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    if place.is_dir():
        return sorted(path for path in place.rglob("*.parquet") if not _hidden(path, place))
    # A pattern may hold folders too, which pathlib takes from a place that it is told only.
    named = map(Path, glob.glob(str(place), recursive=True))  # noqa: PTH207
    return sorted(path for path in named if path.is_file())


def _hidden(path: Path, place: Path) -> bool:
    """Whether a file, or a folder on the way to it, is a draft, or says of others what they are."""
    return any(name.startswith((".", "_")) for name in path.relative_to(place).parts)


@attrs.frozen(slots=True, kw_only=True)
class RawFile:
    """One file, as its footer describes it."""

    path: Path
    rows: int
    schema: Any = attrs.field(repr=False)

    @classmethod
    def look_at(cls, path: Path) -> RawFile:
        """Read the footer of a file.

        Raises
        ------
        ReaderError
            Where it is no Parquet, or damaged.
        """
        with opened(path) as file:
            return cls(path=path, rows=file.metadata.num_rows, schema=file.schema_arrow)

    def tables(self, columns: Sequence[str], rows: int) -> Iterator[Any]:
        """Give some columns in tables of at most so many rows.

        Raises
        ------
        ReaderError
            Where the file is damaged.
        """
        return batches(self.path, columns, rows)


def check_alike(files: Sequence[RawFile]) -> None:
    """Refuse files of which one has other columns than the first.

    Raises
    ------
    ColumnError
    """
    first = files[0]
    for file in files[1:]:
        for one, other in ((first, file), (file, first)):
            lacking = [name for name in one.schema.names if name not in other.schema.names]
            if lacking:
                message = (
                    f"{other.path} has no column {lacking[0]!r}, which {one.path} has, expected "
                    "the same columns in all files: add it, or scan these files apart."
                )
                raise ColumnError(message, column=lacking[0])


def check_types(files: Sequence[RawFile], name: str, kinds: Iterable[str]) -> None:
    """Refuse files in which a column is of another kind than in the first that tells.

    Parameters
    ----------
    files : sequence of RawFile
    name : str
    kinds : iterable of str
        What the column holds in each file, in words; empty where the file does not tell.

    Raises
    ------
    ColumnError
    """
    first: tuple[Path, str] | None = None
    for file, kind in zip(files, kinds, strict=True):
        if kind and first is None:
            first = file.path, kind
        elif kind and first and kind != first[1]:
            message = (
                f"{file.path}: column {name!r} holds {kind}, and {first[1]} in {first[0]}, "
                "expected the same in all files: convert one of them."
            )
            raise ColumnError(message, column=name)


_MAGNITUDES: Mapping[str, tuple[float, float]] = {
    "seconds": (1e8, 1e10), "milliseconds": (1e11, 1e13), "microseconds": (1e14, 1e16),
    "nanoseconds": (1e17, 1e19),
}  # fmt: skip
"""How large times between 1973 and 2286 are, by their unit."""


def check_ids(files: Sequence[RawFile], name: str) -> None:
    """Refuse ids that are text in one file and numbers in another.

    Raises
    ------
    ColumnError
    """
    types = pyarrow().types
    kinds = [value_type(file.schema.field(name).type) for file in files]
    check_types(
        files, name,
        ["" if types.is_null(kind) else "text" if _is_text(kind) else "numbers" for kind in kinds],
    )  # fmt: skip


def _is_text(kind: Any) -> bool:
    types = pyarrow().types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def check_times(files: Sequence[RawFile], name: str) -> None:
    """Refuse times of several types or units: one file in other units spoils all scores.

    Raises
    ------
    ColumnError
    """
    check_types(files, name, [_time_kind(file, name) for file in files])
    check_types(files, name, [_unit(file, name) for file in files])


def _time_kind(file: RawFile, name: str) -> str:
    types, kind = pyarrow().types, value_type(file.schema.field(name).type)
    if types.is_null(kind):
        return ""
    if types.is_timestamp(kind):
        return "times with a zone" if kind.tz else "times without a zone"
    if types.is_integer(kind) or types.is_floating(kind):
        return "numbers"
    return "dates" if types.is_date(kind) else "text"


def _unit(file: RawFile, name: str) -> str:
    """Say as what unit a file's first rows look; empty where they tell none."""
    pa = pyarrow()
    if _time_kind(file, name) != "numbers":
        return ""
    for table in file.tables([name], 65_536):
        column = table.column(name)
        if column.null_count == len(column):
            continue
        ends = pa.compute.min_max(column).as_py()
        sizes = np.abs(np.array([ends["min"], ends["max"]], dtype=np.float64))
        for unit, (low, high) in _MAGNITUDES.items():
            if ((sizes >= low) & (sizes < high)).all():
                return f"numbers as large as {unit}"
        return ""
    return ""
