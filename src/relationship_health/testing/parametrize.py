"""Each check of each metric as a test of pytest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from relationship_health.contract import Metric
from relationship_health.testing.checks import METRIC_CHECKS
from relationship_health.testing.running import Check, NotApplicable, refuse_unknown
from relationship_health.testing.subject import Subject

if TYPE_CHECKING:
    import pytest


def parametrize_metric_checks(
    metrics: Iterable[Metric],
    *,
    expected_failures: Mapping[str, Mapping[str, str]] | None = None,
    columns: Mapping[str, Sequence[Any]] | None = None,
) -> pytest.MarkDecorator:
    """Make a test of every check of some metrics; the test calls its argument ``metric_check``.

    Parameters
    ----------
    metrics : iterable of Metric
    expected_failures : mapping of str to mapping, optional
        For the name of a metric, as for :func:`check_metric`. Such a test is a strict xfail.
    columns : mapping of str to sequence, optional
        As for :func:`check_metric`.

    Returns
    -------
    pytest.MarkDecorator

    Raises
    ------
    InputError
        Where ``expected_failures`` names a metric or a check that is not there.

    Examples
    --------
    >>> from relationship_health.metrics.momentum import Momentum
    >>> @parametrize_metric_checks([Momentum()])
    ... def test_momentum(metric_check):
    ...     metric_check()
    >>> test_momentum.pytestmark[0].args[1][0].id
    'momentum-declaration'
    """
    import pytest

    metrics, excuses = tuple(metrics), dict(expected_failures or {})
    refuse_unknown(dict.fromkeys(excuses, "given below"), [metric.name for metric in metrics])
    cases = []
    for metric in metrics:
        expected = dict(excuses.get(metric.name, {}))
        refuse_unknown(expected, [check.name for check in METRIC_CHECKS])
        subject = Subject.of(metric, columns)
        for check in METRIC_CHECKS:
            marks = (
                [pytest.mark.xfail(reason=expected[check.name], strict=True)]
                if check.name in expected
                else []
            )
            ask: Callable[[], None] = partial(_ask, check, subject)
            cases.append(pytest.param(ask, marks=marks, id=f"{metric.name}-{check.name}"))
    return pytest.mark.parametrize("metric_check", cases)


def _ask(check: Check, subject: Subject) -> None:
    import pytest

    try:
        check.ask(subject)
    except NotApplicable as left:
        pytest.skip(str(left))
