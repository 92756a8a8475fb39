"""responsiveness: how fast do both sides answer, counting what is still unanswered?

Formula: of each side, P(answer within target) = 1 - (beta' / (beta' + target))^alpha', with
alpha' = alpha + answers and beta' = beta + days waited; value = mean of the sides that were asked.

- question: a run of one side's lines that is not itself an answer, that is, does not come within
  ``response_window`` (14 days) after a question of the other side; after a pause of more than a day
  the same side asks anew; what is automated, a broadcast or news asks nothing; a meeting answers
  and asks nothing;
- days waited: from the first line of the run to the first line of the other side, answered or not,
  at most the target: later lines are seldom answers, and what is asked is who answers by then;
- every question weighs 2^(-age / half_life); target: 2 days;
- alpha = 1 answer; beta: alpha times the mean wait per answer of the benchmark, at least the
  target, so that nobody is taken to be fast without having shown it.

Range: 0 to 1; 1 is every question answered within the target. Evidence: questions that were
answered in time or have waited for the target. Unknown without any.

Source: censored exponential waiting times with a Gamma prior (Gelman et al. 2013, Bayesian Data
Analysis, section 2.6); latency over answered messages only rewards silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY, Block
from relationship_health.contract import Benchmark, Metric, MetricResult, Summary, fixed_sum
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.decay import decay_weight
from relationship_health.kernels.segments import Groups
from relationship_health.kernels.variance import survival_variance

ALPHA = 1.0


def responsiveness(
    answers: Floats, waited_days: Floats, alpha: float, beta: float, target_days: float = 2.0
) -> Floats:
    """Probability that a side answers within the target.

    Parameters
    ----------
    answers, waited_days : float64 arrays, at least 0
        Decayed answers, and decayed days waited for them and for what was never answered.
    alpha, beta : float, positive
        Gamma prior of the rate of answers per day.
    target_days : float, positive

    Returns
    -------
    float64 array in (0, 1)

    Examples
    --------
    >>> responsiveness(np.array([1.0, 0.0]), np.array([0.0, 14.0]), alpha=1.0, beta=2.0).round(3)
    array([0.75 , 0.111])
    """
    slower = np.log(beta + waited_days) - np.log(beta + waited_days + target_days)
    return np.asarray(-np.expm1((alpha + answers) * slower))


@attrs.frozen(slots=True, kw_only=True)
class Responsiveness:
    """The metric ``responsiveness``; see the module for its formula."""

    target_days: float = attrs.field(default=2.0, validator=attrs.validators.gt(0))

    name = "responsiveness"
    version = "1"
    requires = ()
    two_way = True
    unit = "probability of an answer within the target"
    question = "How fast do both sides answer, counting what is still unanswered?"
    unknown_when = "nothing has wanted an answer for long enough"
    source = "Gelman et al. 2013, Bayesian Data Analysis, section 2.6"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 questions."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Add up answers and days waited."""
        waited, answered, _ = self._waits(block)
        return Summary({"answers": int(answered.sum()), "waited_days": fixed_sum(waited)})

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return alpha and beta of the prior."""
        mean = summary.amount("waited_days") / max(summary.count("answers"), 1)
        return {"alpha": ALPHA, "beta": ALPHA * max(mean, self.target_days)}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        questions, waits = block.questions, self._waits(block)
        weight = decay_weight(block.days_since(questions.asked), block.terms.half_life_days)
        sides = questions.by_source, ~questions.by_source
        they_were_asked, we_were_asked = questions.groups.count_both(
            *(chosen & waits[2] for chosen in sides)
        )
        (theirs, ours), (their_waits, our_waits), (their_variance, our_variance) = self._sides(
            questions.groups, [weight * chosen.astype(np.float64) for chosen in sides], waits,
            benchmark.of(self.name),
        )  # fmt: skip
        asked = they_were_asked + we_were_asked
        both = 0.5 * (theirs + ours)
        value = np.where(they_were_asked == 0, ours, np.where(we_were_asked == 0, theirs, both))
        details = {
            "theirs": theirs, "ours": ours, "they_were_asked": they_were_asked,
            "we_were_asked": we_were_asked, "their_wait_days": their_waits,
            "our_wait_days": our_waits,
        }  # fmt: skip
        variance = np.where(
            they_were_asked == 0, our_variance,
            np.where(we_were_asked == 0, their_variance, 0.25 * (their_variance + our_variance)),
        )  # fmt: skip
        return MetricResult.where(asked > 0, value, asked, details, variance)

    def _sides(
        self,
        groups: Groups,
        weights: Iterable[Floats],
        waits: tuple[Floats, Bools, Bools],
        learned: Mapping[str, float],
    ) -> tuple[Floats, Floats, Floats]:
        """Probability of an answer in time, usual wait, and variance, one row for each side."""
        days, answered, _ = waits
        sums = [
            (groups.sum(weight * answered.astype(np.float64)), groups.sum(weight * days))
            for weight in weights
        ]
        # Both sides in one go.
        answers, waited = map(np.concatenate, zip(*sums, strict=True))
        alpha, beta = learned["alpha"] + answers, learned["beta"] + waited
        value = responsiveness(answers, waited, learned["alpha"], learned["beta"], self.target_days)
        variance = survival_variance(alpha, beta, np.full(len(alpha), self.target_days))
        shape = (len(sums), -1)
        return value.reshape(shape), (beta / alpha).reshape(shape), variance.reshape(shape)

    def _waits(self, block: Block) -> tuple[Floats, Bools, Bools]:
        """Days that each question waited within the target, if answered by then, and if judged."""
        asked = block.questions
        days = asked.waited_us.astype(np.float64) / US_PER_DAY
        answered = asked.answered & (days <= self.target_days)
        return np.minimum(days, self.target_days), answered, answered | (days >= self.target_days)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how likely either side answers in time."""
        del value
        parts = [
            f"{who} answer within {self.target_days:g} days in "
            f"{100 * details[side]:.0f} % of cases ({_times(details[count])})"
            for who, side, count in (
                ("they", "theirs", "they_were_asked"), ("you", "ours", "we_were_asked"),
            )
            if details[count]
        ]  # fmt: skip
        told = ", ".join(parts)
        return f"{told[:1].upper()}{told[1:]}."

    def highlight(self, block: Block) -> Ints:
        """Return the newest questions that are not answered yet."""
        asked = block.questions
        open_since = asked.asked[~asked.answered][::-1][:3]
        return np.searchsorted(block.time, open_since)


def _times(count: float) -> str:
    return "asked once" if count == 1 else f"asked {count:.0f} times"


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Responsiveness(),)
