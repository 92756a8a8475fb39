"""Checks that what must not matter does not: blocks, names, codes, the clock, the future."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from relationship_health.columns import Key
from relationship_health.contract import learns
from relationship_health.testing.running import leave_out, refute
from relationship_health.testing.samples import DAY_US, HOUR_US, Row, Sample
from relationship_health.testing.subject import Answers, Subject, refute_difference

PARTS = 8
BLOCK_SIZES = (1, 7, 60)
SHIFTS_US = (-9_999 * DAY_US, 1_234 * DAY_US + 7 * HOUR_US + 13, 20_000 * DAY_US)


def permutation_equivariance(subject: Subject) -> None:
    """Relationships in another order get the same answers, each its own."""
    log = subject.sample("complete")
    names = log.people()
    ours = [name for name in names if name in (log.our_side or ())]
    others = [name for name in names if name not in ours]
    order = np.random.default_rng(5)
    shuffled = [*_shuffled(order, ours), *_shuffled(order, others)]
    called = dict(zip([*ours, *others], shuffled, strict=True))
    _refute_renaming(subject, log, called.__getitem__, "the place among the relationships")


def id_invariance(subject: Subject) -> None:
    """Names of people, threads and interactions mean nothing; only who is who does."""
    log = subject.sample("complete")
    longer = attrs.evolve(
        log,
        rows=tuple({**row, **_prefixed(row, ("thread", "interaction"))} for row in log.rows),
    )  # the order of these names stays: it decides between lines of the same moment
    _refute_renaming(subject, longer, lambda name: f"q.{name[::-1]}.{name}", "another name", log)


def either_end(subject: Subject) -> None:
    """Where no side is ours, it does not matter which end names the relationship."""
    log = subject.sample("unsided")
    names = log.people()
    called = dict(zip(names, reversed(names), strict=True))
    benchmark = subject.fit(log)
    before = subject.answers(log, benchmark).by_key()
    back = {new: old for old, new in called.items()}
    after = subject.answers(log.renamed(called.__getitem__), benchmark)
    sided = bool(getattr(subject.metric, "sided", False))
    for (one, two), row in after.by_key().items():
        turned = row.reshape(3, 2)[:, ::-1].ravel() if sided else row
        key = back[str(two)], back[str(one)]
        if turned.tobytes() != before[key].tobytes():
            refute(
                f"seen from the other end, relationship {key} changes from value "
                f"{before[key][0]:.6g} to {turned[0]:.6g}, expected the same: count both "
                "directions alike, or declare sided = True"
            )


def category_codes(subject: Subject) -> None:
    """Codes of text columns mean nothing: categories of strangers only move them."""
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    words = ("0", "ever", "n", "so", "zz")
    row = dict(log.rows[0])
    strangers = [
        {**row, "sender": log.people()[0], "recipient": "zzz@them.example",
         **{name: f"{word}-{name}" for name in log.text_columns}}
        for word in words
    ]  # fmt: skip
    portfolio = log.with_rows(strangers).portfolio()
    after = subject.answers(log, benchmark, portfolio=portfolio)
    refute_difference(after, subject.answers(log, benchmark), "another category elsewhere")


def partition_invariance(subject: Subject) -> None:
    """However relationships are cut into blocks or parts, each gets the same answer."""
    for name in ("complete", "unsided"):
        log = subject.sample(name)
        portfolio, benchmark = log.portfolio(), subject.fit(log)
        whole = subject.answers(log, benchmark)
        for size in BLOCK_SIZES:
            cut = subject.answers(log, benchmark, block_rows=size)
            refute_difference(cut, whole, f"a cut into blocks of {size} rows")
        for part in range(PARTS):
            mask = np.arange(len(portfolio)) % PARTS == part
            if mask.any():
                piece = subject.answers(log, benchmark, portfolio=portfolio.select(mask))
                refute_difference(piece, whole, f"scoring part {part + 1} of {PARTS} alone")


def summary_partition(subject: Subject) -> None:
    """What is learned from blocks adds up to the same whole numbers, however they are cut."""
    if not learns(subject.metric):
        leave_out("it has no summarise: it learns nothing")
    for name in ("complete", "unsided"):
        log = subject.sample(name)
        whole = subject.fit(log)
        for size in BLOCK_SIZES:
            cut = subject.fit(log, size)
            if cut != whole:
                refute(f"a cut into blocks of {size} rows changes what it learns from {name!r}")


def time_translation(subject: Subject) -> None:
    """All times and as_of moved by the same amount change nothing: the clock is not read."""
    for name in ("complete", "unsided"):
        log = subject.sample(name)
        before = subject.answers(log)
        for shift in SHIFTS_US:
            what = f"moving all times and as_of by {shift / DAY_US:.0f} days"
            refute_difference(subject.answers(log.shifted(shift)), before, what)


def future_ignored(subject: Subject) -> None:
    """Rows after as_of change nothing: new contacts, new people, new categories."""
    log = subject.sample("complete")
    log = attrs.evolve(log, as_of_us=sorted(row["time"] for row in log.rows)[len(log.rows) // 2])
    known = [row for row in log.rows if row["time"] <= log.as_of_us]
    present = attrs.evolve(log, rows=tuple(known))
    new = {name: f"later-{name}" for name in log.text_columns if name != "interaction"}
    planted = [
        {**row, **new, "status": "done", "direction": None, "time": log.as_of_us + 1 + place}
        for place, row in enumerate(log.rows[::3])
    ]
    planted += [{**row, "recipient": "newcomer@them.example"} for row in planted[:5]
                if row["sender"] in (log.our_side or ())]  # fmt: skip
    after = subject.answers(log.with_rows(planted))
    refute_difference(after, subject.answers(present), "what happens after as_of")


def _refute_renaming(
    subject: Subject,
    log: Sample,
    called: Callable[[str], str],
    what: str,
    original: Sample | None = None,
) -> None:
    before = log if original is None else original
    benchmark = subject.fit(before)
    renamed = log.renamed(called)
    after = subject.answers(renamed, benchmark)
    back = {called(name): name for name in log.people()}
    keys: list[Key] = [(back[str(one)], back[str(two)]) for one, two in after.keys]
    found: Answers = attrs.evolve(after, keys=keys)
    refute_difference(found, subject.answers(before, benchmark), what)


def _prefixed(row: Row, names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: None if row[name] is None else f"else-{row[name]}" for name in names}


def _shuffled(rng: np.random.Generator, names: list[str]) -> list[str]:
    return [names[place] for place in rng.permutation(len(names)).tolist()]


INVARIANCE_CHECKS = (
    permutation_equivariance, id_invariance, either_end, category_codes,
    partition_invariance, summary_partition, time_translation, future_ignored,
)  # fmt: skip
