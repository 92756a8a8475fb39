"""Checks at the edges: no relationship, no contact, one contact, missing columns, odd times."""

from __future__ import annotations

import warnings

import numpy as np

from relationship_health.columns import Block
from relationship_health.contract import Benchmark
from relationship_health.testing.running import refute
from relationship_health.testing.samples import DAY_US, STANDARD, Sample
from relationship_health.testing.subject import (
    TERMS,
    Answers,
    Subject,
    figures,
    refute_difference,
)

# From the year 2 to the year 9998: as far as times of a log can lie apart.
EARLIEST_US, LATEST_US = -62_000_000_000_000_000, 253_300_000_000_000_000


def empty_block(subject: Subject) -> None:
    """A block of no relationship gets an answer of length 0."""
    block, benchmark = _whole(subject)
    nothing = block.take(np.zeros(len(block), dtype=np.bool_))
    figures(subject.ask(nothing, benchmark), 0)


def all_empty_groups(subject: Subject) -> None:
    """Relationships without any contact get an answer, each its own."""
    block, benchmark = _whole(subject)
    silent = block.take_rows(np.zeros(len(block.time), dtype=np.bool_))
    figures(subject.ask(silent, benchmark), len(block))


def trailing_empty_group(subject: Subject) -> None:
    """A relationship without contact before, between or behind others changes none of them."""
    block, benchmark = _whole(subject)
    if block.counts[0] or block.counts[-1]:
        refute("the sample has lost its empty relationships, expected them at both ends")
    filled = block.counts > 0
    among = figures(subject.ask(block, benchmark), len(block))[filled]
    alone = figures(subject.ask(block.take(filled), benchmark), int(filled.sum()))
    if among.tobytes() != alone.tobytes():
        place = int(np.flatnonzero((among != alone) & ~(np.isnan(among) & np.isnan(alone)))[0]) // 3
        found = f"from {float(alone[place, 0])!r} to {float(among[place, 0])!r}"
        refute(f"empty relationships beside it change the value of another {found}")


def no_evidence_is_nan(subject: Subject) -> None:
    """A relationship of which nothing is known, and no contact has come, is unknown."""
    block, benchmark = _whole(subject)
    silent = block.counts == 0
    if block.set_aside is not None:
        silent &= block.set_aside.counts == 0
    value = figures(subject.ask(block, benchmark), len(block))[silent, 0]
    if not np.isnan(value).all():
        known = value[~np.isnan(value)][0]
        refute(f"it gave the value {float(known)!r} where there was no contact, expected NaN")


def single_interaction(subject: Subject) -> None:
    """Relationships of one contact each get answers."""
    subject.answers(subject.sample("single"))


def equal_times(subject: Subject) -> None:
    """Lines that all have the same time get answers, and their order in the log is nothing."""
    log = subject.sample("complete")
    at_once = Sample(
        name=log.name, rows=tuple({**row, "time": log.as_of_us - DAY_US} for row in log.rows),
        as_of_us=log.as_of_us, our_side=log.our_side,
    )  # fmt: skip
    before, after = subject.answers(at_once), subject.answers(at_once.reordered(1))
    refute_difference(after, before, "the order of rows of the same time")


def far_times(subject: Subject) -> None:
    """Contacts at as_of itself, and thousands of years before it, get answers in range."""
    log = subject.sample("complete")
    places = (EARLIEST_US, EARLIEST_US + 1, log.as_of_us, LATEST_US)
    rows = tuple({**row, "time": places[place % len(places)]} for place, row in enumerate(log.rows))
    far = Sample(name=log.name, rows=rows, as_of_us=LATEST_US, our_side=log.our_side)
    _refute_range(subject.answers(far))


def no_other_side(subject: Subject) -> None:
    """A log in which nothing is ours, and one in which all is inbound, get answers in range."""
    for name in ("unsided", "one_way"):
        _refute_range(subject.answers(subject.sample(name)))


def missing_column(subject: Subject) -> None:
    """Every optional column that is not declared in requires may be missing."""
    log = subject.sample("complete")
    choices = tuple(getattr(subject.metric, "requires_any", ()))
    optional = sorted((set(STANDARD) | log.columns) - set(subject.metric.requires))
    for gone in ([name] for name in optional):
        _ask_without(subject, log, gone)
    # Of a choice each alone must do, and without any choice no optional column at all.
    for kept in choices or ("",):
        _ask_without(subject, log, [name for name in optional if name != kept])


def no_warnings(subject: Subject) -> None:
    """Nothing that the metric does warns, beyond the arithmetic that the engine silences."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for name in ("complete", "unsided", "one_way", "single"):
            subject.answers(subject.sample(name))
        all_empty_groups(subject)
        empty_block(subject)
    if caught:
        first = caught[0]
        refute(f"it warns: {first.category.__name__}: {first.message}")


def _ask_without(subject: Subject, log: Sample, gone: list[str]) -> None:
    try:
        subject.answers(log.without(gone))
    except Exception as error:  # noqa: BLE001  whatever a missing column leads to
        names = ", ".join(gone)
        refute(
            f"without column {names} it raised {type(error).__name__}: {error}: declare what it "
            "needs in requires, or do without"
        )


def _whole(subject: Subject) -> tuple[Block, Benchmark]:
    """Give the complete log as one block, in which the first and last relationships are empty."""
    log = subject.sample("complete")
    portfolio = log.portfolio()
    return portfolio.block(0, len(portfolio), log.as_of_us, TERMS), subject.fit(log)


def _refute_range(answers: Answers) -> None:
    value = answers.value[~np.isnan(answers.value)]
    wrong = value[(value < 0.0) | (value > 1.0)]
    if len(wrong):
        refute(f"it gave the value {float(wrong[0])!r}, expected one in [0, 1]")


EDGE_CHECKS = (
    empty_block, all_empty_groups, trailing_empty_group, no_evidence_is_nan, single_interaction,
    equal_times, far_times, no_other_side, missing_column, no_warnings,
)  # fmt: skip
