"""What the report says, as plain data: texts and numbers, no markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.composite import BANDS, STATUSES, Explanation, Scorecard

LONGEST_TABLE = 200
"""Relationships told one by one; the counts above the table are of all."""


@attrs.frozen(slots=True, kw_only=True)
class Row:
    """One relationship in the ranked table."""

    source: str
    target: str
    health: float
    shown: str
    lower: float
    upper: float
    band: str
    status: str
    reasons: tuple[str, ...]


@attrs.frozen(slots=True, kw_only=True)
class ReportContent:
    """Everything that the report shows."""

    title: str
    notice: str
    as_of: str
    relationships: int
    bands: Mapping[str, int]
    statuses: Mapping[str, int]
    rows: tuple[Row, ...]
    omitted: int
    metrics: tuple[tuple[str, str, float, str], ...]
    benchmark: Mapping[str, str]
    account: tuple[str, ...]


def report_content(
    scorecard: Scorecard, *, title: str = "Relationship health", notice: str = ""
) -> ReportContent:
    """Gather what the report shows, coldest relationships first.

    Parameters
    ----------
    scorecard : Scorecard
    title : str
        Headline.
    notice : str
        A line under the headline, such as where the data come from.
    """
    ranked = coldest_first(scorecard)
    shown = ranked[:LONGEST_TABLE]
    keys = [scorecard.portfolio.key(int(scorecard.rows[row])) for row in shown]
    norms = scorecard.benchmark
    return ReportContent(
        title=title,
        notice=notice,
        as_of=f"{scorecard.as_of:%Y-%m-%d %H:%M} UTC",
        relationships=len(scorecard),
        bands=_counts(scorecard.composite.band, [name or "unknown" for name in BANDS]),
        statuses=_counts(scorecard.composite.status, STATUSES),
        rows=tuple(_row(scorecard.explain(key)) for key in keys),
        omitted=len(ranked) - len(shown),
        metrics=tuple(
            (
                metric.name,
                str(getattr(metric, "question", "")),
                scorecard.profile.weight(metric.name),
                scorecard.unavailable.get(metric.name, ""),
            )
            for metric in scorecard.metrics
        ),
        benchmark={
            "Relationships it was learned from": f"{norms.relationships:,}",
            "Usual days between contacts": f"{norms.rhythm.gap_days:.1f}",
            "One-way log": "yes" if norms.one_way else "no",
        },
        account=tuple(scorecard.portfolio.issues.summary().splitlines()),
    )


def coldest_first(scorecard: Scorecard) -> Ints:
    """Rows with a health, coldest first; ties in the order of the scorecard."""
    known = np.flatnonzero(~np.isnan(scorecard.health))
    return known[np.argsort(scorecard.health[known], kind="stable")]


def _counts(codes: Ints, names: Sequence[str]) -> dict[str, int]:
    totals = np.bincount(codes, minlength=len(names)).tolist()
    return dict(zip(names, totals, strict=True))


def _row(found: Explanation) -> Row:
    return Row(
        source=str(found.source), target=str(found.target), health=found.health,
        shown=found.shown,
        lower=found.lower, upper=found.upper, band=found.band, status=found.status,
        reasons=tuple(found.sentences.values()),
    )  # fmt: skip
