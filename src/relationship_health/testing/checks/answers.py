"""Checks of a single answer: its type, its shape, its range, and what it says of the unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from relationship_health.columns import Block
from relationship_health.contract import MetricResult
from relationship_health.engine import Guard, unavailable
from relationship_health.plugins import metric_fault
from relationship_health.testing.running import refute
from relationship_health.testing.samples import KINDS
from relationship_health.testing.subject import TERMS, Subject


def declaration(subject: Subject) -> None:
    """Name, version, requires and methods are what a plugin may offer."""
    fault = metric_fault(subject.metric)
    if fault:
        refute(f"it offers {fault}")


def shape_dtype(subject: Subject) -> None:
    """Value, evidence and variance are float64 arrays with one entry per relationship."""
    for block, result in _results(subject):
        if not isinstance(result, MetricResult):
            refute(f"score returned {type(result).__name__}, expected a MetricResult")
        for name in ("value", "evidence", "variance"):
            array = getattr(result, name)
            if array is None and name == "variance":
                continue
            if type(array) is not np.ndarray or array.dtype != np.float64:
                found = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
                refute(f"{name} is of type {found}, expected a float64 array")
            if array.shape != (len(block),):
                refute(f"{name} has shape {array.shape}, expected ({len(block)},)")


def details(subject: Subject) -> None:
    """Details are arrays of numbers by name, with one entry per relationship."""
    for block, result in _results(subject):
        if not isinstance(result.details, Mapping):
            refute(f"details are of type {type(result.details).__name__}, expected a mapping")
        for name, array in result.details.items():
            numbers = type(array) is np.ndarray and array.dtype.kind in "biuf"
            if type(name) is not str or not numbers or array.shape != (len(block),):
                refute(f"details {name!r} are no array of {len(block)} numbers")


def value_range(subject: Subject) -> None:
    """Values lie between 0 and 1, or are NaN."""
    for _, result in _results(subject):
        value = np.asarray(result.value, dtype=np.float64)
        wrong = ~np.isnan(value) & ~((value >= 0.0) & (value <= 1.0))
        if wrong.any():
            refute(f"it gave the value {float(value[wrong][0])!r}, expected one in [0, 1], or NaN")


def finite_evidence(subject: Subject) -> None:
    """Evidence is finite and not negative."""
    for _, result in _results(subject):
        evidence = np.asarray(result.evidence, dtype=np.float64)
        wrong = ~(np.isfinite(evidence) & (evidence >= 0.0))
        if wrong.any():
            refute(
                f"it gave the evidence {float(evidence[wrong][0])!r}, expected a count, 0 or more"
            )


def nan_iff_zero_evidence(subject: Subject) -> None:
    """The value is NaN exactly where the evidence is 0."""
    for _, result in _results(subject):
        value, evidence = (np.asarray(a, np.float64) for a in (result.value, result.evidence))
        wrong = np.isnan(value) != (evidence == 0.0)
        if wrong.any():
            found = f"value {float(value[wrong][0])!r} with evidence {float(evidence[wrong][0])!r}"
            refute(f"it gave {found}, expected NaN exactly where the evidence is 0")


def variance_where_known(subject: Subject) -> None:
    """A variance is not negative, and NaN exactly where the value is."""
    for _, result in _results(subject):
        if result.variance is None:
            continue
        variance, value = (np.asarray(a, np.float64) for a in (result.variance, result.value))
        wrong = (np.isnan(variance) != np.isnan(value)) | (variance < 0.0)
        if wrong.any():
            found = f"variance {float(variance[wrong][0])!r} with value {float(value[wrong][0])!r}"
            refute(f"it gave {found}, expected 0 or more, and NaN exactly where the value is")


def something_is_known(subject: Subject) -> None:
    """A log with every column holds something that the metric can judge."""
    if not any((~np.isnan(result.value)).any() for _, result in _results(subject)):
        refute("it is unknown for every relationship of every sample, expected some answer")


def _results(subject: Subject) -> Iterator[tuple[Block, MetricResult]]:
    """Score one large block of each sample and several small ones, as raw results."""
    for name in KINDS:
        log = subject.sample(name)
        portfolio, benchmark = log.portfolio(), subject.fit(log)
        guard = Guard({}, "raise")
        if unavailable([subject.metric], portfolio.column_names, benchmark, guard):
            continue
        for rows in (len(log.rows) + 1, 20):
            for block in portfolio.blocks(log.as_of_us, TERMS, rows):
                yield block, subject.ask(block, benchmark)


ANSWER_CHECKS = (
    declaration, shape_dtype, details, value_range, finite_evidence, nan_iff_zero_evidence,
    variance_where_known, something_is_known,
)  # fmt: skip
