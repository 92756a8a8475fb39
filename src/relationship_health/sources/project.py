"""A project read: one portfolio of many sources, with the account of each."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import attrs

from relationship_health.arrays import Column, array_column
from relationship_health.columns import Origin, Portfolio, RowAccount, trace
from relationship_health.columns.standard import is_content
from relationship_health.errors import InputError
from relationship_health.frames import read_table
from relationship_health.hookspecs import Reader, Reading
from relationship_health.plugins import Registered
from relationship_health.sources.choosing import choose_reader
from relationship_health.sources.identities import Identities, Suggestion, suggest
from relationship_health.sources.joining import concatenate, count_once
from relationship_health.sources.parts import Part, joined, make_part
from relationship_health.sources.project_file import Plan, Source
from relationship_health.sources.reading import origin_of, read_source
from relationship_health.sources.strictness import expect_sound

_IDS = frozenset({"id", "source", "target", "owner", "account"})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Project:
    """One portfolio of many sources, and what to score it with.

    Attributes
    ----------
    portfolio : Portfolio
        Its ``issues`` name the source of each finding.
    sources : tuple of RowAccount
        How many rows each source had, and where they went.
    profile : str
        Name or path of the profile that the project asks for.
    plugins : tuple of str, optional
        Strangers' plugins that it asks for.
    """

    portfolio: Portfolio
    profile: str = "default"
    plugins: tuple[str, ...] | None = None
    _names: Mapping[str, str] = attrs.field(factory=dict)
    _cards: tuple[tuple[str, ...], ...] = ()

    @property
    def sources(self) -> tuple[RowAccount, ...]:
        """The account of each source."""
        return self.portfolio.issues.sources

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Pairs of ids that may be one person, for the aliases of the project; none is merged."""
        return suggest(map(str, self.portfolio.ids.tolist()), self._names, self._cards)

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        return f"<Project: {len(self.sources):,} sources, {self.portfolio!r}>"


def load_project(
    plan: Plan, readers: Iterable[Registered[Reader]], *, until: str | None = None,
    collect: bool = False,
) -> Project:  # fmt: skip
    """Read every source of a plan and join them.

    Parameters
    ----------
    plan : Plan
    readers : iterable of registered readers
    until : str, optional
        The end of windows that the plan leaves open.
    collect : bool
        Whether bad rows are set aside and accounted for, or an error.

    Raises
    ------
    ReaderError, ColumnError
        Where a source cannot be read, or has not the columns that it needs.
    RowError
        Where rows are bad and are not to be collected.
    """
    known = tuple(readers)
    read = [(source, _read(source, known, until)) for source in plan.sources]
    logs = [(s, r) for s, r in read if r.content == "interactions"]
    if not logs:
        message = f"{plan.path} names no source with interactions, expected one: add a log."
        raise InputError(message)
    parts = count_once([make_part(r, s, plan.identities) for s, r in logs])
    side = {
        table: _side_table([r for _, r in read if r.content == table], plan.identities)
        for table in ("stakeholders", "relationships", "transactions")
    }
    portfolio = Portfolio.from_frame(
        concatenate(parts), our_side=_ours(plan, parts), within=plan.within, on_error="collect",
        stakeholders=side["stakeholders"], relationships=side["relationships"],
        transactions=side["transactions"],
    )  # fmt: skip
    issues = trace(portfolio.issues, list(_origins(read, parts)))
    if not collect:
        expect_sound(issues, plan.path)
    return Project(
        portfolio=attrs.evolve(portfolio, issues=issues), profile=plan.profile,
        plugins=plan.plugins, names=_names(read, plan.identities),
        cards=tuple(_cards(read, plan.identities)),
    )  # fmt: skip


def _read(source: Source, readers: Sequence[Registered[Reader]], until: str | None) -> Reading:
    named = set(source.columns.values())

    def skip(name: str) -> bool:
        return name not in named and is_content(name)

    given = choose_reader(source.location, readers, source.reader)
    options = {"until": until, **source.options, "skip": skip}
    return read_source(given, source.location, options)


def _origins(read: Sequence[tuple[Source, Reading]], parts: Sequence[Part]) -> Iterable[Origin]:
    """Give the origin of each source in the order of the plan."""
    logs = iter(parts)
    for source, reading in read:
        in_log = reading.content == "interactions"
        yield next(logs).origin if in_log else origin_of(reading, source.name)


def _ours(plan: Plan, parts: Sequence[Part]) -> Callable[[str | int], bool] | None:
    """Return who is ours: those who were named, and senders of sources seen from our side."""
    named = [plan.identities.resolve(given) for given in plan.our_side]
    plain = frozenset(name for name in named if not any(sign in name for sign in "*?["))
    patterns = [name for name in named if name not in plain]
    senders = frozenset(
        name for part in parts if part.ours_send for name in _present(part.columns["sender"])
    )
    if not named and not senders:
        return None

    def is_ours(person: str | int) -> bool:
        name = str(person)
        return (
            name in plain or name in senders
            or any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
        )  # fmt: skip

    return is_ours


def _present(column: Column) -> Iterable[str]:
    return {column.categories[code] for code in set(column.values.tolist()) if code >= 0}


def _side_table(readings: Sequence[Reading], identities: Identities) -> dict[str, Column] | None:
    """Return the rows of side tables one behind another, their ids resolved."""
    if not readings:
        return None
    tables = [read_table(reading.frame) for reading in readings]
    names = list(dict.fromkeys(name for table in tables for name in table.names))
    frame = {}
    for name in names:
        column = joined([
            table.column(name) if name in table.names else array_column([None] * table.rows)
            for table in tables
        ])  # fmt: skip
        if name in _IDS:
            cells = column.texts() if column.kind == "text" else column.values.astype(object)
            gone = column.missing.tolist()
            column = array_column([
                None if missing else identities.resolve(cell)
                for cell, missing in zip(cells.tolist(), gone, strict=True)
            ])  # fmt: skip
        frame[name] = column
    return frame


def _names(read: Sequence[tuple[Source, Reading]], identities: Identities) -> dict[str, str]:
    names: dict[str, str] = {}
    for _, reading in read:
        for person, name in reading.names.items():
            names.setdefault(identities.resolve(person), name)
    return names


def _cards(
    read: Sequence[tuple[Source, Reading]], identities: Identities
) -> Iterable[tuple[str, ...]]:
    """Give the addresses that stand on one contact card."""
    for _, reading in read:
        table = read_table(reading.frame)
        if reading.content != "stakeholders" or "identifiers" not in table.names:
            continue
        column, others = table.column("id"), table.column("identifiers").values.tolist()
        ids = column.texts() if column.kind == "text" else column.values
        for person, further in zip(ids.tolist(), others, strict=True):
            if isinstance(further, list | tuple) and further:
                yield tuple(identities.resolve(name) for name in (person, *further))
