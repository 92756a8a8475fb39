"""What runs on workers gives the bits of memory, with Spark's part played by a sort."""

from __future__ import annotations

import gc
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings

from relationship_health.columns.clock import Clock
from relationship_health.columns.rows import Request
from relationship_health.columns.settled import Found, IdsOfOurs
from relationship_health.columns.standard import choose_columns
from relationship_health.composite import Judge
from relationship_health.distributed.settling import Settling
from relationship_health.distributed.spark.building import BUCKET, Build, Gather, Settle
from relationship_health.distributed.spark.faults import translated
from relationship_health.distributed.spark.judging import Score
from relationship_health.distributed.spark.told import Told
from relationship_health.distributed.spark.versions import Versions
from relationship_health.errors import BenchmarkError, ClusterError, ColumnError
from tests.distributed._parts import DAY_US, START_US, Cut, cuts
from tests.distributed._spark import bits, engine
from tests.logs import A_FIFTH

AS_OF_US = START_US + 60 * DAY_US
TASKS = 2
FEW = settings(max_examples=max(1, A_FIFTH.max_examples // 2))
"""An example goes through all stages twice."""


def settling(cut: Cut) -> Settling:
    """Return how the rows of a log are settled."""
    ours = cut.options.get("our_side")
    ends = {"sender", "recipient", "time"}
    request = Request(
        sender="sender", recipient="recipient", time="time",
        optional=choose_columns(cut.table.column_names, {}, ends), clock=Clock(unit="us"),
        within=cut.options.get("within", True),
        our_side=None if ours is None else IdsOfOurs(frozenset(ours)),
    )  # fmt: skip
    return Settling(request=request)


def moved(batches: list[Any]) -> list[list[Any]]:
    """Bring packed rows to their tasks in the order of their places, as Spark does."""
    table: Any = pa.Table.from_batches(batches).sort_by(
        [("part", "ascending"), ("piece", "ascending")]
    )
    shares = [table.filter(pa.array(table["part"].to_numpy() == task)) for task in range(TASKS)]
    return [share.to_batches(max_chunksize=2) for share in shares]


def by_interaction(table: pa.Table) -> list[list[Any]]:
    """Bring the rows of each interaction to one task; those of none go anywhere."""
    interaction: Any = table["interaction"]
    codes = interaction.combine_chunks().dictionary_encode().indices.fill_null(17)
    spread = table.append_column(BUCKET, codes.cast(pa.int64()))
    return moved(list(Gather(partitions=TASKS)(spread.to_batches(max_chunksize=3))))


def built(cut: Cut, judge: Judge) -> tuple[list[Any], list[Told], Found]:
    """Settle and build a log in tasks."""
    plan, versions = settling(cut), Versions.of(judge)
    together = "interaction" in cut.table.column_names
    raw = [
        cut.table.filter(pa.array(np.array(cut.parts) == part)).to_batches()
        for part in sorted(set(cut.parts))
    ]
    if together:
        raw = by_interaction(cut.table)
    settle = Settle(settling=plan, partitions=TASKS, gathered=together, versions=versions)
    settled = [batch for part in raw for batch in settle(part)]
    every: Any = pa.Table.from_batches(settled)
    texts = every["told"].drop_null().to_pylist()
    found = sum((Found.from_dict(json.loads(text)) for text in texts), Found())
    build = Build(
        schema=plan.schema(cut.table.schema), found=found,
        our_side=plan.request.our_side,  # type: ignore[arg-type]  # no name of a column
        within=plan.request.within, people={}, ties={}, judge=judge, as_of_us=AS_OF_US,
        learn=True, versions=versions,
    )  # fmt: skip
    done: list[Any] = [pa.Table.from_batches(list(build(share))) for share in moved(settled)]
    told = [text for part in done for text in part["told"].drop_null().to_pylist()]
    return done, [Told.from_json(text) for text in told], found


@FEW
@given(cut=cuts())
def test_tasks_give_the_bits_of_memory(cut: Cut) -> None:
    """Settled, moved, built, learned from and scored in parts: every score is the same."""
    judge = engine().judge
    parts, telling, found = built(cut, judge)
    told = Told.total(telling)
    assert Told.total([Told.total(telling[1:]), telling[0]]).to_json() == told.to_json()
    assert Told.from_json(told.to_json()).to_json() == told.to_json()
    portfolio = cut.portfolio()
    card = engine().score(portfolio, as_of=np.datetime64(AS_OF_US, "us"))
    benchmark = judge.fit(told.learned, told.columns, AS_OF_US)
    assert benchmark == card.benchmark
    assert str(found.account.rows) == str(portfolio.issues).splitlines()[0]
    score = Score(
        judge=judge, benchmark=benchmark, as_of_us=AS_OF_US, people={}, failed={},
        versions=Versions.of(judge),
    )  # fmt: skip
    kept = [part.filter(pc.is_valid(part["data"])).select(["left", "data"]) for part in parts]
    batches = [batch for part in kept for batch in score(part.to_batches(max_chunksize=1))]
    if batches:
        table = pa.Table.from_batches(batches)
        table = table.sort_by([("source", "ascending"), ("target", "ascending")])
        assert bits(table) == bits(card.to_frame("pyarrow"))
    assert sum(batch.num_rows for batch in batches) == len(card)


def test_a_task_leaves_out_what_lived_before_it() -> None:
    """Collecting garbage after a task, as Spark does, looks at nothing but what came since."""
    gather = Gather(partitions=TASKS)
    gc.unfreeze()
    lived = len(gc.get_objects())
    assert list(gather([])) == []
    assert gc.get_freeze_count() >= lived // 2
    assert len(gc.get_objects()) < lived // 2
    gc.unfreeze()


NEEDS = "needs: install it there, in the version that the driver has."
ERRORS = "relationship_health.errors."
REPORTS = {
    ERRORS + "ColumnError: Column 'at' holds flags.": "Column 'at' holds flags.",
    ERRORS + "BenchmarkError: A term is large.": "A term is large.",
    ERRORS + "StoreError: Not of one sentence alone.": "Not of one sentence alone.",
    "ModuleNotFoundError: No module named 'rh_steadiness'": (
        "A worker cannot import 'rh_steadiness', which metric 'example.steadiness' of plugin "
        f"'rh_steadiness' {NEEDS}"
    ),
    "ModuleNotFoundError: No module named 'elsewhere.part'": (
        "A worker cannot import 'elsewhere.part': install it there, in the version that the driver "
        "has."
    ),
    "AttributeError: module 'rh_steadiness' has no attribute 'Steadiness'": (
        "A worker has another version of 'rh_steadiness', in which something is not there, which "
        f"metric 'example.steadiness' of plugin 'rh_steadiness' {NEEDS}"
    ),
}
KINDS = {"ColumnError": ColumnError, "BenchmarkError": BenchmarkError}


@pytest.mark.parametrize("line", REPORTS)
def test_a_report_of_a_worker_becomes_one_sentence(line: str) -> None:
    """What Spark says around it is left out, and what is Spark's own stays what it is."""
    kind = KINDS.get(line.removeprefix(ERRORS).partition(":")[0], ClusterError)
    text = f"An exception was thrown:\nTraceback:\n  File x, line 3\n{line}\n"
    found = translated(text, engine().judge)
    assert (type(found), str(found)) == (kind, REPORTS[line])
    assert translated("Job aborted: no space left on device", engine().judge) is None
