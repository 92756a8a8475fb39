"""Checks that asking changes nothing: no writing, no memory, no chance, no side effects."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, MetricResult, learns
from relationship_health.kernels.segments import Groups
from relationship_health.testing.checks.audit import watched
from relationship_health.testing.running import refute
from relationship_health.testing.samples import HOUR_US, Sample
from relationship_health.testing.subject import TERMS, Answers, Subject, figures, refute_difference

THREADS = 4
ROUNDS = 5
OFTEN_S = 1e-5
MORE = 20


def read_only_input(subject: Subject) -> None:
    """Nothing is written into the block, even where it could be."""
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    block = _writable(_blocks(log)[0])
    before = {name: array.tobytes() for name, array in _arrays(block)}
    _run(subject, block, benchmark)
    for name, array in _arrays(block):
        if array.tobytes() != before[name]:
            refute(f"it writes into block.{name}, expected it to work on a copy")
    # The blocks of an engine cannot be written to at all: an attempt is an error there.
    _run(subject, _blocks(log)[0], benchmark)


def deterministic(subject: Subject) -> None:
    """The same question has the same answer, and no global generator of chance is touched."""
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    if subject.fit(log) != benchmark:
        refute("learning twice from the same log gives two results, expected the same bits")
    before = _generators()
    first = subject.answers(log, benchmark)
    for _ in range(2):
        refute_difference(subject.answers(log, benchmark), first, "asking again")
    if _generators() != before:
        refute(
            "it draws from a global generator of random numbers, expected none, or one of its own"
        )


def no_hidden_state(subject: Subject) -> None:
    """What was asked before has no influence: other logs, and blocks in another order."""
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    first = subject.answers(log, benchmark)
    # Whatever extreme might be remembered: far busier relationships, and those of one contact.
    for other in (_busier(subject.sample("complete", seed=1)), subject.sample("single")):
        subject.answers(other)
    if subject.fit(log) != benchmark:
        refute("having learned from another log changes what it learns, expected no memory")
    refute_difference(subject.answers(log, benchmark), first, "having scored another log")
    blocks = _blocks(log, 20)
    forwards = [figures(subject.ask(b, benchmark), len(b)).tobytes() for b in blocks]
    blocks = _blocks(log, 20)
    backwards = [figures(subject.ask(b, benchmark), len(b)).tobytes() for b in blocks[::-1]]
    if forwards != backwards[::-1]:
        refute("blocks in another order get other answers, expected no memory between blocks")


def thread_safe(subject: Subject) -> None:
    """Four threads that ask at once get the answers that one thread gets."""
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    expected = subject.answers(log, benchmark, block_rows=20)
    found: list[Answers] = []
    errors: list[Exception] = []
    barrier = threading.Barrier(THREADS)

    def ask() -> None:
        try:
            barrier.wait(timeout=60)
            found.extend(subject.answers(log, benchmark, block_rows=20) for _ in range(ROUNDS))
        except Exception as error:  # noqa: BLE001  told by the thread that waits
            errors.append(error)

    with _switching_often():
        threads = [threading.Thread(target=ask) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if errors:
        refute(f"in {THREADS} threads it raised {type(errors[0]).__name__}: {errors[0]}")
    for answers in found:
        refute_difference(answers, expected, f"asking from {THREADS} threads at once")


def no_side_effects(subject: Subject) -> None:
    """Scoring opens no file, no connection and no process."""
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    subject.answers(log, benchmark)  # what is imported on first use is imported now
    block = _blocks(log)[0]
    with watched() as seen:
        _run(subject, block, benchmark)
    if seen:
        refute(f"it does {seen[0]}, expected a function of the block and nothing else")


def _busier(log: Sample) -> Sample:
    """Return the log with each of its contacts many times over."""
    more = (
        {**row, "time": row["time"] - copy * HOUR_US, "interaction": f"{row['interaction']}-{copy}"}
        for copy in range(MORE)
        for row in log.rows
    )
    return attrs.evolve(log, rows=tuple(more))


def _run(subject: Subject, block: Block, benchmark: Benchmark) -> MetricResult:
    with np.errstate(all="ignore"):
        if learns(subject.metric):
            subject.metric.summarise(block)
        return subject.ask(block, benchmark)


def _blocks(log: Sample, rows: int | None = None) -> list[Block]:
    return list(log.portfolio().blocks(log.as_of_us, TERMS, rows or len(log.rows) + 1))


def _writable(block: Block) -> Block:
    """Copy a block into arrays that nothing protects."""
    columns = {name: np.array(block.columns[name]) for name in block.columns}
    plain: dict[str, Any] = {
        field.name: np.array(part)
        for field in attrs.fields(Block)
        if isinstance(part := getattr(block, field.name), np.ndarray)
    }
    return attrs.evolve(
        block, columns=columns, groups=Groups(np.array(block.groups.indptr)), **plain
    )


def _arrays(block: Block) -> Iterator[tuple[str, Array]]:
    for field in attrs.fields(Block):
        part = getattr(block, field.name)
        if isinstance(part, np.ndarray):
            yield field.name, part
    yield "groups.indptr", block.groups.indptr
    for name in sorted(block.columns):
        yield f"columns[{name!r}]", block.columns[name]


def _generators() -> tuple[str, str]:
    """Describe the state of the two global generators."""
    return repr(random.getstate()), repr(np.random.get_state())  # noqa: NPY002  looked at only


@contextmanager
def _switching_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(OFTEN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


STATE_CHECKS = (read_only_input, deterministic, no_hidden_state, thread_safe, no_side_effects)
