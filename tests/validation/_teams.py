"""A simulated team that is tested on, and metrics that look where they must not."""

from __future__ import annotations

from functools import cache

import numpy as np

import relationship_health as rh
from relationship_health.simulate import sales_team

METRICS = ("recency_decay", "stickiness", "engagement_vs_reach", "reciprocity")
HORIZON = 20
US_PER_DAY = 86_400_000_000


@cache
def team() -> rh.Portfolio:
    """Give 120 relationships over 400 days."""
    return sales_team(seed=3, relationships=120, days=400).portfolio


def engine(*more: object) -> rh.Engine:
    """Return an engine of four metrics, and others by hand."""
    built = rh.Engine(metrics=METRICS)
    for metric in more:
        built.add_metric(metric)  # type: ignore[arg-type]
    return built


@rh.metric("my.count")
def honest(block: rh.Block) -> rh.MetricResult:
    """Count contacts."""
    return block.counts / (1.0 + block.counts)  # type: ignore[return-value]


@rh.metric("my.peek")
def by_name(block: rh.Block) -> rh.MetricResult:
    """Looks into the whole log, by the names of the two ends."""
    whole, ids = team(), block.people.ids
    soon = np.zeros(len(block))
    for place, (source, target) in enumerate(zip(block.source, block.target, strict=True)):
        found = whole.find(*ids[[source, target]].tolist())
        begin, end = whole.groups.indptr[found : found + 2]
        theirs = (whole.direction[begin:end] & 2) != 0
        later = whole.time[begin:end][theirs & (whole.time[begin:end] > block.as_of)]
        if len(later):
            soon[place] = 1.0 / (1.0 + (later[0] - block.as_of) / US_PER_DAY)
    return soon  # type: ignore[return-value]


@rh.metric("my.place")
def by_place(block: rh.Block) -> rh.MetricResult:
    """Takes for granted that blocks come in the order of the whole log."""
    whole = team()
    return np.diff(whole.groups.indptr)[: len(block)] / 10_000.0  # type: ignore[return-value]


@rh.metric("my.crowd")
def by_crowd(block: rh.Block) -> rh.MetricResult:
    """Counts everybody whom the log will ever hold."""
    return np.full(len(block), 1.0 / (1.0 + len(block.people.ids)))  # type: ignore[return-value]


@rh.metric("my.labels")
def by_labels(block: rh.Block) -> rh.MetricResult:
    """Counts the channels that the log will ever know."""
    return np.full(len(block), 1.0 / (1.0 + len(block.categories["channel"])))  # type: ignore[return-value]
