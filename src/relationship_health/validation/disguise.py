"""The past of a portfolio, as it stands and in disguise.

In disguise everybody has another name and another number, relationships lie in another order, and
everything happened some years sooner, by whole weeks. A metric that looks at nothing but a history
cannot tell the difference: that it must not is a law that every metric keeps.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns import US_PER_DAY, Portfolio
from relationship_health.columns.zones import EARLIEST_US
from relationship_health.kernels.segments import Groups

SHIFT_US = 2_548 * US_PER_DAY
"""364 weeks."""
WIDEST_STEP = 4


def past(portfolio: Portfolio, origin_us: int) -> Portfolio:
    """Return the portfolio without what came after an origin; relationships keep their places."""
    known = portfolio.time <= origin_us
    counts = portfolio.groups.count(known)
    columns = {name: values[known] for name, values in portfolio.columns.items()}
    categories = dict(portfolio.categories)
    for name in columns.keys() & categories.keys():
        columns[name], categories[name] = _seen(columns[name], categories[name])
    return attrs.evolve(
        portfolio, groups=Groups(np.append(0, np.cumsum(counts))), time=portfolio.time[known],
        direction=portfolio.direction[known], columns=columns, categories=categories,
        provenance=None,
    )  # fmt: skip


def _seen(codes: Array, values: Array) -> tuple[Array, Array]:
    """Return codes into those values alone that occur, in their order."""
    used = np.zeros(len(values) + 1, dtype=np.bool_)
    used[codes] = True  # an unknown value is -1, the last place
    fresh = np.append(np.cumsum(used[:-1]) - 1, -1).astype(codes.dtype)
    return fresh[codes], values[used[:-1]]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Disguised:
    """A portfolio in disguise.

    Parameters
    ----------
    portfolio : Portfolio
    places : int64 array
        Place of each of its relationships in the portfolio that it was made from.
    shift_us : int
        How much sooner everything happened.
    """

    portfolio: Portfolio
    places: Ints
    shift_us: int


def disguise(portfolio: Portfolio, seed: int) -> Disguised:
    """Return the relationships that hold interactions or were declared, in disguise."""
    random = np.random.default_rng(seed)
    places = np.flatnonzero((portfolio.groups.counts > 0) | portfolio.declared)
    random.shuffle(places)
    rows = _rows(portfolio.groups, places)
    # Numbers rise as before: which end names a relationship without sides hangs on their order.
    number = np.cumsum(random.integers(1, WIDEST_STEP + 1, len(portfolio.ids))) - 1
    names = _names(int(number[-1]) + 1 if len(number) else 0, portfolio.ids)
    earliest = int(portfolio.time.min()) if len(portfolio.time) else 0
    shift = SHIFT_US if earliest - SHIFT_US > EARLIEST_US else -SHIFT_US
    stakeholders = {
        name: attrs.evolve(portfolio.stakeholders[old], id=name)
        for name, old in zip(names[number].tolist(), portfolio.ids.tolist(), strict=True)
        if old in portfolio.stakeholders
    }
    whole = attrs.evolve(
        portfolio, ids=names, stakeholders=stakeholders, relationships={}, transactions=(),
        provenance=None,
        source=number[portfolio.source[places]], target=number[portfolio.target[places]],
        sided=portfolio.sided[places], declared=portfolio.declared[places],
        cadence_days=portfolio.cadence_days[places],
        groups=Groups(np.append(0, np.cumsum(portfolio.groups.counts[places]))),
        time=portfolio.time[rows] - shift, direction=portfolio.direction[rows],
        columns={name: values[rows] for name, values in portfolio.columns.items()},
    )  # fmt: skip
    return Disguised(portfolio=whole, places=places, shift_us=shift)


def _rows(groups: Groups, places: Ints) -> Ints:
    counts = groups.counts[places]
    begins = np.repeat(groups.indptr[:-1][places], counts)
    inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(begins + inside)


def _names(count: int, ids: Array) -> Array:
    """Return ids of the same type that rise and occur nowhere."""
    if ids.dtype.kind in "iu":
        return np.arange(count, dtype=ids.dtype)
    return np.array([f"disguised {place:012d}" for place in range(count)], dtype=ids.dtype)


def same(one: Array, other: Array) -> Bools:
    """Whether numbers are the same to the bit, unknown ones included.

    Examples
    --------
    >>> same(np.array([0.1, np.nan]), np.array([0.1, np.nan]))
    array([ True,  True])
    """
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))
