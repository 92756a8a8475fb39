"""Who is ours, before any part of a log is settled: parts may not show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.columns.found import IdsOfOurs
from relationship_health.columns.identity import Ids, id_array, share_ids
from relationship_health.columns.rows import Request
from relationship_health.columns.sides import decide_sides, ids_of, side_signs
from relationship_health.distributed.raw_files import RawFile
from relationship_health.frames import read_table
from relationship_health.model import Relationship

_ROWS = 262_144


def with_known_side(
    request: Request, files: Sequence[RawFile], ties: Sequence[Relationship]
) -> Request:
    """Return a request whose side is a function of an id; a column of flags is read for it.

    Raises
    ------
    InputError
        Where ``our_side`` is nothing that says who is ours.
    """
    side = request.our_side
    if side is None or callable(side):
        return request
    if isinstance(side, str):
        if side not in files[0].schema.names:
            return request  # settling refuses it, in the words of a frame
        return attrs.evolve(request, our_side=_flagged(side, request, files, ties))
    return attrs.evolve(request, our_side=IdsOfOurs(ids_of(side)))


def _flagged(
    name: str, request: Request, files: Sequence[RawFile], ties: Sequence[Relationship]
) -> IdsOfOurs:
    """Read the whole column that says of senders whether they are ours."""
    signs: dict[str | int, int] = {}
    ends = (request.sender, request.recipient)
    for file in files:
        for raw in file.tables(list(dict.fromkeys([*ends, name])), _ROWS):
            table = read_table(raw)
            ids = share_ids([(end, table.column(end)) for end in ends])
            said = side_signs(name, table.column(name), ids).tolist()
            for one, sign in zip(ids.values.tolist(), said, strict=True):
                signs[one] = signs.get(one, 0) | sign
    return decided(name, signs, ties)


def decided(name: str, signs: Mapping[str | int, int], ties: Sequence[Relationship]) -> IdsOfOurs:
    """Return who is ours by all that a log says of those of whom it may be true.

    Raises
    ------
    InputError
        Where it says both of one sender.
    """
    whole = Ids(values=id_array(signs), codes=())
    if ties:
        whole = whole.joined([end for t in ties for end in (t.source, t.target)], "relationships")
    known = np.array([signs.get(one, 0) for one in whole.values.tolist()], dtype=np.uint8)
    ours = decide_sides(name, whole, known, ties)
    return IdsOfOurs(frozenset(whole.values[ours].tolist()))
