"""What conversations are about."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.simulate.lines import PURPOSES, code

OURS: Mapping[str, float] = MappingProxyType({
    "sales": 0.35, "service": 0.25, "news": 0.1, "social": 0.1, "introduction": 0.05,
    "feedback_request": 0.05, "billing": 0.1,
})  # fmt: skip
"""What we open conversations for, with customers and partners."""
THEIRS: Mapping[str, float] = MappingProxyType({
    "request": 0.3, "support": 0.15, "complaint": 0.05, "service": 0.15, "billing": 0.1,
    "feedback": 0.05, "social": 0.1, "sales": 0.1,
})  # fmt: skip
"""What they open conversations for."""
WORK: Mapping[str, float] = MappingProxyType({
    "service": 0.5, "billing": 0.15, "social": 0.15, "other": 0.2,
})  # fmt: skip
"""What conversations with suppliers and among colleagues are about."""
CASES = ("request", "support", "complaint")

INTERESTS = ("billing", "news", "sales", "service", "social", "support")
"""What people say that they connected for."""


def draw_words(shares: Mapping[str, float], count: int, rng: np.random.Generator) -> Ints:
    """Draw codes of purposes.

    Examples
    --------
    >>> drawn = draw_words(OURS, 1000, np.random.default_rng(1))
    >>> round(float((drawn == code("sales", PURPOSES)).mean()), 2)
    0.35
    """
    codes = np.array([code(name, PURPOSES) for name in shares])
    reach = np.cumsum(list(shares.values()))
    place = np.searchsorted(reach, rng.random(count) * reach[-1], side="right")
    chosen: Ints = codes[np.minimum(place, len(codes) - 1)]
    return chosen


def choose_purposes(selling: Bools, by_us: Bools, rng: np.random.Generator) -> Ints:
    """Choose what each conversation is about.

    Parameters
    ----------
    selling : bool array over conversations
        Whether the other side is a customer or partner.
    by_us : bool array over conversations

    Returns
    -------
    int64 array
        Codes of ``PURPOSES``.
    """
    ours, theirs, work = (draw_words(shares, len(by_us), rng) for shares in (OURS, THEIRS, WORK))
    return np.where(selling, np.where(by_us, ours, theirs), work)


def is_any(purpose: Ints, names: tuple[str, ...]) -> Bools:
    """Mark the purposes among some.

    Examples
    --------
    >>> is_any(np.array([code("support", PURPOSES), code("news", PURPOSES)]), CASES)
    array([ True, False])
    """
    return np.isin(purpose, [code(name, PURPOSES) for name in names])
