"""Cases, feedback and failures: what they came for, said, and put up with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from .judgement import UNKNOWN, Judgement, both_views
from .line import DAY_US, INBOUND, OUTBOUND, existing, other_view
from .preference import chains, is_engaged
from .rhythm import age_days, decayed_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .line import Line

OPENING = frozenset({"request", "support", "complaint"})
CASE_WINDOW_US = 30 * DAY_US
ACTION_WINDOW_US = 90 * DAY_US
RECOVERY_WINDOW_US = 7 * DAY_US
SHORTEST_DAYS = 1.0 / 1440.0


@dataclass
class Case:
    """What they came for: when it was opened and resolved, in how many lines."""

    opened_us: int
    threaded: bool
    steps: int = 1
    resolved_us: int | None = None


def cases(lines: Sequence[Line], as_of_us: int) -> list[Case]:
    """Walk each thread, and the lines without one, and keep the books."""
    found = []
    seen = existing(lines, as_of_us)
    for thread in dict.fromkeys(line.thread for line in seen):
        current: Case | None = None
        for line in (line for line in seen if line.thread == thread):
            if (
                current
                and not current.threaded
                and (line.time_us - current.opened_us > CASE_WINDOW_US)
            ):
                current = None
            opens = line.purpose in OPENING and line.direction & INBOUND
            if current is None and opens:
                current = Case(line.time_us, thread is not None)
                found.append(current)
            elif current is not None:
                current.steps += 1
            if current is not None and line.outcome == "resolved":
                current.resolved_us = line.time_us
                current = None
    return found


def views(
    lines: Sequence[Line], judge: Callable[[Sequence[Line]], Judgement], *, sided: bool
) -> Judgement:
    """Judge from our side, or from both where neither is ours."""
    return judge(lines) if sided else both_views(judge(lines), judge(other_view(lines)))


def posterior(
    trials: Iterable[tuple[int, bool]], as_of_us: int, prior: tuple[float, float]
) -> Judgement:
    """Return the decayed Beta posterior mean of judged trials, each a time and its success."""
    judged = list(trials)
    if not judged:
        return UNKNOWN
    weights = [decayed_weight(age_days(time_us, as_of_us), 180.0) for time_us, _ in judged]
    good = math.fsum(w for w, (_, well) in zip(weights, judged, strict=True) if well)
    a, b = prior
    return Judgement(value=(a + good) / (a + b + math.fsum(weights)), evidence=len(judged))


def resolution(
    lines: Sequence[Line], as_of_us: int, *, sided: bool, prior: tuple[float, float]
) -> Judgement:
    """Return the share of cases resolved, open young ones left out."""

    def judge(view: Sequence[Line]) -> Judgement:
        return posterior(
            (
                (case.opened_us, case.resolved_us is not None)
                for case in cases(view, as_of_us)
                if case.resolved_us is not None or as_of_us - case.opened_us >= CASE_WINDOW_US
            ),
            as_of_us,
            prior,
        )

    return views(lines, judge, sided=sided)


def effort(
    lines: Sequence[Line], as_of_us: int, *, sided: bool, usual: tuple[float, float]
) -> Judgement:
    """Return how steps and days of resolved cases compare with what is usual."""

    def judge(view: Sequence[Line]) -> Judgement:
        done = [case for case in cases(view, as_of_us) if case.resolved_us is not None]
        if not done:
            return UNKNOWN
        weights, scores = [], []
        for case in done:
            assert case.resolved_us is not None
            days = max((case.resolved_us - case.opened_us) / DAY_US, SHORTEST_DAYS)
            parts = [2.0 ** -max(0.0, case.steps / usual[0] - 1.0),
                     2.0 ** -max(0.0, days / usual[1] - 1.0)]  # fmt: skip
            weights.append(decayed_weight(age_days(case.opened_us, as_of_us), 180.0))
            scores.append(sum(parts) / 2.0)
        total = math.fsum(w * x for w, x in zip(weights, scores, strict=True))
        return Judgement(value=total / math.fsum(weights), evidence=len(done))

    return views(lines, judge, sided=sided)


def feedback_use(
    lines: Sequence[Line], as_of_us: int, *, sided: bool, prior: tuple[float, float]
) -> Judgement:
    """Return the share of feedback that a later action of ours followed in its thread."""

    def judge(view: Sequence[Line]) -> Judgement:
        seen = existing(view, as_of_us)
        trials = []
        for place, line in enumerate(seen):
            if line.purpose != "feedback" or not line.direction & INBOUND:
                continue
            used = any(
                later.thread == line.thread
                and later.direction & OUTBOUND
                and later.outcome == "acted"
                and later.time_us - line.time_us <= ACTION_WINDOW_US
                for later in seen[place + 1 :]
            )
            if used or as_of_us - line.time_us >= ACTION_WINDOW_US:
                trials.append((line.time_us, used))
        return posterior(trials, as_of_us, prior)

    return views(lines, judge, sided=sided)


def recovery(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    sided: bool,
    prior: tuple[float, float],
    rhythm: tuple[float, float],
    cadence_days: float | None = None,
) -> Judgement:
    """Return the share of failures after which we reached out and contact came back."""

    def judge(view: Sequence[Line], *, ours: bool) -> Judgement:
        known = [line for line in view if line.time_us <= as_of_us]
        failures = sorted(line.time_us for line in known if is_failure(line))
        talks = [c for c in chains(view, as_of_us) if is_engaged(c) or not ours]
        alpha, beta = rhythm
        beta = beta if cadence_days is None else alpha * cadence_days
        gaps = [later[0].time_us - sooner[-1].time_us for sooner, later in pairwise(talks)]
        usual = (beta + sum(gaps) / DAY_US) / (alpha + len(gaps))
        limit = max(round(2.0 * usual * DAY_US), RECOVERY_WINDOW_US)
        trials = []
        for failed in failures:
            reached = any(
                line.direction & OUTBOUND and 0 < line.time_us - failed <= RECOVERY_WINDOW_US
                for line in existing(view, as_of_us)
            )
            back = any(0 < talk[0].time_us - failed <= limit for talk in talks)
            waited = as_of_us - failed
            lost = (not reached and waited >= RECOVERY_WINDOW_US) or (not back and waited >= limit)
            if (reached and back) or lost:
                trials.append((failed, reached and back))
        return posterior(trials, as_of_us, prior)

    if sided:
        return judge(lines, ours=True)
    return both_views(judge(lines, ours=True), judge(other_view(lines), ours=True))


def is_failure(line: Line) -> bool:
    """We cancelled or missed it, it bounced, or it failed."""
    if line.status in {"cancelled", "no_show"}:
        return bool(line.direction & OUTBOUND)
    return line.status == "bounced" or (line.status == "done" and line.outcome == "failed")
