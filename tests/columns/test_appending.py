"""Rows that come later: the portfolio is that of all rows in one frame, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from relationship_health import Portfolio, Relationship, Stakeholder, Transaction
from relationship_health.columns.viewing import contents
from relationship_health.errors import RelationshipHealthError
from tests.columns._logs import DAY_US, START_US, portfolio
from tests.logs import A_FIFTH

Frame: TypeAlias = dict[str, list[Any]]

PEOPLE = ["ana", "bo", "cy", "001", "Ana", "zed"]

CELLS: dict[str, list[Any]] = {
    "interaction": [None, "m1", "m2", "m3", "m4"],
    "thread": [None, "t1", "t2", "a0"],
    "audience": [None, None, 1, 7],
    "automated": [None, True, False],
    "outcome": [None, "replied", "attended", "odd", "clicked"],
    "channel": [None, "email", "visit", "odd"],
    "duration": [None, 5.0, 30.0],
    "level": [1, 2, -3],
    "level_or_none": [None, 1, 2],
    "score": [None, 0.5, -0.0],
    "flag": [True, False],
    "word": [None, "b", "d", "a"],
}
WHEN = [START_US + day * DAY_US for day in range(4)]


@st.composite
def frames(draw: st.DrawFn, /, **more: list[Any]) -> Frame:
    """Draw a frame of few rows; which optional columns it has is drawn too."""
    rows = draw(st.integers(0, 8))
    chosen = draw(st.integers(0, 2 ** len(CELLS) - 1))
    optional = {n: known for place, (n, known) in enumerate(CELLS.items()) if chosen >> place & 1}
    columns: dict[str, list[Any]] = {"sender": PEOPLE, "recipient": PEOPLE, "time": WHEN}
    columns |= optional | more
    # One number for a column is drawn far faster than a list of cells.
    return {
        name: digits(draw(st.integers(0, len(known) ** rows - 1)), known, rows)
        for name, known in columns.items()
    }


def digits(number: int, known: list[Any], rows: int) -> list[Any]:
    """Return the digits of a number, for each the value that stands for it."""
    return [known[number // len(known) ** row % len(known)] for row in range(rows)]


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


def outcome(run: Callable[[], Portfolio]) -> Portfolio | None:
    """Return the portfolio, or None where it is refused."""
    try:
        return run()
    except RelationshipHealthError:
        return None


def in_one(
    parts: list[dict[str, list[Any]]],
    sides: Sequence[dict[str, Any]] = ({}, {}, {}),
    **options: Any,
) -> Portfolio:
    """Build from everything at once."""
    names = {name for side in sides[: len(parts)] for name in side}
    tables = {
        name: [item for side in sides[: len(parts)] for item in side.get(name, ())]
        for name in names
    }
    return portfolio(together(parts), on_error="collect", **options, **tables)


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
    assert list(built.relationships) == list(whole.relationships)
    assert list(built.stakeholders) == list(whole.stakeholders)
    assert built == whole


def accounts(built: Portfolio) -> tuple[int, ...]:
    """Return how many rows came in, and where they went."""
    issues = built.issues
    assert issues.rows_in == len(issues.states)
    return (issues.rows_in, issues.accepted + issues.repaired, issues.ignored, issues.rejected)


def assert_law(
    parts: list[Frame], sides: Sequence[dict[str, Any]] = ({}, {}, {}), **options: Any
) -> None:
    """After every frame the portfolio is that of all rows so far, or both are refused."""
    built = outcome(lambda: portfolio(parts[0], on_error="collect", **options, **sides[0]))
    for place in range(1, len(parts)):
        if built is None:
            return
        before, kept = built, contents(built)
        whole = outcome(partial(in_one, parts[: place + 1], sides, **options))
        more = partial(before.append, parts[place], on_error="collect")
        built = outcome(partial(more, **sides[place]))
        assert (whole is None) == (built is None)
        assert contents(before) == kept
        if whole is not None and built is not None:
            assert_same(whole, built)
            assert accounts(built) == accounts(whole)


SIDES = [None, frozenset({"ana"}), frozenset({"ana", "bo", "001"})]
LAW = {"parts": st.lists(frames(), min_size=2, max_size=3), "within": st.booleans()}


@A_FIFTH
@given(**LAW, our_side=st.sampled_from(SIDES), order=st.randoms(use_true_random=False))
def test_appending_is_building_from_everything(
    parts: list[Frame],
    our_side: frozenset[str] | None,
    within: bool,  # noqa: FBT001  drawn
    order: Random,
) -> None:
    """Whatever the frames share or lack, and in whatever order all rows stand elsewhere."""
    options: dict[str, Any] = {"within": within}
    if our_side is not None:
        options["our_side"] = our_side.__contains__
    rows = together(parts)
    places = list(range(len(rows["sender"])))
    order.shuffle(places)
    shuffled = {name: [cells[place] for place in places] for name, cells in rows.items()}
    built = portfolio(parts[0], on_error="collect", **options)
    for part in parts[1:]:
        built = built.append(part, on_error="collect")
    whole = portfolio(shuffled, on_error="collect", **options)
    assert_same(whole, built)
    assert accounts(built) == accounts(whole)


IDS = st.sampled_from([["ana"], ["ana", "bo"], ["bo", "001", "zed"], ["nobody"]])


@A_FIFTH
@given(**LAW, sides=st.lists(IDS, min_size=3, max_size=3))
def test_colleagues_who_are_named_later(
    parts: list[Frame],
    within: bool,  # noqa: FBT001  drawn
    sides: list[list[str]],
) -> None:
    """Ids that are ours besides are ours in all rows, older ones included."""
    named = [set[str]().union(*sides[: place + 1]) for place in range(len(sides))]
    options: dict[str, Any] = {"within": within, "on_error": "collect"}
    built = outcome(partial(portfolio, parts[0], our_side=named[0], **options))
    for place in range(1, len(parts)):
        if built is None:
            return
        every = together(parts[: place + 1])
        whole = outcome(partial(portfolio, every, our_side=named[place], **options))
        more = iter(sides[place])
        built = outcome(partial(built.append, parts[place], our_side=more, on_error="collect"))
        assert (whole is None) == (built is None)
        if whole is not None and built is not None:
            assert_same(whole, built)
            assert accounts(built) == accounts(whole)


FLAGS = st.fixed_dictionaries({name: st.sampled_from([None, True, False]) for name in PEOPLE})


@A_FIFTH
@given(**LAW, said=FLAGS, mixed=st.booleans(), lacks=st.booleans())
def test_a_column_that_says_whose_side(
    parts: list[Frame],
    within: bool,  # noqa: FBT001  drawn
    said: dict[str, bool | None],
    mixed: bool,  # noqa: FBT001  drawn
    lacks: bool,  # noqa: FBT001  drawn
) -> None:
    """New rows tell sides of people who are known, or contradict: as all rows at once do."""
    for place, part in enumerate(parts):
        if not (place and lacks):
            part["us"] = [said[name] for name in part["sender"]]
            if mixed and part["us"]:
                part["us"][-1] = True
    assert_law(parts, our_side="us", within=within)


@A_FIFTH
@given(**LAW, said=FLAGS, later=st.integers(0, 6))
def test_stakeholders_who_are_ours(
    parts: list[Frame],
    within: bool,  # noqa: FBT001  drawn
    said: dict[str, bool | None],
    later: int,
) -> None:
    """Stakeholders who are declared later change the side of people who are known."""
    people = [
        Stakeholder(id=name, attributes={} if flag is None else {"us": flag})
        for name, flag in said.items()
    ]
    sides = [{"stakeholders": people[:later]}, {"stakeholders": people[later:]}, {}]
    assert_law(parts, sides, our_side="us", within=within)


DIRECTED = frames(direction=["outbound", "inbound", "mutual", None, "odd"])


@A_FIFTH
@given(
    parts=st.lists(DIRECTED, min_size=2, max_size=3),
    our_side=st.sampled_from(SIDES),
    lacks=st.integers(0, 3),
)
def test_directions_that_the_log_states(
    parts: list[Frame], our_side: frozenset[str] | None, lacks: int
) -> None:
    """Stated directions are kept as they are seen; senders to each other are refused."""
    options: dict[str, Any] = {}
    if our_side is None:
        for part in parts:  # senders are ours, and nobody else is
            part["sender"] = [name if name < "b" else "ana" for name in part["sender"]]
            part["recipient"] = [name if name > "b" else "zed" for name in part["recipient"]]
    else:
        options["our_side"] = our_side.__contains__
        if lacks < len(parts):
            del parts[lacks]["direction"]
    assert_law(parts, **options)


MOMENT = datetime(2026, 1, 5, tzinfo=UTC)


@st.composite
def declarations(draw: st.DrawFn) -> dict[str, Any]:
    """Draw side tables as model objects."""
    name = st.sampled_from(PEOPLE)
    pairs = st.tuples(name, name).filter(lambda pair: pair[0] != pair[1])
    ties = st.builds(
        lambda ends, days: Relationship(source=ends[0], target=ends[1], cadence=days),
        pairs, st.sampled_from([None, 7, 30]),
    )  # fmt: skip
    people = st.builds(
        lambda who, role, kind: Stakeholder(id=who, role=role, kind=kind),
        name, st.sampled_from([None, "buyer"]), st.sampled_from(["person", "organisation"]),
    )  # fmt: skip
    deals = st.builds(
        lambda account: Transaction(account=account, time=MOMENT, value=1),
        st.sampled_from([*PEOPLE, "acme"]),
    )  # fmt: skip
    tables = {"relationships": ties, "stakeholders": people, "transactions": deals}
    return {
        table: draw(st.lists(items, max_size=3))
        for table, items in tables.items()
        if draw(st.booleans())
    }


@A_FIFTH
@given(
    **LAW, our_side=st.sampled_from(SIDES), said=FLAGS,
    sides=st.lists(declarations(), min_size=3, max_size=3),
)  # fmt: skip
def test_what_is_declared_besides(
    parts: list[Frame],
    within: bool,  # noqa: FBT001  drawn
    our_side: frozenset[str] | None,
    said: dict[str, bool | None],
    sides: list[dict[str, Any]],
) -> None:
    """Declarations stay, later ones come after them; silent ones are joined by their rows."""
    options: dict[str, Any] = {"within": within}
    if our_side is not None:
        options["our_side"] = our_side.__contains__
    elif any(flag is not None for flag in said.values()):
        for part in parts:
            part["us"] = [said[name] for name in part["sender"]]
        options["our_side"] = "us"
    assert_law(parts, sides, **options)


@A_FIFTH
@given(parts=st.lists(frames(), min_size=2, max_size=3), bad=st.integers(0, 30))
def test_ids_that_are_numbers_and_rows_that_are_bad(parts: list[Frame], bad: int) -> None:
    """Whole numbers are ids too; rows that cannot be read are set aside in every frame."""
    number = {name: place * 7 - 3 for place, name in enumerate(PEOPLE)}
    for part in parts:
        for end in ("sender", "recipient"):
            part[end] = [number[name] for name in part[end]]
        part["time"] = [None if (bad >> row) & 1 else t for row, t in enumerate(part["time"])]
        part["automated"] = ["odd" if row == bad % 5 else None for row in range(len(part["time"]))]
        if bad % 3 == 0 and part["recipient"]:
            part["recipient"][-1] = None
    assert_law(parts)
