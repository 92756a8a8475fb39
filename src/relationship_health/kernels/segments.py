"""Grouped reductions over rows that lie group after group.

``np.add.reduceat`` answers an empty group with its neighbour's element and refuses a trailing
empty group; here an empty group always gives the ufunc's stated neutral answer.
"""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints

_HALF = 32
_LOW = (1 << _HALF) - 1


@attrs.frozen(slots=True, eq=False)
class Groups:
    """Rows cut into consecutive groups.

    Parameters
    ----------
    indptr : int64 array, shape (groups + 1,)
        Group ``i`` holds the rows ``indptr[i]:indptr[i + 1]``; a group may be empty.

    Examples
    --------
    >>> groups = Groups(np.array([0, 2, 2, 3]))
    >>> groups.sum(np.array([1.0, 2.0, 5.0]))
    array([3., 0., 5.])
    """

    indptr: Ints

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.indptr) - 1

    @property
    def rows(self) -> int:
        """Number of rows in all groups together."""
        return int(self.indptr[-1])

    @cached_property
    def counts(self) -> Ints:
        """Rows per group, int64."""
        counts = self.indptr[1:] - self.indptr[:-1]
        counts.flags.writeable = False
        return counts

    @cached_property
    def filled(self) -> Ints | None:
        """Positions of the groups that hold rows, or None where every group does."""
        filled = self.counts.nonzero()[0]
        return None if len(filled) == len(self) > 0 else filled

    @cached_property
    def heads(self) -> Ints:
        """First row of every group that holds one."""
        starts = self.indptr[:-1]
        return starts if self.filled is None else starts.take(self.filled)

    @cached_property
    def owner(self) -> Ints:
        """Group of each row; kept, as one array of the length of all rows."""
        owner = np.arange(len(self)).repeat(self.counts)
        owner.flags.writeable = False
        return owner

    def reduce(self, ufunc: np.ufunc, values: Array, empty: object) -> Array:
        """Reduce each group's rows with ``ufunc``; an empty group answers ``empty``.

        Rows are reduced in their order within the group, at whatever offset the group lies, so a
        group gives the same bits in any block.

        Examples
        --------
        >>> Groups(np.array([0, 0, 2])).reduce(np.maximum, np.array([3, 7]), -1)
        array([-1,  7])
        """
        reduced: Array
        if self.filled is None:
            reduced = ufunc.reduceat(values, self.heads)
            return reduced
        if not len(self.filled):
            return np.full(len(self), empty, dtype=values.dtype)
        reduced = ufunc.reduceat(values, self.heads)
        result = np.full(len(self), empty, dtype=reduced.dtype)
        result[self.filled] = reduced
        return result

    def sum(self, values: Array) -> Array:
        """Sum per group (0 where empty); integers stay int64, floats float64."""
        if values.dtype.kind in "bui":
            values = values.astype(np.int64, copy=False)
        if self.filled is None:
            reduced: Array = np.add.reduceat(values, self.heads)
            return reduced
        return self.reduce(np.add, values, 0)

    def count(self, mask: Bools | None = None) -> Ints:
        """Rows per group for which ``mask`` holds (all rows without a mask)."""
        if mask is None:
            return self.counts
        return self.sum(mask)

    def count_both(self, one: Bools, other: Bools) -> tuple[Ints, Ints]:
        """Count two masks in one pass.

        Examples
        --------
        >>> Groups(np.array([0, 2])).count_both(np.array([True, True]), np.array([False, True]))
        (array([2]), array([1]))
        """
        packed = other.astype(np.int64)
        packed <<= _HALF
        packed += one
        both = self.sum(packed)
        return both & _LOW, both >> _HALF

    def min(self, values: Array, empty: float = np.nan) -> Array:
        """Smallest value per group; ``empty`` where the group has no row."""
        return self.reduce(np.minimum, values, empty)

    def max(self, values: Array, empty: float = np.nan) -> Array:
        """Largest value per group; ``empty`` where the group has no row."""
        return self.reduce(np.maximum, values, empty)

    def first(self, values: Array, empty: float = np.nan) -> Array:
        """Value of each group's first row; ``empty`` where the group has no row."""
        return self._pick(values, self.indptr[:-1], empty)

    def last(self, values: Array, empty: float = np.nan) -> Array:
        """Value of each group's last row; ``empty`` where the group has no row."""
        return self._pick(values, self.indptr[1:] - 1, empty)

    def spread(self, per_group: Array) -> Array:
        """Repeat one value per group over the rows of that group.

        Where it is done more than once, ``per_group.take(groups.owner)`` is faster, and other
        threads go on meanwhile.
        """
        return np.repeat(per_group, self.counts)

    def quantile(self, values: Floats, q: float) -> Floats:
        """Linear-interpolation quantile of each group; NaN where empty.

        Examples
        --------
        >>> Groups(np.array([0, 3, 3])).quantile(np.array([9.0, 1.0, 2.0]), 0.5)
        array([ 2., nan])
        """
        result = np.full(len(self), np.nan)
        where = np.arange(len(self)) if self.filled is None else self.filled
        if not len(where):
            return result
        ordered = values[np.lexsort((values, self.owner))]
        position = self.indptr[:-1][where] + q * (self.counts[where] - 1)
        low = np.floor(position).astype(np.int64)
        high = np.ceil(position).astype(np.int64)
        result[where] = ordered[low] + (position - low) * (ordered[high] - ordered[low])
        return result

    def _pick(self, values: Array, positions: Ints, empty: float) -> Array:
        if self.filled is None:
            return values[positions]
        dtype = np.result_type(values.dtype, np.min_scalar_type(empty))
        result = np.full(len(self), empty, dtype=dtype)
        result[self.filled] = values[positions[self.filled]]
        return result


def bounds(counts: Ints | Bools) -> Ints:
    """Where groups of so many rows begin and end, as :class:`Groups` takes them.

    Examples
    --------
    >>> bounds(np.array([2, 0, 1]))
    array([0, 2, 2, 3])
    """
    indptr = np.zeros(len(counts) + 1, dtype=np.int64)
    np.add.accumulate(counts, out=indptr[1:])
    return indptr


def ends(starts: Ints, rows: int) -> Ints:
    """Where runs end that begin at some rows and lie next to each other.

    Examples
    --------
    >>> ends(np.array([0, 2, 3]), 7)
    array([2, 3, 7])
    """
    following = np.empty_like(starts)
    following[:-1] = starts[1:]
    following[-1:] = rows
    return following


def leading(lengths: Ints) -> Ints:
    """Positions of the first rows, once for each of some lengths.

    Examples
    --------
    >>> leading(np.array([1, 3]))
    array([0, 0, 1, 2])
    """
    begins = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(int(lengths.sum())) - np.repeat(begins, lengths), dtype=np.int64)


@attrs.frozen(slots=True, eq=False)
class Runs:
    """Rows cut into runs, none of them empty, that lie next to each other.

    Only runs of several rows cost more than to look up their first one: most conversations have a
    single line.

    Parameters
    ----------
    starts : int64 array
        First row of each run, row 0 among them where there is any.
    rows : int
        Number of rows in all runs together.

    Examples
    --------
    >>> runs = Runs(np.array([0, 1, 3]), 4)
    >>> runs.reduce(np.maximum, np.array([3, 5, 9, 1]))
    array([3, 9, 1])
    >>> runs.spread(np.array([7, 8, 9]))
    array([7, 8, 8, 9])
    """

    starts: Ints
    rows: int

    @cached_property
    def sizes(self) -> Ints:
        """Rows of each run, int64."""
        sizes: Ints = ends(self.starts, self.rows) - self.starts
        sizes.flags.writeable = False
        return sizes

    @cached_property
    def last(self) -> Ints:
        """Last row of each run."""
        if len(self.starts) == self.rows:
            return self.starts
        last: Ints = ends(self.starts, self.rows)
        last -= 1
        last.flags.writeable = False
        return last

    @cached_property
    def _several(self) -> tuple[Ints, Ints, Ints]:
        """Runs of several rows, their rows, and where each of them begins among these."""
        several = (self.sizes > 1).nonzero()[0]
        sizes = self.sizes.take(several)
        rows = self.starts.take(several).repeat(sizes) + leading(sizes)
        return several, rows, sizes.cumsum() - sizes

    def reduce(self, ufunc: np.ufunc, values: Array) -> Array:
        """Reduce each run's rows with ``ufunc``, in their order."""
        if len(self.starts) == self.rows:
            return values.copy()
        reduced: Array = values.take(self.starts)
        several, rows, begins = self._several
        reduced[several] = ufunc.reduceat(values.take(rows), begins)
        return reduced

    def spread(self, per_run: Array) -> Array:
        """Repeat one value per run over the rows of that run."""
        return per_run.repeat(self.sizes)
