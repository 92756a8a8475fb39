"""What a backtest found: figures with intervals, words, curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import moment_from
from relationship_health.errors import InputError
from relationship_health.frames import write_table
from relationship_health.plots import Axes
from relationship_health.plots.backtest import (
    draw_areas,
    draw_calibration,
    draw_lift,
    draw_roc,
)
from relationship_health.results import Result, plain_rows
from relationship_health.validation.asking import LOGISTIC, MAPPED, Answer, Asked
from relationship_health.validation.curves import mean_lift, mean_roc
from relationship_health.validation.figures import auc, calibration
from relationship_health.validation.judging import Verdict
from relationship_health.validation.leaks import Leak
from relationship_health.validation.standing import ANSWERS, Horizon, Standing
from relationship_health.validation.targets import TARGETS
from relationship_health.validation.wording import (
    leak_sentences,
    target_sentences,
)
from relationship_health.wording import number_of

FIGURES = ("auc", "ahead", "lift", "brier", "log_loss", "calibration_error")


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class BacktestResult(Result):
    """How the engine, its metrics and the rivals did against what happened next.

    Attributes
    ----------
    horizon : Horizon
        How far ahead was asked.
    standings : tuple of Standing
        Scores and outcomes at every origin.
    first : int
        The first of them that is evaluated; what lies before may be learned from.
    questions : tuple of Asked
        The targets, with everybody's answers at the evaluated origins.
    verdicts : tuple of Verdict
        The rows.
    leaks : tuple of Leak
        Metrics that know more than they were given.
    """

    horizon: Horizon
    standings: tuple[Standing, ...]
    first: int
    questions: tuple[Asked, ...]
    verdicts: tuple[Verdict, ...]
    leaks: tuple[Leak, ...]

    @property
    def title(self) -> str:
        """What was asked."""
        days = [f"{moment_from(s.targets.origin_us):%Y-%m-%d}" for s in self.standings]
        origins = number_of(len(days), "origin")
        return f"Backtest over {self.horizon.days:g} days at {origins}, {days[0]} to {days[-1]}"

    @property
    def words(self) -> tuple[str, ...]:
        """Who knew too much; how the engine did, and who beats it."""
        weighty = self.standings[-1].weighty
        seen = {place for asked in self.questions for r in asked.relationships for place in r}
        count = len(self.standings) - self.first
        last = "the last origin" if count == 1 else f"the last {count} origins"
        evaluated = "the only origin" if len(self.standings) == 1 else last
        relationships = number_of(len(seen), "relationship")
        return (
            *leak_sentences(self.leaks, self.verdicts, weighty),
            f"Figures are from {evaluated} and {relationships}, with 95 % intervals.",
            *target_sentences(self.verdicts, self.horizon.days),
        )

    def columns(self) -> dict[str, Array]:
        """Return one row for each target and score.

        ``auc``, ``lift`` (of the best tenth), ``brier``, ``log_loss`` and ``calibration_error``
        come with ``_lower`` and ``_upper`` ends of a 95 % interval; so does ``ahead``, the AUC of
        the engine's own answer less this one's on the same rows, whose sign ``finding`` puts in a
        word. ``chance`` says whether the score is a probability of its own, or was mapped to one.
        """
        names = ("target", "score", "kind", "chance", "finding")
        found: dict[str, Array] = {
            name: np.array([getattr(verdict, name) for verdict in self.verdicts], dtype=object)
            for name in names
        }
        for name in ("rows", "happened"):
            found[name] = np.array([getattr(v, name) for v in self.verdicts], dtype=np.int64)
        for name in FIGURES:
            drawn = [getattr(verdict, name) for verdict in self.verdicts]
            found[name] = np.array([figure.value for figure in drawn], dtype=np.float64)
            ends = np.array([figure.interval for figure in drawn]).reshape(-1, 2)
            found[f"{name}_lower"], found[f"{name}_upper"] = ends[:, 0], ends[:, 1]
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as what JSON can hold, with the figures of every origin."""
        leaks = [{"metric": leak.metric, "kind": leak.kind} for leak in self.leaks]
        return Result.to_dict(self) | {"leaks": leaks, "by_origin": plain_rows(self._by_origin())}

    def by_origin(self, backend: str | None = None) -> Any:
        """Return AUC, rows and outcomes of every score at every origin as a frame.

        Parameters
        ----------
        backend : "pandas", "polars", "pyarrow" or "dict", optional
            The library of the frame; by default that of the log.
        """
        return write_table(self._by_origin(), backend or self.backend)

    def _by_origin(self) -> dict[str, Array]:
        at = [
            (place, target, name)
            for place, standing in enumerate(self.standings)
            for target in TARGETS
            for name in standing.scores
        ]
        figures = np.array([self._at(*where) for where in at]).reshape(-1, 3)
        place = np.array([where[0] for where in at], dtype=np.int64)
        moments = np.array([s.targets.origin_us for s in self.standings], dtype="datetime64[us]")
        return {
            "origin": moments[place], "evaluated": place >= self.first,
            "target": np.array([where[1] for where in at], dtype=object),
            "score": np.array([where[2] for where in at], dtype=object), "auc": figures[:, 0],
            "rows": figures[:, 1].astype(np.int64), "happened": figures[:, 2].astype(np.int64),
        }  # fmt: skip

    def _at(self, place: int, target: str, name: str) -> tuple[float, int, int]:
        standing = self.standings[place]
        score, outcome = standing.scores[name][standing.rows(target)], standing.outcome(target)
        known = ~np.isnan(score)
        return auc(score[known], outcome[known]), int(known.sum()), int(outcome[known].sum())

    def plot(self, target: str = "continues", ax: Axes | None = None) -> Axes:
        """Draw the AUC of every score on one target, with its interval."""
        asked = self._asked(target)
        table = self.columns()
        chosen = table["target"] == asked.target
        part = {name: values[chosen] for name, values in table.items()}
        return draw_areas(part, self._headline(target), ax)

    def roc(
        self, target: str = "continues", scores: Sequence[str] | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw ROC curves, averaged over the evaluated origins.

        Parameters
        ----------
        target : "contact" or "continues"
        scores : sequence of str, optional
            By default the engine's answer, the best rival and the logistic regression.
        ax : matplotlib Axes, optional
        """
        asked = self._asked(target)
        curves = {a.name: mean_roc(asked.parts(a)) for a in self._chosen(asked, scores)}
        return draw_roc(curves, self._headline(target), ax)

    def lift(
        self, target: str = "continues", scores: Sequence[str] | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw how much more often it happened among the best; see :meth:`roc`."""
        asked = self._asked(target)
        curves = {a.name: mean_lift(asked.parts(a)) for a in self._chosen(asked, scores)}
        return draw_lift(curves, self._headline(target), ax)

    def calibration(
        self, target: str = "contact", scores: Sequence[str] | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw what happened against what was said; see :meth:`roc`."""
        asked = self._asked(target)
        bins = {}
        for answer in self._chosen(asked, scores):
            if answer.chances:
                parts = asked.parts(attrs.evolve(answer, scores=answer.chances))
                found = calibration(
                    np.concatenate([part.score for part in parts]),
                    np.concatenate([part.outcome for part in parts]),
                )
                name = f"{answer.name} (mapped)" if answer.chance == MAPPED else answer.name
                bins[name] = {
                    "said": found.said, "happened": found.happened, "rows": found.rows,
                }  # fmt: skip
        return draw_calibration(bins, self._headline(target), ax)

    def _headline(self, target: str) -> str:
        if target == "contact":
            return f"Contact within {self.horizon.days:g} days"
        return "Going on within four own gaps"

    def _asked(self, target: str) -> Asked:
        if target not in TARGETS:
            message = f"target is {target!r}, expected one of {', '.join(map(repr, TARGETS))}."
            raise InputError(message)
        return next(asked for asked in self.questions if asked.target == target)

    def _chosen(self, asked: Asked, scores: Sequence[str] | None) -> list[Answer]:
        known = {answer.name: answer for answer in asked.answers}
        if scores is None:
            best = [
                v for v in self.verdicts
                if v.target == asked.target and v.kind == "rival" and not np.isnan(v.auc.value)
            ]  # fmt: skip
            first = [max(best, key=lambda v: v.auc.value).score] if best else []
            fitted = [LOGISTIC] if LOGISTIC in known else []
            scores = [ANSWERS[asked.target], *first, *fitted]
        for name in scores:
            if name not in known:
                message = f"There is no score {name!r}, expected some of {', '.join(known)}."
                raise InputError(message)
        return [known[name] for name in scores]
