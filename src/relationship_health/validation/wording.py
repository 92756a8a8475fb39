"""What a backtest found, in sentences: who wins, by how much, and where the data cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from relationship_health.validation.asking import LOGISTIC, OWN
from relationship_health.validation.bootstrap import Drawn
from relationship_health.validation.judging import Verdict
from relationship_health.validation.leaks import FEWEST_ROWS, OUTSIDE, TOO_GOOD, Leak
from relationship_health.validation.standing import ANSWERS, PROBABILITY, Standing
from relationship_health.validation.targets import TARGETS


def leak_sentences(
    leaks: Iterable[Leak], verdicts: Sequence[Verdict], weighty: Sequence[str]
) -> Iterator[str]:
    """Name the metrics that know too much, and what ranks too well to be true."""
    named = set()
    for leak in leaks:
        named.add(leak.metric)
        tainted = (
            ", and so are those of health, in which it counts" if leak.metric in weighty else ""
        )
        areas = [
            f"{v.auc.value:.3f} for {v.target}"
            for v in verdicts
            if v.score == leak.metric and not np.isnan(v.auc.value)
        ]
        shown = f" (AUC {' and '.join(areas)})" if areas else ""
        unless = "Unless that was known at the origins, its" if leak.kind == OUTSIDE else "Its"
        yield f"{leak.sentence}{shown}. {unless} figures are worth nothing{tainted}."
    for verdict in verdicts:
        if (
            verdict.score not in named
            and verdict.rows >= FEWEST_ROWS
            and verdict.auc.interval[0] > TOO_GOOD
        ):
            yield (
                f"{verdict.score} ranks {verdict.target} too well to be true (AUC "
                f"{verdict.auc.value:.3f}): look for something in it that is recorded only after "
                "the fact."
            )


def target_sentences(verdicts: Sequence[Verdict], horizon_days: float) -> Iterator[str]:
    """Say how the engine did on each target, and against whom."""
    days = "1 day" if horizon_days == 1 else f"{horizon_days:g} days"
    questions = {
        "contact": f"Contact within {days}",
        "continues": f"Going on within four own gaps, at least {days}",
    }
    for target in TARGETS:
        found = {v.score: v for v in verdicts if v.target == target}
        own = found.get(ANSWERS[target])
        if own is None:
            yield f"{questions[target]}: nothing could be asked."
            continue
        if np.isnan(own.auc.value):
            yield (
                f"{questions[target]} came for {own.happened:,} of {own.rows:,}: at no origin "
                "both for some and not for others, so nothing ranks."
            )
            continue
        yield (
            f"{questions[target]} came for {own.happened:,} of {own.rows:,}. {own.score} ranks "
            f"{100 * own.auc.value:.1f} % of pairs rightly (AUC {_with(own.auc)})."
        )
        yield from _against(own, found)


def _against(own: Verdict, found: dict[str, Verdict]) -> Iterator[str]:
    others = [v for v in found.values() if v.kind == "rival" and not np.isnan(v.auc.value)]
    if others:
        best = max(others, key=lambda v: v.auc.value)
        yield _compared(own, best, f"The best of {len(others)} rivals is {best.score}")
    if LOGISTIC in found and not np.isnan(found[LOGISTIC].auc.value):
        yield _compared(
            own, found[LOGISTIC], "A logistic regression fitted to the earlier outcomes"
        )
    yield from _taught(found, own.target)
    ahead = [v for v in found.values() if v.kind == "metric" and v.finding == "better"]
    if ahead:
        best = max(ahead, key=lambda v: -v.ahead.value)
        yield f"A single metric ranks better: {best.score}, by {_difference(best.ahead, -1)}."
    yield from _believed(own)


def _taught(found: dict[str, Verdict], target: str) -> Iterator[str]:
    """Say what the engine makes of the same outcomes that the regression was fitted to."""
    taught, plain = found.get(PROBABILITY), found.get(LOGISTIC)
    if taught is None or target != "continues" or np.isnan(taught.auc.value):
        return
    said = f"Taught by those outcomes, the engine's probability reaches AUC {_with(taught.auc)}"
    if plain is not None and plain.rows == taught.rows:
        ahead = taught.auc - plain.auc
        low, high = ahead.interval
        said += f", {ahead.value:+.3f} ({low:+.3f} to {high:+.3f}) against the regression"
    yield f"{said}."
    yield from _believed(taught)


def _believed(verdict: Verdict) -> Iterator[str]:
    if verdict.chance == OWN and not np.isnan(verdict.calibration_error.value):
        yield (
            f"How far {verdict.score} can be taken at its word: expected calibration error "
            f"{_with(verdict.calibration_error)}; Brier score {_with(verdict.brier)}."
        )


def _compared(own: Verdict, other: Verdict, who: str) -> str:
    reached = f"{who} (AUC {other.auc.value:.3f})"
    if other.finding == "better":
        return f"{reached}: it beats {own.score} by {_difference(other.ahead, -1)}."
    if other.finding == "worse":
        return f"{reached}: {own.score} beats it by {_difference(other.ahead, 1)}."
    low, high = other.ahead.interval
    return (
        f"{reached}: the data cannot tell which is better, {own.score} being ahead by "
        f"{other.ahead.value:+.3f} ({low:+.3f} to {high:+.3f})."
    )


def _with(figure: Drawn) -> str:
    low, high = figure.interval
    return f"{figure.value:.3f}, {low:.3f} to {high:.3f}"


def _difference(ahead: Drawn, sign: int) -> str:
    low, high = sorted(sign * end for end in ahead.interval)
    return f"{sign * ahead.value:.3f} ({low:.3f} to {high:.3f})"


def missing_sentences(
    standings: Sequence[Standing], first: int, *, any_contact: bool
) -> Iterator[str]:
    """Say what could not be answered, and why."""
    evaluated = standings[first:]
    if not first:
        yield "A logistic regression, and probabilities of the others: they need an earlier origin."
    if any_contact:
        yield (
            "Engaged contact: the log holds one direction only, so that any contact counts; where "
            "it is ours, it says nothing of the other side."
        )
    for target in TARGETS:
        asked = sum(len(s.targets.rows(target)) for s in evaluated)
        known = sum(len(s.rows(target)) for s in evaluated)
        if known < asked:
            yield f"{ANSWERS[target]} is unknown for {asked - known:,} of {asked:,} rows."
    alive = sum(len(s.targets.rows("contact")) for s in evaluated)
    watched = sum(len(s.targets.rows("continues")) for s in evaluated)
    if watched < alive:
        yield (
            f"Whether {alive - watched:,} of {alive:,} rows continue: four of their own gaps were "
            "not observed in full."
        )
    reasons = {name: why for s in evaluated for name, why in s.failed.items()}
    if reasons:
        told = (f"{name} ({why.rstrip('.')})" for name, why in reasons.items())
        yield f"Scores without an answer: {'; '.join(told)}."
