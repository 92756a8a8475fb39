"""Blocks in several threads: the results come in the order of the blocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Generic, TypeVar

import attrs
import numpy as np

from relationship_health.columns import BLOCK_ROWS
from relationship_health.errors import InputError

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 2
"""Items under way for each thread: enough to keep it busy, few enough to keep memory bounded."""

THREADED_BLOCK_ROWS = 262_144
"""Rows of a block where there are several threads, and enough rows.

Between two steps on its arrays a thread waits for the interpreter, which another one may have: the
longer the steps, the less that matters. Longer ones still leave the processor's cache.
"""


KEPT_BYTES = 31 * 2**20
"""Just below the 32 MiB above which the C library never keeps memory."""

BLOCKS_EACH = 8
"""Blocks for each of several threads, as far as rows suffice: the slowest is waited for."""


def rows_of_blocks(threads: int, asked: int | None = None, rows: int | None = None) -> int:
    """Rows of each block that is judged, as asked for or as suits a number of threads.

    Parameters
    ----------
    threads : int
    asked : int, optional
        What was asked for, which then holds.
    rows : int, optional
        How many rows there are in all.

    Examples
    --------
    >>> rows_of_blocks(1), rows_of_blocks(2), rows_of_blocks(2, rows=2_000_000)
    (65536, 262144, 125000)
    """
    check_threads(threads)
    if asked is not None:
        return asked
    if threads == 1 or rows is None:
        return BLOCK_ROWS if threads == 1 else THREADED_BLOCK_ROWS
    return min(max(rows // (threads * BLOCKS_EACH), BLOCK_ROWS), THREADED_BLOCK_ROWS)


def check_threads(threads: object) -> None:
    """Refuse what is no number of threads.

    Raises
    ------
    InputError
    """
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        message = f"threads is {threads!r}, expected a whole number of 1 or more."
        raise InputError(message)


def in_order(
    function: Callable[[Given], Made], items: Iterable[Given], threads: int = 1
) -> Iterator[Made]:
    """Apply a function to items in threads, and yield what it returns in the order of the items.

    Parameters
    ----------
    function : callable
        It must not share state between calls.
    items : iterable
        Walked in the calling thread, a few ahead of what has been yielded.
    threads : int
        1 or more; with 1 no thread is started.

    Raises
    ------
    InputError
        Where ``threads`` is no whole number of 1 or more.
    Exception
        What the function raised for the first item, in their order, for which it did.

    Examples
    --------
    >>> list(in_order(abs, [-3, 2, -1], threads=2))
    [3, 2, 1]
    """
    check_threads(threads)
    keep_freed_memory()
    return map(function, items) if threads == 1 else _in_threads(function, items, threads)


@cache
def keep_freed_memory() -> None:
    """Let memory that one step gave back serve the next one, once for the whole process.

    The arrays of a block are so large that the C library would return their memory to the system
    each time, and get it back page by page: a sixth of the time of scoring. It keeps what is
    smaller than the largest array that was ever given back (mallopt(3), M_MMAP_THRESHOLD); this one
    is never written to, and so takes no memory.
    """
    np.empty(KEPT_BYTES, dtype=np.uint8)


def _in_threads(
    function: Callable[[Given], Made], items: Iterable[Given], threads: int
) -> Iterator[Made]:
    pool = ThreadPoolExecutor(threads - 1, thread_name_prefix="relationship_health")
    waiting: deque[_Item[Given, Made]] = deque()
    try:
        for item in items:
            waiting.append(_Item(item, pool.submit(function, item)))
            if len(waiting) >= AHEAD * threads:
                yield _first(function, waiting)
        while waiting:
            yield _first(function, waiting)
    finally:
        # What nobody will ask for any more, after an error or a cancel, is not begun.
        pool.shutdown(wait=True, cancel_futures=True)


@attrs.define(slots=True, eq=False)
class _Item(Generic[Given, Made]):
    """An item under way, or already done."""

    given: Given
    made: Future[Made]


def _first(function: Callable[[Given], Made], waiting: deque[_Item[Given, Made]]) -> Made:
    """Return what the first item was made into; the caller does its part of the work meanwhile."""
    while not waiting[0].made.done():
        item = next((item for item in waiting if item.made.cancel()), None)
        if item is None:
            break
        item.made = Future[Made]()
        try:
            item.made.set_result(function(item.given))
        except Exception as error:  # noqa: BLE001  raised where its turn comes
            item.made.set_exception(error)
    return waiting.popleft().made.result()
