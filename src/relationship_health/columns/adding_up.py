"""The account of rows that came in several tables, one after the other."""

from __future__ import annotations

from typing import TypeVar

import attrs
import numpy as np

from relationship_health.columns.account import together
from relationship_health.columns.accounting import LOG, Group, Issues, RowAccount
from relationship_health.columns.building import NO_STAKEHOLDER, NOTHING_INBOUND, NOTHING_OUTBOUND

T = TypeVar("T", Group, RowAccount)

_OF_THE_WHOLE = (NO_STAKEHOLDER, NOTHING_INBOUND, NOTHING_OUTBOUND)


def added_up(before: Issues, further: Issues, tables: int, ignored_now: int) -> Issues:
    """Return the account of a portfolio and of the table that was appended to it.

    Parameters
    ----------
    before, further : Issues
    tables : int
        How many tables there are now; each keeps row numbers of its own, beside "table 2".
    ignored_now : int
        Old rows that are ignored and were not before; their rows are not known any more.
    """
    first = before.sources or (_account(before),)
    earlier = tuple(_named(part, "table 1") for part in first)
    name = f"table {tables}"
    accepted = before.accepted + further.accepted - ignored_now
    repaired = before.repaired + further.repaired + min(accepted, 0)
    notes = [note for note in before.notes if not note.startswith(_OF_THE_WHOLE)]
    notes = list(together([*notes, *further.notes]))
    if ignored_now:
        count = abs(ignored_now)
        rows = (
            "1 row of earlier tables is" if count == 1 else f"{count:,} rows of earlier tables are"
        )
        says = "ignored" if ignored_now > 0 else "accepted"
        notes.append(f"{rows} {says} now that {name} tells sides")
    return attrs.evolve(
        before, groups=(*(_named(g, "table 1") for g in before.groups),
                        *(_named(g, name) for g in further.groups)),
        rows_in=before.rows_in + further.rows_in, accepted=max(accepted, 0), repaired=repaired,
        ignored=before.ignored + further.ignored + ignored_now,
        rejected=before.rejected + further.rejected, notes=tuple(notes),
        sources=(*earlier, _named(_account(further), name)),
        states=np.concatenate([before.states, further.states]),
    )  # fmt: skip


def _account(issues: Issues) -> RowAccount:
    return RowAccount(
        table=LOG, unit=issues.unit, rows_in=issues.rows_in, accepted=issues.accepted,
        repaired=issues.repaired, ignored=issues.ignored, rejected=issues.rejected,
    )  # fmt: skip


def _named(part: T, name: str) -> T:
    """Say which table it is of, unless a file is named."""
    return part if part.source else attrs.evolve(part, source=name)
