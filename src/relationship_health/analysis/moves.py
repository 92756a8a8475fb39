"""Moves that could be made next: which are possible in each relationship of a block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.analysis.channel_choice import best_channel, minutes_of
from relationship_health.analysis.owed import Owed, answers_owed, cases_owed
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY, Block
from relationship_health.columns.zones import LATEST_US
from relationship_health.kernels.segments import Groups
from relationship_health.model import OUTBOUND

KINDS = ("answer", "resolve", "contact", "introduction", "fewer_broadcasts", "second_thread")
ANSWER, RESOLVE, CONTACT, INTRODUCTION, FEWER, SECOND_THREAD = range(len(KINDS))

BROADCAST_DAYS = 90
FEWEST_BROADCASTS = 3
"""Within that many days, from which on there is something to do less of."""
TOO_EARLY = 0.5
"""Of a usual gap: sooner after a contact nobody needs another."""
UNANSWERED = 3
"""Touches without any answer after which somebody else has to open the door."""
STEPS = 2.0
"""Lines that resolve a case where no case of theirs was resolved yet."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Chance:
    """A probability with a 90 % interval, for each of some things: arrays in [0, 1]."""

    mean: Floats
    low: Floats
    high: Floats

    def take(self, chosen: Bools | Ints) -> Chance:
        """Return those of some of the things."""
        return Chance(mean=self.mean[chosen], low=self.low[chosen], high=self.high[chosen])

    @classmethod
    def sure(cls, count: int) -> Chance:
        """Return certainty for so many things."""
        one = np.ones(count)
        return cls(mean=one, low=one, high=one)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Standing:
    """What is known of each relationship of a block besides its contacts.

    Attributes
    ----------
    ours : bool array
        Whether the source is ours, so that there is somebody to make a move.
    chance : Chance
        That they engage when we reach out.
    too_much : bool array
        Whether we reach out too much already.
    poor : bool array
    gap_days : float64 array
        Days between contacts that are usual.
    introducer : int64 array
        Code of the colleague who knows them best, -1 where nobody knows them well.
    introduced : Chance
        That they engage with that colleague.
    """

    ours: Bools
    chance: Chance
    too_much: Bools
    poor: Bools
    gap_days: Floats
    introducer: Ints
    introduced: Chance


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Moves:
    """Moves, each within one relationship.

    Attributes
    ----------
    kind : int64 array
        Positions in ``KINDS``.
    row : int64 array
        Position of the relationship in the block.
    line : int64 array
        Row of the block that the move takes up, -1 for none.
    channel : int64 array
        Code, -1 for none.
    chance : Chance
        That they engage with it.
    minutes : float64 array
    due_us : int64 array
        Until when it is in time; ``LATEST_US`` where it is always.
    through : int64 array
        Code of who has to introduce us, -1 for nobody.
    whom : object array
        Id of whom we are introduced to, where that is somebody new; else None.
    """

    kind: Ints
    row: Ints
    line: Ints
    channel: Ints
    chance: Chance
    minutes: Floats
    due_us: Ints
    through: Ints
    whom: Array

    def __len__(self) -> int:
        """Return the number of moves."""
        return len(self.kind)

    def take(self, keep: Bools | Ints) -> Moves:
        """Return some of the moves."""
        arrays = {name: getattr(self, name)[keep] for name in _ARRAYS}
        return Moves(chance=self.chance.take(keep), **arrays)


_ARRAYS = [field.name for field in attrs.fields(Moves) if field.name != "chance"]


def joined(parts: Sequence[Moves]) -> Moves:
    """Return the moves of several blocks, or kinds, as one."""
    chances = [[getattr(part.chance, end) for part in parts] for end in ("mean", "low", "high")]
    mean, low, high = map(np.concatenate, chances)
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return Moves(chance=Chance(mean=mean, low=low, high=high), **arrays)


def possible_moves(
    block: Block, standing: Standing, minutes: Mapping[str, float] | None = None
) -> Moves:
    """Find all moves that make sense, before anything is said of their gain.

    Whoever is reached out to too much already is offered no contact and no introduction; what is
    owed stays owed. Whoever was in contact less than half a usual gap ago is left in peace.
    """
    channel = best_channel(block)
    answers, cases = answers_owed(block), cases_owed(block)
    silence = block.rhythm.silence_days
    reachable = standing.ours & ~standing.too_much & (block.counts > 0)
    ripe = reachable & ~(silence < TOO_EARLY * standing.gap_days)
    contacts = _new(block, CONTACT, ripe & ~answers.due & ~cases.due, channel, standing, minutes)
    ahead = np.nan_to_num(standing.gap_days - silence)[contacts.row]
    due = block.as_of + np.rint(np.maximum(ahead, 0.0) * US_PER_DAY).astype(np.int64)
    contacts = attrs.evolve(contacts, due_us=due)
    touched = block.conversations.groups.count(block.touches)
    silent = (touched >= UNANSWERED) & (block.rhythm.contacts == 0)
    introduced = reachable & silent & standing.poor & (standing.introducer >= 0)
    sent = _broadcasts(block)
    return joined(
        [
            _owed(block, ANSWER, answers, standing, minutes),
            _owed(block, RESOLVE, cases, standing, minutes),
            contacts,
            _introductions(block, introduced, channel, standing, minutes),
            _fewer(block, standing.ours & (sent >= FEWEST_BROADCASTS), standing),
        ]
    )


def broadcasts_ahead(block: Block, horizon_days: int) -> Ints:
    """Broadcasts to expect within a horizon, at the pace of the last ``BROADCAST_DAYS``."""
    ahead: Ints = np.rint(_broadcasts(block) * (horizon_days / BROADCAST_DAYS)).astype(np.int64)
    return np.maximum(ahead, 1)


def _broadcasts(block: Block) -> Ints:
    ours = (block.direction & OUTBOUND) != 0
    return block.count(~block.personal & ours & (block.ages <= BROADCAST_DAYS))


def _owed(
    block: Block, kind: int, owed: Owed, standing: Standing, minutes: Mapping[str, float] | None
) -> Moves:
    """Answer through the channel of the question; a case takes as many lines as it took before."""
    place = np.flatnonzero(owed.due & standing.ours)
    line, channel = owed.row[place], np.full(len(block), -1)
    if "channel" in block.columns:
        channel[place] = block.columns["channel"][line]
    moves = _new(block, kind, owed.due & standing.ours, channel, standing, minutes)
    moves = attrs.evolve(moves, line=line, due_us=owed.until_us[place])
    if kind == ANSWER:
        return moves
    return attrs.evolve(moves, minutes=moves.minutes * _steps(block)[place])


def _steps(block: Block) -> Floats:
    """Lines of ours that a case usually takes in each relationship."""
    cases = block.cases
    counts = cases.groups.count(cases.resolved)
    groups = Groups(np.append(0, np.cumsum(counts)))
    steps = groups.quantile(cases.steps[cases.resolved].astype(np.float64), 0.5)
    # The opening line is theirs.
    return np.where(np.isnan(steps), STEPS, np.maximum(steps - 1.0, 1.0))


def _new(  # noqa: PLR0913, PLR0917  what is done, where, how, by what is known
    block: Block,
    kind: int,
    where: Bools,
    channel: Ints,
    standing: Standing,
    minutes: Mapping[str, float] | None,
) -> Moves:
    place = np.flatnonzero(where)
    nothing = np.full(len(place), -1)
    return Moves(
        kind=np.full(len(place), kind), row=place, line=nothing, channel=channel[place],
        chance=standing.chance.take(place), minutes=minutes_of(block, channel, minutes)[place],
        due_us=np.full(len(place), LATEST_US), through=nothing,
        whom=np.full(len(place), None, dtype=object),
    )  # fmt: skip


def _introductions(
    block: Block,
    where: Bools,
    channel: Ints,
    standing: Standing,
    minutes: Mapping[str, float] | None,
) -> Moves:
    moves = _new(block, INTRODUCTION, where, channel, standing, minutes)
    return attrs.evolve(
        moves, chance=standing.introduced.take(moves.row),
        # The colleague writes too.
        minutes=2.0 * moves.minutes, through=standing.introducer[moves.row],
    )  # fmt: skip


def _fewer(block: Block, where: Bools, standing: Standing) -> Moves:
    moves = _new(block, FEWER, where, np.full(len(block), -1), standing, None)
    return attrs.evolve(
        moves, chance=Chance.sure(len(moves)), minutes=np.zeros(len(moves)),
    )  # fmt: skip
