"""Random logs for property tests: few people, times that collide, chain and lie far apart."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

import relationship_health as rh
from tests.oracle import Line, Row, account

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
START_US = 1_700_000_000_000_000
AS_OF_US = START_US + 800 * DAY_US

PEOPLE = ("ana", "bo", "cy", "dee")
STEPS = (0, 1, 60_000_000, HOUR_US, HOUR_US + 1, 5 * HOUR_US, DAY_US - 1, DAY_US, 3 * DAY_US,
         14 * DAY_US, 14 * DAY_US + 1, 30 * DAY_US, 91 * DAY_US, 200 * DAY_US)  # fmt: skip

A_FIFTH = settings(max_examples=max(1, settings().max_examples // 5))
"""For laws of the whole engine: an example scores whole portfolios, at fifteen metrics, twice."""

TWICE = settings(max_examples=2 * settings().max_examples)
"""For kernels, and for metrics against their oracle: a thousand examples in every round of CI."""

OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "channel": st.sampled_from([None, "email", "phone", "meeting", "fax"]),
    "outcome": st.sampled_from(
        [None, "replied", "opened", "connected", "none", "resolved", "failed", "acted"]
    ),
    "thread": st.sampled_from([None, "t1", "t2"]),
    "status": st.sampled_from([None, "done", "done", "cancelled", "note", "no_show", "bounced"]),
    "purpose": st.sampled_from(
        [None, "request", "complaint", "feedback", "feedback_request", "news", "sales"]
    ),
    "duration": st.sampled_from([None, 0.0, 5.0, 30.0, 90.0]),
    "audience": st.sampled_from([None, 1, 2, 10, 11, 500]),
    "automated": st.sampled_from([None, False, True]),
}


@attrs.frozen(kw_only=True)
class RandomLog:
    """Rows of a log, who is ours, and the moment of the score."""

    rows: tuple[Row, ...]
    our_side: frozenset[str] | None
    as_of_us: int = AS_OF_US

    def frame(self) -> dict[str, list[Any]]:
        """Return the rows as columns."""
        names = list(self.rows[0]) if self.rows else ["sender", "recipient", "time_us"]
        return {name: [row.get(name) for row in self.rows] for name in names}

    def portfolio(self, **options: Any) -> rh.Portfolio:
        """Build the portfolio."""
        return rh.Portfolio.from_frame(
            self.frame(), time="time_us", time_unit="us", our_side=self.our_side, **options
        )

    def as_of(self) -> np.datetime64:
        """Return the moment as a user would pass it."""
        return np.datetime64(self.as_of_us, "us")

    def lines(self) -> dict[tuple[str, str], tuple[list[Line], bool]]:
        """Return each relationship's lines, as the oracle groups them, and whether it is sided."""
        ties = account(self.rows, self.our_side).relationships
        return {key: (tie.lines, tie.sided) for key, tie in ties.items()}


@st.composite
def logs(draw: st.DrawFn, *, min_rows: int = 1, max_rows: int = 25) -> RandomLog:
    """Draw a log that holds at least one contact between two people before ``as_of``."""
    optional = {name: OPTIONAL[name] for name in OPTIONAL if draw(st.booleans())}
    count = draw(st.integers(min_rows, max_rows))
    time, rows = START_US, []
    for _ in range(count):
        time += draw(st.sampled_from(STEPS))
        sender, recipient = draw(st.permutations(PEOPLE))[:2]
        row: dict[str, Any] = {"sender": sender, "recipient": recipient, "time_us": time}
        row.update({name: draw(values) for name, values in optional.items()})
        rows.append(row)
    # The first row is always plain contact before as_of, so that there is something to score.
    rows[0] |= {"status": "done"} if "status" in optional else {}
    our_side = draw(st.sampled_from([None, frozenset({"ana"}), frozenset({"ana", "bo"})]))
    if our_side and not any({r["sender"], r["recipient"]} & our_side for r in rows):
        our_side = None
    later = draw(st.sampled_from((0, 1, DAY_US, 14 * DAY_US, 400 * DAY_US)))
    end = draw(st.sampled_from([rows[0]["time_us"], rows[len(rows) // 2]["time_us"], time]))
    return RandomLog(rows=tuple(rows), our_side=our_side, as_of_us=end + later)  # type: ignore[arg-type]


def bits(scorecard: rh.Scorecard) -> dict[str, Any]:
    """Return everything that a scorecard says, numbers as their bits."""
    columns = scorecard.columns()
    return {
        name: values.tobytes() if values.dtype.kind == "f" else values.tolist()
        for name, values in columns.items()
    } | {"evidence": scorecard.evaluation.evidence.tobytes()}
