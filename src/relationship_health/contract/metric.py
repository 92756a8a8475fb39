"""What a metric must have, and what it may have; built-ins and strangers alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from inspect import getattr_static
from typing import Any, Protocol, TypeGuard, overload, runtime_checkable

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract.benchmark import Benchmark
from relationship_health.contract.result import MetricResult
from relationship_health.contract.summary import Summary
from relationship_health.errors import PluginContractError


@runtime_checkable
class Metric(Protocol):
    """A question about a relationship, answered between 0 and 1.

    ``name`` is dotted for everyone but the built-ins (``"acme.reply_latency"``); ``version``
    changes whenever values do; ``requires`` names the optional columns without which the metric
    is unknown. A metric looks at one relationship at a time: what it must know of the others
    comes from the benchmark.

    A metric may also have

    - ``sided = True``: it speaks of our side and theirs. Where neither side is ours the engine
      asks it from both and takes the evidence-weighted mean; on a one-way log it is unknown;
    - ``requires_any``: optional columns of which one at least must be there;
    - ``two_way = True``: it is the same from both sides, yet unknown on a one-way log;
    - ``summarise(block) -> Summary``, and with it ``fit(summary) -> dict of floats`` and ``prior``,
      a Summary worth about 50 relationships: see :class:`LearningMetric`;
    - ``sentence(value, details) -> str`` and ``highlight(block) -> row numbers``: see
      :class:`ExplainingMetric`;
    - ``question``, ``unit``, ``source``: texts for listings.
    """

    @property
    def name(self) -> str:
        """Unique name."""

    @property
    def version(self) -> str:
        """Version of the values."""

    @property
    def requires(self) -> tuple[str, ...]:
        """Optional columns without which the metric is unknown."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Answer for every relationship of the block."""


class Learner(Protocol):
    """What learns what is usual, once, from integer summaries of all blocks."""

    @property
    def name(self) -> str:
        """Unique name, under which the benchmark keeps what was learned."""

    @property
    def version(self) -> str:
        """Version of what is learned."""

    @property
    def requires(self) -> tuple[str, ...]:
        """Optional columns without which nothing is learned."""

    def summarise(self, block: Block) -> Summary:
        """Reduce a block to integers."""

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Turn the sum of all summaries, prior included, into parameters."""


class LearningMetric(Learner, Metric, Protocol):
    """A metric that learns what is usual, once, from integer summaries of all blocks.

    Without ``prior`` it starts from nothing; without ``fit`` it finds the merged summary in
    ``benchmark.summaries``.
    """

    @property
    def prior(self) -> Summary:
        """What is usual elsewhere, worth about 50 relationships."""


@runtime_checkable
class ExplainingMetric(Metric, Protocol):
    """A metric that can put its answer into words."""

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """One sentence that a salesperson understands."""

    def highlight(self, block: Block) -> Ints:
        """Rows of a one-relationship block that matter most, most important first."""


def explains(metric: Metric) -> TypeGuard[ExplainingMetric]:
    """Whether a metric has words of its own."""
    # What isinstance would say of the protocol, at a small part of its cost.
    return all(getattr(metric, name, None) is not None for name in ("sentence", "highlight"))


@overload
def learns(metric: Metric) -> TypeGuard[LearningMetric]: ...
@overload
def learns(metric: Metric | Learner) -> TypeGuard[Learner]: ...
def learns(metric: Metric | Learner) -> bool:
    """Whether a metric has a first phase, in which it summarises."""
    # Looked up without running anything of the metric's own.
    return getattr_static(metric, "summarise", None) is not None


def prior_of(metric: Learner) -> Summary:
    """Return what a metric starts from."""
    return getattr(metric, "prior", Summary())


def fitted(metric: Learner, summary: Summary) -> dict[str, float]:
    """Return the parameters that a metric fits to a summary."""
    if getattr_static(metric, "fit", None) is None:
        return {}
    return {str(name): float(number) for name, number in metric.fit(summary).items()}


def needs_both_sides(metric: Metric) -> bool:
    """Whether a metric is unknown on a log in which nothing outbound is recorded."""
    return bool(getattr(metric, "two_way", is_sided(metric)))


def missing_columns(metric: Metric | Learner, present: Collection[str]) -> str:
    """Name the columns that a metric needs and that are not there; empty where none is missing.

    Examples
    --------
    >>> missing_columns(FunctionMetric(name="a", function=len, requires=("status",)), {"channel"})
    'status'
    """
    missing = [name for name in metric.requires if name not in present]
    choice = getattr(metric, "requires_any", ())
    if choice and not any(name in present for name in choice):
        missing.append(" or ".join(choice))
    return ", ".join(missing) if missing else ""


def is_sided(metric: Metric | Learner) -> bool:
    """Whether a metric speaks of our side and theirs."""
    return bool(getattr(metric, "sided", False))


@attrs.frozen(slots=True, kw_only=True)
class FunctionMetric:
    """A metric made from one function of a block by :func:`metric`."""

    name: str
    function: Callable[[Block], MetricResult | Floats]
    version: str = "0"
    requires: tuple[str, ...] = ()
    sided: bool = False
    question: str = ""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Call the function; a bare array of values counts every interaction as evidence."""
        del benchmark
        answer = self.function(block)
        if (
            isinstance(answer, np.ndarray)
            and answer.dtype == np.float64
            and answer.shape == (len(block),)
        ):
            return MetricResult.where(~np.isnan(answer) & (block.counts > 0), answer, block.counts)
        return answer  # type: ignore[return-value]  # the engine checks it and names the culprit


def metric(
    name: str, *, version: str = "0", requires: tuple[str, ...] = (), sided: bool = False
) -> Callable[[Callable[[Block], Any]], FunctionMetric]:
    """Make a metric from a function of a block.

    The function returns a :class:`MetricResult`, or a float64 array with one value per
    relationship (NaN for unknown), whose evidence is then the number of interactions.

    Examples
    --------
    >>> @metric("my.any_contact")
    ... def any_contact(block):
    ...     return np.where(block.counts > 0, 1.0, np.nan)
    >>> any_contact.name
    'my.any_contact'
    """
    if not isinstance(name, str) or not name:
        message = f"A metric's name is {name!r}, expected a non-empty string such as 'my.name'."
        raise PluginContractError(message)

    def wrap(function: Callable[[Block], Any]) -> FunctionMetric:
        return FunctionMetric(
            name=name, function=function, version=version, requires=requires, sided=sided,
            question=(function.__doc__ or "").strip().partition("\n")[0],
        )  # fmt: skip

    return wrap
