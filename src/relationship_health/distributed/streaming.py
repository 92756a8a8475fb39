"""Pieces to portfolios: columns are read when a metric asks for them, and nothing is sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints, objects
from relationship_health.columns import Issues, Portfolio
from relationship_health.columns.sealing import frozen
from relationship_health.distributed.arrow import pyarrow
from relationship_health.distributed.folder import Manifest, Piece, pairs_file, rows_file
from relationship_health.distributed.parquet import RowGroup
from relationship_health.distributed.side_tables import SideTables
from relationship_health.kernels.segments import Groups


@attrs.frozen(slots=True, eq=False, kw_only=True)
class PieceReader:
    """Reads pieces of one folder.

    Parameters
    ----------
    folder : Path
    manifest : Manifest
    side : SideTables
        What is declared of people and relationships.
    categories : mapping of column to array
        The values of text columns that are alike in all pieces.
    """

    folder: Path
    manifest: Manifest
    side: SideTables
    categories: Mapping[str, Array]

    def portfolio(self, piece: Piece) -> Portfolio:
        """Return the portfolio of a piece, its optional columns still on disk.

        Raises
        ------
        ReaderError
            Where a file is missing or damaged.
        """
        index = RowGroup(pairs_file(self.folder, piece.part), piece.group).read()
        ids, (source, target) = _ids(index.column("@source"), index.column("@target"))
        names = ("@interactions", "@sided", "@declared", "@cadence_days")
        counts, sided, declared, cadence = (frozen(_numpy(index.column(name))) for name in names)
        columns = PieceColumns(self, piece)
        time, direction = columns.of_every_log()
        people = self.side.people_among(ids)
        return Portfolio(
            ids=frozen(ids), source=frozen(source), target=frozen(target), sided=sided,
            declared=declared, cadence_days=cadence,
            groups=Groups(frozen(np.append(0, np.cumsum(counts)))),
            time=time, direction=direction, columns=columns,
            categories=PieceCategories(columns), stakeholders=people,
            relationships=self.side.ties_among(ids, source, target, declared),
            transactions=self.side.transactions, issues=Issues(), backend="dict",
        )  # fmt: skip


class PieceColumns(Mapping[str, Array]):
    """The optional columns of a piece, each read when it is first asked for."""

    def __init__(self, reader: PieceReader, piece: Piece) -> None:
        self._reader = reader
        self._rows = RowGroup(rows_file(reader.folder, piece.part), piece.group)
        self._read: dict[str, Array] = {}
        self._words: dict[str, Array] = {}

    def of_every_log(self) -> tuple[Ints, Array]:
        """Return time and direction."""
        table = self._rows.read(["@time", "@direction"])
        return frozen(_numpy(table.column("@time"))), frozen(_numpy(table.column("@direction")))

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that hold codes."""
        return self._reader.manifest.texts

    def words_of(self, name: str) -> Array:
        """Return the values of a column that holds codes."""
        if name not in self.texts:
            raise KeyError(name)
        if name not in self._words:
            self[name]
        return self._words[name]

    def __getitem__(self, name: str) -> Array:
        if name not in self._read:
            if name not in self._reader.manifest.columns:
                raise KeyError(name)
            self._read[name] = frozen(self._decoded(name, self._rows.read([name]).column(name)))
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._reader.manifest.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._reader.manifest.columns)

    def __len__(self) -> int:
        return len(self._reader.manifest.columns)

    def _decoded(self, name: str, column: Any) -> Array:
        """Return a column as a portfolio holds it; the values of its codes are kept too."""
        pa = pyarrow()
        if pa.types.is_dictionary(column.type):
            codes, words = _sorted_codes(column)
            known = self._reader.categories.get(name)
            if known is not None:
                codes, words = _among(codes, words, known)
            self._words[name] = words
            return codes if name == "interaction" else codes.astype(np.int32)
        if name != "interaction":
            return _numpy(column)
        values = column.fill_null(0).to_numpy()
        missing = _numpy(column.is_null())
        self._words[name], places = np.unique(values[~missing], return_inverse=True)
        codes = np.full(len(values), -1, dtype=np.int64)
        codes[~missing] = places
        return codes


class PieceCategories(Mapping[str, Array]):
    """The values of text columns of a piece, read with the column that they belong to."""

    def __init__(self, columns: PieceColumns) -> None:
        self._columns = columns

    def __getitem__(self, name: str) -> Array:
        return self._columns.words_of(name)

    def __contains__(self, name: object) -> bool:
        return name in self._columns.texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.texts)

    def __len__(self) -> int:
        return len(self._columns.texts)


def _numpy(column: Any) -> Array:
    """Return a column without gaps as an array."""
    values: Array = column.to_numpy()
    return values


def _ids(source: Any, target: Any) -> tuple[Array, tuple[Ints, Ints]]:
    """Return the ids of both ends, sorted, and codes into them."""
    pa = pyarrow()
    if pa.types.is_dictionary(source.type):
        both = pa.chunked_array([*source.chunks, *target.chunks])
        codes, ids = _sorted_codes(both)
        return ids, (codes[: len(source)], codes[len(source) :])
    both = np.concatenate((_numpy(source), _numpy(target)))
    ids, codes = np.unique(both, return_inverse=True)
    return ids, (codes[: len(source)], codes[len(source) :])


def _sorted_codes(column: Any) -> tuple[Ints, Array]:
    """Return text as codes into its sorted values, -1 where it is missing."""
    pa = pyarrow()
    whole = column.unify_dictionaries().combine_chunks()
    words = whole.dictionary
    codes = whole.indices.fill_null(-1).to_numpy().astype(np.int64)
    if (
        len(words) > 1
        and not pa.compute.all(
            pa.compute.less(words.slice(0, len(words) - 1), words.slice(1))
        ).as_py()
    ):
        # Whoever writes Parquet may lay the values down in another order.
        order = pa.compute.array_sort_indices(words)
        rank = np.empty(len(words) + 1, dtype=np.int64)
        rank[order.to_numpy()], rank[-1] = np.arange(len(words)), -1
        codes, words = rank[codes], words.take(order)
    return codes, objects(words.to_pylist())


def _among(codes: Ints, words: Array, known: Array) -> tuple[Ints, Array]:
    """Return codes into a longer list that holds all their values."""
    if len(words) == len(known) and (words == known).all():
        return codes, known
    place = {word: code for code, word in enumerate(known.tolist())}
    table = np.array([*(place[word] for word in words.tolist()), -1], dtype=np.int64)
    return table[codes], known
