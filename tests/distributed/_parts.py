"""Random logs with everything in them that could show how a log was cut, and what is in them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import attrs
import pyarrow as pa
from hypothesis import strategies as st

import relationship_health as rh

DAY_US = 86_400_000_000
START_US = 1_700_000_000_000_000
PEOPLE = ("ana", "bo", "cy", "dee", "Ana")
NUMBERS = dict(zip(PEOPLE, (7, 3, 12, 100, 9), strict=True))
OURS = frozenset({"ana", "Ana"})

CELLS: dict[str, tuple[pa.DataType, tuple[Any, ...]]] = {
    "interaction": (pa.string(), (None, "m1", "m2", "m3", "m4")),
    "thread": (pa.string(), (None, "t1", "t2", " ")),
    "channel": (pa.string(), (None, "Email", "phone", "fax", "visit")),
    "outcome": (pa.string(), (None, "replied", "attended", "odd")),
    "status": (pa.string(), (None, "done", "cancelled", "note")),
    "audience": (pa.float64(), (None, 1.0, 7.0, 0.5)),
    "duration": (pa.float64(), (None, 0.0, 30.0, -1.0)),
    "automated": (pa.bool_(), (None, True, False)),
    "tone": (pa.string(), (None, "warm", "cold")),
    "stars": (pa.int64(), (None, 1, 5)),
    "whole": (pa.int64(), (1, 2, 2**53 + 1)),
    "ratio": (pa.float64(), (None, 0.0, -0.0, 0.5)),
    "urgent": (pa.bool_(), (True, False, None)),
}


@attrs.frozen(kw_only=True)
class Cut:
    """A log, how it is read, and into which part each row falls."""

    table: pa.Table
    options: dict[str, Any]
    parts: tuple[int, ...]

    def portfolio(self) -> rh.Portfolio:
        """Build the portfolio of everything in memory."""
        return rh.Portfolio.from_frame(self.table, **self.options)


@st.composite
def cuts(draw: st.DrawFn, *, most: int = 20, parts: int = 3) -> Cut:
    """Draw a log and its parts, which may cut through interactions."""
    names = [name for name in CELLS if draw(st.booleans())]
    rows: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, most))):
        sender, recipient = draw(st.permutations(PEOPLE))[:2]
        day = draw(st.sampled_from((0, 1, 1, 2, 40)))
        row = {"sender": sender, "recipient": recipient, "time": START_US + day * DAY_US}
        rows.append(row | {name: draw(st.sampled_from(CELLS[name][1])) for name in names})
    rows[0] |= {"sender": "ana", "recipient": "bo"}
    options: dict[str, Any] = {"time_unit": "us", "on_error": "collect"}
    sided = draw(st.booleans())
    if sided:
        options |= {"our_side": OURS, "within": draw(st.booleans())}
        if draw(st.booleans()):
            for row in rows:
                row["direction"] = draw(st.sampled_from((None, "outbound", "inbound", "odd")))
    types: dict[str, pa.DataType] = {
        "sender": pa.string(), "recipient": pa.string(), "time": pa.int64(),
        **{name: CELLS[name][0] for name in names}, "direction": pa.string(),
    }  # fmt: skip
    if draw(st.booleans()):
        types |= {"sender": pa.int64(), "recipient": pa.int64()}
        options |= {"our_side": {NUMBERS[i] for i in OURS}} if sided else {}
        for row in rows:
            row |= {end: NUMBERS[str(row[end])] for end in ("sender", "recipient")}
    table = pa.Table.from_pylist(rows, pa.schema(types))
    if "direction" not in rows[0]:
        table = table.drop_columns(["direction"])
    return Cut(
        table=table, options=options,
        parts=tuple(draw(st.integers(0, parts - 1)) for _ in range(len(rows))),
    )  # fmt: skip


def contents(*portfolios: rh.Portfolio) -> dict[Any, Any]:
    """Return all that some portfolios say of each relationship, codes as what they stand for."""
    found: dict[Any, Any] = {}
    for portfolio in portfolios:
        columns = {name: _spelt(portfolio, name) for name in sorted(portfolio.columns)}
        bounds = list(pairwise(portfolio.groups.indptr.tolist()))
        told = zip(portfolio.sided, portfolio.declared, portfolio.cadence_days, strict=True)
        for key, (begin, end), facts in zip(portfolio.keys, bounds, told, strict=True):
            assert key not in found
            cells = {name: values[begin:end] for name, values in columns.items()}
            times = portfolio.time[begin:end].tolist()
            rows = times, portfolio.direction[begin:end].tolist(), cells
            found[key] = (*rows, repr(facts), portfolio.relationships.get(key))
    return found


def _spelt(portfolio: rh.Portfolio, name: str) -> list[Any]:
    values = portfolio.columns[name]
    if name not in portfolio.categories:
        # The bits of it, as NaN is not itself and minus zero is zero.
        return [repr((value, str(values.dtype))) for value in values]
    known = [*portfolio.categories[name].tolist(), None]
    return [known[code] for code in values.tolist()]
