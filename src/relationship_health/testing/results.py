"""What came of each check, and the error that tells of the failures together."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import attrs

from relationship_health.errors import RelationshipHealthError

Status = Literal["passed", "failed", "skipped", "xfailed"]
STATUSES: tuple[Status, ...] = ("passed", "failed", "skipped", "xfailed")


class ConformanceError(RelationshipHealthError, AssertionError):
    """Something does not keep its contract; the message names each check that failed.

    Parameters
    ----------
    message : str
        The sentences to show, one for each failure.
    results : CheckResults
        Every check, those that passed too.

    Examples
    --------
    >>> issubclass(ConformanceError, AssertionError)
    True
    """

    def __init__(self, message: str, *, results: CheckResults) -> None:
        super().__init__(message)
        self.results = results


@attrs.frozen(slots=True, kw_only=True)
class CheckResult:
    """What came of one check.

    Parameters
    ----------
    name : str
        The check.
    status : "passed", "failed", "skipped" or "xfailed"
        ``xfailed`` is a failure that was expected.
    reason : str
        Why it failed, or was skipped or expected to fail; empty where it passed.
    subject : str
        What was checked: the name of a metric, reader, aggregator, section or plugin.

    Examples
    --------
    >>> CheckResult(name="value_range", status="passed", subject="my.tone").status
    'passed'
    """

    name: str
    status: Status
    reason: str = ""
    subject: str = ""


class CheckResults(list[CheckResult]):
    """The results of all checks; as text, their counts.

    Examples
    --------
    >>> ended = CheckResult(name="value_range", status="passed")
    >>> print(CheckResults([ended, CheckResult(name="linear_time", status="skipped")]))
    1 passed, 1 skipped
    """

    def __str__(self) -> str:
        """Return the counts."""
        return self.summary

    @property
    def summary(self) -> str:
        """How many checks passed, failed, were skipped, and failed as expected."""
        counts = Counter(result.status for result in self)
        told = [f"{counts[status]} {status}" for status in STATUSES if counts[status]]
        return ", ".join(told) or "0 checks"

    @property
    def failed(self) -> list[CheckResult]:
        """The results that are failures."""
        return [result for result in self if result.status == "failed"]
