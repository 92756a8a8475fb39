"""Touches of ours, and what came of them: counted by kind and relationship."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from relationship_health.analysis.exposure import Touches
from relationship_health.analysis.organisations import organisations_of
from relationship_health.analysis.purchases import (
    Purchases,
    purchases_in_log,
    purchases_of_accounts,
)
from relationship_health.analysis.touch_credit import last_touch
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY, Block, Portfolio
from relationship_health.kernels.segments import Groups
from relationship_health.kernels.shrinkage import wilson_interval
from relationship_health.model import INBOUND, Terms

Table = tuple[Ints, Ints, Floats]
"""Counts that are not 0: kind, relationship or buyer, and how many."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Contacted:
    """Touches by kind.

    Attributes
    ----------
    touches, decided, engaged, hours, timed : arrays over kinds
    touches_by, decided_by, engaged_by : tables over kinds and relationships
    time, kind, relationship : arrays over touches
    """

    touches: Array
    decided: Array
    engaged: Array
    hours: Floats
    timed: Array
    touches_by: Table
    decided_by: Table
    engaged_by: Table
    time: Ints
    kind: Ints
    relationship: Ints


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Bought:
    """Purchases that are credited to the last touch before them, by kind of that touch."""

    purchases: Array
    value: Floats
    margin: Floats
    touches_by: Table
    reason: str = ""


def touches_of(
    portfolio: Portfolio, moment: int, terms: Terms, by: str, code: Array
) -> Iterator[Touches]:
    """Walk the touches across sides, some relationships at a time."""
    for block in portfolio.blocks(moment, terms):
        yield _touches(block, by, code)[0]


def _touches(block: Block, by: str, code: Array) -> tuple[Touches, Floats]:
    """Return the touches of a block, and the hours of each, NaN where they are not told."""
    talks, sided = block.conversations, block.conversations.groups.spread(block.sided)
    chosen = block.touches & block.opened_by_us & sided
    theirs = ~block.opened_by_us & sided & ((talks.signals & INBOUND) != 0)
    kind = code[block.openings[by]]
    old = (block.as_of - talks.end) > block.terms.response_window_us
    engaged = (block.engaged & chosen) | _credited(block, kind, chosen, theirs)
    touches = Touches(
        groups=Groups(np.append(0, np.cumsum(talks.groups.count(chosen)))),
        time=talks.end[chosen], kind=kind[chosen],
        decided=(engaged | old)[chosen], engaged=engaged[chosen],
    )  # fmt: skip
    return touches, _hours(block, chosen)


def _credited(block: Block, kind: Ints, chosen: Bools, theirs: Bools) -> Bools:
    """Mark the touches that brought a conversation which they opened.

    It is credited once: to the last touch of its own kind within the response window before it, or
    else to the last touch of any kind.
    """
    talks, window = block.conversations, block.terms.response_window_us
    place = talks.groups.spread(np.arange(len(block)))
    kinds = int(kind.max(initial=0)) + 1
    ours, answers = np.flatnonzero(chosen), np.flatnonzero(theirs)
    found = np.full(len(answers), -1, dtype=np.int64)
    for key in (place * kinds + kind, place):
        again = last_touch(
            (key[ours], talks.end[ours]), (key[answers], talks.start[answers]), window
        )
        found = np.where(found < 0, again, found)
    credited = np.zeros(len(kind), dtype=np.bool_)
    credited[ours[found[found >= 0]]] = True
    return credited


def _hours(block: Block, chosen: Bools) -> Floats:
    duration = block.columns.get("duration")
    if duration is None:
        return np.full(int(chosen.sum()), np.nan)
    lines = Groups(np.append(block.conversations.first_row, len(block.time)))
    known = ~np.isnan(duration)
    hours = lines.sum(np.where(known, duration, 0.0)) / 60.0
    return np.where(lines.count(known) > 0, hours, np.nan)[chosen]


def contacted(  # noqa: PLR0913, PLR0917  what is looked at, and how
    portfolio: Portfolio, moment: int, terms: Terms, by: str, code: Array, kinds: int
) -> Contacted:
    """Count the touches of every kind."""
    parts: list[tuple[Touches, Floats, Ints]] = []
    begin = 0
    for block in portfolio.blocks(moment, terms):
        touches, hours = _touches(block, by, code)
        place = touches.groups.spread(np.arange(begin, begin + len(block)))
        parts.append((touches, hours, place))
        begin += len(block)
    none = np.zeros(0, dtype=np.int64)

    def joined(name: str) -> Array:
        return np.concatenate([none, *(getattr(touches, name) for touches, _, _ in parts)])

    kind, time = joined("kind").astype(np.int64), joined("time").astype(np.int64)
    decided, engaged = joined("decided").astype(np.bool_), joined("engaged").astype(np.bool_)
    hours = np.concatenate([np.zeros(0), *(part for _, part, _ in parts)])
    place = np.concatenate([none, *(part for _, _, part in parts)]).astype(np.int64)

    def count(mask: Bools) -> Array:
        return np.bincount(kind[mask], minlength=kinds)

    told = ~np.isnan(hours)
    every = np.ones(len(kind), dtype=np.bool_)
    return Contacted(
        touches=count(every), decided=count(decided), engaged=count(engaged), timed=count(told),
        hours=_summed(kind[told], hours[told], kinds),
        touches_by=tabulated(kind, place), time=time, kind=kind, relationship=place,
        decided_by=tabulated(kind[decided], place[decided]),
        engaged_by=tabulated(kind[engaged], place[engaged]),
    )  # fmt: skip


def _summed(kind: Ints, values: Floats, kinds: int) -> Floats:
    return np.asarray(np.bincount(kind, weights=values, minlength=kinds), dtype=np.float64)


def tabulated(kind: Ints, place: Ints) -> Table:
    """Count pairs of kind and place."""
    if not len(kind):
        return kind, place, np.zeros(0)
    size = int(place.max()) + 1
    pairs, counts = np.unique(kind * size + place, return_counts=True)
    return pairs // size, pairs % size, counts.astype(np.float64)


def share_interval(some: Table, of: Table, kinds: int) -> tuple[Floats, Floats, Floats]:
    """Return, for each kind, a share with the 90 % interval that clusters allow.

    Wilson's, for as many trials as the clustered variance of the share is worth, and never more
    than there were. Where all or none succeeded the variance says nothing, and each cluster counts
    as one trial.
    """
    size = int(max(of[1].max(initial=0), some[1].max(initial=0))) + 1
    trials = of[2]
    at = np.searchsorted(of[0] * size + of[1], some[0] * size + some[1])
    hits = np.zeros(len(trials))
    hits[at] = some[2]
    total = np.bincount(of[0], weights=trials, minlength=kinds)
    share = np.bincount(of[0], weights=hits, minlength=kinds) / np.maximum(total, 1.0)
    clusters = np.bincount(of[0], minlength=kinds).astype(np.float64)
    errors = np.bincount(of[0], weights=(hits - share[of[0]] * trials) ** 2, minlength=kinds)
    variance = errors / np.maximum(total, 1.0) ** 2 * clusters / np.maximum(clusters - 1.0, 1.0)
    worth = np.where(variance > 0, share * (1 - share) / np.where(variance > 0, variance, 1.0),
                     clusters)  # fmt: skip
    worth = np.where(clusters > 1, np.minimum(worth, total), np.minimum(total, 1.0))
    lower, upper = wilson_interval(share, worth)
    unknown = total == 0
    for part in (share, lower, upper):
        part[unknown] = np.nan
    return share, lower, upper


def bought_after(  # noqa: PLR0913, PLR0917  touches, purchases, and how they meet
    portfolio: Portfolio,
    seen: Contacted,
    moment: int,
    window_days: float,
    by: str,
    names: tuple[str, ...],
) -> Bought:
    """Credit every purchase to the last touch of its buyer within a window before it.

    By product only a touch about the same product counts.
    """
    kinds = len(names)
    nothing = np.zeros(kinds)
    none = np.zeros(0, dtype=np.int64)
    if portfolio.transactions:
        organisations = organisations_of(portfolio)
        found = purchases_of_accounts(portfolio, organisations, moment)
        buyer = organisations.of[portfolio.target][seen.relationship]
    elif "value" in portfolio.columns:
        found, buyer = purchases_in_log(portfolio, moment), seen.relationship
    else:
        return Bought(
            purchases=nothing,
            value=nothing,
            margin=nothing,
            touches_by=(none, none, np.zeros(0)),
            reason="Purchases after contact: needs transactions, or a column value in the log.",
        )
    who = found.groups.spread(np.arange(len(found.groups)))
    touch_who = buyer
    if by == "product":
        about = _product_codes(found, names)
        who = np.where(about >= 0, who * kinds + about, -1)
        touch_who = np.where(buyer >= 0, buyer * kinds + seen.kind, -2)
    last = last_touch((touch_who, seen.time), (who, found.time), round(window_days * US_PER_DAY))
    credited = np.flatnonzero((last >= 0) & (who >= 0))
    kind = seen.kind[last[credited]]
    margin = found.value - np.nan_to_num(found.cost)
    buying = np.unique(last[credited])
    return Bought(
        purchases=np.bincount(kind, minlength=kinds),
        value=_summed(kind, found.value[credited], kinds),
        margin=_summed(kind, margin[credited], kinds),
        touches_by=tabulated(seen.kind[buying], seen.relationship[buying]),
    )  # fmt: skip


def _product_codes(found: Purchases, names: tuple[str, ...]) -> Ints:
    place = {name: code for code, name in enumerate(names)}
    return np.array([place.get(str(product), -1) for product in found.product], dtype=np.int64)
