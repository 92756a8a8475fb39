"""The conformance kit for metrics."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from relationship_health.contract import Metric
from relationship_health.testing.checks import METRIC_CHECKS
from relationship_health.testing.results import CheckResults
from relationship_health.testing.running import OnFail, run_checks
from relationship_health.testing.subject import Subject


def check_metric(  # noqa: PLR0913  the metric, and five wishes by name
    metric: Metric,
    *,
    on_fail: OnFail = "raise",
    expected_failures: Mapping[str, str] | None = None,
    columns: Mapping[str, Sequence[Any]] | None = None,
    golden: str | os.PathLike[str] | None = None,
    linear_time: bool = False,
) -> CheckResults:
    """Hold a metric against everything that the engine relies on.

    It is asked about small invented logs, in many blocks, under other names, at other times, from
    several threads. Every metric gets all checks, the built-in ones too; a check is skipped only
    where what the metric declares leaves it nothing to look at, and says so.

    Parameters
    ----------
    metric : Metric
        An instance, or a function that ``rh.metric`` made one.
    on_fail : "raise" or None
        Whether failures are an error, or only in the results.
    expected_failures : mapping of str to str
        Names of checks that are known to fail, and why. One that passes is a failure.
    columns : mapping of str to sequence
        For columns that only this metric knows: values to draw their cells from. By default they
        hold numbers from 0 to 1 with gaps, or what the metric's ``example_values`` says.
    golden : path, optional
        A JSON file that keeps the values of each version: asks for the check ``version_bump``.
        What it lacks is added to it.
    linear_time : bool
        Ask for the check ``linear_time``, which wants a quiet machine.

    Returns
    -------
    list of CheckResult
        As text, the counts.

    Raises
    ------
    ConformanceError
        Where a check failed, or none ran, and ``on_fail`` is "raise".
    InputError
        Where ``expected_failures`` names no check, or gives no reason.

    Examples
    --------
    >>> from relationship_health.contract import metric
    >>> @metric("my.half")
    ... def half(block):
    ...     return np.full(len(block), 0.5)
    >>> [result.name for result in check_metric(half, on_fail=None).failed]
    []
    >>> @metric("my.busiest")
    ... def busiest(block):
    ...     return block.counts / max(block.counts.max(initial=0), 1)
    >>> [result.name for result in check_metric(busiest, on_fail=None).failed]
    ['partition_invariance']
    """
    subject = Subject.of(metric, columns, golden=golden, timed=linear_time)
    name = str(getattr(metric, "name", type(metric).__name__))
    return run_checks(
        METRIC_CHECKS, subject, name, on_fail=on_fail, expected_failures=expected_failures
    )
