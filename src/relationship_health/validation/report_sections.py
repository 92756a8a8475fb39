"""The quality of the log as a section of the report, through the hook that strangers use."""

from __future__ import annotations

from collections.abc import Iterable

from relationship_health.composite import Rescorer, Scorecard
from relationship_health.hookspecs import ReportSection, hookimpl
from relationship_health.validation.quality import DataQuality, data_quality


def quality(scorecard: Scorecard) -> DataQuality:
    """Say whether the log behind a scorecard supports its scores."""
    return data_quality(scorecard.portfolio, scorecard.as_of, Rescorer(card=scorecard))


@hookimpl
def rh_report_sections() -> Iterable[ReportSection]:
    """Offer the section."""
    return (
        ReportSection(
            name="data_quality", title="Data quality", columns=quality,
            show=("check", "level", "found"),
        ),
    )  # fmt: skip
