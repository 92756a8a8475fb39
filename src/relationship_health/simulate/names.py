"""Invented given names, and the addresses made of them."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Ints

_BEGINNINGS = (
    "al", "bren", "cor", "dal", "el", "fen", "gal", "har", "il", "jor", "kel", "lor", "mar",
    "nev", "or", "pel", "quin", "ros", "sel", "tam", "ul", "ves", "wil", "yar", "zel",
)  # fmt: skip
_ENDINGS = (
    "ara", "el", "eth", "ia", "ine", "iro", "isa", "ola", "ovan", "une", "wen", "yra",
)  # fmt: skip
NAMES = tuple(first + last for first in _BEGINNINGS for last in _ENDINGS)
"""Names that nobody was asked for: two parts put together."""
_STRIDE = 83
"""Without a common factor with their number, so that neighbours have unlike names."""


def given_names(places: Ints, start: Ints) -> list[str]:
    """Name people so that no two of one organisation are called the same.

    Parameters
    ----------
    places : int64 array
        A person's place in the organisation, from 0.
    start : int64 array
        Where in the list of names the organisation begins.

    Examples
    --------
    >>> given_names(np.array([0, 1, 300]), np.array([0, 0, 0]))
    ['alara', 'galyra', 'alara2']
    """
    turn, place = np.divmod(places, len(NAMES))
    at = (place * _STRIDE + start) % len(NAMES)
    return [
        NAMES[name] + (str(again + 1) if again else "")
        for name, again in zip(at.tolist(), turn.tolist(), strict=True)
    ]


def numbered(word: str, count: int) -> list[str]:
    """Return numbered organisations, so that they sort as they count.

    Examples
    --------
    >>> numbered("customer", 2)
    ['customer01', 'customer02']
    """
    width = max(len(str(count)), 2)
    return [f"{word}{number:0{width}d}" for number in range(1, count + 1)]


def address(name: str, organisation: str) -> str:
    """Return the id of a person, at a domain that can never exist.

    Examples
    --------
    >>> address("alara", "us")
    'alara@us.example'
    """
    return f"{name}@{organisation}.example"
