"""The block: whole relationships, cut at ``as_of``, read-only; all that a metric ever sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns.block_columns import BlockColumns
from relationship_health.columns.cases import Cases, Tracks, cases_of, tracks_of
from relationship_health.columns.conversations import (
    Conversations,
    Rhythm,
    chain,
    group_conversations,
    in_days,
    rhythm_of,
)
from relationship_health.columns.cutting import (
    Later,
    at,
    histories,
    seen_from,
    sides,
    take,
    take_rows,
)
from relationship_health.columns.people import People, Wishes, mix
from relationship_health.columns.questions import Asked, Questions, asked_in
from relationship_health.columns.sealing import frozen
from relationship_health.kernels.decay import decay_weight
from relationship_health.kernels.segments import Groups, Runs
from relationship_health.model import INBOUND, OUTBOUND, OUTCOMES, PURPOSES, Terms

ANSWERED = 4
"""Bit of a row's signals: the row's own outcome shows that they engaged."""

ENGAGED_OUTCOMES = frozenset(name for name, outcome in OUTCOMES.items() if outcome.engaged)

CASE_PURPOSES = frozenset(name for name, purpose in PURPOSES.items() if purpose.opens_case)
RESOLVING_OUTCOMES = frozenset(name for name, outcome in OUTCOMES.items() if outcome.resolves)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Block:
    """Some relationships with all their contacts up to ``as_of``.

    Rows lie relationship after relationship, sorted by time inside each. Only contact is here:
    nothing after ``as_of``, nothing scheduled, cancelled, noted. Every array is read-only.

    Parameters
    ----------
    as_of : int
        Moment of the score, in microseconds since 1970-01-01 UTC.
    groups : Groups
        Which rows belong to which relationship.
    time : int64 array
        Time of each row, microseconds UTC.
    direction : int8 array
        1 outbound (source to target), 2 inbound, 3 mutual: the two bits together.
    sided : bool array over relationships
        Whether the source is ours. Where not, neither side is.
    cadence_days : float64 array over relationships
        Declared days between contacts; NaN where none is declared.
    columns : mapping
        Optional columns by name; a text column holds int codes into ``categories``, -1 unknown.
    categories : mapping
        The sorted values of each text column.
    terms : Terms
        Shared definitions: half-life, conversation gap, windows.
    source, target : int64 arrays over relationships
        Codes of the two people among ``people``.
    people : People
        What is declared of them.
    set_aside : Block or None
        See :attr:`not_contact`.
    later : Later or None
        The block of a later moment that this one was cut from.
    """

    as_of: int
    groups: Groups
    time: Ints
    direction: Array
    sided: Bools
    cadence_days: Floats
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]
    terms: Terms
    source: Ints
    target: Ints
    people: People
    set_aside: Block | None = None
    later: Later | None = None

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.groups)

    def __repr__(self) -> str:
        """Return sizes only: what is in the columns is personal data."""
        return f"<Block: {len(self):,} relationships, {len(self.time):,} interactions>"

    @property
    def counts(self) -> Ints:
        """Interactions per relationship."""
        return self.groups.counts

    @cached_property
    def ages(self) -> Floats:
        """Age of each row at ``as_of`` in days, at least 0."""
        return frozen(in_days(self.as_of - self.time))

    @cached_property
    def weights(self) -> Floats:
        """Weight of each row, halved for every half-life of its age."""
        return frozen(decay_weight(self.ages, self.terms.half_life_days))

    def days_since(self, time: Ints) -> Floats:
        """Days from each time to ``as_of``."""
        return in_days(self.as_of - time)

    def is_any(self, column: str, values: Iterable[str]) -> Bools:
        """Rows whose text column holds one of some values; all False without the column."""
        if column not in self.columns:
            return np.zeros(len(self.time), dtype=np.bool_)
        wanted = frozenset(values)
        table = np.array([name in wanted for name in self.categories[column]] + [False])
        return np.asarray(table[self.columns[column]], dtype=np.bool_)

    @property
    def not_contact(self) -> Block:
        """The same relationships with what was never contact: cancelled, bounced, noted...

        All its rows lie at or before ``as_of``; its ``columns["status"]`` says what each was.
        """
        if self.set_aside is not None:
            return self.set_aside
        return self.take_rows(np.zeros(len(self.time), dtype=np.bool_))

    @cached_property
    def marks(self) -> Array:
        """A 64-bit mark of each relationship, by its ids alone and the same from both ends."""
        marks = self.people.marks
        return frozen(mix(marks[self.source] + marks[self.target]))

    @cached_property
    def preferred_channels(self) -> Wishes:
        """Channels that each target said it prefers, as codes of the column channel."""
        return self.people.channels.take(self.target)

    @cached_property
    def interests(self) -> Wishes:
        """Purposes that each target said it connected for, as codes of the column purpose."""
        return self.people.purposes.take(self.target)

    # Grouped helpers: one value per relationship.

    def count(self, mask: Bools | None = None) -> Ints:
        """Count rows per relationship, or those of them for which ``mask`` holds."""
        return self.groups.count(mask)

    def sum(self, values: Array) -> Array:
        """Sum of one value per row, per relationship; 0 where there is no row."""
        return self.groups.sum(values)

    def min(self, values: Array, empty: float = np.nan) -> Array:
        """Smallest value per relationship; ``empty`` where there is no row."""
        return self.groups.min(values, empty)

    def max(self, values: Array, empty: float = np.nan) -> Array:
        """Largest value per relationship; ``empty`` where there is no row."""
        return self.groups.max(values, empty)

    def first(self, values: Array, empty: float = np.nan) -> Array:
        """Return the value of each relationship's earliest row; ``empty`` where there is none."""
        return self.groups.first(values, empty)

    def last(self, values: Array, empty: float = np.nan) -> Array:
        """Return the value of each relationship's latest row; ``empty`` where there is none."""
        return self.groups.last(values, empty)

    def quantile(self, values: Floats, q: float) -> Floats:
        """Quantile of one value per row, per relationship; NaN where there is no row."""
        return self.groups.quantile(values, q)

    def gaps(self) -> Floats:
        """Days since the row before in the same relationship; NaN for each first row."""
        gaps = np.empty(len(self.time))
        gaps[1:] = in_days(np.diff(self.time))
        gaps[self.groups.heads] = np.nan
        return gaps

    def decayed_sum(
        self, values: Array | None = None, half_life_days: float | None = None
    ) -> Floats:
        """Sum of rows per relationship, each halved for every half-life of its age."""
        weight = decay_weight(self.ages, half_life_days or self.terms.half_life_days)
        return np.asarray(self.sum(weight if values is None else weight * values), dtype=np.float64)

    # Conversations: what counts as one contact.

    @cached_property
    def signals(self) -> Array:
        """Bits of each row: 1 outbound, 2 inbound, 4 an outcome that shows engagement."""
        if "outcome" not in self.columns:
            return self.direction
        answered = self.is_any("outcome", ENGAGED_OUTCOMES)
        return frozen(self.direction | (answered.astype(np.int8) * np.int8(ANSWERED)))

    @cached_property
    def conversations(self) -> Conversations:
        """Lines chained into conversations, from the source's side."""
        opens = chain(self.groups, self.time, self.columns.get("thread"), self.terms)
        return group_conversations(self.groups, self.time, self.signals, opens).sealed()

    @cached_property
    def openings(self) -> Mapping[str, Array]:
        """The optional columns at the first line of each conversation."""
        return BlockColumns(self.columns, self.conversations.first_row)

    @cached_property
    def instant(self) -> Array:
        """Direction of each row together with all others of its relationship at the same moment.

        What goes both ways at one moment has no first line: which would be, depends on the end that
        names the relationship.
        """
        opens = np.ones(len(self.time), dtype=np.bool_)
        opens[1:] = self.time[1:] != self.time[:-1]
        opens[self.groups.heads] = True
        if opens.all():
            return self.direction
        moments = Runs(opens.nonzero()[0], len(opens))
        return frozen(moments.spread(moments.reduce(np.bitwise_or, self.direction)))

    @cached_property
    def opened_by_us(self) -> Bools:
        """Conversations whose first line is outbound or mutual."""
        return frozen((self.instant.take(self.conversations.first_row) & OUTBOUND) != 0)

    @cached_property
    def next_inbound(self) -> Ints:
        """Time of their first line or meeting after each conversation, also after ``as_of``."""
        if self.later is None:
            return frozen(self.conversations.next_inbound())
        later = self.later.block
        known = (later.conversations.start <= self.as_of).nonzero()[0]
        return frozen(later.next_inbound.take(known))

    @cached_property
    def responded(self) -> Bools:
        """Conversations of ours in which they took part, or after which they did in time."""
        latest = self.conversations.end + self.terms.response_window_us
        answered = self.next_inbound <= np.minimum(latest, self.as_of)
        return frozen(self.touches & (self.engaged | answered))

    @cached_property
    def answering(self) -> Bools:
        """Conversations of ours that come first after a last word of theirs, in time."""
        theirs = self.instant.take(self.conversations.last_row) == INBOUND
        window = self.terms.response_window_us
        return frozen(self.touches & self.conversations.right_after(theirs, window))

    @cached_property
    def conversation_ages(self) -> Floats:
        """Days from the end of each conversation to ``as_of``."""
        if self.conversations.end is self.time:
            return self.ages
        return frozen(self.ages.take(self.conversations.last_row))

    @cached_property
    def conversation_weights(self) -> Floats:
        """Weight of each conversation, halved for every half-life of its age."""
        if self.conversation_ages is self.ages:
            return self.weights
        return frozen(self.weights.take(self.conversations.last_row))

    @cached_property
    def engaged_weights(self) -> Floats:
        """Weight of each engaged conversation, 0 for the others."""
        return frozen(self.conversation_weights * self.engaged.astype(np.float64))

    @cached_property
    def engaged_weight(self) -> Floats:
        """Sum of the weights of each relationship's engaged conversations."""
        return frozen(self.conversations.groups.sum(self.engaged_weights))

    @cached_property
    def engaged(self) -> Bools:
        """Conversations in which they took part; where no side is ours, every one."""
        taken_part = (self.conversations.signals & (INBOUND | ANSWERED)) != 0
        if self.sided.all():
            return frozen(taken_part)
        return frozen(taken_part | self.conversations.groups.spread(~self.sided))

    @cached_property
    def touches(self) -> Bools:
        """Conversations with something of ours in them, outbound or mutual."""
        return frozen((self.conversations.signals & OUTBOUND) != 0)

    @cached_property
    def rhythm(self) -> Rhythm:
        """Engaged contacts, the gaps between them, and the silence since."""
        return rhythm_of(self.conversations, self.engaged, self.as_of).sealed()

    @cached_property
    def personal(self) -> Bools:
        """Rows that were neither automated nor sent to more than a broadcast's audience."""
        chosen = np.ones(len(self.time), dtype=np.bool_)
        if "automated" in self.columns:
            chosen &= self.columns["automated"] != 1
        if "audience" in self.columns:
            chosen &= self.columns["audience"] <= self.terms.broadcast_audience
        return frozen(chosen)

    @cached_property
    def asked(self) -> Asked:
        """What wanted an answer from either side; news and what was not personal wants none."""
        spoken = self.personal & ~self.is_any("purpose", ("news",))
        limits = self.terms.response_window_us, self.terms.thread_gap_us
        return asked_in(self.groups, self.time, self.instant, spoken, limits)

    @cached_property
    def questions(self) -> Questions:
        """What wanted an answer, and what had become of it by ``as_of``."""
        window = self.terms.response_window_us
        if self.later is None:
            return self.asked.known_at(self.as_of, window).sealed()
        found = self.later.block.asked.known_at(self.as_of, window)
        return attrs.evolve(found, groups=self.later.among(found.groups)).sealed()

    @cached_property
    def tracks(self) -> Tracks:
        """Which rows belong together: those of a thread, or those of a relationship without."""
        return tracks_of(self.groups, self.columns)

    @cached_property
    def cases(self) -> Cases:
        """What the other side came for: requests, support, complaints, and what became of them."""
        theirs = (self.direction & INBOUND) != 0
        opening = theirs & self.is_any("purpose", CASE_PURPOSES)
        marks = opening, self.is_any("outcome", RESOLVING_OUTCOMES)
        return cases_of(
            self.groups, self.time, self.tracks, marks, self.terms.case_window_us
        ).sealed()

    @cached_property
    def engaged_gaps_days(self) -> Floats:
        """Days of each gap between engaged conversations, ``rhythm.gaps`` per relationship."""
        return frozen(in_days(self.rhythm.gap_us))

    @cached_property
    def gap_groups(self) -> Groups:
        """Which of ``engaged_gaps_days`` belong to which relationship."""
        return self.rhythm.gap_groups

    def take(self, chosen: Bools) -> Block:
        """Return the block of some of its relationships."""
        return take(self, chosen)

    def take_rows(self, keep: Bools) -> Block:
        """Return the block of the same relationships with some of its rows."""
        return take_rows(self, keep.nonzero()[0])

    def at(self, as_of: int, always: Bools | None = None) -> Block:
        """Return the block as it was known at a moment, its own or an earlier one.

        With ``always``, relationships that had no row yet are left out, save those for which it
        holds.
        """
        return at(self, as_of, always)

    def histories(self, lengths: Ints, aside: Ints) -> Block:
        """Return the history of a block's one relationship as it was, once for each length.

        Each length says how many of its rows, and of those set aside, had come by then.
        """
        return histories(self, lengths, aside)

    def seen_from(self, side: Literal["source", "target"]) -> Block:
        """Return the same rows with that side as ours, and as the source."""
        return seen_from(self, side)

    @cached_property
    def sides(self) -> tuple[Block, Block]:
        """All of it seen from the source, and what has no side seen from the target."""
        return sides(self)
