"""What a metric says of one relationship, and how two views of it are combined."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """A value in [0, 1] or None for unknown, and the observations behind it."""

    value: float | None
    evidence: int


UNKNOWN = Judgement(value=None, evidence=0)


def both_views(one: Judgement, other: Judgement) -> Judgement:
    """Return the evidence-weighted mean of two views; an unknown view weighs 0."""
    if one.value is None:
        return other
    if other.value is None:
        return one
    evidence = one.evidence + other.evidence
    total = one.evidence * one.value + other.evidence * other.value
    return Judgement(value=total / evidence, evidence=evidence)
