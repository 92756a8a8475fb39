"""The portfolio: every relationship with its interactions, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, Self, Unpack

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns.accounting import Issues, Ledger, check_on_error
from relationship_health.columns.adding_up import added_up
from relationship_health.columns.appending import append
from relationship_health.columns.block import Block
from relationship_health.columns.building import Build, build
from relationship_health.columns.clock import Clock
from relationship_health.columns.keys import Chosen, Key, Keys
from relationship_health.columns.model_table import interaction_columns
from relationship_health.columns.people import People
from relationship_health.columns.pieces import cut, stretches, taken
from relationship_health.columns.provenance import Further, Provenance, known_provenance
from relationship_health.columns.rows import Request
from relationship_health.columns.sealing import frozen
from relationship_health.columns.sides import OurSide
from relationship_health.columns.standard import OptionalColumns, choose_columns
from relationship_health.columns.viewing import contents, notebook_view
from relationship_health.frames import read_table
from relationship_health.kernels.segments import Groups
from relationship_health.model import (
    FrozenAttributes,
    Interaction,
    Relationship,
    Stakeholder,
    Terms,
    Transaction,
)
from relationship_health.wording import number_of

BLOCK_ROWS = 65_536
"""Rows of a block: its temporaries stay in the processor's cache."""

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
    backend : str
        The library of the log.
    provenance : Provenance, optional
        How it was built, for :meth:`append`; a selection has none.
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
    provenance: Provenance | None = None

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
            relationships=relationships, transactions=transactions, asked=columns,
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

    def append(  # noqa: PLR0913  as many as from_frame has
        self,
        frame: Any,
        *,
        sender: str | None = None,
        recipient: str | None = None,
        time: str | None = None,
        our_side: Iterable[str | int] | None = None,
        stakeholders: Any = None,
        relationships: Any = None,
        transactions: Any = None,
        timezone: str | None = None,
        time_unit: Literal["s", "ms", "us"] | None = None,
        time_format: str | None = None,
        on_error: OnError = "raise",
        **columns: Unpack[OptionalColumns],
    ) -> Self:
        """Return a portfolio with further rows; this one stays what it is.

        It equals, bit for bit, the portfolio of all rows in one frame, in which the cells of a
        column that a frame lacks are missing. New rows may be older than what is there, name
        people who are new, and reach further recipients of interactions that are known.

        Parameters
        ----------
        frame, sender, recipient, time, timezone, time_unit, time_format, on_error, **columns
            As in :meth:`from_frame`; without them the frame is read as the first one was.
        our_side : ids, optional
            Who is ours besides, where our side was given as ids.
        stakeholders, relationships, transactions : frames or model objects, optional
            What is declared besides. What was declared before stays, and goes first.

        Raises
        ------
        InputError
            Where the portfolio is a selection, or the frame's directions or sides do not go
            with it.
        ColumnError
            Where a column is missing, or of another type than before.
        RowError
            Where rows are bad and ``on_error`` is "raise".

        Notes
        -----
        Ids that are new are ours as the first frame's were. In ``issues`` the rows of each frame
        keep their own numbers, beside "table 1", "table 2" and so on.

        Examples
        --------
        >>> log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
        >>> later = {"sender": ["bo"], "recipient": ["ana"], "time": ["2026-01-06T09:00Z"]}
        >>> both = {name: log[name] + later[name] for name in log}
        >>> Portfolio.from_frame(log).append(later) == Portfolio.from_frame(both)
        True
        """
        check_on_error(on_error)
        made = known_provenance(self.provenance)
        further = Further(
            sender=sender, recipient=recipient, time=time, our_side=our_side, timezone=timezone,
            time_unit=time_unit, time_format=time_format, stakeholders=stakeholders,
            relationships=relationships, transactions=transactions,
        )  # fmt: skip
        table = read_table(frame)
        request, ledger = made.request_for(table.names, further, columns), Ledger(table.rows)
        built, ignored_now = append(self, made, table, request, ledger)
        issues = added_up(self.issues, ledger.close(on_error), made.tables + 1, ignored_now)
        return self.from_build(built, issues, self.backend)

    @classmethod
    def from_build(cls, built: Build, issues: Issues, backend: str = "dict") -> Self:
        """Return the portfolio of interactions that were read and grouped already.

        :meta private:
        """
        grouped = built.grouped
        return cls(
            ids=frozen(built.ids), source=frozen(grouped.source), target=frozen(grouped.target),
            sided=frozen(grouped.sided), declared=frozen(built.declared),
            cadence_days=frozen(built.cadence_days), groups=Groups(frozen(grouped.groups.indptr)),
            time=frozen(grouped.time), direction=frozen(grouped.direction),
            columns=_sealed(grouped.columns), categories=_sealed(grouped.categories),
            stakeholders=built.stakeholders, relationships=built.relationships,
            transactions=built.transactions, issues=issues, backend=backend,
            provenance=built.provenance,
        )  # fmt: skip

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.groups)

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        sizes = number_of(len(self), "relationship"), number_of(len(self.time), "interaction")
        return f"<Portfolio: {', '.join(sizes)}>"

    def _repr_html_(self) -> str:
        """Return sizes, and the first relationships by id, for a notebook."""
        return notebook_view(self)

    def __eq__(self, other: object) -> bool:
        """Compare all arrays and declarations, bit for bit; the row account is not compared."""
        if not isinstance(other, Portfolio):
            return NotImplemented
        return contents(self) == contents(other)

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
        return taken(self, keep)

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
        for begin, end in stretches(self.groups.indptr, size):
            yield self.block(begin, end, as_of, terms, until=until)

    def block(
        self, begin: int, end: int, as_of: int, terms: Terms, *, until: int | None = None
    ) -> Block:
        """Return the relationships ``begin:end`` with their contacts up to ``as_of``."""
        return cut(self, slice(begin, end), as_of, terms, until)

    @cached_property
    def people(self) -> People:
        """What is declared of the people, in columns."""
        return People(ids=self.ids, stakeholders=self.stakeholders, categories=self.categories)


def _sealed(columns: Mapping[str, Array]) -> Mapping[str, Array]:
    return FrozenAttributes({name: frozen(values) for name, values in columns.items()})
