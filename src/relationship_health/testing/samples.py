"""Logs to try things on: the same on every machine, with every column and every trap.

They hold bursts, long silences, lines of the same moment, contacts of one row, people without any,
and what is no contact. A seed makes another log of the same kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

import attrs
import numpy as np

from relationship_health.columns import Portfolio, moment_from
from relationship_health.errors import InputError
from relationship_health.model import Relationship, Stakeholder

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
START_US = 1_700_000_000_000_000

Row = Mapping[str, Any]

OURS = ("ana@us.example", "mia@us.example", "zoe@us.example")
THEIRS = tuple(
    f"{name}@them.example" for name in ("ben", "cleo", "dan", "eva", "kim", "tom", "yan")
)

STEPS_US = (0, 1, 60_000_000, HOUR_US, HOUR_US + 1, 5 * HOUR_US, DAY_US, 3 * DAY_US, 9 * DAY_US,
            14 * DAY_US, 14 * DAY_US + 1, 30 * DAY_US, 91 * DAY_US)  # fmt: skip

VALUES: Mapping[str, Sequence[Any]] = MappingProxyType({
    "direction": (None, None, None, None, "mutual"),
    "channel": ("email", "email", "phone", "meeting", "fax", None),
    "audience": (1, 1, 2, 3, 40, None),
    "duration": (None, 0.0, 5.0, 30.0, 45.5, 90.0),
    "purpose": ("request", "complaint", "support", "feedback", "feedback_request", "news", "sales",
                None),
    "outcome": ("replied", "opened", "connected", "none", "resolved", "failed", "acted", None),
    "automated": (False, False, False, True, None),
    "status": ("done", "done", "done", None, "cancelled", "note", "no_show", "bounced",
               "scheduled"),
    "value": (None, -20.0, 0.0, 12.5, 400.0),
})  # fmt: skip
"""What the optional columns hold; interaction and thread get names of their own."""

_INBOUND: Mapping[str, Sequence[Any]] = MappingProxyType({
    "direction": (None,), "channel": ("web", "purchase", None),
    "outcome": ("bought", "opened", None), "status": ("done",),
})  # fmt: skip

ANY_NUMBER = (None, 0.0, 0.25, 0.5, 1.0)
"""What a column holds that only the metric knows, where nobody says."""

STANDARD = ("interaction", "thread", *VALUES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Sample:
    """A log with all that is declared of the people in it, and the moment of the score.

    Parameters
    ----------
    name : str
        What kind of log it is, to name it in messages.
    rows : tuple of mappings
        Column to cell; ``time`` in microseconds since 1970-01-01 UTC.
    as_of_us : int
    our_side : frozenset of str or None
    stakeholders, relationships
        As for `Portfolio.from_frame`.

    Examples
    --------
    >>> log = sample("complete")
    >>> len(log.portfolio()), sorted(log.columns)[:3]
    (21, ['audience', 'automated', 'channel'])
    """

    name: str
    rows: tuple[Row, ...]
    as_of_us: int
    our_side: frozenset[str] | None = None
    stakeholders: tuple[Stakeholder, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    _made: list[Portfolio] = attrs.field(factory=list, init=False)

    def __repr__(self) -> str:
        """Return name and size."""
        return f"<Sample {self.name!r}: {len(self.rows)} rows>"

    @property
    def columns(self) -> frozenset[str]:
        """The optional columns."""
        return frozenset(name for row in self.rows for name in row) - set(_NEEDED)

    @property
    def as_of(self) -> Any:
        """The moment as a user would pass it."""
        return moment_from(self.as_of_us)

    def frame(self) -> dict[str, list[Any]]:
        """Return the rows as columns."""
        names = [*_NEEDED, *sorted(self.columns)]
        return {name: [row.get(name) for row in self.rows] for name in names}

    @property
    def text_columns(self) -> tuple[str, ...]:
        """The columns of words whose meaning is free: direction and status are not among them."""
        texts = {name for row in self.rows for name, cell in row.items() if isinstance(cell, str)}
        return tuple(sorted(texts - {*_NEEDED, "direction", "status"}))

    def portfolio(self) -> Portfolio:
        """Build the portfolio, once."""
        if not self._made:
            self._made.append(
                Portfolio.from_frame(
                    self.frame(), time_unit="us", our_side=self.our_side,
                    stakeholders=list(self.stakeholders), relationships=list(self.relationships),
                )
            )  # fmt: skip
        return self._made[0]

    def with_rows(self, more: Iterable[Row]) -> Self:
        """Return the log with more rows."""
        return attrs.evolve(self, rows=(*self.rows, *more))

    def without(self, columns: Iterable[str]) -> Self:
        """Return the log without some of its columns."""
        gone = frozenset(columns)
        kept = ({n: cell for n, cell in row.items() if n not in gone} for row in self.rows)
        return attrs.evolve(self, rows=tuple(kept))

    def shifted(self, by_us: int) -> Self:
        """Return the log at another time."""
        rows = tuple({**row, "time": row["time"] + by_us} for row in self.rows)
        return attrs.evolve(self, rows=rows, as_of_us=self.as_of_us + by_us)

    def reordered(self, seed: int = 0) -> Self:
        """Return the log with its rows in another order."""
        order = np.random.default_rng(seed).permutation(len(self.rows)).tolist()
        return attrs.evolve(self, rows=tuple(self.rows[place] for place in order))

    def renamed(self, called: Callable[[str], str]) -> Self:
        """Return the log with everybody called otherwise; no two may get one name."""

        def renamed_row(row: Row) -> Row:
            return {**row, "sender": called(row["sender"]), "recipient": called(row["recipient"])}

        return attrs.evolve(
            self, rows=tuple(map(renamed_row, self.rows)),
            our_side=None if self.our_side is None else frozenset(map(called, self.our_side)),
            stakeholders=tuple(
                attrs.evolve(s, id=called(str(s.id)), organisation=s.organisation)
                for s in self.stakeholders
            ),
            relationships=tuple(
                attrs.evolve(r, source=called(str(r.source)), target=called(str(r.target)))
                for r in self.relationships
            ),
        )  # fmt: skip

    def people(self) -> list[str]:
        """List everybody, sorted."""
        ends = {person for row in self.rows for person in (row["sender"], row["recipient"])}
        ends |= {str(end) for tie in self.relationships for end in (tie.source, tie.target)}
        return sorted(ends | {str(someone.id) for someone in self.stakeholders})


_NEEDED = ("sender", "recipient", "time")


def sample(
    name: str,
    *,
    seed: int = 0,
    columns: Mapping[str, Sequence[Any]] | None = None,
) -> Sample:
    """Make a log of one kind.

    Parameters
    ----------
    name : "complete", "unsided", "one_way" or "single"
        Seen from our side with everything declared; with no side ours; everything inbound, as a
        purchase log; one row for each relationship.
    seed : int
        Another number gives another log of the kind.
    columns : mapping of str to sequence, optional
        More columns, and the values to draw their cells from.

    Raises
    ------
    InputError
        Where there is no such kind.

    Examples
    --------
    >>> len(sample("single").rows), sample("one_way").our_side == frozenset({"shop@us.example"})
    (21, True)
    """
    if name not in _KINDS:
        message = f"There is no sample {name!r}, expected one of {', '.join(_KINDS)}."
        raise InputError(message)
    rng = np.random.default_rng([seed, list(_KINDS).index(name)])
    return _KINDS[name](rng, {**VALUES, **(columns or {})})


Values = Mapping[str, Sequence[Any]]


def _complete(rng: np.random.Generator, values: Values) -> Sample:
    pairs = [(us, them) for us in OURS for them in THEIRS]
    rows, end = _histories(rng, pairs, values, most=30)
    # The first, one in the middle and the last relationship are known by declaration only.
    silent = {pairs[0], pairs[len(pairs) // 2], pairs[-1]}
    kept = [row for row in rows if not {(row["sender"], row["recipient"]),
                                        (row["recipient"], row["sender"])} & silent]  # fmt: skip
    people = (
        Stakeholder(id=THEIRS[1], preferred_channels=("phone", "email"), interests=("news",)),
        Stakeholder(id=THEIRS[2], preferred_channels=("meeting",), role="customer"),
        Stakeholder(id=THEIRS[4], interests=("sales", "request"), importance=0.5),
    )
    ties = tuple(Relationship(source=us, target=them) for us, them in sorted(silent))
    declared = Relationship(source=OURS[1], target=THEIRS[1], cadence="monthly")
    return Sample(
        name="complete", rows=tuple(kept), as_of_us=end + 3 * DAY_US,
        our_side=frozenset(OURS), stakeholders=people, relationships=(*ties, declared),
    )  # fmt: skip


def _unsided(rng: np.random.Generator, values: Values) -> Sample:
    people = (*OURS, *THEIRS[:4])
    pairs = [(one, two) for place, one in enumerate(people) for two in people[place + 1 :]]
    rows, end = _histories(rng, pairs, {**values, "direction": (None,)}, most=18)
    rows = [{name: cell for name, cell in row.items() if name != "direction"} for row in rows]
    return Sample(name="unsided", rows=tuple(rows), as_of_us=end + 10 * DAY_US)


def _one_way(rng: np.random.Generator, values: Values) -> Sample:
    shop = "shop@us.example"
    inbound = {**values, **_INBOUND}
    rows, end = _histories(rng, [(them, shop) for them in THEIRS], inbound, most=20, both=False)
    return Sample(
        name="one_way", rows=tuple(rows), as_of_us=end + DAY_US, our_side=frozenset({shop})
    )


def _single(rng: np.random.Generator, values: Values) -> Sample:
    pairs = [(us, them) for us in OURS for them in THEIRS]
    rows, end = _histories(rng, pairs, {**values, "status": ("done",)}, most=1)
    return Sample(name="single", rows=tuple(rows), as_of_us=end, our_side=frozenset(OURS))


_KINDS: Mapping[str, Callable[[np.random.Generator, Values], Sample]] = MappingProxyType({
    "complete": _complete, "unsided": _unsided, "one_way": _one_way, "single": _single,
})  # fmt: skip

KINDS = tuple(_KINDS)


def _histories(
    rng: np.random.Generator,
    pairs: Sequence[tuple[str, str]],
    values: Values,
    *,
    most: int,
    both: bool = True,
) -> tuple[list[dict[str, Any]], int]:
    """Write up to ``most`` rows for each pair, and give the time of the last row of all."""
    rows: list[dict[str, Any]] = []
    for place, pair in enumerate(pairs):
        time = START_US + int(rng.integers(0, 400)) * DAY_US
        count = int(rng.integers(1, most + 1))
        # Some relationships have a rhythm of their own, others anything.
        own = int(rng.integers(2, 60)) * DAY_US if place % 3 == 0 else 0
        for line in range(count):
            time += own or STEPS_US[int(rng.integers(len(STEPS_US)))]
            turned = both and rng.random() < (0.45 if place % 4 else 0.0)
            sender, recipient = pair[::-1] if turned else pair
            row = {"sender": sender, "recipient": recipient, "time": time}
            row["interaction"] = f"i{place:03}-{line:03}"
            row["thread"] = f"t{place:03}-{line // 4}" if rng.random() < 0.5 else None  # noqa: PLR2004
            row |= {name: _drawn(rng, choices) for name, choices in values.items()}
            rows.append(row)
    return rows, max(row["time"] for row in rows)


def _drawn(rng: np.random.Generator, choices: Sequence[Any]) -> Any:
    return choices[int(rng.integers(len(choices)))]
