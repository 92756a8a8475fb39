"""Watches what a thread asks of the system: files, connections, processes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WATCHED = ("open", "os.", "shutil.", "socket.", "subprocess.", "urllib.", "sqlite3.", "ftplib.",
           "smtplib.", "http.", "tempfile.")  # fmt: skip
_HARMLESS = frozenset({"os.putenv", "os.unsetenv"})


class _Watch(threading.local):
    """What has been seen in this thread; None where nobody looks."""

    seen: list[str] | None = None


_WATCH = _Watch()
_HOOKED: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _WATCH.seen is not None and event.startswith(WATCHED) and event not in _HARMLESS:
        what = arguments[0] if arguments and isinstance(arguments[0], str | bytes) else ""
        _WATCH.seen.append(f"{event} {what!r}" if what else event)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Give a list that names everything of the kind that this thread does meanwhile.

    Examples
    --------
    >>> with watched() as seen:
    ...     handle = open(__file__)
    >>> handle.close()
    >>> seen[0].startswith("open ")
    True
    """
    if not _HOOKED:
        # Such a hook cannot be taken off again, so there is one, which sleeps unless asked.
        sys.addaudithook(_hook)
        _HOOKED.append(True)
    before, _WATCH.seen = _WATCH.seen, []
    try:
        yield _WATCH.seen
    finally:
        _WATCH.seen = before
