"""A part of a portfolio as bytes, between the task that builds it and the one that scores it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from relationship_health.arrays import Array, objects
from relationship_health.columns import Issues, Portfolio
from relationship_health.columns.sealing import frozen
from relationship_health.distributed.arrow import pyarrow
from relationship_health.distributed.spark.packing import opened, sealed
from relationship_health.kernels.segments import Groups
from relationship_health.model import FrozenAttributes, Stakeholder

PIECE_BYTES = 16 * 2**20
"""No value is longer: Java wants each in one piece of memory, several times over."""

_PLAIN = ("ids", "source", "target", "sided", "declared", "cadence_days", "time", "direction")
_COLUMN, _WORDS = "column ", "words "


def to_bytes(portfolio: Portfolio) -> bytes:
    """Return all that scores depend on, save for what is declared of people."""
    arrays = {name: getattr(portfolio, name) for name in _PLAIN}
    arrays["indptr"] = portfolio.groups.indptr
    arrays |= {_COLUMN + name: values for name, values in portfolio.columns.items()}
    arrays |= {_WORDS + name: values for name, values in portfolio.categories.items()}
    return sealed(pyarrow().table({name: _cell(values) for name, values in arrays.items()}))


def from_bytes(data: bytes, people: Mapping[str | int, Stakeholder]) -> Portfolio:
    """Return the portfolio that :func:`to_bytes` was given, with the people in it."""
    table = opened(data)
    arrays: dict[str, Any] = {
        name: frozen(_array(table.column(name))) for name in table.column_names
    }
    ids = arrays["ids"].tolist() if people else ()
    return Portfolio(
        **{name: arrays[name] for name in _PLAIN}, groups=Groups(arrays["indptr"]),
        columns=_of(_COLUMN, arrays), categories=_of(_WORDS, arrays),
        stakeholders={i: people[i] for i in ids if i in people}, relationships={},
        transactions=(), issues=Issues(), backend="pyarrow",
    )  # fmt: skip


def in_pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut bytes into pieces, each with how many come after it."""
    begins = range(0, len(data), PIECE_BYTES)
    for left, begin in zip(reversed(range(len(begins))), begins, strict=True):
        yield left, data[begin : begin + PIECE_BYTES]


def joined(batches: Iterable[Any]) -> Iterator[bytes]:
    """Put pieces together that come one after the other."""
    held: list[bytes] = []
    for batch in batches:
        left = batch.column("left").to_pylist()
        for more, data in zip(left, batch.column("data"), strict=True):
            held.append(data.as_py())
            if not more:
                yield held[0] if len(held) == 1 else b"".join(held)
                held = []


def _cell(values: Array) -> Any:
    """Return a whole array as one list."""
    pa = pyarrow()
    if values.dtype == object:
        flat = pa.array(values, pa.string())
    else:
        flat = pa.array(values.view(np.uint8) if values.dtype == np.bool_ else values)
    return pa.LargeListArray.from_arrays(pa.array([0, len(flat)], pa.int64()), flat)


def _array(column: Any) -> Array:
    """Return the array that one list holds."""
    pa = pyarrow()
    flat = column.chunk(0).flatten()
    if flat.type == pa.string():
        return objects(flat.to_pylist())
    values: Array = flat.to_numpy(zero_copy_only=True)
    # Nothing in a portfolio is of this type but flags.
    return values.view(np.bool_) if values.dtype == np.uint8 else values


def _of(prefix: str, arrays: Mapping[str, Array]) -> Mapping[str, Array]:
    return FrozenAttributes({
        name.removeprefix(prefix): values
        for name, values in arrays.items()
        if name.startswith(prefix)
    })  # fmt: skip
