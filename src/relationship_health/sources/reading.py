"""Calling a reader, and holding what it returns against what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from relationship_health.columns import Origin
from relationship_health.frames import read_table
from relationship_health.hookspecs import Content, Finding, Reader, Reading
from relationship_health.plugins import Registered
from relationship_health.sources.blaming import blamed, contract_breach

CONTENTS = get_args(Content)


def read_source(
    given: Registered[Reader], source: Path | str, options: Mapping[str, Any]
) -> Reading:
    """Read a file with a reader.

    Raises
    ------
    PluginError
        Where the reader fails.
    PluginContractError
        Where it returns no Reading, or one that does not account for every row.
    """
    with blamed(given):
        reading = given.item.read(source, options)
    if not isinstance(reading, Reading):
        raise contract_breach(given, f"returned {type(reading).__name__}, expected a Reading")
    entries = (*reading.rejected, *reading.ignored, *reading.repaired)
    if not all(isinstance(entry, Finding) for entry in entries):
        raise contract_breach(given, "found something that is no Finding")
    if reading.content not in CONTENTS:
        raise contract_breach(given, f"read {reading.content!r}, which is no table")
    rows = read_table(reading.frame).rows
    if rows + len(reading.rejected) + len(reading.ignored) != reading.rows_in:
        raise contract_breach(given, f"does not account for all of its {reading.rows_in} rows")
    return reading


def origin_of(reading: Reading, name: str = "") -> Origin:
    """Return where the rows of a reading came from."""
    return Origin(
        rows=read_table(reading.frame).rows, name=name, unit=reading.unit, places=reading.places,
        table=reading.content,
        rejected=reading.rejected, repaired=reading.repaired, ignored=reading.ignored,
        notes=reading.notes,
    )  # fmt: skip
