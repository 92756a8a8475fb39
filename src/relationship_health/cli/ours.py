"""Who is ours, from the command line: a file of ids or a pattern."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from pathlib import Path

from relationship_health.errors import InputError

_SHOWN = 3

OursIs = Callable[[str | int], bool]
"""Whether an id is ours."""


def read_our_side(given: str | None) -> OursIs | None:
    """Return a function that tells whether an id is ours; None where nobody said.

    Parameters
    ----------
    given : str or None
        A file with one id per line or, where there is no such file, a pattern such as
        ``*@us.example`` in which case matters.

    Raises
    ------
    InputError
        Where the file is empty or cannot be read.

    Examples
    --------
    >>> ours = read_our_side("*@us.example")
    >>> ours("ana@us.example"), ours("bo@them.example")
    (True, False)
    """
    if given is None:
        return None
    path = Path(given)
    if not path.is_file():
        return lambda name: fnmatch.fnmatchcase(str(name), given)
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read ({error}): expected one id per line, in UTF-8."
        raise InputError(message) from error
    wanted = frozenset(line for line in lines if line.strip())
    if not wanted:
        message = f"{path} is empty, expected one id per line."
        raise InputError(message)
    return lambda name: str(name) in wanted


def check_our_side(given: str, ours: OursIs, ids: list[str | int]) -> None:
    """Refuse a side that nobody is on.

    Raises
    ------
    InputError
        With ids as they stand in the log.
    """
    if not ids or any(map(ours, ids)):
        return
    kind = "the file" if Path(given).is_file() else "no such file exists, and the pattern"
    shown = ", ".join(map(repr, ids[:_SHOWN]))
    message = (
        f"--our-side {given!r} names no one: {kind} fits none of the {len(ids):,} ids of the log, "
        f"such as {shown}: write ids as they stand there."
    )
    raise InputError(message)
