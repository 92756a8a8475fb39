"""Where a relationship came from: an introduction, an event, or who spoke first.

The first contact decides, in this order: its purpose says introduction; its channel is an event or
a webinar; they wrote first (inbound); we did (outbound); both took part from the start (mutual).
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.columns import Block, Portfolio
from relationship_health.model import INBOUND, MUTUAL, OUTBOUND, Terms

ORIGINS = ("introduction", "event", "inbound", "outbound", "mutual", "unknown")
EVENTS = ("event", "webinar")
_INTRODUCTION, _EVENT = 0, 1
_UNKNOWN = len(ORIGINS) - 1
_BY_DIRECTION = np.full(4, _UNKNOWN, dtype=np.int64)
_BY_DIRECTION[[INBOUND, OUTBOUND, MUTUAL]] = (2, 3, 4)


def origins_of(portfolio: Portfolio, moment_us: int, terms: Terms) -> Array:
    """Return the place in ``ORIGINS`` for every relationship, by its first contact.

    Unknown are those without contact by then, and those in which no side is ours, unless their
    first contact was an introduction or an event.
    """
    parts = [_origins(block) for block in portfolio.blocks(moment_us, terms)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _origins(block: Block) -> Array:
    found = np.full(len(block), _UNKNOWN, dtype=np.int64)
    there = block.counts > 0
    first = block.groups.indptr[:-1][there]
    origin = np.where(block.sided[there], _BY_DIRECTION[block.instant[first]], _UNKNOWN)
    origin[block.is_any("channel", EVENTS)[first]] = _EVENT
    origin[block.is_any("purpose", ("introduction",))[first]] = _INTRODUCTION
    found[there] = origin
    return found


def lacking(portfolio: Portfolio, rows: Ints) -> tuple[str, ...]:
    """Say which origins this log cannot tell."""
    found = []
    for column, kind in (("purpose", "introductions"), ("channel", "events")):
        if column not in portfolio.column_names:
            found.append(f"Which relationships began with {kind}: needs column {column}.")
    unsided = int((~portfolio.sided[rows]).sum())
    if unsided == len(rows):
        found.append("Who spoke first: no side is ours, pass our_side to the portfolio.")
    elif unsided:
        found.append(
            f"Who spoke first in {unsided:,} relationships that are not between us and others."
        )
    return tuple(found)
