"""When conversations are opened, and by whom: Poisson and regular rhythms."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.simulate.stretches import Stretches

JITTER = 0.1
"""Standard deviation of a regular conversation's shift, in periods."""
MOST_JITTER = 0.3


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Openings:
    """Conversations that one side opened, in order of time.

    Parameters
    ----------
    stretch : int64 array
        In which stretch.
    at : float64 array
        When, in working time.
    by_us : bool array
        Whether our side opened it.
    """

    stretch: Ints
    at: Floats
    by_us: Bools

    def __len__(self) -> int:
        """Return the number of conversations."""
        return len(self.at)


def places_within(counts: Ints) -> Ints:
    """Return the places of members of consecutive groups, from 0.

    Examples
    --------
    >>> places_within(np.array([2, 0, 3]))
    array([0, 1, 0, 1, 2])
    """
    ends = np.cumsum(counts)
    places: Ints = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
    return places


def poisson_times(
    begin: Floats, length: Floats, rate: Floats, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Draw the times of Poisson processes.

    Returns
    -------
    int64 array, float64 array
        Which process each time belongs to, and the time.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> which, at = poisson_times(np.array([5.0]), np.array([1000.0]), np.array([0.5]), rng)
    >>> round(len(at), -2), bool(at.min() >= 5.0)
    (500, True)
    """
    counts = rng.poisson(rate * length)
    which = np.repeat(np.arange(len(begin)), counts)
    return which, begin[which] + length[which] * rng.random(len(which))


def regular_times(
    begin: Floats, length: Floats, rate: Floats, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Draw times at even distances from a random first one, each shifted a little.

    Returns
    -------
    int64 array, float64 array
        Which process each time belongs to, and the time; what a shift moves out is left out.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> which, at = regular_times(np.array([0.0]), np.array([70.0]), np.array([1 / 7]), rng)
    >>> len(at), round(float(np.diff(at).mean()))
    (10, 7)
    """
    periods = length * rate
    phase = rng.random(len(begin))
    counts = np.where(periods > phase, np.ceil(periods - phase), 0.0).astype(np.int64)
    which = np.repeat(np.arange(len(begin)), counts)
    shift = np.clip(JITTER * rng.standard_normal(len(which)), -MOST_JITTER, MOST_JITTER)
    place = phase[which] + places_within(counts) + shift
    inside = (place >= 0.0) & (place < periods[which])
    which, place = which[inside], place[inside]
    return which, begin[which] + place / rate[which]


def open_conversations(stretches: Stretches, rng: np.random.Generator) -> Openings:
    """Draw every conversation: the common rhythm first, then which side opens each.

    Sides chosen at random out of one rhythm are, for a Poisson process, two independent Poisson
    processes; for a regular one they keep the relationship regular.

    Examples
    --------
    >>> from relationship_health.simulate.traits import ordinary_traits
    >>> rng = np.random.default_rng(1)
    >>> stretches = Stretches.of(ordinary_traits(4, rng), 0.0, 300.0)
    >>> openings = open_conversations(stretches, rng)
    >>> bool((np.diff(openings.at) >= 0).all())
    True
    """
    traits = stretches.traits
    length = np.maximum(stretches.end - stretches.begin, 0.0)
    total = traits.our_rate + traits.their_rate
    which, times = [], []
    for draw, mask in ((poisson_times, ~traits.regular), (regular_times, traits.regular)):
        some = np.flatnonzero(mask & (total > 0.0) & (length > 0.0))
        of, at = draw(stretches.begin[some], length[some], total[some], rng)
        which.append(some[of])
        times.append(at)
    stretch, at = np.concatenate(which), np.concatenate(times)
    order = np.argsort(at, kind="stable")
    stretch, at = stretch[order], at[order]
    by_us = rng.random(len(at)) * total[stretch] < traits.our_rate[stretch]
    return Openings(stretch=stretch, at=at, by_us=by_us)
