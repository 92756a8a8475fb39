"""Names as Spark takes them."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a column's name so that Spark reads no path in it.

    Examples
    --------
    >>> quoted("reply.to")
    '`reply.to`'
    """
    return "`" + name.replace("`", "``") + "`"
