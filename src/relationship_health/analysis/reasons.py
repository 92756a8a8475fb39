"""Why a move is recommended, in figures of the relationship and in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from relationship_health.analysis.moves import (
    ANSWER,
    FEWER,
    INTRODUCTION,
    RESOLVE,
    SECOND_THREAD,
    Moves,
    broadcasts_ahead,
)
from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import Block, moment_from
from relationship_health.composite import Scorecard

MONTH_DAYS = 30


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Reasons:
    """Figures behind moves.

    Attributes
    ----------
    asked_us : int64 array
        When the line came that the move takes up.
    silence_days, gap_days : float64 arrays
        Silence now, NaN where they never engaged, and what is usual.
    gaps, touches, engaged, broadcasts : int64 arrays
        Gaps that were seen; times that we reached out, and that they engaged; broadcasts a month.
    """

    asked_us: Ints
    silence_days: Floats
    gap_days: Floats
    gaps: Ints
    touches: Ints
    engaged: Ints
    broadcasts: Ints

    def take(self, keep: Bools | Ints) -> Reasons:
        """Return those of some moves."""
        return Reasons(**{f.name: getattr(self, f.name)[keep] for f in attrs.fields(Reasons)})

    @classmethod
    def joined(cls, parts: Sequence[Reasons]) -> Reasons:
        """Return those of several blocks as one."""
        names = [field.name for field in attrs.fields(cls)]
        return cls(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})

    def sentences(self, moves: Moves, card: Scorecard) -> tuple[str, ...]:
        """Return a sentence for each move."""
        people = card.portfolio.ids
        return tuple(self._sentence(moves, row, people) for row in range(len(moves)))

    def _sentence(self, moves: Moves, row: int, people: np.ndarray) -> str:
        kind = int(moves.kind[row])
        if kind in {ANSWER, RESOLVE}:
            day = f"{moment_from(int(self.asked_us[row])):%Y-%m-%d}"
            if kind == ANSWER:
                return f"They wrote on {day} and wait for an answer."
            return f"What they asked for on {day} is not resolved."
        touches = int(self.touches[row])
        if kind == SECOND_THREAD:
            return "Their organisation hangs on this one contact."
        if kind == INTRODUCTION:
            name = people[moves.through[row] : moves.through[row] + 1].tolist()[0]
            return f"None of {touches} attempts was answered, and {name} is in good contact."
        if kind == FEWER:
            return (
                f"About {self.broadcasts[row]} broadcasts a month, while they engaged with "
                f"{self.engaged[row]} of the {touches} times you reached out."
            )
        return self._silence(row)

    def _silence(self, row: int) -> str:
        silence, gap = self.silence_days[row], self.gap_days[row]
        if np.isnan(silence):
            return "They never engaged yet."
        usual = "is usual here" if self.gaps[row] else "is usual for others"
        return f"Silent for {_days(silence)}; a contact every {_days(max(gap, 1.0))} {usual}."


def _days(days: float) -> str:
    whole = round(days)
    return "a day" if whole == 1 else f"{whole} days"


def reasons_of(block: Block, moves: Moves, gap_days: Floats) -> Reasons:
    """Gather the figures behind moves; ``gap_days`` are what is usual in each relationship."""
    row, rhythm, groups = moves.row, block.rhythm, block.conversations.groups
    line = np.maximum(moves.line, 0)
    asked = block.time[line] if len(block.time) else np.zeros(len(moves), dtype=np.int64)
    return Reasons(
        asked_us=asked, silence_days=rhythm.silence_days[row], gap_days=gap_days[row],
        gaps=rhythm.gaps[row], touches=groups.count(block.touches)[row],
        engaged=groups.count(block.responded)[row],
        broadcasts=broadcasts_ahead(block, MONTH_DAYS)[row],
    )  # fmt: skip
