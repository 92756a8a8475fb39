"""What each relationship is like: how often either side opens, how surely and fast it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints

RATE_SHAPE = 1.2
USUAL_GAP = 14.0
LONGEST_GAP = 120.0
REGULAR_SHARE = 0.3


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Traits:
    """The habits of relationships, one value each; ours is the source's, theirs the target's.

    Parameters
    ----------
    our_rate, their_rate : float64 arrays
        Conversations that the side opens per working day.
    our_reply, their_reply : float64 arrays
        Probability that the side takes part in what the other opened.
    our_delay, their_delay : float64 arrays
        Mean of the side's exponential delay before it answers, in working days.
    regular : bool array
        Whether conversations come at even distances, with jitter, or as a Poisson process.
    """

    our_rate: Floats
    their_rate: Floats
    our_reply: Floats
    their_reply: Floats
    our_delay: Floats
    their_delay: Floats
    regular: Bools

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.our_rate)

    def take(self, chosen: Ints) -> Self:
        """Return the traits of some relationships, in the order asked for."""
        return type(self)(
            **{name: values[chosen] for name, values in attrs.asdict(self, recurse=False).items()}
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Put traits one after another."""
        names = [field.name for field in attrs.fields(cls)]
        return cls(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})


def total_rates(count: int, rng: np.random.Generator, *, usual_gap: float = USUAL_GAP) -> Floats:
    """Draw how often relationships have a conversation: Gamma rates, most slow, a few fast.

    Parameters
    ----------
    count : int
    rng : Generator
    usual_gap : float
        One over the mean rate, in working days.

    Returns
    -------
    float64 array
        Conversations per working day, never fewer than one in ``LONGEST_GAP``.

    Examples
    --------
    >>> rates = total_rates(20_000, np.random.default_rng(1))
    >>> round(1 / float(rates.mean()))
    14
    """
    rates = rng.gamma(RATE_SHAPE, 1.0 / (RATE_SHAPE * usual_gap), count)
    return np.maximum(rates, 1.0 / LONGEST_GAP)


def split(rates: Floats, ours: Floats) -> tuple[Floats, Floats]:
    """Divide rates into what we open and what they open.

    Examples
    --------
    >>> split(np.array([0.5]), np.array([0.2]))
    (array([0.1]), array([0.4]))
    """
    return rates * ours, rates * (1.0 - ours)


def ordinary_traits(
    count: int, rng: np.random.Generator, *, usual_gap: float = USUAL_GAP, most_gap: float = 1e9
) -> Traits:
    """Draw the traits of ordinary relationships.

    Either side opens about half; we take part in about four in five of what they open, they in
    two in three of what we open; answers take some hours, for some people days.

    Parameters
    ----------
    count : int
    rng : Generator
    usual_gap, most_gap : float
        Usual and longest mean gap between conversations, in working days.

    Examples
    --------
    >>> traits = ordinary_traits(5000, np.random.default_rng(1))
    >>> round(float(traits.our_reply.mean()), 1), round(float(traits.their_reply.mean()), 1)
    (0.8, 0.7)
    """
    rates = np.maximum(total_rates(count, rng, usual_gap=usual_gap), 1.0 / most_gap)
    our_rate, their_rate = split(rates, rng.beta(4.0, 3.0, count))
    return Traits(
        our_rate=our_rate, their_rate=their_rate,
        our_reply=rng.beta(9.0, 2.0, count), their_reply=rng.beta(6.0, 3.0, count),
        our_delay=rng.lognormal(np.log(0.4), 0.6, count),
        their_delay=rng.lognormal(np.log(0.7), 0.6, count),
        regular=rng.random(count) < REGULAR_SHARE,
    )  # fmt: skip
