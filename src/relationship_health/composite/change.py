"""What changed between two scorecards, split exactly into silence, interactions and late edits.

Under the benchmark of the later scorecard, in this order:

1. the benchmark: the earlier scores under the later benchmark, less what they were;
2. silence: ``as_of`` moves with no new rows; each metric's difference is its own part;
3. late edits: rows of the earlier time that the later log has otherwise;
4. interactions: the new rows enter in time order; each one's rescoring difference is its part.

Contributions lie on a grid on which sums are exact, and so does every part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import Block, Key, moment_from
from relationship_health.composite.changes import Changes, check_made_alike
from relationship_health.composite.explanation import row_label, told_direction
from relationship_health.composite.turns import Turn, turn_of
from relationship_health.html import paragraphs, section, table

if TYPE_CHECKING:
    from relationship_health.composite.scorecard import Scorecard

CAUSES = ("benchmark", "silence", "edits", "interactions")


@attrs.frozen(slots=True, kw_only=True)
class Step:
    """One new interaction, and what it changed.

    Attributes
    ----------
    time : datetime
    direction : str
    channel, interaction : as in the log, None where unknown
    points : float
        Health with it less health without it; the first one takes all where health was unknown.
    metrics : mapping of metric to points
        The same, metric by metric; they sum to ``points``.
    """

    time: datetime
    direction: str
    channel: str | None
    interaction: str | int | None
    points: float
    metrics: Mapping[str, float]


@attrs.frozen(slots=True, kw_only=True, repr=False)
class Change:
    """One relationship's change, taken apart.

    Attributes
    ----------
    source, target : ids
    before, after : float
        Health; NaN where unknown.
    benchmark, silence, edits : mapping of metric to points
    steps : tuple of Step
        The new interactions in the order of time.
    events : tuple of str
        ``went_quiet``, ``replied_after_gap``, ``your_turn``, ``their_turn``.
    turn : Turn
        Whose turn it is, and by when an answer is usual.
    """

    source: str | int
    target: str | int
    before: float
    after: float
    benchmark: Mapping[str, float]
    silence: Mapping[str, float]
    edits: Mapping[str, float]
    steps: tuple[Step, ...]
    events: tuple[str, ...]
    turn: Turn

    @property
    def parts(self) -> dict[str, float]:
        """Points by cause; they sum to what changed."""
        totals = {cause: sum(getattr(self, cause).values()) for cause in CAUSES[:3]}
        return totals | {"interactions": sum(step.points for step in self.steps)}

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        return f"<Change: {len(self.steps)} new interactions, {len(self.events)} events>"

    def _repr_html_(self) -> str:
        """Return causes and new interactions for a notebook, every cell escaped."""
        parts = {cause: points for cause, points in self.parts.items() if points}
        causes: dict[str, list[Any]] = {
            "cause": [_CAUSES_IN_WORDS[cause] for cause in parts],
            "points": list(parts.values()),
        }
        steps = {
            name: [getattr(step, name) for step in self.steps]
            for name in ("time", "direction", "channel", "points")
        }
        return section(
            self._title, table(causes) if parts else "", table(steps) if self.steps else "",
            paragraphs(self._remarks),
        )  # fmt: skip

    @property
    def _title(self) -> str:
        return f"{self.source} and {self.target}: {self._headline()}"

    @property
    def _remarks(self) -> list[str]:
        told = [_EVENTS_IN_WORDS[event] for event in self.events]
        return [*told, *filter(None, [self.turn.sentence])]

    def __str__(self) -> str:
        """Return the change in words."""
        lines = [self._title]
        lines += [f"  {points:+6.1f}  {_CAUSES_IN_WORDS[c]}" for c, points in self.parts.items()
                  if points]  # fmt: skip
        silent = sorted(self.silence.items(), key=lambda part: part[1])
        lines += [f"  {points:+6.1f}    of it {name}" for name, points in silent if points]
        for step in self.steps:
            by = f" by {step.channel}" if step.channel else ""
            lines.append(
                f"  {step.points:+6.1f}    {step.time:%Y-%m-%d %H:%M} UTC {step.direction}{by}"
            )
        return "\n".join([*lines, *(f"  {line}" for line in self._remarks)])

    def _headline(self) -> str:
        if np.isnan(self.before):
            return "new." if np.isnan(self.after) else f"new, with health {self.after:.0f}."
        if np.isnan(self.after):
            return f"health was {self.before:.0f} and is unknown now."
        return f"health {self.before:.0f} before, {self.after:.0f} now."


_CAUSES_IN_WORDS = {
    "benchmark": "what is usual has changed",
    "silence": "time that passed",
    "edits": "earlier rows that the log has otherwise now",
    "interactions": "new interactions",
}
_EVENTS_IN_WORDS = {
    "went_quiet": "Went quiet: the silence is longer than four of its usual gaps now.",
    "replied_after_gap": "They were back in contact after a long gap.",
    "your_turn": "It is your turn: they wrote last.",
    "their_turn": "It is their turn: you wrote last.",
}


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Comparison(Changes):
    """The change of every relationship of the later scorecard, divided into its causes.

    Attributes
    ----------
    earlier, later : Scorecard
    before : float64 array
        Earlier health, NaN where it was unknown or there was none yet.
    parts : mapping of cause to float64 array, shape (relationships, metrics)
        Points; over causes and metrics they sum to what changed.
    """

    earlier: Scorecard
    later: Scorecard

    def explain(self, key: Key) -> Change:
        """Take one relationship's change apart, down to each interaction.

        Raises
        ------
        UnknownRelationshipError
            Where the later scorecard has no such relationship.
        """
        row = self.later.row_of(key)
        place = int(self.later.rows[row])
        names = self.later.evaluation.names
        source, target = self.later.portfolio.key(place)
        block = self.later.portfolio.block(place, place + 1, self.later.as_of_us, self.later.terms)
        turn, events = turn_of(block, self.earlier.as_of_us, self.later.benchmark, (source, target))
        named = {
            cause: dict(zip(names, self.parts[cause][row].tolist(), strict=True))
            for cause in CAUSES[:3]
        }
        return Change(
            source=source, target=target, before=float(self.before[row]),
            after=float(self.later.health[row]), steps=self._steps(block, (source, target)),
            events=events, turn=turn, **named,
        )  # fmt: skip

    def _steps(self, block: Block, key: Key) -> tuple[Step, ...]:
        """Score the relationship as it was after each new row, and take differences."""
        later, since = self.later, self.earlier.as_of_us
        aside = block.not_contact
        old, old_aside = (int((b.time <= since).sum()) for b in (block, aside))
        rows = [(int(t), 0, i) for i, t in enumerate(block.time[old:].tolist())]
        rows += [(int(t), 1, i) for i, t in enumerate(aside.time[old_aside:].tolist())]
        rows.sort()
        kinds = np.array([kind for _, kind, _ in rows], dtype=np.int64)
        lengths = old + np.append(0, np.cumsum(kinds == 0))
        aside_lengths = old_aside + np.append(0, np.cumsum(kinds == 1))
        past = block.histories(lengths, aside_lengths)
        evaluation = later.judge.judge_blocks(
            [past], len(past), later.portfolio.column_names, later.benchmark, later.judge.guard()
        )
        parts = np.diff(later.judge.compose(evaluation).contributions, axis=0)
        return tuple(
            _step((block, aside)[kind], (old, old_aside)[kind] + place, part, evaluation.names, key)
            for (_, kind, place), part in zip(rows, parts, strict=True)
        )


def compare(later: Scorecard, earlier: Scorecard) -> Comparison:
    """Split the change from an earlier to a later scorecard; see :meth:`Scorecard.compare`."""
    _check(later, earlier)
    judge, benchmark = later.judge, later.benchmark
    place, known = _places(later, earlier)

    def contributions(card: Scorecard, at: Scorecard, positions: Ints, seen: Bools) -> Floats:
        if not len(card.portfolio):
            return np.zeros((len(later), len(judge.metrics)))
        evaluation = judge.judge(
            card.portfolio, at.as_of_us, benchmark, until_us=earlier.as_of_us
        ).take(positions)
        return np.where(seen[:, None], judge.compose(evaluation).contributions, 0.0)

    was = np.zeros((len(later), len(judge.metrics)))
    before = np.full(len(later), np.nan)
    row = np.searchsorted(earlier.rows, place)
    there = np.flatnonzero(known & (row < len(earlier.rows)))
    there = there[earlier.rows[row[there]] == place[there]]
    was[there] = earlier.composite.contributions[row[there]]
    before[there] = earlier.health[row[there]]
    under = contributions(earlier, earlier, place, known)
    silent = contributions(earlier, later, place, known)
    everyone = np.ones(len(later), dtype=np.bool_)
    edited = silent
    if earlier.portfolio is not later.portfolio:
        edited = contributions(later, later, later.rows, everyone)
    return Comparison(
        earlier=earlier, later=later,
        before=before,
        parts={
            "benchmark": under - was, "silence": silent - under, "edits": edited - silent,
            "interactions": later.composite.contributions - edited,
        },
    )  # fmt: skip


def _check(later: Scorecard, earlier: Scorecard) -> None:
    ways = [
        ({m.name: m.version for m in card.metrics}, card.profile, card.terms)
        for card in (earlier, later)
    ]
    check_made_alike(later, earlier, alike=ways[0] == ways[1])


def _places(later: Scorecard, earlier: Scorecard) -> tuple[Ints, Bools]:
    """Position of each later row in the earlier portfolio, and whether it is there at all."""
    if earlier.portfolio is later.portfolio:
        return later.rows, np.ones(len(later), dtype=np.bool_)
    position = {key: i for i, key in enumerate(earlier.portfolio.keys)}
    keys = zip(later.source.tolist(), later.target.tolist(), strict=True)
    # A log whose sides were told otherwise names the same pair from its other end.
    found = np.array(
        [position.get(key, position.get(key[::-1], -1)) for key in keys], dtype=np.int64
    )
    return np.maximum(found, 0), found >= 0


def _step(block: Block, row: int, part: Floats, names: Sequence[str], key: Key) -> Step:
    return Step(
        time=moment_from(int(block.time[row])), direction=told_direction(block, row, key),
        channel=row_label(block, "channel", row), interaction=row_label(block, "interaction", row),
        points=float(part.sum()), metrics=dict(zip(names, part.tolist(), strict=True)),
    )  # fmt: skip
