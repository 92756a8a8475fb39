"""One more thread for accounts that hang on one person: a colleague of theirs to be introduced to.

Gain: the chance that the only thread breaks within the horizon, times the health that a first
exchange with the colleague would have; so many points are kept that would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.analysis.accounts import accounts
from relationship_health.analysis.channel_choice import best_channel, minutes_of
from relationship_health.analysis.imagining import REPLY_DAYS, Gains
from relationship_health.analysis.moves import SECOND_THREAD, Moves
from relationship_health.analysis.reasons import Reasons, reasons_of
from relationship_health.analysis.standing import Acquaintance
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.columns import US_PER_DAY, Block, Imagined, imagine
from relationship_health.columns.zones import LATEST_US
from relationship_health.composite import Scorecard
from relationship_health.composite.outlook import outlook
from relationship_health.model import INBOUND, OUTBOUND


def second_threads(
    card: Scorecard, known: Acquaintance, horizon_days: int, minutes: Mapping[str, float] | None
) -> tuple[Moves, Gains, Reasons] | None:
    """Find colleagues of those on whom an account hangs; None where there is none.

    A colleague is a stakeholder who is declared to belong to the organisation, and with whom
    nobody of ours has a relationship that can be judged; the most important one, or else the first
    by id.
    """
    rows, whom = _candidates(card)
    if not len(rows):
        return None
    place = card.rows[rows]
    chosen = np.zeros(len(card.portfolio), dtype=np.bool_)
    chosen[place] = True
    first, last = int(place.min()), int(place.max()) + 1
    block = card.portfolio.block(first, last, card.as_of_us, card.terms).take(chosen[first:last])
    channel, nobody = best_channel(block), np.full(len(rows), -1)
    moves = Moves(
        kind=np.full(len(rows), SECOND_THREAD), row=np.arange(len(rows)), line=nobody,
        channel=channel, chance=known.chance.take(place),
        # The one who is known writes too.
        minutes=2.0 * minutes_of(block, channel, minutes),
        due_us=np.full(len(rows), LATEST_US), through=card.portfolio.target[place], whom=whom,
    )  # fmt: skip
    breaks = 1.0 - np.nan_to_num(outlook(card, horizon_days)[rows])
    nothing = np.zeros(len(rows))
    gains = Gains(
        without=nothing,
        failure=nothing,
        success=breaks * _first_exchange(card, block, horizon_days),
    )
    standing = known.standing(card, block, place)
    reasons = reasons_of(block, moves, standing.gap_days)
    return attrs.evolve(moves, row=place), gains, reasons


def _candidates(card: Scorecard) -> tuple[Ints, Array]:
    """Rows of the only threads, in order, and whom each could lead to."""
    table = accounts(card)
    hanging = {
        name: person
        for name, person, alone in zip(
            table.names.tolist(), table.strongest.tolist(), table.single_threaded.tolist(),
            strict=True,
        )
        if alone and person is not None
    }  # fmt: skip
    judged = set(card.target[~np.isnan(card.health)].tolist())
    further: dict[str | int, tuple[float, bool, str | int]] = {}
    for key, person in card.portfolio.stakeholders.items():
        account = person.organisation
        if account is None or account not in hanging or key in judged or person.kind != "person":
            continue
        rank = (-(person.importance or 0.0), isinstance(key, str), key)
        further[account] = min(further.get(account, rank), rank)
    known = {hanging[account]: rank[2] for account, rank in further.items()}
    best: dict[str | int, int] = {}
    sided = card.portfolio.sided[card.rows]
    for row, person in enumerate(card.target.tolist()):
        if person in known and sided[row] and card.composite.lower[row] >= 0.0:
            held = best.setdefault(person, row)
            if card.composite.lower[row] > card.composite.lower[held]:
                best[person] = row
    rows = np.array(sorted(best.values()), dtype=np.int64)
    return rows, object_array([known[card.target[[row]].tolist()[0]] for row in rows.tolist()])


def _first_exchange(card: Scorecard, block: Block, horizon_days: int) -> Floats:
    """Health that a line of ours and an answer have after the horizon, where there was nothing."""
    empty = block.take_rows(np.zeros(len(block.time), dtype=np.bool_))
    size = len(block)
    talk = Imagined(
        owner=np.repeat(np.arange(size), 2),
        time=block.as_of + np.tile([0, REPLY_DAYS * US_PER_DAY], size),
        direction=np.tile(np.array([OUTBOUND, INBOUND], dtype=np.int8), size),
    )
    later = card.as_of_us + horizon_days * US_PER_DAY
    ahead = imagine(empty, np.arange(size), later, added=talk)
    evaluation = card.judge.judge_blocks(
        [ahead], size, card.portfolio.column_names, card.benchmark, card.judge.guard()
    )
    return np.nan_to_num(card.judge.compose(evaluation).health)
