"""Blocks: whole relationships, all rows, nothing after the moment, nothing that was no contact."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.columns import BLOCK_ROWS, Portfolio
from relationship_health.errors import InputError
from relationship_health.model import STATUSES, Terms
from tests.columns._logs import DAY_US, START_US, log, portfolio
from tests.frames._sentence import assert_one_sentence

TERMS = Terms()
LATE = START_US + 1000 * DAY_US
PAIRS = [("ana", "bo")] * 3 + [("ana", "cy")] + [("bo", "cy")] * 2
TIES = {"source": ["ana", "bo", "zed", "zed"], "target": ["dee", "dee", "ana", "bo"]}


def rows_of(built: Portfolio, size: int, as_of: int = LATE) -> list[list[list[tuple[int, float]]]]:
    """Return times and values by block and relationship."""
    found = []
    for block in built.blocks(as_of, TERMS, size):
        rows = list(zip(block.time.tolist(), block.columns["value"].tolist(), strict=True))
        bounds = block.groups.indptr.tolist()
        found.append([rows[a:b] for a, b in pairwise(bounds)])
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 100, BLOCK_ROWS])
@pytest.mark.parametrize("declared", [False, True])
def test_blocks_of_any_size_hold_everything(size: int, declared: bool) -> None:  # noqa: FBT001
    """Whatever the size, each relationship is whole in one block, in order, without rows too."""
    values = [float(i) for i in range(len(PAIRS))]
    built = portfolio(log(*PAIRS, value=values), relationships=TIES if declared else None)
    blocks = rows_of(built, size)
    flat = [rows for block in blocks for rows in block]
    assert [len(rows) for rows in flat] == built.groups.counts.tolist()
    assert [row for rows in flat for row in rows] == list(
        zip(built.time.tolist(), built.columns["value"].tolist(), strict=True)
    )
    for block in blocks:
        assert 1 <= len(block) <= size
        assert sum(map(len, block)) <= size or len(block) == 1


def test_a_block_without_rows() -> None:
    """Relationships without contact make blocks of no rows, as many as asked for at a time."""
    built = portfolio(log(value=[]), relationships=TIES)
    assert [len(block) for block in built.blocks(LATE, TERMS, 3)] == [3, 1]
    assert [len(block.time) for block in built.blocks(LATE, TERMS, 3)] == [0, 0]
    assert list(portfolio(log()).blocks(LATE, TERMS)) == []


@pytest.mark.parametrize("size", [0, -1])
def test_a_block_has_rows(size: int) -> None:
    """A size below 1 would never come to an end: it is refused."""
    with pytest.raises(InputError) as caught:
        list(portfolio(log(("ana", "bo"))).blocks(LATE, TERMS, size))
    assert_one_sentence(caught.value, str(size), "expected 1 row or more")


@given(st.integers(1, 8), st.integers(-2, 8))
def test_nothing_after_the_moment(size: int, day: int) -> None:
    """Rows of the moment itself are there, those a microsecond later are not."""
    built = portfolio(log(*PAIRS, value=[float(i) for i in range(len(PAIRS))]))
    for edge in (0, -1):
        as_of = START_US + day * DAY_US + edge
        found = [row for block in rows_of(built, size, as_of) for rows in block for row in rows]
        expected = built.time <= as_of
        assert found == list(
            zip(
                built.time[expected].tolist(),
                built.columns["value"][expected].tolist(),
                strict=True,
            )
        )


@pytest.mark.parametrize("status", [*STATUSES, "held", None])
def test_only_contact_is_in_a_block(status: str | None) -> None:
    """What was scheduled, cancelled or noted is no contact; other words, or none, are."""
    built = portfolio(log(("ana", "bo"), ("ana", "bo"), status=["done", status]))
    (block,) = built.blocks(LATE, TERMS)
    contact = status is None or status not in STATUSES or STATUSES[status].contact
    assert len(block.time) == len(block.direction) == (2 if contact else 1)
    assert len(block.columns["status"]) == len(block.time)
    assert len(built.time) == 2


def test_a_block_is_what_the_portfolio_holds() -> None:
    """Sides, cadence and categories of a block are those of its relationships."""
    ties = {"source": ["ana"], "target": ["cy"], "cadence": [30]}
    built = portfolio(
        log(*PAIRS, channel=["email", "fax", None, "sms", "email", "email"]),
        our_side={"ana"}, relationships=ties,
    )  # fmt: skip
    blocks = list(built.blocks(LATE, TERMS, 3))
    assert np.concatenate([block.sided for block in blocks]).tolist() == built.sided.tolist()
    cadences = np.concatenate([block.cadence_days for block in blocks])
    assert cadences.tobytes() == built.cadence_days.tobytes()
    assert all(block.categories == built.categories for block in blocks)
    words = [
        built.categories["channel"][code] if code >= 0 else None
        for block in blocks
        for code in block.columns["channel"]
    ]
    assert words == ["email", "fax", None, "sms", "email", "email"]


def test_a_block_cannot_be_written_to() -> None:
    """Every array of a block is sealed, cut or not."""
    built = portfolio(log(*PAIRS, value=[0.0] * 6, status=["note", *["done"] * 5]))
    for as_of in (LATE, START_US + 3 * DAY_US):
        for block in built.blocks(as_of, TERMS, 4):
            arrays = [
                block.time, block.direction, block.sided, block.cadence_days, block.groups.indptr,
                block.counts, block.ages, *block.columns.values(),
            ]  # fmt: skip
            assert not [array for array in arrays if array.flags.writeable]
