"""What comes back from a cluster: scores in a Spark frame, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from relationship_health.columns import moment_from
from relationship_health.columns.account import Account
from relationship_health.columns.accounting import LOG
from relationship_health.contract import Benchmark
from relationship_health.engine import Diagnostic
from relationship_health.errors import RowError
from relationship_health.html import paragraphs, section
from relationship_health.wording import number_of

_JUDGED = "health double, lower double, upper double, coverage double, status string, band string"


def schema_of(id_type: str, metrics: Sequence[str]) -> str:
    """Return the columns of scores as Spark spells them.

    Examples
    --------
    >>> schema_of("bigint", ["acme.tone"]).split(", ")[-2:]
    ['band string', '`acme.tone` double']
    """
    ids = f"source {id_type}, target {id_type}"
    return ", ".join([ids, _JUDGED, *(f"`{name}` double" for name in metrics)])


def check_account(account: Account, on_error: str) -> None:
    """Refuse rejected and repaired rows where these are an error.

    Raises
    ------
    RowError
    """
    bad = [tally for tally in account.tallies if tally.action != "ignored"]
    if not bad or on_error != "raise":
        return
    first = min(bad, key=lambda tally: (tally.table != LOG, -tally.rows, tally.said))
    message = (
        f"In {number_of(first.rows, 'row')} of {first.table}, column {first.column!r}, one of "
        f"which holds {first.value!r}: {first.reason}; mend the data, or pass on_error='collect' "
        "to set bad rows aside and account for them."
    )
    raise RowError(message, issues=account)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class DistributedScores:
    """Scores of a log that lies on a cluster.

    Attributes
    ----------
    frame : pyspark.sql.DataFrame
        One row for each relationship, with the columns that ``scorecard.to_frame`` has; in no
        order. Each use of it scores again, from parts of the portfolio that are kept.
    benchmark : Benchmark
        What is usual: learned from the log, or the one that was given.
    issues : Account
        Where every row of the log went.
    diagnostics : tuple
        Metrics that failed, and why, where failures are no errors.
    as_of_us : int
        The moment that the scores speak of, microseconds UTC.
    """

    frame: Any
    benchmark: Benchmark
    issues: Account
    diagnostics: tuple[Diagnostic, ...]
    as_of_us: int
    _built: Any = attrs.field(alias="built")

    @property
    def as_of(self) -> datetime:
        """The moment that the scores speak of, UTC."""
        return moment_from(self.as_of_us)

    def release(self) -> None:
        """Let go of what is kept on the cluster; the frame can be used still, more slowly."""
        self._built.unpersist()

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        rows = self.issues.rows.rows_in
        return f"<DistributedScores as of {self.as_of:%Y-%m-%d}, of {number_of(rows, 'row')}>"

    def _repr_html_(self) -> str:
        """Return where the rows went, for a notebook."""
        title = f"Scores as of {self.as_of:%Y-%m-%d}, in a Spark frame"
        return section(title, paragraphs([str(self.issues.rows), *self.issues.notes]), "")
