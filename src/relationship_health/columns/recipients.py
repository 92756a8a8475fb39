"""Interactions with several recipients: which rows repeat one, and how many it has reached."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.columns.grouping import settle_ties, stable_order
from relationship_health.columns.rows import Rows
from relationship_health.kernels.segments import bounds, ends


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Reach:
    """Rows with their audiences, those that repeat another one, and those that are kept."""

    rows: Rows
    repeated: Bools
    kept: Bools


def repeated_rows(rows: Rows, candidates: Bools) -> Bools:
    """Rows that repeat the interaction and recipient of a row that is smaller by value."""
    repeated = np.zeros(len(rows.time), dtype=np.bool_)
    if "interaction" not in rows.columns:
        return repeated
    place = (candidates & (rows.columns["interaction"] >= 0)).nonzero()[0]
    interaction, recipient = rows.columns["interaction"][place], rows.recipient[place]
    if not _repeats(interaction):
        return repeated
    order = stable_order([interaction, recipient])
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (np.diff(interaction[order]) == 0) & (np.diff(recipient[order]) == 0)
    if again.any():
        settle_ties(order, again, [values[place] for values in rows.values()])
        repeated[place[order[again]]] = True
    return repeated


def reach(rows: Rows, contacts: Bools, inside: Bools | None) -> Reach:
    """Find what repeats an interaction and recipient, and count how many each has reached.

    Parameters
    ----------
    rows : Rows
    contacts : bool array
        Rows that can be read and reach somebody else.
    inside : bool array, optional
        Contacts within one side that are to be left out; they still reached someone.
    """
    outside = contacts if inside is None else contacts & ~inside
    repeated = repeated_rows(rows, outside)
    first = repeated if inside is None or not inside.any() else repeated_rows(rows, contacts)
    counted = count_audience(rows, contacts & ~first)
    return Reach(rows=counted, repeated=repeated, kept=outside & ~repeated)


def count_audience(rows: Rows, reaching: Bools) -> Rows:
    """Fill in unknown audiences with the number of recipients that share the interaction.

    ``reaching`` marks the rows that reach one recipient more: what cannot be read does not, and
    what repeats another row does not.
    """
    if not {"interaction", "audience"} & set(rows.columns):
        return rows
    counted = np.ones(len(rows.time), dtype=np.int64)
    if "interaction" in rows.columns:
        counted = _reached(rows.columns["interaction"], rows.time, reaching)
    audience, given = rows.columns.get("audience"), None
    if audience is not None:
        given = audience > 0
        counted = np.where(given, audience, counted)
    columns = {**rows.columns, "audience": counted.astype(np.int32)}
    return attrs.evolve(rows, columns=columns, given=given if "interaction" in columns else None)


def _repeats(interaction: Ints) -> bool:
    """Whether any interaction has more than one row; told without sorting them."""
    return bool(len(interaction)) and int(np.bincount(interaction).max()) > 1


def _reached(interaction: Ints, time: Ints, reaching: Bools) -> Ints:
    """Recipients that each row's interaction has reached by the row's own time.

    Copies that went out later do not count: nothing later may change a score.
    """
    reached = np.ones(len(time), dtype=np.int64)
    known = (interaction >= 0).nonzero()[0]
    if not _repeats(interaction[known]):
        reached[known] = reaching[known]
        return reached
    order = known[stable_order([interaction[known], time[known]])]
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = interaction[order][1:] != interaction[order][:-1]
    changes = opens.copy()
    changes[1:] |= time[order][1:] != time[order][:-1]
    total = bounds(reaching[order])
    begin = opens.nonzero()[0][np.cumsum(opens) - 1]
    end = ends(changes.nonzero()[0], len(order))[np.cumsum(changes) - 1]
    reached[order] = total[end] - total[begin]
    return reached
