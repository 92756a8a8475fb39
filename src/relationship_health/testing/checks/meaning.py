"""Checks of what an answer says: evidence, words, parameters, what is learned, versions."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.api import Engine
from relationship_health.contract import Benchmark, learns
from relationship_health.engine import Guard, complete
from relationship_health.testing.running import leave_out, refute
from relationship_health.testing.samples import DAY_US
from relationship_health.testing.subject import (
    TERMS,
    Subject,
    figures,
    refute_difference,
)

PLAIN = (str, int, float, bool)
ALIKE = 1e-9


def monotone_evidence(subject: Subject) -> None:
    """The same history twice, far apart, is no less evidence than once."""
    log = subject.sample("complete")
    span = log.as_of_us - min(row["time"] for row in log.rows)
    earlier = [
        {
            **row,
            "time": row["time"] - span - 400 * DAY_US,
            **{n: f"{row[n]}-before" for n in ("thread", "interaction") if row[n] is not None},
        }
        for row in log.rows
    ]
    benchmark = subject.fit(log)
    once = subject.answers(log, benchmark).by_key()
    for key, row in subject.answers(log.with_rows(earlier), benchmark).by_key().items():
        before, after = float(once[key][2]), float(row[2])
        if after < before:
            refute(
                f"with twice the history the evidence of relationship {key} falls from {before!r} "
                f"to {after!r}, expected more contact to be no less evidence"
            )


def sentences(subject: Subject) -> None:
    """Each known value can be put into one line of words, and the rows that matter exist."""
    say = getattr(subject.metric, "sentence", None)
    show = getattr(subject.metric, "highlight", None)
    if say is None and show is None:
        leave_out("it has neither sentence nor highlight")
    log = subject.sample("complete")
    portfolio, benchmark = log.portfolio(), subject.fit(log)
    for place in range(len(portfolio)):
        block = portfolio.block(place, place + 1, log.as_of_us, TERMS)
        if not block.sided.all():
            block = block.seen_from("source")
        result = subject.ask(block, benchmark)
        if np.isnan(result.value[0]):
            continue
        if say is not None:
            words = say(float(result.value[0]), {n: float(a[0]) for n, a in result.details.items()})
            if type(words) is not str or not words.strip() or len(words.splitlines()) != 1:
                refute(f"sentence returned {words!r}, expected one line of text")
        if show is not None:
            _refute_rows(np.asarray(show(block)), len(block.time))


def _refute_rows(rows: np.ndarray[Any, Any], count: int) -> None:
    if rows.ndim != 1 or (len(rows) and rows.dtype.kind not in "iu"):
        refute(f"highlight returned {rows.dtype} of shape {rows.shape}, expected row numbers")
    inside = (rows >= 0) & (rows < count)
    if not inside.all() or len(np.unique(rows)) != len(rows):
        refute(
            f"highlight returned {rows.tolist()}, expected rows from 0 to {count - 1}, each once"
        )


def engine_accepts(subject: Subject) -> None:
    """An engine with this metric alone scores and explains every relationship."""
    engine = Engine(metrics=[subject.metric], on_plugin_error="warn")
    for name in ("complete", "unsided"):
        log = subject.sample(name)
        scorecard = engine.score(log.portfolio(), as_of=log.as_of)
        for failed in scorecard.diagnostics:
            refute(failed.message)
        for key in zip(scorecard.source.tolist(), scorecard.target.tolist(), strict=True):
            str(scorecard.explain(key))


def params_roundtrip(subject: Subject) -> None:
    """A metric made anew from its plain parameters is the same metric."""
    given = _parameters(subject.metric)
    for name, value in given.items():
        if not _plain(value):
            refute(
                f"parameter {name!r} is of type {type(value).__name__}, expected a number, a text, "
                "a truth value, or a tuple of these"
            )
    read_back = json.loads(json.dumps(given))
    values = {name: _tuples(value) for name, value in read_back.items()}
    again = type(subject.metric)(**values)
    log = subject.sample("complete")
    before = subject.answers(log)
    twin = attrs.evolve(subject, metric=again)
    refute_difference(twin.answers(log), before, "making the metric anew from its parameters")


def learns_from_nothing(subject: Subject) -> None:
    """With the shipped benchmark, from nobody's data, the metric answers all the same."""
    if not learns(subject.metric):
        leave_out("it has no summarise: it learns nothing")
    for name in ("complete", "unsided"):
        log = subject.sample(name)
        portfolio = log.portfolio()
        default = attrs.evolve(
            Benchmark.default(), columns=portfolio.column_names,
            parameters={}, summaries={}, versions={},
        )  # fmt: skip
        benchmark = complete(default, [subject.metric], Guard({}, "raise"))
        for block in portfolio.blocks(log.as_of_us, TERMS):
            figures(subject.ask(block, benchmark), len(block))


def benchmark_roundtrip(subject: Subject) -> None:
    """What it learns is finite, and a benchmark that was saved and loaded gives the same bits."""
    if not learns(subject.metric):
        leave_out("it has no summarise: it learns nothing")
    log = subject.sample("complete")
    benchmark = subject.fit(log)
    for name, number in benchmark.parameters.get(subject.metric.name, {}).items():
        if not math.isfinite(number):
            refute(f"fit returned {number!r} as {name!r}, expected a finite number")
    loaded = Benchmark.from_dict(json.loads(json.dumps(benchmark.to_dict())))
    before = subject.answers(log, benchmark)
    refute_difference(subject.answers(log, loaded), before, "saving and loading the benchmark")


def version_bump(subject: Subject) -> None:
    """Values that differ from those on file come with another version."""
    if subject.golden is None:
        leave_out("no file was given: pass golden='values.json' to keep values under a version")
    path = Path(subject.golden)
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    name, version = subject.metric.name, subject.metric.version
    answers = subject.answers(subject.sample("complete"))
    values = [None if np.isnan(v) else float(v) for v in answers.value[:, 0]]
    old = kept.get(name)
    if old is None or old["version"] != version:
        kept[name] = {"version": version, "values": values}
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    for key, before, after in zip(answers.keys, old["values"], values, strict=True):
        same = before == after if None in (before, after) else abs(before - after) <= ALIKE
        if not same:
            refute(
                f"the value of relationship {key} is {after!r}, and was {before!r} under the same "
                f"version {version!r}: give it another version"
            )


def _parameters(metric: object) -> dict[str, Any]:
    """Return the parameters that an attrs class or a dataclass declares."""
    kind = type(metric)
    if attrs.has(kind):
        fields = [(f.alias or f.name, f.name) for f in attrs.fields(kind) if f.init]
    elif hasattr(kind, "__dataclass_fields__"):
        fields = [(n, n) for n, field in kind.__dataclass_fields__.items() if field.init]
    else:
        leave_out("it is neither an attrs class nor a dataclass: it declares no parameters")
    given = {public: getattr(metric, name) for public, name in fields}
    code = [name for name, value in given.items() if _is_code(value)]
    if code:
        leave_out(f"{code[0]!r} is a function: such a metric is made in code, not from parameters")
    return given


def _is_code(value: object) -> bool:
    return inspect.isroutine(value) or inspect.isclass(value)


def _plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_plain, value))
    if isinstance(value, Mapping):
        return all(type(key) is str and _plain(each) for key, each in value.items())
    return value is None or isinstance(value, PLAIN)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


MEANING_CHECKS: tuple[Callable[[Subject], None], ...] = (
    engine_accepts, monotone_evidence, sentences, params_roundtrip, learns_from_nothing,
    benchmark_roundtrip, version_bump,
)  # fmt: skip
