"""Scorecards over time, under one frozen benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import moment_from, read_moment
from relationship_health.columns.keys import Chosen
from relationship_health.composite.scoring import BANDS
from relationship_health.composite.table import ScoreTable
from relationship_health.errors import InputError
from relationship_health.frames import write_table
from relationship_health.html import section, table
from relationship_health.wording import number_of

Card_co = TypeVar("Card_co", bound=ScoreTable, covariant=True)


@attrs.frozen(slots=True, eq=False, repr=False)
class ScoreHistory(Generic[Card_co]):
    """Scorecards of the same relationships in the order of their dates.

    Parameters
    ----------
    scorecards : tuple of Scorecard, or of ScoreRecord
        At least one, earliest first, all over the same ``pairs``. Those of a portfolio are whole
        scorecards, those read from a store are records without the log.
    """

    scorecards: tuple[Card_co, ...]

    def __len__(self) -> int:
        """Return the number of dates."""
        return len(self.scorecards)

    def __iter__(self) -> Iterator[Card_co]:
        """Walk the scorecards, earliest first."""
        return iter(self.scorecards)

    def __getitem__(self, place: int) -> Card_co:
        """Return one scorecard; 0 is the earliest, -1 the latest."""
        return self.scorecards[place]

    def __repr__(self) -> str:
        """Return dates and sizes only."""
        first, last = self.scorecards[0], self.scorecards[-1]
        return (
            f"<ScoreHistory of {len(self)} dates, {first.as_of:%Y-%m-%d} to "
            f"{last.as_of:%Y-%m-%d}, {number_of(len(last), 'relationship')} in the end>"
        )

    def _repr_html_(self) -> str:
        """Return each date with how many were how healthy, for a notebook; nobody is named."""
        healths = [card.health[~np.isnan(card.health)] for card in self.scorecards]
        bands = [np.bincount(card.composite.band, minlength=len(BANDS)) for card in self]
        columns: dict[str, Array] = {
            "as of": np.array([f"{card.as_of:%Y-%m-%d}" for card in self], dtype=object),
            "relationships": np.array([len(card) for card in self]),
            "median health": np.array([np.median(h) if len(h) else np.nan for h in healths]),
        }
        columns |= {
            name or "unknown": np.array([counts[band] for counts in bands])
            for band, name in enumerate(BANDS)
        }
        return section(f"Scores of {number_of(len(self), 'date')}", table(columns))

    def columns(self) -> dict[str, Array]:
        """Return all scorecards as columns, one row per date and relationship."""
        tables = [card.columns() for card in self.scorecards]
        moments = np.array([card.as_of_us for card in self.scorecards], dtype="datetime64[us]")
        dated = {"as_of": np.repeat(moments, [len(card) for card in self.scorecards])}
        return dated | {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}

    def to_frame(self, backend: str | None = None) -> Any:
        """Return all scorecards as one frame, with a column ``as_of`` in front.

        Parameters
        ----------
        backend : "pandas", "polars", "pyarrow" or "dict", optional
            The library of the frame; by default that of the log.
        """
        return write_table(self.columns(), backend or self.scorecards[0].backend)

    def select(self, chosen: Chosen) -> Self:
        """Return the history of some relationships, chosen as in ``Portfolio.select``.

        Scores stay what they are: nothing is scored or learned again.

        Examples
        --------
        See :meth:`relationship_health.Engine.history`.
        """
        keep = self.scorecards[0].pairs.mask(chosen)
        return attrs.evolve(
            self, scorecards=tuple(card.take(keep[card.rows]) for card in self.scorecards)
        )


def checked_dates(as_of: Any) -> list[datetime]:
    """Return dates in their order, equal ones once; refuse what is no list of them."""
    if isinstance(as_of, str) or not isinstance(as_of, Iterable):
        message = f"as_of is {as_of!r}, expected several dates: pass a list."
        raise InputError(message)
    moments = sorted({read_moment(moment) for moment in as_of})
    if not moments:
        message = "as_of holds no date, expected at least one."
        raise InputError(message)
    return [moment_from(moment) for moment in moments]
