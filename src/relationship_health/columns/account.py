"""The account of rows that come in parts: counts that add up, and the first row of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.columns.accounting import LOG, Action, Group, Ledger, RowAccount, counted
from relationship_health.columns.standard import vocabulary_note
from relationship_health.errors import InputError, RowError
from relationship_health.frames import write_table
from relationship_health.wording import number_of

_COUNTED = re.compile(r"\b([\d,]+)(?= times )")
"""The one number of a remark that counts rows; such remarks on parts of a column are added up."""

_MOST_ROWS = 1 << 40
"""More than any file has."""

_MOST_WORDS = 1000
"""Words outside a vocabulary that are remembered; more of them are free text."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Places:
    """Where the rows of a part stand: which of some files each comes from, and its row there."""

    sources: Sequence[str]
    source: Ints
    row: Ints

    def where(self, rows: Ints) -> Ints:
        """Return numbers that order rows as the files have them."""
        return self.source[rows].astype(np.int64) * _MOST_ROWS + self.row[rows]

    def place(self, row: int) -> tuple[str, int]:
        """Return the file of a row, and its number there."""
        return self.sources[int(self.source[row])], int(self.row[row])


@attrs.frozen(slots=True, kw_only=True)
class Tally:
    """How many rows the same is said of, and the first of them."""

    table: str
    column: str
    reason: str
    action: Action
    code: str
    rows: int
    row: int
    value: str
    source: str = ""

    @property
    def where(self) -> str:
        """Where the first of the rows stands."""
        return f"{self.source + ' ' if self.source else ''}row {self.row}"

    @property
    def said(self) -> tuple[str, str, str, str, str]:
        """What is said, which is what counts are added up by."""
        return self.table, self.column, self.reason, self.action, self.code


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Account:
    """What became of the rows of some parts of a log; adds up in any order.

    Parameters
    ----------
    rows : RowAccount
        How many came in, and where they went.
    tallies : tuple of Tally
        What was found, most frequent first.
    remarks : tuple of str
        Remarks about the log.
    words : mapping of column to words
        Values outside a standard vocabulary.
    """

    rows: RowAccount = attrs.field(factory=RowAccount)
    tallies: tuple[Tally, ...] = ()
    remarks: tuple[str, ...] = ()
    words: Mapping[str, frozenset[str]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, places: Places | None = None) -> Self:
        """Return the account of one part; by default its rows are counted from 0.

        :meta private:
        """
        told = {vocabulary_note(name, words) for name, words in ledger.strange.items()}
        return cls(
            rows=counted(ledger.state),
            tallies=tuple(_tally(group, places) for group in ledger.groups),
            remarks=tuple(note for note in ledger.notes if note not in told),
            words={name: frozenset(words) for name, words in ledger.strange.items()},
        )

    def __add__(self, other: Account) -> Account:
        """Add the account of other parts."""
        return Account.total([self, other])

    @classmethod
    def total(cls, accounts: Iterable[Account]) -> Account:
        """Return the account of all parts together."""
        parts = list(accounts)
        words: dict[str, set[str]] = {}
        for part in parts:
            for name, strange in part.words.items():
                words.setdefault(name, set()).update(strange)
        return Account(
            rows=_rows([part.rows for part in parts]),
            tallies=_added([tally for part in parts for tally in part.tallies]),
            remarks=together([remark for part in parts for remark in part.remarks]),
            words={n: frozenset(sorted(strange)[:_MOST_WORDS]) for n, strange in words.items()},
        )

    def __repr__(self) -> str:
        """Return sizes only: values are personal data."""
        return (
            f"<Account of {number_of(self.rows.rows_in, 'row')}, {len(self.tallies)} things found>"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks about the log as a whole."""
        strange = (vocabulary_note(name, words) for name, words in sorted(self.words.items()))
        return (*self.remarks, *strange)

    def summary(self) -> str:
        """Return the account in a few lines."""
        found = [
            f"  {t.rows:,} {t.action} in {t.table}: {t.column + ': ' if t.column else ''}"
            f"{t.reason} (first in {t.where})"
            for t in self.tallies
        ]
        return "\n".join([str(self.rows), *found, *(f"  note: {n}" for n in self.notes)])

    def __str__(self) -> str:
        """Return the account in a few lines."""
        return self.summary()

    def to_frame(self, backend: str = "dict") -> Any:
        """Return what was found as a frame, one row for each tally."""
        names = [field.name for field in attrs.fields(Tally)]
        return write_table({n: [getattr(t, n) for t in self.tallies] for n in names}, backend)

    def check(self, on_error: str) -> None:
        """Refuse rejected and repaired rows where these are an error.

        Raises
        ------
        RowError
            Where there is one and ``on_error`` is "raise".
        """
        bad = [tally for tally in self.tallies if tally.action != "ignored"]
        if not bad or on_error != "raise":
            return
        first = min(bad, key=lambda t: (t.table != LOG, t.source, t.row))
        place = f"{first.source}: row" if first.source else "Row"
        message = (
            f"{place} {first.row} of {first.table}, column {first.column!r}: found "
            f"{first.value!r}: {first.reason}; mend the data, or pass on_error='collect' to set "
            "bad rows aside and account for them."
        )
        raise RowError(message, issues=self)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, which JSON can hold."""
        return {
            "rows": attrs.asdict(self.rows),
            "tallies": [attrs.asdict(tally) for tally in self.tallies],
            "remarks": list(self.remarks),
            "words": {name: sorted(words) for name, words in self.words.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build an account from what :meth:`to_dict` gave.

        Raises
        ------
        InputError
            Where the data are something else.
        """
        try:
            return cls(
                rows=RowAccount(**data["rows"]),
                tallies=tuple(Tally(**tally) for tally in data["tallies"]),
                remarks=tuple(data["remarks"]),
                words={name: frozenset(words) for name, words in data["words"].items()},
            )
        except (KeyError, TypeError, AttributeError) as error:
            message = f"This is no account of rows ({error!r}), expected what to_dict gives."
            raise InputError(message) from error


def _tally(group: Group, places: Places | None) -> Tally:
    """Count the rows of a group, and show the first of them."""
    inside = places is not None and group.table == LOG
    row = int(np.argmin(places.where(group.rows))) if places and inside else 0
    first = group.issue(row)
    source, number = places.place(first.row) if places and inside else ("", first.row)
    return Tally(
        table=group.table, column=group.column, reason=group.reason, action=group.action,
        code=group.code, rows=len(group.rows), row=number, value=first.value, source=source,
    )  # fmt: skip


def _added(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Add up counts by what is said; of the first rows the first one stays."""
    total: dict[tuple[str, ...], Tally] = {}
    for tally in tallies:
        known = total.setdefault(tally.said, tally)
        if known is not tally:
            first = min(known, tally, key=lambda t: (t.source, t.row))
            total[tally.said] = attrs.evolve(first, rows=known.rows + tally.rows)
    return tuple(sorted(total.values(), key=lambda t: (-t.rows, t.said)))


def together(remarks: Sequence[str]) -> tuple[str, ...]:
    """Return each remark once; those that differ by what they count are added up."""
    total: dict[tuple[str, str], int] = {}
    for remark in remarks:
        found = _COUNTED.search(remark)
        cut = found.span() if found else (len(remark), len(remark))
        number = int(found[0].replace(",", "")) if found else 0
        key = remark[: cut[0]], remark[cut[1] :]
        total[key] = total.get(key, 0) + number
    return tuple(f"{before}{n:,}{after}" if n else before for (before, after), n in total.items())


def _rows(accounts: Iterable[RowAccount]) -> RowAccount:
    """Add up where rows went."""
    names = ("rows_in", "accepted", "repaired", "ignored", "rejected")
    parts = list(accounts)
    return RowAccount(**{name: sum(getattr(part, name) for part in parts) for name in names})
