"""depth: time, attention, authenticity.

Formula: the geometric mean of what is known of three parts, over engaged conversations, each
weighing w = 2^(-age / half_life):

- time: t / (t + median), t the mean of the minutes shared in conversations that tell their
  duration, median that of the benchmark's relationships;
- attention: the mean of q = 1 / audience, that of a conversation's smallest audience;
- authenticity: the share of conversations with a line that was neither automated nor sent to more
  than ``broadcast_audience`` people;
- the means of attention and authenticity are drawn towards r0 = .3 as if by a = 2 conversations:
  full attention is not taken on trust.

Range: 0 to 1. Evidence: engaged conversations. Unknown where they never engaged.

Source: tie strength as time, intensity and intimacy, Granovetter 1973, Am. J. Sociology 78:1360,
doi 10.1086/225469; attention as what is shared among an audience, Phillips 2011.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    Summary,
    histogram_quantile,
    log_histogram,
)
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.variance import effective_number, share_variance


def depth(parts: Floats) -> Floats:
    """Geometric mean of the parts that are known.

    Parameters
    ----------
    parts : float64 array, shape (parts, relationships)
        In [0, 1], NaN where unknown.

    Returns
    -------
    float64 array in [0, 1], NaN where every part is unknown

    Examples
    --------
    >>> depth(np.array([[0.25, np.nan], [1.0, 0.5]]))
    array([0.5, 0.5])
    """
    known = ~np.isnan(parts)
    count = np.add.reduce(known, axis=0)
    product = np.multiply.reduce(np.where(known, parts, 1.0), axis=0)
    return np.where(count > 0, product ** (1.0 / np.maximum(count, 1)), np.nan)


@attrs.frozen(slots=True, kw_only=True)
class Depth:
    """The metric ``depth``; see the module for its formula."""

    a: float = attrs.field(default=2.0, validator=attrs.validators.gt(0))
    r0: float = attrs.field(default=0.3, validator=[attrs.validators.ge(0), attrs.validators.le(1)])

    name = "depth"
    version = "1"
    requires = ()
    requires_any = ("duration", "audience", "automated")
    unit = "geometric mean of time, attention and authenticity"
    question = "How much time and attention do we share, and is it us or a machine?"
    unknown_when = "they never engaged"
    source = "Granovetter 1973, doi 10.1086/225469"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 relationships."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Count relationships by the minutes that they share."""
        minutes, told, _ = _minutes(block)
        return Summary(log_histogram("minutes", minutes[told > 0]))

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return the median of the minutes shared."""
        return {"median_minutes": histogram_quantile(summary, "minutes")}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        minutes, told, doubt = _minutes(block)
        groups, weight = block.conversations.groups, block.engaged_weights
        total = block.engaged_weight
        parts = np.full((3, len(block)), np.nan)
        median = benchmark.of(self.name)["median_minutes"]
        parts[0] = np.where(told > 0, minutes / (minutes + median), np.nan)
        for place, figures in ((1, _attention(block)), (2, _personal(block))):
            if figures is not None:
                parts[place] = (groups.sum(weight * figures) + self.a * self.r0) / (total + self.a)
        value = depth(parts)
        # Error of each part's logarithm; their mean is the logarithm of the value.
        drawn = 0.9 * self.a * (1.0 - self.r0) / (total + self.a)
        sure = np.where(parts > 0, parts, 1.0)
        number = effective_number(total, groups.sum(weight * weight))
        relative = np.sqrt(share_variance(parts, number + self.a)) / sure
        relative[1:] = np.maximum(relative[1:], drawn / sure[1:])
        relative[0] = (1.0 - parts[0]) * doubt
        number = np.maximum(np.add.reduce(~np.isnan(parts), axis=0), 1)
        # Of an unknown part there is no error; fmax takes the number where the other is NaN.
        time, attention, authenticity = np.fmax(relative, 0.0)
        # Attention and authenticity err together, as they are drawn to the same prior.
        variance = (value / number) ** 2 * ((attention + authenticity) ** 2 + time**2)
        known = (block.rhythm.contacts > 0) & ~np.isnan(value)
        details = {"minutes": minutes, "attention": parts[1], "personal": parts[2]}
        return MetricResult.where(known, value, block.rhythm.contacts, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say what is known of time, attention and authenticity."""
        del value
        told = []
        if details["minutes"] > 0:
            minutes = max(round(details["minutes"]), 1)
            told.append(f"{minutes} minute{'s'[: minutes != 1]} shared on average")
        if not np.isnan(details["attention"]):
            told.append(f"attention {100 * details['attention']:.0f} %")
        if not np.isnan(details["personal"]):
            told.append(f"{100 * details['personal']:.0f} % in person rather than by machine")
        sentence = ", ".join(told)
        return f"{sentence[:1].upper()}{sentence[1:]}." if told else "Nothing shared is measured."

    def highlight(self, block: Block) -> Ints:
        """Return the longest engaged contact."""
        if "duration" not in block.columns or not len(block.time):
            return np.empty(0, dtype=np.int64)
        minutes = np.nan_to_num(block.columns["duration"], nan=-1.0)
        longest = int(minutes.argmax())
        return np.array([longest] if minutes[longest] >= 0 else [], dtype=np.int64)


def _minutes(block: Block) -> tuple[Floats, Ints, Floats]:
    """Decayed mean of the minutes of engaged conversations, how many tell them, relative error."""
    if "duration" not in block.columns:
        nothing = np.zeros(len(block))
        return nothing, np.zeros(len(block), dtype=np.int64), nothing
    talks = block.conversations
    minutes = block.columns["duration"].astype(np.float64)
    told = ~np.isnan(minutes)
    spans = talks.lines.reduce(np.add, np.where(told, minutes, 0.0))
    chosen = block.engaged & talks.lines.reduce(np.logical_or, told)
    weight = block.conversation_weights * chosen.astype(np.float64)
    total = talks.groups.sum(weight)
    safe = np.where(total > 0, total, 1.0)
    mean = talks.groups.sum(weight * spans) / safe
    square = talks.groups.sum(weight * spans * spans) / safe
    number = effective_number(total, talks.groups.sum(weight * weight))
    # As if one more length were as far from the mean as the mean from nothing.
    spread = number * np.maximum(square - mean * mean, 0.0) + mean * mean
    known = np.where(mean > 0, mean, 1.0)
    error = np.sqrt(spread / (number + 1.0) / np.maximum(number, 1.0)) / known
    return mean, talks.groups.count(chosen), error


def _attention(block: Block) -> Floats | None:
    """Attention share of each conversation."""
    if "audience" not in block.columns:
        return None
    talks = block.conversations
    audience = np.maximum(block.columns["audience"].astype(np.float64), 1.0)
    return np.asarray(1.0 / talks.lines.reduce(np.minimum, audience))


def _personal(block: Block) -> Floats | None:
    """Whether each conversation has a line that was personal, as 0 or 1."""
    if not {"audience", "automated"} & block.columns.keys():
        return None
    chosen = block.conversations.lines.reduce(np.logical_or, block.personal)
    return np.asarray(chosen.astype(np.float64))


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Depth(),)
