"""Each metric finds the truth again: the rank correlation with what was drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.arrays import Array, Floats
from relationship_health.simulate import sales_team, service_desk

LEAST = {
    "engagement_vs_reach": ("engaging", 0.4),
    "reciprocity": ("pressure", -0.5),
    "responsiveness": ("prompt", 0.65),
    "channel_diversity": ("effective_channels", 0.75),
    "channel_fit": ("channel_overlap", 0.25),
    "purpose_fit": ("purpose_overlap", 0.3),
    "depth": ("minutes", 0.9),
    "resolution": ("resolving", 0.85),
    "effort": ("steps", -0.7),
    "feedback_use": ("using", 0.8),
    "recovery": ("recovering", 0.65),
}
"""For each metric the truth that it stands for, and a correlation that it must reach."""


def ranks(values: Floats) -> Floats:
    """Rank of each value."""
    return np.asarray(np.argsort(np.argsort(values, kind="stable"), kind="stable"), dtype=float)


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's correlation over what is known in both."""
    known = ~np.isnan(one) & ~np.isnan(other)
    return float(np.corrcoef(ranks(one[known]), ranks(other[known]))[0, 1])


@cache
def scored() -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return metrics and truths of a simulated service desk."""
    desk = service_desk(relationships=300)
    # Natures do not change here, so that old evidence is as good as new.
    engine = rh.Engine(terms=rh.Terms(half_life_days=3_000.0))
    table = engine.score(desk.portfolio, as_of=desk.as_of).to_frame("dict")
    names = {name for name, _ in LEAST.values()}
    return table, {name: desk.natures(name).astype(float) for name in names}


@pytest.mark.parametrize("metric", LEAST)
def test_truth_is_recovered(metric: str, record_property: Callable[[str, object], None]) -> None:
    """Three hundred customers, four years each."""
    table, truth = scored()
    name, least = LEAST[metric]
    found = rank_correlation(table[metric], truth[name])
    record_property("rank correlation", found)
    assert found * np.sign(least) >= abs(least), f"{metric} against {name}: {found:.2f}"


STORIES = {
    ("recency_decay", "churn"): 0.95,
    ("stickiness", "churn"): 0.9,
    ("momentum", "churn"): 0.9,
    ("frequency_balance", "over_contact"): 0.9,
    ("frequency_balance", "neglect"): 0.7,
    ("engagement_vs_reach", "broadcast"): 0.95,
    ("reciprocity", "broadcast"): 0.95,
}
"""Chance that a relationship of the story ranks below an ordinary one, at least."""


@cache
def told() -> tuple[dict[str, Floats], Array]:
    """Return metrics and stories of a simulated sales team."""
    stories = ("churn", "over_contact", "neglect", "broadcast")
    team = sales_team(relationships=600, shares={"ordinary": 0.6} | dict.fromkeys(stories, 0.1))
    return rh.score(team.portfolio, as_of=team.as_of).to_frame("dict"), team.truth.story


@pytest.mark.parametrize(("metric", "story"), STORIES)
def test_stories_are_told_apart(
    metric: str, story: str, record_property: Callable[[str, object], None]
) -> None:
    """The area under the curve between a story and what is ordinary."""
    table, stories = told()
    values = table[metric]
    ours, theirs = (values[(stories == s) & ~np.isnan(values)] for s in ("ordinary", story))
    above = float((ours[:, None] > theirs).mean() + 0.5 * (ours[:, None] == theirs).mean())
    record_property("area under the curve", above)
    assert above >= STORIES[metric, story], f"{metric} on {story}: {above:.2f}"
