"""A number with its noun, as people read it."""

from __future__ import annotations


def number_of(count: int, noun: str, nouns: str | None = None) -> str:
    """Return a whole number and what it is of.

    Parameters
    ----------
    count : int
    noun : str
        Of one.
    nouns : str, optional
        Of any other number; ``noun`` and an s if not given.

    Examples
    --------
    >>> number_of(1, "row"), number_of(1200, "row"), number_of(2, "person", "people")
    ('1 row', '1,200 rows', '2 people')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
