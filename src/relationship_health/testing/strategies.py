"""Hypothesis strategies of random logs and portfolios; importing this needs no Hypothesis yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from relationship_health.columns import Portfolio
from relationship_health.testing.samples import (
    DAY_US,
    OURS,
    START_US,
    STEPS_US,
    THEIRS,
    VALUES,
    Sample,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

PEOPLE = (*OURS[:2], *THEIRS[:3])
MOST_THREADS = 3


def logs(
    *,
    min_rows: int = 1,
    max_rows: int = 25,
    columns: Mapping[str, Sequence[Any]] | None = None,
) -> SearchStrategy[Sample]:
    """Draw logs of a few people whose contacts collide, chain, and lie far apart.

    Each log has some of the optional columns, may be seen from our side or from none, and is
    scored at the time of one of its rows or later. Its first row is contact before that moment.

    Parameters
    ----------
    min_rows, max_rows : int
        How many rows, 1 or more.
    columns : mapping of str to sequence, optional
        More columns, and the values to draw their cells from.

    Returns
    -------
    strategy of Sample

    Examples
    --------
    >>> from hypothesis import find
    >>> find(logs(), lambda log: len(log.rows) > 1)
    <Sample 'random': 2 rows>
    """
    from hypothesis import strategies as st

    every = {
        **VALUES,
        "thread": (None, *(f"t{n}" for n in range(MOST_THREADS))),
        **(columns or {}),
    }

    @st.composite
    def drawn(draw: st.DrawFn) -> Sample:
        present = [name for name in every if draw(st.booleans())]
        sided = draw(st.booleans())
        time, times = START_US, []
        rows: list[dict[str, Any]] = []
        for _ in range(draw(st.integers(min_rows, max_rows))):
            time += draw(st.sampled_from(STEPS_US))
            times.append(time)
            sender, recipient = draw(st.permutations(PEOPLE))[:2]
            row = {"sender": sender, "recipient": recipient, "time": time}
            rows.append(row | {name: draw(st.sampled_from(every[name])) for name in present})
        if not sided:
            rows = [{n: c for n, c in row.items() if n != "direction"} for row in rows]
        # Somebody of ours is always there, and something to score.
        rows[0] |= {"sender": OURS[0], "recipient": THEIRS[0]}
        rows[0] |= {"status": "done"} if "status" in present else {}
        later = draw(st.sampled_from((0, 1, DAY_US, 14 * DAY_US, 400 * DAY_US)))
        moment = draw(st.sampled_from(times)) + later
        ours = frozenset(OURS) if sided else None
        return Sample(name="random", rows=tuple(rows), as_of_us=moment, our_side=ours)

    return drawn()


def portfolios(**options: Any) -> SearchStrategy[Portfolio]:
    """Draw portfolios of such logs.

    Parameters
    ----------
    **options
        As for :func:`logs`.

    Returns
    -------
    strategy of Portfolio

    Examples
    --------
    >>> from hypothesis import find
    >>> find(portfolios(max_rows=3), lambda portfolio: len(portfolio) > 0)
    <Portfolio: 1 relationship, 1 interaction>
    """
    return logs(**options).map(Sample.portfolio)
