"""How much memory may be used, and what fits into it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from relationship_health.errors import InputError, described

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
          "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}  # fmt: skip
_WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")

PROGRAM = 192 << 20
"""Bytes that Python and the libraries take before the first row is read."""

LEAST = 512 << 20
"""Bytes without which nothing goes on."""

SETTLED = 12
"""Times the size of its columns that a raw part takes while it is settled."""

GROUPED = 5
"""Times the size of its columns that a share takes while it is grouped and written."""

SCORED = 256
"""Bytes that an interaction takes while its relationship is scored."""

SCORE, SCORE_OF_ALL = 40, 250
"""Bytes of the scores of a relationship: for each metric, and besides."""

ROW = 64
"""Bytes besides that a row takes in either."""


@attrs.frozen(slots=True)
class Memory:
    """A bound on the memory of the whole process, in bytes.

    Examples
    --------
    >>> Memory.of("2GiB").bytes, str(Memory(3 << 30))
    (2147483648, '3.0 GiB')
    """

    bytes: int

    @classmethod
    def of(cls, given: str | int) -> Memory:
        """Read a bound such as "2GiB", or a number of bytes.

        Raises
        ------
        InputError
            Where it is neither, or too little.
        """
        found = _WRITTEN.fullmatch(str(given)) if not isinstance(given, bool) else None
        unit = found[2].upper() if found else "?"
        if found is None or unit not in _UNITS:
            message = (
                f"memory is {described(given)}, expected a size such as '2GiB', or a number of "
                "bytes."
            )
            raise InputError(message)
        size = int(float(found[1]) * _UNITS[unit])
        if size < LEAST:
            message = (
                f"memory is {given!r}, expected {Memory(LEAST)} or more: Python and the libraries "
                f"alone take some {Memory(PROGRAM)}."
            )
            raise InputError(message)
        return cls(size)

    @property
    def free(self) -> int:
        """Bytes for rows."""
        return self.bytes - PROGRAM

    def chunk_rows(self, row_bytes: float) -> int:
        """Return how many raw rows of that size are settled at a time."""
        rows = self.free / (SETTLED * row_bytes + ROW)
        return int(min(max(rows, 10_000), 1_000_000))

    def shares(self, rows: int, row_bytes: float) -> int:
        """Return into how many shares rows of that size are dealt, so that each can be grouped."""
        # Shares differ in size, as relationships do.
        return max(1, -int(-1.25 * self.grouping(rows, row_bytes) // self.free))

    def settling_shares(self, rows: int, row_bytes: float) -> int:
        """Return into how many shares raw rows are dealt, so that each can be settled."""
        return max(1, -int(-1.25 * rows * (SETTLED * row_bytes + ROW) // self.free))

    def check_settling(self, rows: int, row_bytes: float) -> None:
        """Refuse interactions that cannot be settled together.

        Raises
        ------
        InputError
        """
        self._check(int(rows * (SETTLED * row_bytes + ROW)), rows, "of some interactions")

    def check_grouping(self, rows: int, row_bytes: float) -> None:
        """Refuse a part that cannot be grouped.

        Raises
        ------
        InputError
        """
        self._check(self.grouping(rows, row_bytes), rows, "of one part")

    def check_largest(self, sizes: Iterable[int], threads: int) -> None:
        """Refuse relationships that cannot be scored as wholes, one in each thread.

        Raises
        ------
        InputError
        """
        largest = sorted(sizes, reverse=True)[:threads]
        needed = sum(largest) * SCORED + PROGRAM
        if needed > self.bytes:
            together = f", scored {threads} at a time" if threads > 1 else ""
            message = (
                f"The largest relationship holds {largest[0]:,} interactions{together}, which need "
                f"some {Memory(needed)} of memory as a whole, expected at most {self}: allow more"
                f"{', or use one thread' if threads > 1 else ''}."
            )
            raise InputError(message)

    def check_scores(self, relationships: int, metrics: int) -> None:
        """Refuse scores that do not fit into memory.

        Raises
        ------
        InputError
        """
        needed = relationships * (metrics * SCORE + SCORE_OF_ALL) + PROGRAM
        if needed > self.bytes:
            message = (
                f"Scores of {relationships:,} relationships need some {Memory(needed)} of memory, "
                f"expected at most {self}: allow more, or write them with write_scores."
            )
            raise InputError(message)

    def _check(self, needed: int, rows: int, whose: str) -> None:
        if needed > self.free:
            message = (
                f"The {rows:,} rows {whose} need some {Memory(needed + PROGRAM)} of memory, "
                f"expected at most {self}: allow more memory, or ask for more partitions where no "
                "single relationship is that large."
            )
            raise InputError(message)

    @staticmethod
    def grouping(rows: int, row_bytes: float) -> int:
        """Return how many bytes it takes to group so many rows."""
        return int(rows * (GROUPED * row_bytes + ROW))

    def __str__(self) -> str:
        """Return the bound in GiB."""
        return f"{self.bytes / 2**30:.1f} GiB"
