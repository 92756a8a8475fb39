"""Whole interactions settled apart, and whole relationships grouped apart, are one portfolio."""

from __future__ import annotations

import json
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import Declared
from relationship_health.columns.clock import Clock
from relationship_health.columns.rows import Request
from relationship_health.columns.settled import Found, IdsOfOurs, regroup
from relationship_health.columns.standard import choose_columns
from relationship_health.distributed.settling import Settling
from relationship_health.frames import read_table
from tests.distributed._parts import Cut, contents, cuts
from tests.logs import A_FIFTH


def settling(cut: Cut) -> Settling:
    """Return how the parts of a log are settled."""
    ours = cut.options.get("our_side")
    names = cut.table.column_names
    request = Request(
        sender="sender", recipient="recipient", time="time",
        optional=choose_columns(names, {}, {"sender", "recipient", "time"}),
        clock=Clock(unit="us"), within=cut.options.get("within", True),
        our_side=None if ours is None else IdsOfOurs(frozenset(ours)),
    )  # fmt: skip
    return Settling(request=request)


def whole_interactions(cut: Cut) -> list[pa.Table]:
    """Return the parts of a log, none of which cuts through an interaction."""
    part = list(cut.parts)
    if "interaction" in cut.table.column_names:
        known: dict[Any, int] = {}
        for row, name in enumerate(cut.table["interaction"].to_pylist()):
            part[row] = part[row] if name is None else known.setdefault(name, part[row])
    return [cut.table.filter(pa.array(np.array(part) == p)) for p in sorted(set(part))]


@A_FIFTH
@given(cut=cuts())
def test_parts_are_one_portfolio(cut: Cut) -> None:
    """What is settled in parts and grouped in shares says of every relationship what a whole does.

    The account adds up to the same figures too.
    """
    plan = settling(cut)
    done = [plan.settle(part) for part in whole_interactions(cut)]
    assert all(table.schema == plan.schema(cut.table.schema) for table, _, _ in done)
    found = reduce(add, (found for _, _, found in done))
    rows = pa.concat_tables([table for table, _, _ in done])
    share = np.concatenate([marks for _, marks, _ in done]) % np.uint64(2)
    shares = [rows.filter(pa.array(share == one)) for one in (0, 1)]
    nothing = Declared(people={}, ties=(), deals=())
    built = [
        rh.Portfolio.from_build(
            regroup(
                read_table(table), found=found, our_side=plan.request.our_side,  # type: ignore[arg-type]
                within=plan.request.within, declared=nothing, ledger=Ledger(0),
            ),
            Ledger(0).close("raise"),
        )
        for table in shares
    ]  # fmt: skip
    whole = cut.portfolio()
    assert contents(*built) == contents(whole)
    words = {n: c.tolist() for n, c in whole.categories.items() if n != "interaction"}
    assert all({n: p.categories[n].tolist() for n in words} == words for p in built)
    issues, account = whole.issues, found.account.rows
    for figure in ("rows_in", "accepted", "repaired", "ignored", "rejected"):
        assert getattr(account, figure) == getattr(issues, figure)
    told = {(g.column, g.code, g.action): len(g.rows) for g in issues.groups}
    assert {(t.column, t.code, t.action): t.rows for t in found.account.tallies} == told
    assert Found.from_dict(json.loads(json.dumps(found.to_dict()))).to_dict() == found.to_dict()


def test_what_is_settled_can_travel() -> None:
    """How a log is settled can be pickled, as other machines need it."""
    import pickle

    table = pa.table({"sender": ["ana"], "recipient": ["bo"], "time": [0]})
    cut = Cut(table=table, options={"our_side": {"ana"}}, parts=(0,))
    plan = pickle.loads(pickle.dumps(settling(cut)))  # noqa: S301  our own bytes
    assert plan.settle(table)[0].num_rows == 1


def test_our_side_may_be_absent_from_a_part_but_not_from_all() -> None:
    """A part without anybody of ours is no mistake; a log without is, in the words of a frame."""
    table = pa.table({"sender": ["cy"], "recipient": ["bo"], "time": [0]})
    plan = settling(Cut(table=table, options={"our_side": {"ana"}}, parts=(0,)))
    _, _, found = plan.settle(table)
    with pytest.raises(rh.errors.InputError, match="our_side names no one who occurs in the log"):
        found.check_our_side(plan.request.our_side)


def test_parts_must_hold_the_same() -> None:
    """A column that is text in one part and a number in another is refused by name."""
    parts: list[list[Any]] = [["warm"], [3]]
    found = []
    for part in parts:
        table = pa.table({"sender": ["cy"], "recipient": ["bo"], "time": [0], "tone": part})
        found.append(settling(Cut(table=table, options={}, parts=(0,))).settle(table)[2])
    with pytest.raises(rh.errors.ColumnError, match="'tone' holds integer in one part"):
        found[0] + found[1]
