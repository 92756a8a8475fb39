"""Rows that come later: the portfolio is that of all rows in one frame, to the bit."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from relationship_health import Portfolio
from relationship_health.errors import RelationshipHealthError
from tests.columns._logs import DAY_US, START_US, portfolio

PEOPLE = ["ana", "bo", "cy", "001", "Ana", "zed"]

CELLS: dict[str, st.SearchStrategy[Any]] = {
    "interaction": st.sampled_from([None, "m1", "m2", "m3", "m4"]),
    "thread": st.sampled_from([None, "t1", "t2", "a0"]),
    "audience": st.sampled_from([None, None, 1, 7]),
    "automated": st.sampled_from([None, True, False]),
    "outcome": st.sampled_from([None, "replied", "attended", "odd", "clicked"]),
    "channel": st.sampled_from([None, "email", "visit", "odd"]),
    "duration": st.sampled_from([None, 5.0, 30.0]),
    "level": st.sampled_from([1, 2, -3]),
    "level_or_none": st.sampled_from([None, 1, 2]),
    "score": st.sampled_from([None, 0.5, -0.0]),
    "flag": st.sampled_from([True, False]),
    "word": st.sampled_from([None, "b", "d", "a"]),
}


@attrs.frozen
class Case:
    """Frames, and how all of them are read."""

    frames: list[dict[str, list[Any]]]
    sides: list[dict[str, Any]]
    options: dict[str, Any]


@st.composite
def frames(draw: st.DrawFn, *, more: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Draw a frame of few rows; which optional columns it has is drawn too."""
    names = [*more, *(name for name in CELLS if draw(st.booleans()))]
    rows = draw(st.integers(0, 8))

    def cells(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    frame = {
        "sender": cells(st.sampled_from(PEOPLE)),
        "recipient": cells(st.sampled_from(PEOPLE)),
        "time": cells(st.integers(0, 3).map(lambda day: START_US + day * DAY_US)),
    }
    return frame | {name: cells(CELLS[name]) for name in names if name in CELLS}


def together(parts: list[dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """Return frames one under the other; cells of columns that one lacks are missing."""
    names = list(dict.fromkeys(name for part in parts for name in part))
    sizes = [len(next(iter(part.values()), [])) for part in parts]
    return {
        name: [
            cell
            for part, size in zip(parts, sizes, strict=True)
            for cell in part.get(name, [None] * size)
        ]
        for name in names
    }


def outcome(run: Any) -> Portfolio | type[Exception]:
    """Return the portfolio, or the kind of error."""
    try:
        built: Portfolio = run()
    except RelationshipHealthError as error:
        return type(error)
    return built


def appended(parts: list[dict[str, list[Any]]], **options: Any) -> Portfolio:
    """Build from the first frame and append the others."""
    first, *others = parts
    built = portfolio(first, **options)
    for part in others:
        built = built.append(part)
    return built


def assert_same(whole: Portfolio, built: Portfolio) -> None:
    """Fail with the first part that differs."""
    assert built.keys == whole.keys
    assert built.groups.counts.tolist() == whole.groups.counts.tolist()
    assert built.time.tolist() == whole.time.tolist()
    assert built.direction.tolist() == whole.direction.tolist()
    assert built.sided.tolist() == whole.sided.tolist()
    assert {n: c.tolist() for n, c in built.categories.items()} == {
        n: c.tolist() for n, c in whole.categories.items()
    }
    assert {n: (c.dtype, c.tobytes()) for n, c in built.columns.items()} == {
        n: (c.dtype, c.tobytes()) for n, c in whole.columns.items()
    }
    assert built == whole


ours = st.sampled_from([None, frozenset({"ana"}), frozenset({"ana", "bo", "001"})])


@given(st.lists(frames(), min_size=2, max_size=3), ours, st.booleans())
def test_appending_is_building_from_everything(
    parts: list[dict[str, list[Any]]],
    our_side: frozenset[str] | None,
    within: bool,  # noqa: FBT001  drawn
) -> None:
    """Whatever the frames share or lack, in whatever order their rows come."""
    options: dict[str, Any] = {"within": within, "on_error": "collect"}
    if our_side is not None:
        options["our_side"] = lambda person: person in our_side
    whole = portfolio(together(parts), **options)
    assert_same(whole, appended(parts, **options))
