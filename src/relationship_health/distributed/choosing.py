"""Some relationships out of many parts, as one portfolio in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints, objects
from relationship_health.columns import Key, Portfolio
from relationship_health.columns.sealing import frozen
from relationship_health.distributed.dealing import pair_marks, share_of
from relationship_health.distributed.streaming import PieceReader
from relationship_health.errors import InputError, UnknownRelationshipError
from relationship_health.kernels.segments import Groups, bounds, leading
from relationship_health.model import FrozenAttributes


def chosen(reader: PieceReader, keys: Sequence[Key]) -> Portfolio:
    """Return the portfolio of some relationships.

    Raises
    ------
    UnknownRelationshipError
        Where one of them is in no part.
    """
    if not keys:
        message = "No relationship was named, expected pairs of ids."
        raise InputError(message)
    wanted: dict[int, set[frozenset[str | int]]] = {}
    shares = share_of(pair_marks(keys), reader.manifest.parts).tolist()
    for key, part in zip(keys, shares, strict=True):
        wanted.setdefault(part, set()).add(frozenset(key))
    found = list(_found(reader, wanted))
    missing = set().union(*wanted.values()) - {frozenset(k) for p in found for k in p.keys}
    if missing:
        one, other = sorted(next(iter(missing)), key=str)
        message = (
            f"There is no relationship between {one!r} and {other!r} in {reader.folder}: use ids "
            "as they stand in the scores."
        )
        raise UnknownRelationshipError(message)
    return together(found)


def _found(
    reader: PieceReader, wanted: Mapping[int, set[frozenset[str | int]]]
) -> Iterator[Portfolio]:
    for piece in reader.manifest.pieces:
        if piece.part in wanted:
            portfolio = reader.portfolio(piece)
            keep = np.array([frozenset(key) in wanted[piece.part] for key in portfolio.keys])
            if keep.any():
                yield portfolio.select(keep)


def together(parts: Sequence[Portfolio]) -> Portfolio:
    """Return portfolios of different relationships, of one log, as one."""
    ids = united([part.ids for part in parts])
    source, target = (
        np.concatenate([np.searchsorted(ids, part.ids)[getattr(part, end)] for part in parts])
        for end in ("source", "target")
    )
    order = np.lexsort((target, source))
    counts = np.concatenate([part.groups.counts for part in parts])
    begin = (np.cumsum(counts) - counts)[order]
    rows = leading(counts[order]) + np.repeat(begin, counts[order])
    columns, categories = _columns(parts, rows)

    def joined(name: str, places: Ints) -> Array:
        return frozen(np.concatenate([getattr(part, name) for part in parts])[places])

    return attrs.evolve(
        parts[0], ids=frozen(ids), source=frozen(source[order]), target=frozen(target[order]),
        groups=Groups(frozen(bounds(counts[order]))), sided=joined("sided", order),
        declared=joined("declared", order), cadence_days=joined("cadence_days", order),
        time=joined("time", rows), direction=joined("direction", rows),
        columns=columns, categories=categories,
        stakeholders={i: person for part in parts for i, person in part.stakeholders.items()},
        relationships={key: tie for part in parts for key, tie in part.relationships.items()},
    )  # fmt: skip


def _columns(
    parts: Sequence[Portfolio], rows: Ints
) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
    """Join the optional columns; text becomes codes into the values of all parts."""
    columns, categories = {}, {}
    for name in parts[0].columns:
        values = [part.columns[name] for part in parts]
        if name in parts[0].categories:
            known = united([part.categories[name] for part in parts])
            categories[name] = frozen(known)
            values = [
                np.append(np.searchsorted(known, part.categories[name]), -1)[codes].astype(
                    codes.dtype
                )
                for part, codes in zip(parts, values, strict=True)
            ]
        columns[name] = frozen(np.concatenate(values)[rows])
    return FrozenAttributes(columns), FrozenAttributes(categories)


def united(values: Sequence[Array]) -> Array:
    """Return the distinct values of some sorted arrays, sorted."""
    if all(part.dtype.kind == "i" for part in values):
        return np.unique(np.concatenate(values))
    return objects(sorted({word for part in values for word in part.tolist()}))
