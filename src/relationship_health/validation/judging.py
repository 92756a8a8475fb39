"""Everybody's figures, each with its interval, and who is ahead of whom."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.validation.asking import Answer, Asked
from relationship_health.validation.bootstrap import Drawn, Resamples, Rows, believed, ranked


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Verdict:
    """Figures of one score on one target.

    Parameters
    ----------
    target, score, kind : str
    chance : "own", "mapped" or ""
        Whether it is a probability, was mapped to one on earlier origins, or neither.
    rows, happened : int
        Rows on which it is known, and those of them on which the outcome came.
    auc, lift, brier, log_loss, calibration_error : Drawn
    ahead : Drawn
        AUC of the engine's own answer less this one's, on the rows on which both are known.
    """

    target: str
    score: str
    kind: str
    chance: str
    rows: int
    happened: int
    auc: Drawn
    lift: Drawn
    brier: Drawn
    log_loss: Drawn
    calibration_error: Drawn
    ahead: Drawn

    @property
    def finding(self) -> str:
        """Whether it ranks better or worse than the engine's answer, or the data cannot tell."""
        low, high = self.ahead.interval
        if np.isnan(low):
            return ""
        return "better" if high < 0 else "worse" if low > 0 else "cannot tell"


def judge(questions: Sequence[Asked], *, resamples: int, seed: int) -> tuple[Verdict, ...]:
    """Work out everybody's figures under the same resamples of relationships."""
    seen = [places for asked in questions for places in asked.relationships]
    everyone = np.unique(np.concatenate([np.empty(0, np.int64), *seen]))
    if not len(everyone):
        return ()
    drawn = Resamples.draw(len(everyone), resamples, seed)
    verdicts: list[Verdict] = []
    for asked in questions:
        if asked.rows:
            placed = _placed(asked, everyone)
            own = ranked(placed.parts(placed.own), drawn)[0]
            verdicts += [_verdict(placed, answer, own, drawn) for answer in placed.answers]
    return tuple(verdicts)


def _placed(asked: Asked, everyone: Ints) -> Asked:
    """Return the question with relationships numbered as they were drawn."""
    places = tuple(np.searchsorted(everyone, rows) for rows in asked.relationships)
    return attrs.evolve(asked, relationships=places)


def _verdict(asked: Asked, answer: Answer, own: Drawn, resamples: Resamples) -> Verdict:
    parts = asked.parts(answer)
    area, lift = ranked(parts, resamples)
    outcome = np.concatenate([part.outcome for part in parts])
    return Verdict(
        target=asked.target, score=answer.name, kind=answer.kind, chance=answer.chance,
        rows=len(outcome), happened=int(outcome.sum()), auc=area, lift=lift,
        **_belief(asked, answer, resamples), ahead=_ahead(asked, answer, own, area, resamples),
    )  # fmt: skip


def _ahead(asked: Asked, answer: Answer, own: Drawn, area: Drawn, resamples: Resamples) -> Drawn:
    if answer.name == asked.own.name:
        return Drawn.unknown()
    if any(np.isnan(score).any() for score in answer.scores):
        own = ranked(asked.parts(asked.own, among=answer), resamples)[0]
    return own - area


def _belief(asked: Asked, answer: Answer, resamples: Resamples) -> dict[str, Drawn]:
    names = ("brier", "log_loss", "calibration_error")
    if not answer.chances:
        return dict.fromkeys(names, Drawn.unknown())
    chances = attrs.evolve(answer, scores=answer.chances)
    parts: list[Rows] = asked.parts(chances)
    chance, outcome, relationship = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("score", "outcome", "relationship")
    )
    if not len(chance):
        return dict.fromkeys(names, Drawn.unknown())
    return dict(zip(names, believed(chance, outcome, relationship, resamples), strict=True))
