"""What a move would gain: the relationship scored again with the contacts that it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.analysis.channel_choice import is_mutual
from relationship_health.analysis.moves import (
    ANSWER,
    CONTACT,
    FEWER,
    INTRODUCTION,
    RESOLVE,
    Moves,
    broadcasts_ahead,
)
from relationship_health.analysis.standing import too_much
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.columns import US_PER_DAY, Block, Imagined, imagine
from relationship_health.composite import Scorecard
from relationship_health.model import INBOUND, MUTUAL, OUTBOUND

REPLY_DAYS = 1
"""After how many days an answer is imagined to come."""
WORDS = {"purpose": ("introduction",), "outcome": ("resolved",)}
"""What imagined contacts may be, though no contact of the log was."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Gains:
    """What moves would change, in points of health.

    Attributes
    ----------
    without : float64 array
        Health after the horizon if things go on without the move; NaN where it is unknown.
    success, failure : float64 arrays
        Health then if the move is made, and succeeds or does not.
    """

    without: Floats
    success: Floats
    failure: Floats

    def take(self, keep: Bools | Ints) -> Gains:
        """Return those of some moves."""
        return Gains(
            without=self.without[keep], success=self.success[keep], failure=self.failure[keep]
        )

    @classmethod
    def joined(cls, parts: Sequence[Gains]) -> Gains:
        """Return those of several blocks as one."""
        names = [field.name for field in attrs.fields(cls)]
        return cls(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})

    def at(self, chance: Floats) -> Floats:
        """Return the expected gain where the move succeeds with some chance."""
        return chance * self.success + (1.0 - chance) * self.failure - self.without


class _Script:
    """Scenarios, and what happens in them, as it is written down."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.copies: list[Ints] = []
        self.lines: list[dict[str, Array]] = []
        self.scenarios = 0

    def scene(self, rows: Ints) -> Ints:
        """Add a scenario for each of some relationships; return their positions."""
        self.copies.append(rows)
        first, self.scenarios = self.scenarios, self.scenarios + len(rows)
        return np.arange(first, self.scenarios)

    def line(
        self, scenario: Ints, days: Floats | float, direction: Array | int, **text: Ints
    ) -> None:
        """Add a contact to scenarios, some days after the block's moment."""
        count = len(scenario)
        time = self.block.as_of + np.rint(np.broadcast_to(days, count) * US_PER_DAY).astype(
            np.int64
        )
        way = np.broadcast_to(direction, count).astype(np.int8)
        self.lines.append({"owner": scenario, "time": time, "direction": way, **text})

    def imagined(self) -> Imagined:
        """Return all that happens, scenario by scenario, in order of time."""
        names = {name for line in self.lines for name in line}
        whole = (
            {
                name: np.concatenate(
                    [
                        line.get(name, np.full(len(line["owner"]), _UNSAID.get(name, -1)))
                        for line in self.lines
                    ]
                )
                for name in names | {"owner", "time", "direction"}
            }
            if self.lines
            else {}
        )
        if not whole:
            return Imagined(
                owner=np.empty(0, np.int64),
                time=np.empty(0, np.int64),
                direction=np.empty(0, np.int8),
            )
        order = np.lexsort((whole["time"], whole["owner"]))
        own = {name: whole.pop(name)[order] for name in ("owner", "time", "direction")}
        return Imagined(**own, columns={n: v[order] for n, v in whole.items()})


_UNSAID = {"audience": 1}


def gains_of(card: Scorecard, block: Block, moves: Moves, horizon_days: int) -> tuple[Gains, Bools]:
    """Score every relationship of a block with and without each of its moves.

    Parameters
    ----------
    card : Scorecard
        Says how to score.
    block : Block
        As of the moment at which the moves are made.
    moves : Moves
    horizon_days : int
        How many days later the health is compared: long enough for an answer to come or not.

    Returns
    -------
    (Gains, bool array)
        And whether we would reach out too much if a move failed.
    """
    wider = attrs.evolve(block, categories=_with_words(block.categories))
    script = _Script(wider)
    without = script.scene(np.arange(len(block)))[moves.row]
    success, failure = without.copy(), without.copy()
    for kind in (CONTACT, ANSWER, RESOLVE):
        _reach_out(script, moves, kind, success, failure)
    _introduce(script, moves, success)
    _broadcast(script, moves, horizon_days, without)
    ahead = imagine(
        wider, np.concatenate(script.copies), block.as_of + horizon_days * US_PER_DAY,
        added=script.imagined(),
    )  # fmt: skip
    evaluation = card.judge.judge_blocks(
        [ahead], len(ahead), card.portfolio.column_names, card.benchmark, card.judge.guard()
    )
    health = card.judge.compose(evaluation).health
    gains = Gains(without=health[without], success=health[success], failure=health[failure])
    return gains, too_much(ahead, card.benchmark)[failure]


def _with_words(categories: Mapping[str, Array]) -> dict[str, Array]:
    """Return categories in which imagined contacts can say what they are."""
    wider = dict(categories)
    for name, words in WORDS.items():
        if name in wider:
            known = wider[name].tolist()
            # Behind the others, so that no code changes.
            wider[name] = object_array([*known, *(word for word in words if word not in known)])
    return wider


def _code(block: Block, column: str, word: str) -> int:
    names = block.categories.get(column)
    return -1 if names is None or word not in names.tolist() else names.tolist().index(word)


def _labels(script: _Script, moves: Moves, place: Ints) -> dict[str, Ints]:
    """Channel of moves, and the thread that they take up."""
    block, labels = script.block, {}
    if "channel" in block.columns:
        labels["channel"] = moves.channel[place]
    if "thread" in block.columns:
        line = moves.line[place]
        thread = block.columns["thread"].astype(np.int64)
        labels["thread"] = np.where(line >= 0, thread[line], -1) if len(thread) else line
    return labels


def _reach_out(script: _Script, moves: Moves, kind: int, success: Ints, failure: Ints) -> None:
    """Write down a line of ours that stays without an answer or gets one, or a meeting."""
    place = np.flatnonzero(moves.kind == kind)
    labels = ours = _labels(script, moves, place)
    if kind == RESOLVE:
        # Whether a case is resolved is in our own hands.
        resolved = np.full(len(place), _code(script.block, "outcome", "resolved"))
        ours = {**labels, "outcome": resolved}
    failure[place] = script.scene(moves.row[place])
    script.line(failure[place], 0.0, OUTBOUND, **ours)
    success[place] = script.scene(moves.row[place])
    together = is_mutual(script.block, moves.channel[place])
    script.line(success[place], 0.0, np.where(together, MUTUAL, OUTBOUND), **ours)
    apart = np.flatnonzero(~together)
    reply = {name: codes[apart] for name, codes in labels.items()}
    script.line(success[place][apart], REPLY_DAYS, INBOUND, **reply)


def _introduce(script: _Script, moves: Moves, success: Ints) -> None:
    """Write down contact of both, and nothing for where the introduction fails."""
    place = np.flatnonzero(moves.kind == INTRODUCTION)
    labels = _labels(script, moves, place)
    if "purpose" in script.block.columns:
        labels["purpose"] = np.full(len(place), _code(script.block, "purpose", "introduction"))
    success[place] = script.scene(moves.row[place])
    script.line(success[place], 0.0, MUTUAL, **labels)


def _broadcast(script: _Script, moves: Moves, horizon_days: int, without: Ints) -> None:
    """Write down the broadcasts that go on as they came without the move."""
    place = np.flatnonzero(moves.kind == FEWER)
    rows = moves.row[place]
    without[place] = script.scene(rows)
    count = broadcasts_ahead(script.block, horizon_days)[rows]
    number = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    days = (number + 0.5) * (horizon_days / np.repeat(count, count))
    text: dict[str, Ints] = {}
    if "audience" in script.block.columns:
        text["audience"] = np.full(len(days), script.block.terms.broadcast_audience + 1)
    if "automated" in script.block.columns:
        text["automated"] = np.ones(len(days), dtype=np.int64)
    script.line(np.repeat(without[place], count), days, OUTBOUND, **text)
