"""One question put to everybody: their scores and chances on the very same rows.

A score that is no probability gets one by a stated mapping: a logistic regression of the outcome on
the logit of the score's rank among the rows of its origin, fitted on the earlier origins (Platt
1999). It changes no rank and lets everybody be asked whether they can be believed.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.kernels.ranks import average_ranks
from relationship_health.validation.bootstrap import Rows
from relationship_health.validation.logistic import Logistic, fit_logistic
from relationship_health.validation.standing import ANSWERS, PROBABILITY, Standing

LOGISTIC = "logistic"
FITTED = "fitted"
OWN, MAPPED, NONE = "own", "mapped", ""
PROBABILITIES = {"contact": ("outlook",), "continues": (PROBABILITY,)}
"""Scores that are a probability of the target as they stand."""
MAPPING_PENALTY = 1e-3


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Answer:
    """What one score says of every row of the evaluated origins.

    Parameters
    ----------
    name, kind : str
    scores : tuple of float64 arrays, one for each origin
        NaN where unknown.
    chances : tuple of float64 arrays, empty where there are none
    chance : "own", "mapped" or ""
        Where the chances come from.
    """

    name: str
    kind: str
    scores: tuple[Floats, ...]
    chances: tuple[Floats, ...] = ()
    chance: str = NONE


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Asked:
    """A target asked of everybody at the evaluated origins.

    Parameters
    ----------
    target : str
    relationships : tuple of int64 arrays, one for each origin
        Positions in the portfolio.
    outcomes : tuple of bool arrays
    answers : tuple of Answer
        Everybody's, the engine's first.
    """

    target: str
    relationships: tuple[Ints, ...]
    outcomes: tuple[Bools, ...]
    answers: tuple[Answer, ...]

    @property
    def rows(self) -> int:
        """Rows of all origins."""
        return sum(map(len, self.outcomes))

    @property
    def happened(self) -> int:
        """Rows on which the outcome came."""
        return sum(int(outcome.sum()) for outcome in self.outcomes)

    @property
    def own(self) -> Answer:
        """The engine's answer to this very question."""
        return self.named(ANSWERS[self.target])

    def named(self, name: str) -> Answer:
        """Return one answer by its name."""
        return next(answer for answer in self.answers if answer.name == name)

    def parts(self, answer: Answer, among: Answer | None = None) -> list[Rows]:
        """Rows of each origin on which an answer, and another one, are known."""
        parts = []
        for place, score in enumerate(answer.scores):
            known = ~np.isnan(score if among is None else score + among.scores[place])
            outcome, relationship = self.outcomes[place], self.relationships[place]
            part = Rows(
                score=score[known], outcome=outcome[known], relationship=relationship[known]
            )
            parts.append(part)
        return parts


def ask(target: str, earlier: Sequence[Standing], evaluated: Sequence[Standing]) -> Asked:
    """Put one question to everybody, on the rows on which the engine answers it."""
    rows = [standing.rows(target) for standing in evaluated]
    kinds = {name: kind for standing in evaluated for name, kind in standing.kinds.items()}
    answers = [
        _answer(name, kind, target, earlier, evaluated)
        for name, kind in sorted(kinds.items(), key=lambda item: item[1] == FITTED)
    ]
    fitted = _logistic(target, earlier, evaluated)
    return Asked(
        target=target, relationships=tuple(rows),
        outcomes=tuple(standing.outcome(target) for standing in evaluated),
        answers=(*answers, *fitted),
    )  # fmt: skip


def _answer(
    name: str, kind: str, target: str, earlier: Sequence[Standing], evaluated: Sequence[Standing]
) -> Answer:
    scores = tuple(_scores(standing, name, target) for standing in evaluated)
    answer = Answer(name=name, kind=kind, scores=scores)
    if name in PROBABILITIES[target]:
        return attrs.evolve(answer, chances=scores, chance=OWN)
    mapping = _mapping(name, target, earlier)
    if mapping is None:
        return answer
    chances = tuple(mapping.chance(rank_logit(score)) for score in scores)
    return attrs.evolve(answer, chances=chances, chance=MAPPED)


def _scores(standing: Standing, name: str, target: str) -> Floats:
    rows = standing.rows(target)
    column = standing.scores.get(name)
    return np.full(len(rows), np.nan) if column is None else column[rows]


def _mapping(name: str, target: str, earlier: Sequence[Standing]) -> Logistic | None:
    """Fit the mapping of a score to a probability, on what the earlier origins saw."""
    features, outcomes = [], []
    for standing in earlier:
        score = _scores(standing, name, target)
        known = ~np.isnan(score)
        features.append(rank_logit(score[known]))
        outcomes.append(standing.outcome(target)[known])
    outcome = np.concatenate([np.empty(0, np.bool_), *outcomes])
    if not outcome.any() or outcome.all():
        return None
    return fit_logistic(np.concatenate(features), outcome, MAPPING_PENALTY)


def rank_logit(score: Floats) -> Floats:
    """Logit of each score's rank among those known, one column; ties share their mean rank.

    Examples
    --------
    >>> rank_logit(np.array([1.0, 5.0, 5.0, np.nan])).round(2).ravel()
    array([-1.61,  0.69,  0.69,   nan])
    """
    known = ~np.isnan(score)
    share = np.full(len(score), np.nan)
    share[known] = (average_ranks(score[known]) - 0.5) / max(int(known.sum()), 1)
    return np.log(share / (1.0 - share))[:, None]


def _logistic(
    target: str, earlier: Sequence[Standing], evaluated: Sequence[Standing]
) -> tuple[Answer, ...]:
    """Ask a logistic regression on ten plain features, fitted on the earlier origins."""
    outcomes = [standing.outcome(target) for standing in earlier]
    outcome = np.concatenate([np.empty(0, np.bool_), *outcomes])
    if not outcome.any() or outcome.all():
        return ()
    features = [standing.features[standing.rows(target)] for standing in earlier]
    model = fit_logistic(np.concatenate(features), outcome)
    chances = tuple(model.chance(s.features[s.rows(target)]) for s in evaluated)
    return (Answer(name=LOGISTIC, kind=FITTED, scores=chances, chances=chances, chance=OWN),)
