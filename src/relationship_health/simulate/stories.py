"""What happens to a relationship: each story a small function with a known truth."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.simulate.stretches import Stretches
from relationship_health.simulate.traits import (
    Traits,
    ordinary_traits,
    split,
    total_rates,
)

QUARTER_DAYS = 91.3125
NEWSLETTER_DAYS = 14.0
"""Working days between two issues of our newsletter."""

BUSY_GAP = 14.0
"""Longest usual gap of stories that are told by a change: without contact none shows."""
CHURN_GAPS = 6.0
"""A churned relationship has been silent for at least so many of its own mean gaps."""
LINGER_DAYS = 45.0
NEW_DAYS = 45.0
PUSHES = (1.0, 2.0, 4.0)
FADES = (1.0, 0.5, 0.25)
"""How much of their rate is left in each third of the time for which we neglect them."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Course:
    """What became of relationships, in working time.

    Parameters
    ----------
    usual : Traits
        How they were before any turn.
    stretches : Stretches
        How they were when.
    began, turned, ended : float64 arrays
        When they began within the time simulated, when our behaviour turned, when the other side
        fell silent; NaN where it did not.
    """

    usual: Traits
    stretches: Stretches
    began: Floats
    turned: Floats
    ended: Floats


def _course(
    usual: Traits, stretches: Stretches, *, began: Floats | float = np.nan,
    turned: Floats | float = np.nan, ended: Floats | float = np.nan,
) -> Course:  # fmt: skip
    began, turned, ended = (
        np.broadcast_to(moment, len(usual)).astype(np.float64) for moment in (began, turned, ended)
    )
    return Course(usual=usual, stretches=stretches, began=began, turned=turned, ended=ended)


def ordinary(count: int, span: float, rng: np.random.Generator) -> Course:
    """People with rhythms of their own, steady all along.

    Examples
    --------
    >>> len(ordinary(3, 300.0, np.random.default_rng(1)).stretches)
    3
    """
    traits = ordinary_traits(count, rng)
    return _course(traits, Stretches.of(traits, 0.0, span))


def sponsor(count: int, span: float, rng: np.random.Generator) -> Course:
    """Once a quarter, regularly, slowly answered, and healthy.

    Examples
    --------
    >>> course = sponsor(1, 300.0, np.random.default_rng(1))
    >>> round(1 / float(course.usual.our_rate[0] + course.usual.their_rate[0]), 4)
    91.3125
    """
    our_rate, their_rate = split(np.full(count, 1.0 / QUARTER_DAYS), rng.beta(6.0, 6.0, count))
    traits = attrs.evolve(
        ordinary_traits(count, rng), our_rate=our_rate, their_rate=their_rate,
        our_reply=np.full(count, 0.97), their_reply=np.full(count, 0.97),
        their_delay=rng.lognormal(np.log(3.0), 0.3, count), regular=np.ones(count, dtype=np.bool_),
    )  # fmt: skip
    return _course(traits, Stretches.of(traits, 0.0, span))


def neglect(count: int, span: float, rng: np.random.Generator) -> Course:
    """From a turn on we open nothing, and answer rarely and late; slowly they tire of it.

    Examples
    --------
    >>> course = neglect(2, 300.0, np.random.default_rng(1))
    >>> course.stretches.traits.our_rate[2:]
    array([0., 0., 0., 0., 0., 0.])
    """
    usual = ordinary_traits(count, rng, usual_gap=8.0, most_gap=BUSY_GAP)
    turned = span * rng.uniform(0.35, 0.7, count)
    later = attrs.evolve(
        usual, our_rate=np.zeros(count), our_reply=np.full(count, 0.12),
        our_delay=3.0 * usual.our_delay,
    )  # fmt: skip
    cuts = [turned + share * (span - turned) for share in np.linspace(0.0, 1.0, len(FADES) + 1)]
    parts = [Stretches.of(usual, 0.0, turned)] + [
        Stretches.of(attrs.evolve(later, their_rate=fade * usual.their_rate), begin, end)
        for fade, begin, end in zip(FADES, cuts[:-1], cuts[1:], strict=True)
    ]
    return _course(usual, Stretches.joined(parts), turned=turned)


def over_contact(count: int, span: float, rng: np.random.Generator) -> Course:
    """We push, twice as much every third of the time; they hardly ever answer, and less open.

    Examples
    --------
    >>> course = over_contact(1, 300.0, np.random.default_rng(1))
    >>> (course.stretches.traits.our_rate / course.usual.our_rate).tolist()
    [1.0, 2.0, 4.0]
    """
    usual = attrs.evolve(
        ordinary_traits(count, rng),
        our_rate=np.maximum(total_rates(count, rng, usual_gap=8.0), 1.0 / BUSY_GAP),
        their_rate=np.full(count, 1.0 / 90.0), their_reply=rng.beta(2.0, 30.0, count),
        regular=np.zeros(count, dtype=np.bool_),
    )  # fmt: skip
    cuts = np.linspace(0.0, span, len(PUSHES) + 1)
    parts = [
        Stretches.of(attrs.evolve(usual, our_rate=push * usual.our_rate), begin, end)
        for push, begin, end in zip(PUSHES, cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
    ]
    return _course(usual, Stretches.joined(parts), turned=float(cuts[1]))


def broadcast(count: int, span: float, rng: np.random.Generator) -> Course:
    """Nothing but our newsletter, which some open and nobody answers.

    Our rate is that of its issues; conversations there are none.

    Examples
    --------
    >>> course = broadcast(1, 300.0, np.random.default_rng(1))
    >>> course.stretches.traits.our_rate
    array([0.])
    """
    none = np.zeros(count)
    usual = attrs.evolve(
        ordinary_traits(count, rng), our_rate=np.full(count, 1.0 / NEWSLETTER_DAYS),
        their_rate=none, their_reply=none, regular=np.ones(count, dtype=np.bool_),
    )  # fmt: skip
    silent = attrs.evolve(usual, our_rate=none)
    return _course(usual, Stretches.of(silent, 0.0, span))


def churn(count: int, span: float, rng: np.random.Generator) -> Course:
    """They fall silent for good at a known moment; we go on for a while, then stop too.

    Examples
    --------
    >>> course = churn(1, 300.0, np.random.default_rng(1))
    >>> bool(105.0 <= course.ended[0] <= 240.0)
    True
    """
    usual = ordinary_traits(count, rng, most_gap=BUSY_GAP)
    ended = span * rng.uniform(0.35, 0.8, count)
    rate = usual.our_rate + usual.their_rate
    faster = np.maximum(CHURN_GAPS / np.maximum(span - ended, 1.0) / rate, 1.0)
    usual = attrs.evolve(
        usual, our_rate=usual.our_rate * faster, their_rate=usual.their_rate * faster
    )
    none = np.zeros(count)
    later = attrs.evolve(usual, their_rate=none, their_reply=none)
    gave_up = np.minimum(ended + rng.uniform(0.0, LINGER_DAYS, count), span)
    parts = [Stretches.of(usual, 0.0, ended), Stretches.of(later, ended, gave_up)]
    return _course(usual, Stretches.joined(parts), ended=ended)


def new(count: int, span: float, rng: np.random.Generator) -> Course:
    """Begun a few weeks ago, and lively since.

    Examples
    --------
    >>> course = new(1, 300.0, np.random.default_rng(1))
    >>> bool(course.began[0] >= 255.0)
    True
    """
    usual = ordinary_traits(count, rng, usual_gap=5.0, most_gap=10.0)
    began = span - min(NEW_DAYS, 0.25 * span) * rng.uniform(0.2, 1.0, count)
    return _course(usual, Stretches.of(usual, began, span), began=began)


def supplier(count: int, span: float, rng: np.random.Generator) -> Course:
    """They never open anything, and answer nearly everything, soon.

    Examples
    --------
    >>> supplier(2, 300.0, np.random.default_rng(1)).usual.their_rate
    array([0., 0.])
    """
    usual = attrs.evolve(
        ordinary_traits(count, rng), our_rate=total_rates(count, rng, usual_gap=12.0),
        their_rate=np.zeros(count), their_reply=np.full(count, 0.93),
        their_delay=rng.lognormal(np.log(0.3), 0.3, count),
    )  # fmt: skip
    return _course(usual, Stretches.of(usual, 0.0, span))


def colleague(count: int, span: float, rng: np.random.Generator) -> Course:
    """Two of our own side, who speak often.

    Examples
    --------
    >>> len(colleague(2, 300.0, np.random.default_rng(1)).usual)
    2
    """
    usual = attrs.evolve(
        ordinary_traits(count, rng, usual_gap=4.0),
        our_reply=rng.beta(18.0, 2.0, count), their_reply=rng.beta(18.0, 2.0, count),
    )  # fmt: skip
    return _course(usual, Stretches.of(usual, 0.0, span))
