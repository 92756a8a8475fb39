"""One stream of random numbers for each mechanism, so that none moves another's draws."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np

from relationship_health.errors import InputError


def stream(seed: int, mechanism: str) -> np.random.Generator:
    """Return the random numbers of one mechanism under one seed.

    Parameters
    ----------
    seed : int
        At least 0.
    mechanism : str
        Its name; equal seeds and names give equal numbers.

    Raises
    ------
    InputError
        Where the seed is no whole number of at least 0.

    Examples
    --------
    >>> first, again = stream(7, "deals"), stream(7, "deals")
    >>> int(first.integers(1000)) == int(again.integers(1000))
    True
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        message = f"The seed is {seed!r}, expected a whole number of at least 0."
        raise InputError(message)
    # A checksum, as Python's own hash of a text changes from process to process.
    key = zlib.crc32(mechanism.encode())
    return np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=(key,)))


def one_of(shares: Iterable[float], rng: np.random.Generator) -> int:
    """Draw a position with given probabilities.

    As ``rng.choice(len(shares), p=shares)``, from the same numbers, at a tenth of its cost.

    Parameters
    ----------
    shares : floats
        Probabilities, which sum to 1.
    rng : numpy.random.Generator

    Examples
    --------
    >>> one_of([0.0, 1.0], stream(7, "deals"))
    1
    """
    ends = list(accumulate(shares))
    return bisect_right([end / ends[-1] for end in ends], rng.random())


def any_of(names: Sequence[str], rng: np.random.Generator) -> str:
    """Draw a name, each as likely as the other.

    As ``rng.choice(names)``, from the same numbers.

    Examples
    --------
    >>> any_of(["only"], stream(7, "deals"))
    'only'
    """
    return names[int(rng.integers(0, len(names)))]
