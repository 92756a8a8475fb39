"""Which channels people like."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Floats, Ints

PERSONAL = ("chat", "email", "meeting", "phone", "video")
"""Channels that conversations use, sorted."""
_OUTSIDE = (0.6, 3.0, 0.8, 1.5, 0.8)
_INSIDE = (3.0, 3.0, 1.0, 0.7, 1.0)
OUR_WAY = 0.3
"""How much of the choice is our own habit where we open the conversation."""
_LIKED = 0.3
_ASKED = 0.6


def draw_preferences(ours: Bools, rng: np.random.Generator) -> Floats:
    """Draw each person's shares of the channels, from a Dirichlet distribution.

    Parameters
    ----------
    ours : bool array over people
        Our own side chats more.

    Returns
    -------
    float64 array, people by channels
        Rows that add up to 1.

    Examples
    --------
    >>> liked = draw_preferences(np.zeros(5000, dtype=bool), np.random.default_rng(1))
    >>> dict(zip(PERSONAL, liked.mean(axis=0).round(2).tolist()))
    {'chat': 0.09, 'email': 0.45, 'meeting': 0.12, 'phone': 0.22, 'video': 0.12}
    """
    weight = rng.gamma(np.where(ours[:, None], np.array(_INSIDE), np.array(_OUTSIDE)))
    shares: Floats = weight / weight.sum(axis=1, keepdims=True)
    return shares


def choose_channels(
    liked: Floats, source: Ints, target: Ints, by_us: Bools, rng: np.random.Generator
) -> Ints:
    """Choose the channel of each conversation: theirs where they open, mostly theirs where we do.

    Parameters
    ----------
    liked : float64 array, people by channels
    source, target : int64 arrays over conversations
        Who is in each, as positions among the people.
    by_us : bool array over conversations

    Returns
    -------
    int64 array
        Positions in ``PERSONAL``.

    Examples
    --------
    >>> liked = np.array([[1.0, 0, 0, 0, 0], [0, 0, 0, 1.0, 0]])
    >>> one = np.array([0])
    >>> choose_channels(liked, one, one + 1, np.array([False]), np.random.default_rng(1))
    array([3])
    """
    reach = np.cumsum(liked, axis=1)
    ours = by_us & (rng.random(len(source)) < OUR_WAY)
    drawn = rng.random(len(source))[:, None]
    # The last sum may miss 1 by rounding.
    choice = (drawn >= reach[np.where(ours, source, target), :-1]).sum(axis=1)
    return np.asarray(choice, dtype=np.int64)


def declared_channels(liked: Floats, rng: np.random.Generator) -> list[str | None]:
    """Tell the channels that people asked for: those they like much, where they said so.

    Examples
    --------
    >>> declared_channels(np.array([[0.1, 0.5, 0.0, 0.4, 0.0]]), np.random.default_rng(1))
    ['email; phone']
    """
    said = rng.random(len(liked)) < _ASKED
    found: list[str | None] = []
    for row, shares in zip(said.tolist(), liked.tolist(), strict=True):
        much = [(-share, name) for share, name in zip(shares, PERSONAL, strict=True)]
        names = [name for share, name in sorted(much) if -share >= _LIKED]
        found.append("; ".join(names) if row and names else None)
    return found
