"""What every answer shows of itself: a frame, words, a notebook's view, and what lies behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.columns import Key, Portfolio
from relationship_health.frames import write_table
from relationship_health.html import paragraphs, section, table
from relationship_health.model import direction_name
from relationship_health.wording import number_of


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Trace:
    """What a figure rests on: relationships, and their interactions of a span of time.

    Parameters
    ----------
    portfolio : Portfolio
    relationships : int64 array
        Positions in the portfolio.
    since_us, until_us : int
        Interactions later than the first and up to the second, microseconds UTC.
    """

    portfolio: Portfolio
    relationships: Ints
    since_us: int
    until_us: int

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        relationships = number_of(len(self.relationships), "relationship")
        return f"<Trace of {relationships}, {number_of(len(self.rows), 'interaction')}>"

    @property
    def keys(self) -> list[Key]:
        """Source and target id of every relationship."""
        return [self.portfolio.key(place) for place in self.relationships.tolist()]

    @property
    def rows(self) -> Ints:
        """Positions of the interactions among those of the portfolio."""
        chosen = np.zeros(len(self.portfolio), dtype=np.bool_)
        chosen[self.relationships] = True
        time = self.portfolio.time
        within = (time > self.since_us) & (time <= self.until_us)
        return np.flatnonzero(self.portfolio.groups.spread(chosen) & within)

    def columns(self) -> dict[str, Array]:
        """Return the interactions as columns: pair, time, direction, and labels that are there."""
        portfolio, rows = self.portfolio, self.rows
        place = np.searchsorted(portfolio.groups.indptr, rows, side="right") - 1
        names = [direction_name(code) for code in portfolio.direction[rows].tolist()]
        found: dict[str, Array] = {
            "source": portfolio.ids[portfolio.source[place]],
            "target": portfolio.ids[portfolio.target[place]],
            "time": portfolio.time[rows].astype("datetime64[us]"),
            "direction": np.array(names, dtype=object),
        }
        for name in ("channel", "purpose", "outcome", "status", "interaction"):
            if name in portfolio.columns and name in portfolio.categories:
                labels = np.array([*portfolio.categories[name].tolist(), None], dtype=object)
                found[name] = labels[portfolio.columns[name][rows]]
        return found

    def to_frame(self, backend: str | None = None) -> Any:
        """Return the interactions as a frame of the log's library, or of another."""
        return write_table(self.columns(), backend or self.portfolio.backend)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Result(ABC):
    """An answer: rows of figures, the same in words, and what could not be judged.

    Parameters
    ----------
    backend : str
        The library of frames, by default that of the log.
    missing : tuple of str
        One sentence for each part that could not be answered, naming what it lacks.
    """

    backend: str
    missing: tuple[str, ...] = ()

    @property
    @abstractmethod
    def title(self) -> str:
        """What was asked, in a few words."""

    @property
    @abstractmethod
    def words(self) -> tuple[str, ...]:
        """The answer in sentences, the most important first."""

    @abstractmethod
    def columns(self) -> dict[str, Array]:
        """Return the answer as columns, all of one length."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns().values())))

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        lacks = f", {len(self.missing)} parts not answered" if self.missing else ""
        return f"<{type(self).__name__}: {number_of(len(self), 'row')}{lacks}>"

    def __str__(self) -> str:
        """Return the answer in words, with what could not be judged."""
        return "\n".join([f"{self.title}:", *(f"  {line}" for line in self._lines())])

    def _repr_html_(self) -> str:
        """Return the answer for a notebook, every cell escaped."""
        return section(self.title, paragraphs(self._lines()), table(self.columns()))

    def to_frame(self, backend: str | None = None) -> Any:
        """Return the rows as a frame.

        Parameters
        ----------
        backend : "pandas", "polars", "pyarrow" or "dict", optional
            The library of the frame; by default that of the log.
        """
        return write_table(self.columns(), backend or self.backend)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as what JSON can hold: title, words, missing and rows."""
        return {
            "title": self.title, "words": list(self.words), "missing": list(self.missing),
            "rows": plain_rows(self.columns()),
        }  # fmt: skip

    def _lines(self) -> tuple[str, ...]:
        return (*self.words, *(f"Not answered: {sentence}" for sentence in self.missing))


def plain_rows(columns: Mapping[str, Array]) -> list[dict[str, Any]]:
    """Return columns as rows of what JSON can hold.

    Examples
    --------
    >>> plain_rows({"name": np.array(["a", "b"]), "value": np.array([0.5, np.nan])})
    [{'name': 'a', 'value': 0.5}, {'name': 'b', 'value': None}]
    """
    plain = {name: _plain(values) for name, values in columns.items()}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _plain(values: Array | Mapping[str, Any]) -> list[Any]:
    """Return values as JSON knows them: unknown is null, times are ISO 8601."""
    array = np.asarray(values)
    if array.dtype.kind == "M":
        texts = np.datetime_as_string(array.astype("datetime64[us]"), timezone="UTC").tolist()
        return [None if text == "NaT" else text for text in texts]
    return [_plain_value(value) for value in array.tolist()]


def _plain_value(value: Any) -> Any:
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat()
    return value
