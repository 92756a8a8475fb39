"""The portfolio: every relationship with its interactions, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import compress
from typing import Any, Literal, Self, Unpack

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns.accounting import Issues, Ledger, check_on_error
from relationship_health.columns.block import Block
from relationship_health.columns.block_columns import BlockColumns
from relationship_health.columns.building import Build, build
from relationship_health.columns.clock import Clock
from relationship_health.columns.keys import Chosen, Key, Keys
from relationship_health.columns.model_table import interaction_columns
from relationship_health.columns.people import People
from relationship_health.columns.rows import Request
from relationship_health.columns.sealing import frozen
from relationship_health.columns.sides import OurSide
from relationship_health.columns.standard import OptionalColumns, choose_columns
from relationship_health.errors import InputError
from relationship_health.frames import read_table
from relationship_health.html import ROWS, paragraphs, section, table
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.model import (
    STATUSES,
    FrozenAttributes,
    Interaction,
    Relationship,
    Stakeholder,
    Terms,
    Transaction,
)

BLOCK_ROWS = 65_536
"""Rows of a block: its temporaries stay in the processor's cache."""

NOT_CONTACT = frozenset(name for name, status in STATUSES.items() if not status.contact)

OnError = Literal["raise", "collect"]


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Portfolio:
    """Relationships and all their interactions, grouped by relationship, sorted by time.

    Make one with :meth:`from_frame` or :meth:`from_model`. Every array is read-only.

    Attributes
    ----------
    ids : array
        Distinct ids of all stakeholders, sorted by value.
    source, target : int64 arrays over relationships
        Codes into ``ids``.
    sided : bool array over relationships
        Whether the source is ours and the target is not.
    declared : bool array over relationships
        Whether the relationship was declared, with or without contact.
    cadence_days : float64 array over relationships
        Declared cadence, NaN where none is.
    groups : Groups
        The interactions of each relationship.
    time, direction, columns, categories
        The interactions; see :class:`Block`.
    stakeholders, relationships, transactions
        What was declared, as model objects.
    issues : Issues
        Account of every row.
    """

    ids: Array
    source: Ints
    target: Ints
    sided: Bools
    declared: Bools
    cadence_days: Floats
    groups: Groups
    time: Ints
    direction: Array
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]
    stakeholders: Mapping[str | int, Stakeholder]
    relationships: Mapping[Key, Relationship]
    transactions: tuple[Transaction, ...]
    issues: Issues
    backend: str

    @classmethod
    def from_frame(  # noqa: PLR0913  a log has that many columns and companions
        cls,
        frame: Any,
        *,
        sender: str = "sender",
        recipient: str = "recipient",
        time: str = "time",
        our_side: OurSide = None,
        within: bool = True,
        stakeholders: Any = None,
        relationships: Any = None,
        transactions: Any = None,
        timezone: str = "UTC",
        time_unit: Literal["s", "ms", "us"] | None = None,
        time_format: str | None = None,
        on_error: OnError = "raise",
        **columns: Unpack[OptionalColumns],
    ) -> Self:
        """Build a portfolio from a log: one row is one interaction reaching one recipient.

        Parameters
        ----------
        frame : pandas, polars or pyarrow frame, DuckDB relation, Arrow stream, dict of arrays
            The log; it is never changed.
        sender, recipient, time : str
            Columns that say who contacted whom and when.
        our_side : ids, function of an id, or name of a boolean column, optional
            Who is ours. Relationships with the other side are seen from ours; without it no
            side is. A boolean column of the log says whether the sender is ours (who only
            receives is on the other side of those it hears from), one of the stakeholders
            frame whether the stakeholder is.
        within : bool
            Whether contacts within one side are relationships too.
        stakeholders, relationships, transactions : frames or model objects, optional
            Side tables whose columns are the attributes of the model classes.
        timezone : str
            Zone in which times that carry none are read.
        time_unit : "s", "ms" or "us", optional
            Unit of times that are numbers.
        time_format : str, optional
            ``strptime`` format of times that are text; ISO 8601 without it.
        on_error : "raise" or "collect"
            Whether a row that must be rejected or repaired is an error, or set aside and
            accounted for in ``issues``.
        **columns : str
            Columns that hold interaction, direction, channel, audience, duration (minutes),
            thread, purpose, outcome, automated, status, value. A column of that very name is
            used without asking; None leaves it out. A stated direction is seen from our side,
            or from the sender where no one is ours; a row without one went from its sender to
            its recipient, which needs ``our_side``. All other columns are kept for plugins,
            save those of content, such as body or subject.

        Raises
        ------
        ColumnError
            Where a column is missing or of the wrong type.
        RowError
            Where rows are bad and ``on_error`` is "raise".

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "bo"],
        ...     "recipient": ["bo", "ana"],
        ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z"],
        ... }
        >>> len(Portfolio.from_frame(log, our_side={"ana"}))
        1
        """
        check_on_error(on_error)
        table = read_table(frame)
        request = Request(
            sender=sender, recipient=recipient, time=time,
            optional=choose_columns(table.names, columns, {sender, recipient, time}),
            clock=Clock(unit=time_unit, format=time_format, timezone=timezone),
            our_side=our_side, within=within, stakeholders=stakeholders,
            relationships=relationships, transactions=transactions,
        )  # fmt: skip
        ledger = Ledger(table.rows)
        built = build(table, request, ledger)
        return cls.from_build(built, ledger.close(on_error), table.backend)

    @classmethod
    def from_model(  # noqa: PLR0913  the four nouns, and how they are read
        cls,
        stakeholders: Iterable[Stakeholder] = (),
        relationships: Iterable[Relationship] = (),
        interactions: Iterable[Interaction] = (),
        transactions: Iterable[Transaction] = (),
        *,
        our_side: OurSide = None,
        within: bool = True,
        on_error: OnError = "raise",
    ) -> Self:
        """Build a portfolio from model objects; equal to the same data as frames.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> mail = Interaction(sender="ana", recipients="bo", time=datetime(2026, 1, 5, tzinfo=UTC))
        >>> len(Portfolio.from_model(interactions=[mail]))
        1
        """
        return cls.from_frame(
            interaction_columns(interactions), stakeholders=list(stakeholders),
            relationships=list(relationships), transactions=list(transactions),
            our_side=our_side, within=within, on_error=on_error,
        )  # fmt: skip

    @classmethod
    def from_build(cls, built: Build, issues: Issues, backend: str = "dict") -> Self:
        """Return the portfolio of interactions that were read and grouped already."""
        grouped = built.grouped
        return cls(
            ids=frozen(built.ids), source=frozen(grouped.source), target=frozen(grouped.target),
            sided=frozen(grouped.sided), declared=frozen(built.declared),
            cadence_days=frozen(built.cadence_days), groups=Groups(frozen(grouped.groups.indptr)),
            time=frozen(grouped.time), direction=frozen(grouped.direction),
            columns=_sealed(grouped.columns), categories=_sealed(grouped.categories),
            stakeholders=built.stakeholders, relationships=built.relationships,
            transactions=built.transactions, issues=issues, backend=backend,
        )  # fmt: skip

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.groups)

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        return f"<Portfolio: {len(self):,} relationships, {len(self.time):,} interactions>"

    def _repr_html_(self) -> str:
        """Return sizes, and the first relationships by id, for a notebook."""
        first = slice(None, ROWS)
        told = f"{len(self.time):,} interactions, {self.issues.rejected:,} rows rejected."
        names = ", ".join(sorted(self.column_names)) or "none"
        columns = {
            "source": self.ids[self.source[first]], "target": self.ids[self.target[first]],
            "interactions": self.groups.counts[first],
        }  # fmt: skip
        return section(
            f"Portfolio of {len(self):,} relationships",
            paragraphs([told, f"Columns beyond who, when and direction: {names}."]),
            table(columns, of=len(self)),
        )

    def __eq__(self, other: object) -> bool:
        """Compare all arrays and declarations, bit for bit; the row account is not compared."""
        if not isinstance(other, Portfolio):
            return NotImplemented
        return _contents(self) == _contents(other)

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    @property
    def keys(self) -> list[Key]:
        """Source and target id of every relationship."""
        return self._keys.listed()

    @property
    def _keys(self) -> Keys:
        return Keys(self.ids, self.source, self.target)

    def key(self, position: int) -> Key:
        """Source and target id of one relationship."""
        return self._keys.key(position)

    def find(self, source: str | int, target: str | int) -> int:
        """Return the position of a relationship, named from either end.

        Raises
        ------
        UnknownRelationshipError
            Where there is none between the two.
        """
        return self._keys.find(source, target)

    def select(
        self,
        chosen: Chosen = None,
        *,
        kind: str | None = None,
    ) -> Self:
        """Return the portfolio of some relationships.

        Parameters
        ----------
        chosen : pairs of ids, bool array over relationships, or function of a pair, optional
        kind : str, optional
            Keep only relationships declared to be of this kind.

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "ana"],
        ...     "recipient": ["bo", "cy"],
        ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z"],
        ... }
        >>> Portfolio.from_frame(log).select([("ana", "cy")]).keys
        [('ana', 'cy')]
        """
        keep = self._keys.mask(chosen)
        if kind is not None:
            declared = (self.relationships.get(key) for key in self.keys)
            keep = keep & np.array([r is not None and r.kind == kind for r in declared], np.bool_)
        return self._take(keep)

    def _take(self, keep: Bools) -> Self:
        rows = self.groups.spread(keep)
        indptr = bounds(self.groups.counts[keep])
        kept = set(compress(self.keys, keep)) if self.relationships else set[Key]()
        ties = {key: tie for key, tie in self.relationships.items() if key in kept}
        return attrs.evolve(
            self, relationships=ties,
            source=frozen(self.source[keep]), target=frozen(self.target[keep]),
            sided=frozen(self.sided[keep]), declared=frozen(self.declared[keep]),
            cadence_days=frozen(self.cadence_days[keep]), groups=Groups(frozen(indptr)),
            time=frozen(self.time[rows]), direction=frozen(self.direction[rows]),
            columns={name: frozen(values[rows]) for name, values in self.columns.items()},
        )  # fmt: skip

    @property
    def column_names(self) -> frozenset[str]:
        """Names of the optional columns that are there."""
        return frozenset(self.columns)

    def blocks(
        self, as_of: int, terms: Terms, size: int = BLOCK_ROWS, *, until: int | None = None
    ) -> Iterator[Block]:
        """Walk the relationships in blocks of about ``size`` rows, cut at ``as_of``.

        With ``until``, what came after that moment is left out, yet seen from ``as_of``.

        Raises
        ------
        InputError
            Where ``size`` is not 1 or more.
        """
        if size < 1:
            message = f"The size of a block is {size!r}, expected 1 row or more."
            raise InputError(message)
        indptr, begin = self.groups.indptr, 0
        while begin < len(self):
            end = int(np.searchsorted(indptr, indptr[begin] + size, side="right")) - 1
            end = min(max(end, begin + 1), begin + size, len(self))
            yield self.block(begin, end, as_of, terms, until=until)
            begin = end

    def block(
        self, begin: int, end: int, as_of: int, terms: Terms, *, until: int | None = None
    ) -> Block:
        """Return the relationships ``begin:end`` with their contacts up to ``as_of``."""
        first, last = int(self.groups.indptr[begin]), int(self.groups.indptr[end])
        block = Block(
            as_of=as_of, groups=Groups(frozen(self.groups.indptr[begin : end + 1] - first)),
            time=self.time[first:last], direction=self.direction[first:last],
            sided=self.sided[begin:end], cadence_days=self.cadence_days[begin:end],
            columns=BlockColumns(self.columns, slice(first, last)), categories=self.categories,
            terms=terms,
            source=self.source[begin:end], target=self.target[begin:end], people=self.people,
        )  # fmt: skip
        known = block.time <= (as_of if until is None else min(until, as_of))
        never = block.is_any("status", NOT_CONTACT)
        if known.all() and not never.any():
            return block
        aside = known & never
        contact = block.take_rows(known & ~never)
        return attrs.evolve(contact, set_aside=block.take_rows(aside)) if aside.any() else contact

    @cached_property
    def people(self) -> People:
        """What is declared of the people, in columns."""
        return People(ids=self.ids, stakeholders=self.stakeholders, categories=self.categories)


def _sealed(columns: Mapping[str, Array]) -> Mapping[str, Array]:
    return FrozenAttributes({name: frozen(values) for name, values in columns.items()})


def _contents(portfolio: Portfolio) -> tuple[Any, ...]:
    arrays = {
        "source": portfolio.source, "target": portfolio.target, "sided": portfolio.sided,
        "declared": portfolio.declared, "cadence_days": portfolio.cadence_days,
        "indptr": portfolio.groups.indptr, "time": portfolio.time, "direction": portfolio.direction,
        **{f"column {name}": values for name, values in portfolio.columns.items()},
    }  # fmt: skip
    return (
        portfolio.ids.tolist(), {n: (a.dtype.str, a.tobytes()) for n, a in arrays.items()},
        {n: c.tolist() for n, c in portfolio.categories.items()}, dict(portfolio.stakeholders),
        dict(portfolio.relationships), portfolio.transactions,
    )  # fmt: skip
