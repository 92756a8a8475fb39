"""What the report says, as plain data: texts, numbers and shapes, no markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.composite import BANDS, STATUSES, Scorecard
from relationship_health.engine import Origin
from relationship_health.hookspecs import Chart, ReportSection
from relationship_health.plugins import Registered
from relationship_health.report.drawing import Drawing, draw
from relationship_health.report.relationships import relationships_json
from relationship_health.report.sections import Section, shown

STEP = 10
"""Points of health in one bar of the distribution."""
NAMED = 3
"""Plugins of one distribution that are named."""
STATUS_WORDS = MappingProxyType({
    "established": "established (a narrow interval and enough coverage)",
    "provisional": "provisional (little to go by yet)",
    "unknown": "unknown (no metric had anything to judge)",
    "none": "without any contact",
})  # fmt: skip
"""What the standing of a score means, the firmest first."""


@attrs.frozen(slots=True, kw_only=True)
class Method:
    """How it was judged: enough to do it again."""

    metrics: tuple[tuple[str, str, str, str, str], ...]
    terms: Mapping[str, str]
    benchmark: Mapping[str, str]
    profile: Mapping[str, str]
    versions: Mapping[str, str]
    failures: tuple[str, ...]


@attrs.frozen(slots=True, kw_only=True)
class ReportContent:
    """Everything that the report shows."""

    title: str
    notice: str
    as_of: str
    relationships: int
    ends: tuple[str, str]
    bands: Mapping[str, int]
    statuses: Mapping[str, int]
    distribution: Drawing | None
    sections: tuple[Section, ...]
    data: str
    method: Method
    account: tuple[str, ...]


def report_content(
    scorecard: Scorecard,
    *,
    sections: Sequence[Registered[ReportSection]] = (),
    title: str = "Relationship health",
    notice: str = "",
) -> ReportContent:
    """Gather what the report shows.

    Parameters
    ----------
    scorecard : Scorecard
    sections : sequence
        What plugins show, as ``engine.registry.report_sections`` lists it.
    title : str
        Headline.
    notice : str
        A line under the headline, such as where the data come from.
    """
    standing = _counts(scorecard.composite.status, STATUSES)
    return ReportContent(
        title=title, notice=notice, as_of=f"{scorecard.as_of:%Y-%m-%d %H:%M} UTC",
        relationships=len(scorecard),
        ends=("Ours", "Theirs") if scorecard.portfolio.sided.any() else ("One end", "The other"),
        bands=_counts(scorecard.composite.band, [name or "unknown" for name in BANDS]),
        statuses={words: standing[name] for name, words in STATUS_WORDS.items() if standing[name]},
        distribution=_distribution(scorecard),
        sections=tuple(shown(section, scorecard) for section in sections),
        data=relationships_json(scorecard), method=_method(scorecard),
        account=tuple(scorecard.portfolio.issues.summary().splitlines()),
    )  # fmt: skip


def _counts(codes: Ints, names: Sequence[str]) -> dict[str, int]:
    totals = np.bincount(codes, minlength=len(names)).tolist()
    return dict(zip(names, totals, strict=True))


def _distribution(scorecard: Scorecard) -> Drawing | None:
    known = scorecard.health[~np.isnan(scorecard.health)]
    if not len(known):
        return None
    edges = np.arange(0, 101, STEP)
    count, _ = np.histogram(known, bins=edges)
    chart = Chart(
        kind="bars", value="count", label=("health",), value_label="relationships (count)"
    )
    names = [f"{low} to {low + STEP}" for low in edges[:-1].tolist()]
    return draw(chart, {"health": names, "count": count.tolist()})


def _method(scorecard: Scorecard) -> Method:
    norms, profile = scorecard.benchmark, scorecard.profile
    return Method(
        metrics=tuple(
            (
                metric.name, str(getattr(metric, "version", "")),
                str(getattr(metric, "question", "")), f"{profile.weight(metric.name):g}",
                scorecard.unavailable.get(metric.name, ""),
            )
            for metric in scorecard.metrics
        ),
        terms={name: f"{value:g}" for name, value in scorecard.terms.to_dict().items()},
        benchmark={
            "relationships it was learned from": f"{norms.relationships:,}",
            "usual days between contacts": f"{norms.rhythm.gap_days:.1f}",
            "one-way log": "yes" if norms.one_way else "no",
        },
        profile={
            "fair from": f"{profile.fair:g}", "healthy from": f"{profile.healthy:g}",
            "established: interval at most": f"{profile.width:g} points",
            "established: coverage at least": f"{100 * profile.coverage:g} %",
            "aggregator": profile.aggregator,
        },
        versions=_versions(scorecard.judge.origins.values()),
        failures=tuple(found.message for found in scorecard.diagnostics),
    )  # fmt: skip


def _versions(origins: Iterable[Origin]) -> dict[str, str]:
    """Version of every distribution that took part, with its plugins where they are few."""
    plugins: dict[tuple[str, str], set[str]] = {}
    for origin in origins:
        plugins.setdefault((origin.distribution, origin.version), set()).add(origin.plugin)
    return {
        distribution: f"{version} ({', '.join(sorted(names))})"
        if len(names) <= NAMED else f"{version} ({len(names)} plugins)"
        for (distribution, version), names in plugins.items()
    }  # fmt: skip
