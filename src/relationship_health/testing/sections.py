"""The conformance kit for sections of the report."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.api import Engine
from relationship_health.composite import Scorecard
from relationship_health.hookspecs import ReportSection
from relationship_health.plugins.faults import section_fault
from relationship_health.testing.results import CheckResults
from relationship_health.testing.running import OnFail, named, refute, run_checks
from relationship_health.testing.samples import sample


@attrs.frozen(slots=True, kw_only=True)
class _Subject:
    """A section, and scorecards to show: one with much in it, one of hardly anything."""

    section: ReportSection
    scorecards: tuple[Scorecard, ...]


def check_report_section(
    section: ReportSection,
    *,
    on_fail: OnFail = "raise",
    expected_failures: Mapping[str, str] | None = None,
) -> CheckResults:
    """Hold a section of the report against what a report relies on.

    Parameters
    ----------
    section : ReportSection
    on_fail, expected_failures
        As for :func:`check_metric`.

    Returns
    -------
    list of CheckResult

    Raises
    ------
    ConformanceError
        Where a check failed and ``on_fail`` is "raise".

    Examples
    --------
    >>> section = ReportSection(
    ...     name="my.warm", title="Warm", columns=lambda card: {"health": card.health}
    ... )
    >>> print(check_report_section(section))
    5 passed
    """
    cards = tuple(_scored(name) for name in ("complete", "single"))
    subject = _Subject(section=section, scorecards=cards)
    name = str(getattr(section, "name", type(section).__name__))
    return run_checks(
        SECTION_CHECKS, subject, name, on_fail=on_fail, expected_failures=expected_failures
    )


def declaration(subject: _Subject) -> None:
    """Say that name, title and function are what a plugin may offer."""
    fault = section_fault(subject.section)
    if fault:
        refute(f"it offers {fault}")


def columns_alike(subject: _Subject) -> None:
    """Give columns by name, all of one length."""
    for card in subject.scorecards:
        columns = _shown(subject, card)
        lengths = {name: len(cells) for name, cells in columns.items()}
        if len(set(lengths.values())) > 1:
            refute(f"its columns have the lengths {lengths}, expected one length")


def plain_cells(subject: _Subject) -> None:
    """Fill them with texts, numbers, dates, or nothing; a report escapes what is plain."""
    for card in subject.scorecards:
        for name, cells in _shown(subject, card).items():
            for cell in cells:
                if hasattr(cell, "__html__") or not _plain(cell):
                    refute(f"column {name!r} holds {type(cell).__name__}, expected plain values")


def empty_scorecard(subject: _Subject) -> None:
    """Show a scorecard of no relationship."""
    card = subject.scorecards[0]
    _shown(subject, card.take(np.zeros(len(card), dtype=np.bool_)))


def deterministic(subject: _Subject) -> None:
    """Show the same scorecard twice in the same way."""
    card = subject.scorecards[0]
    if repr(_shown(subject, card)) != repr(_shown(subject, copy.copy(card))):
        refute("showing a scorecard twice gives two results")


def _shown(subject: _Subject, card: Scorecard) -> dict[str, list[Any]]:
    answer = subject.section.columns(card)
    told = getattr(answer, "columns", None)
    columns = told() if callable(told) else answer
    if not isinstance(columns, Mapping) or not all(type(name) is str for name in columns):
        refute(f"it returned {type(answer).__name__}, expected a mapping of names to columns")
    absent = [name for name in subject.section.show if name not in columns]
    if absent:
        refute(f"it is to show {absent[0]!r}, which is no column of its own")
    return {name: list(cells) for name, cells in columns.items()}


def _plain(cell: object) -> bool:
    if cell is None or isinstance(cell, str | int | float | np.generic):
        return True
    return type(cell).__module__ == "datetime"


def _scored(name: str) -> Scorecard:
    log = sample(name)
    return Engine().score(log.portfolio(), as_of=log.as_of)


SECTION_CHECKS = named((declaration, columns_alike, plain_cells, empty_scorecard, deterministic))
