"""Whether more contact of a kind goes with less engagement afterwards, within relationships.

For each touch of ours, whether it was answered is set against how many touches of each kind the
same person had in the days before:

    answered_it = α_i + γ_kind + δ t + Σ_c β_c exposure_itc + error

α_i takes up what is peculiar to a relationship, γ what is peculiar to the kind of the touch itself,
δ a common trend. β_c is the change of the chance to be answered that goes with one more touch of
kind c. Errors of one relationship may depend on one another: the variance is clustered.

Source: fixed effects and clustered variance, Arellano 1987, Oxford Bulletin of Economics and
Statistics 49:431-434, doi 10.1111/j.1468-0084.1987.mp49004006.x; Cameron, Miller 2015, J. Human
Resources 50:317-372, doi 10.3368/jhr.50.2.317.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.kernels.segments import Groups
from relationship_health.kernels.shrinkage import Z_90

_MS = 1_000
_NO_VARIATION = 1e-9
FEWEST_RELATIONSHIPS = 5
"""With fewer whose exposure varies, a clustered variance means nothing."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Touches:
    """Touches of ours, relationship after relationship, in the order of time.

    Attributes
    ----------
    groups : Groups
    time : int64 array
    kind : int64 array
        From 0.
    decided : bool array
        Whether it is known if they engaged: an unanswered young one may still be answered.
    engaged : bool array
    """

    groups: Groups
    time: Ints
    kind: Ints
    decided: Bools
    engaged: Bools


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Effect:
    """Change of the chance to be answered with one more touch of each kind, NaN where unknown."""

    value: Floats
    lower: Floats
    upper: Floats


def unknown(kinds: int) -> Effect:
    """Return effects of which nothing is known."""
    nothing = np.full(kinds, np.nan)
    return Effect(value=nothing, lower=nothing, upper=nothing)


def exposures(touches: Touches, kinds: int, window_us: int) -> Floats:
    """Count, for each touch, those of each kind before it within a window.

    Examples
    --------
    >>> two = Touches(
    ...     groups=Groups(np.array([0, 2])),
    ...     time=np.array([0, 5_000]),
    ...     kind=np.array([1, 0]),
    ...     decided=np.ones(2, np.bool_),
    ...     engaged=np.zeros(2, np.bool_),
    ... )
    >>> exposures(two, 2, 10_000)
    array([[0., 0.],
           [0., 1.]])
    """
    size = len(touches.time)
    if not size:
        return np.zeros((0, kinds))
    first = int(touches.time.min())
    time = (touches.time - first) // _MS
    window = window_us // _MS
    # Relationships lie so far apart on one axis that no window reaches over.
    length = int(time.max()) + window + 1
    place = touches.groups.spread(np.arange(len(touches.groups)))
    axis = place * length + time
    begin = np.searchsorted(axis, np.maximum(axis - window, place * length))
    before = np.zeros((size + 1, kinds))
    before[np.arange(1, size + 1), touches.kind] = 1.0
    np.cumsum(before, axis=0, out=before)
    counts: Floats = before[:-1] - before[begin]
    return counts


def effects(walk: Callable[[], Iterator[Touches]], kinds: int, window_days: float) -> Effect:
    """Fit the effect of one more touch of each kind.

    Parameters
    ----------
    walk : function
        Returns the touches, some relationships at a time; it is called twice.
    kinds : int
    window_days : float
    """
    window_us, size = round(window_days * US_PER_DAY), 2 * kinds + 1
    square, product = np.zeros((size, size)), np.zeros(size)
    varying = np.zeros(kinds, dtype=np.int64)
    for touches in walk():
        x, y, groups = _within(touches, kinds, window_us)
        square += x.T @ x
        product += x.T @ y
        varying += _varying(x[:, :kinds], groups)
    usable = np.diag(square) > _NO_VARIATION
    usable[:kinds] &= varying >= FEWEST_RELATIONSHIPS
    inverse = np.zeros((size, size))
    inverse[np.ix_(usable, usable)] = np.linalg.pinv(square[np.ix_(usable, usable)])
    beta = inverse @ product
    meat, clusters = np.zeros((size, size)), 0
    for touches in walk():
        x, y, groups = _within(touches, kinds, window_us)
        scores = x * (y - x @ beta)[:, None]
        each = np.stack([groups.sum(scores[:, i]) for i in range(size)], axis=1)
        meat += each.T @ each
        clusters += int((groups.counts > 1).sum())
    spread = np.diag(inverse @ meat @ inverse) * clusters / max(clusters - 1, 1)
    value = np.where(usable[:kinds], beta[:kinds], np.nan)
    half = Z_90 * np.sqrt(np.maximum(spread[:kinds], 0.0))
    return Effect(value=value, lower=value - half, upper=value + half)


def _within(touches: Touches, kinds: int, window_us: int) -> tuple[Floats, Floats, Groups]:
    """Exposures, kinds and time of the decided touches, each less its mean in the relationship."""
    counts = exposures(touches, kinds, window_us)[touches.decided]
    groups = Groups(np.append(0, np.cumsum(touches.groups.count(touches.decided))))
    own = np.zeros_like(counts)
    own[np.arange(len(own)), touches.kind[touches.decided]] = 1.0
    years = touches.time[touches.decided] / (365.25 * US_PER_DAY)
    x = np.column_stack([counts, own, years])
    answered = touches.engaged[touches.decided].astype(np.float64)
    return _centred(x, groups), _centred(answered[:, None], groups)[:, 0], groups


def _centred(values: Floats, groups: Groups) -> Floats:
    counts = np.maximum(groups.counts, 1)
    means = [groups.sum(np.ascontiguousarray(column)) / counts for column in values.T]
    centred: Floats = values - np.stack([groups.spread(mean) for mean in means], axis=1)
    return centred


def _varying(x: Array, groups: Groups) -> Ints:
    """In how many relationships each exposure varies at all."""
    moved = np.abs(x) > _NO_VARIATION
    return np.array([(groups.count(column) > 0).sum() for column in moved.T], dtype=np.int64)
