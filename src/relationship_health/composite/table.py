"""What every table of scores can do, whether it was made just now or read from a store."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, Self

import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import Key, moment_from
from relationship_health.columns.keys import Keys
from relationship_health.composite.scoring import BANDS, STATUSES, Composite
from relationship_health.errors import InputError, UnknownRelationshipError
from relationship_health.frames import write_table
from relationship_health.html import paragraphs, section
from relationship_health.html import table as html_table
from relationship_health.wording import number_of


class ScoreTable(ABC):
    """Scores of relationships at one moment, one row each, in the order of their ids.

    Attributes
    ----------
    pairs : Keys
        Every relationship that a row may be of.
    rows : int64 array
        Position of each row in ``pairs``, increasing.
    as_of_us : int
        The moment, microseconds UTC.
    names : tuple of str
        The metrics, in the order of the columns.
    values : float64 array, shape (relationships, metrics)
        Value of each metric, NaN where unknown.
    composite : Composite
        Health, interval, coverage, status, band, contributions.
    backend : str
        The library of frames, where none is asked for.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def pairs(self) -> Keys:
        """Every relationship that a row may be of."""

    @property
    @abstractmethod
    def rows(self) -> Ints:
        """Position of each row in ``pairs``."""

    @property
    @abstractmethod
    def as_of_us(self) -> int:
        """The moment, microseconds UTC."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The metrics, in the order of the columns."""

    @property
    @abstractmethod
    def values(self) -> Floats:
        """Value of each metric, NaN where unknown."""

    @property
    @abstractmethod
    def composite(self) -> Composite:
        """Health, interval, coverage, status, band, contributions."""

    @property
    @abstractmethod
    def backend(self) -> str:
        """The library of frames, where none is asked for."""

    @abstractmethod
    def take(self, keep: Bools) -> Self:
        """Return the table of some of its rows; nothing is scored again."""

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        known = int((~np.isnan(self.health)).sum())
        return (
            f"<{type(self).__name__} as of {self.as_of:%Y-%m-%d}: "
            f"{number_of(len(self), 'relationship')}, {known:,} with health>"
        )

    @property
    def as_of(self) -> datetime:
        """The moment that the scores speak of, UTC."""
        return moment_from(self.as_of_us)

    @property
    def health(self) -> Floats:
        """Health in points from 0 to 100, NaN where unknown."""
        return self.composite.health

    @property
    def source(self) -> Array:
        """Source id of each row."""
        return np.asarray(self.pairs.ids[self.pairs.source[self.rows]])

    @property
    def target(self) -> Array:
        """Target id of each row."""
        return np.asarray(self.pairs.ids[self.pairs.target[self.rows]])

    @property
    def status(self) -> Array:
        """Status of each row: none, unknown, provisional or established."""
        return np.array(STATUSES, dtype=object)[self.composite.status]

    @property
    def band(self) -> Array:
        """Band of each row: poor, fair, healthy, or empty where health is unknown."""
        return np.array(BANDS, dtype=object)[self.composite.band]

    def _repr_html_(self) -> str:
        """Return bands, and the first scores by id, for a notebook."""
        counts = np.bincount(self.composite.band, minlength=len(BANDS)).tolist()
        told = [f"{count:,} {BANDS[band] or 'unknown'}" for band, count in enumerate(counts)]
        return section(
            f"{number_of(len(self), 'relationship')} as of {self.as_of:%Y-%m-%d}",
            paragraphs([f"Health: {', '.join(reversed(told))}."]), html_table(self._judged),
        )  # fmt: skip

    @property
    def _judged(self) -> dict[str, Array]:
        return {
            "source": self.source, "target": self.target, "health": self.composite.health,
            "lower": self.composite.lower, "upper": self.composite.upper,
            "coverage": self.composite.coverage, "status": self.status, "band": self.band,
        }  # fmt: skip

    def columns(self) -> dict[str, Array]:
        """Return the scores as columns, one row per relationship."""
        return self._judged | {name: self.values[:, i].copy() for i, name in enumerate(self.names)}

    def to_frame(self, backend: str | None = None) -> Any:
        """Return the scores as a frame.

        Parameters
        ----------
        backend : "pandas", "polars", "pyarrow" or "dict", optional
            The library of the frame; by default that of the log.
        """
        return write_table(self.columns(), backend or self.backend)

    def row_of(self, key: Key) -> int:
        """Return the row of a relationship, named from either end.

        Raises
        ------
        UnknownRelationshipError
            Where there is no such relationship, or none yet at ``as_of``.
        """
        if not isinstance(key, tuple | list) or len(key) != 2:  # noqa: PLR2004  a pair
            message = f"The relationship is {key!r}, expected a pair of ids, (source, target)."
            raise InputError(message)
        place = self.pairs.find(*key)
        row = int(np.searchsorted(self.rows, place))
        if row >= len(self.rows) or self.rows[row] != place:
            message = (
                f"The relationship between {key[0]!r} and {key[1]!r} has no contact up to "
                f"{self.as_of:%Y-%m-%d}: score it as of a later date, or declare it."
            )
            raise UnknownRelationshipError(message)
        return row
