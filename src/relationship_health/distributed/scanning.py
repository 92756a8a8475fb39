"""``scan``: a log in Parquet files that is larger than memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Unpack

import attrs

from relationship_health.columns import Clock, OurSide, check_on_error
from relationship_health.columns.rows import Request
from relationship_health.columns.standard import OptionalColumns, choose_columns
from relationship_health.distributed.folder import is_partitioned
from relationship_health.distributed.memory import Memory
from relationship_health.distributed.opening import open_folder, open_raw
from relationship_health.distributed.raw_files import Place, RawFile, find_files
from relationship_health.distributed.scanned import Scan
from relationship_health.errors import InputError

_UNASKED = ("sender", "recipient", "time", "UTC", True)
"""Names of columns, zone, and whether contacts within a side count, where nobody says so."""


def scan(  # noqa: PLR0913  what from_frame takes, and how much memory
    place: Place,
    *,
    memory: str | int = "2GiB",
    sender: str = "sender",
    recipient: str = "recipient",
    time: str = "time",
    our_side: OurSide = None,
    within: bool = True,
    stakeholders: Any = None,
    relationships: Any = None,
    transactions: Any = None,
    timezone: str = "UTC",
    time_unit: Literal["s", "ms", "us"] | None = None,
    time_format: str | None = None,
    on_error: Literal["raise", "collect"] = "raise",
    **columns: Unpack[OptionalColumns],
) -> Scan:
    """Open a log in Parquet files that need not fit into memory.

    Parameters
    ----------
    place : path, pattern such as "log/*.parquet", or several of these
        Raw files, or one folder that was partitioned.
    memory : str or int
        What the whole process may take, such as "2GiB"; 512 MiB or more. What cannot be done
        within it is refused.
    sender, recipient, time, our_side, within, stakeholders, relationships, transactions, timezone,\
 time_unit, time_format, on_error, **columns
        As in :meth:`Portfolio.from_frame`, for raw files; a partitioned folder knows them.

    Returns
    -------
    Scan

    Raises
    ------
    ReaderError
        Where there is no such file, or one is damaged.
    InputError
        Where files differ in columns, types or units of time, or options make no sense.
    MissingExtraError
        Where pyarrow is not installed.

    Examples
    --------
    >>> import tempfile, pyarrow, pyarrow.parquet
    >>> folder = Path(tempfile.mkdtemp())
    >>> log = {"sender": ["ana", "bo"], "recipient": ["bo", "ana"], "time": [0, 3600]}
    >>> pyarrow.parquet.write_table(pyarrow.table(log), folder / "log.parquet")
    >>> raw = scan(folder / "*.parquet", time_unit="s", our_side={"ana"})
    >>> raw.partition(folder / "parts")
    <Scan of 1 relationship, 2 interactions>
    """
    limit = Memory.of(memory)
    check_on_error(on_error)
    clock = Clock(unit=time_unit, format=time_format, timezone=timezone)
    request = Request(
        sender=sender, recipient=recipient, time=time, optional={}, clock=clock, our_side=our_side,
        within=within, stakeholders=stakeholders, relationships=relationships,
        transactions=transactions,
    )  # fmt: skip
    if isinstance(place, str | Path) and is_partitioned(place):
        asked = [request.our_side, request.stakeholders, request.relationships,
                 request.transactions, time_unit, time_format, *columns]  # fmt: skip
        names = (sender, recipient, time, timezone, within)
        if any(one is not None for one in asked) or names != _UNASKED:
            message = (
                f"{place} is partitioned, and knows how its log was read, expected no option but "
                "memory: leave the others out."
            )
            raise InputError(message)
        return Scan(place=str(place), log=open_folder(Path(place)), limit=limit)
    files = tuple(map(RawFile.look_at, find_files(place)))
    optional = choose_columns(files[0].schema.names, columns, {sender, recipient, time})
    log = open_raw(files, attrs.evolve(request, optional=optional), on_error, limit)
    return Scan(place=_named(place), log=log, limit=limit)


def _named(place: Place) -> str:
    if isinstance(place, str | Path):
        return str(place)
    first, *others = map(str, place)
    return f"{first} and {len(others):,} more" if others else first
