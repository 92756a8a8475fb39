"""What a database refuses, in one sentence that holds no password and nobody's id."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from relationship_health.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

LOCKED = "locked"
FULL = "full"
LOST = "lost"
UNFIT = "unfit"

_KINDS = {
    "SQLITE_BUSY": LOCKED, "SQLITE_LOCKED": LOCKED, "55P03": LOCKED, "40P01": LOCKED,
    "SQLITE_FULL": FULL, "53100": FULL,
    "57P01": LOST, "57P02": LOST, "57P03": LOST,
}  # fmt: skip
_SENTENCES = {
    LOCKED: "is locked by someone else for longer than its timeout: try again, or open it with a "
    "longer timeout",
    FULL: "has no room left on its disk: make room and try again",
    LOST: "could not be reached, or the connection was lost: see that the database runs and that "
    "address and password are right, and try again",
    UNFIT: "does not take one of the ids, such as one with a NUL in it: mend the ids",
}


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn whatever a database raises into one sentence.

    Parameters
    ----------
    where : str
        The store, its password masked.

    Raises
    ------
    StoreError
        In place of any error of the driver. What was begun has been rolled back, and saving is
        safe to repeat: the same scorecard is the same run.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        # Drivers quote values in their messages, which may be ids: their traceback is not shown.
        raise StoreError(_sentence(where, error)) from None


def _sentence(where: str, error: DBAPIError) -> str:
    from sqlalchemy.exc import DataError, OperationalError

    code = _code(error)
    kind = _KINDS.get(code) or _KINDS.get("_".join(code.split("_")[:2]))
    unnamed = isinstance(error, OperationalError) and not code
    if kind is None and (error.connection_invalidated or code.startswith("08") or unnamed):
        kind = LOST
    if isinstance(error, DataError):
        kind = UNFIT
    if kind is not None:
        return f"The store {where} {_SENTENCES[kind]}; nothing was changed by half."
    return (
        f"The store {where} failed ({type(error.orig).__name__}, {code}), expected a database "
        "that can be read and written: see that the file or the rights are sound; nothing was "
        "changed by half."
    )


def _code(error: DBAPIError) -> str:
    """Return the code that SQLite or PostgreSQL gives a failure, empty where it has none."""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return code or ""
