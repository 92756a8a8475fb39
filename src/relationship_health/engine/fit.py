"""Learning a benchmark: one walk over the blocks, integers added up, parameters fitted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import attrs
import numpy as np

from relationship_health.columns import Block
from relationship_health.contract import (
    Benchmark,
    GammaPrior,
    Learner,
    Metric,
    Summary,
    fitted,
    fixed_sum,
    learns,
    missing_columns,
    prior_of,
)
from relationship_health.engine.checking import Guard
from relationship_health.engine.learned import Learned
from relationship_health.engine.threads import in_order
from relationship_health.engine.views import summarise_views
from relationship_health.errors import BenchmarkError, PluginContractError
from relationship_health.kernels.rhythm import fit_gamma, log_gap_moments
from relationship_health.model import INBOUND, OUTBOUND, Terms

NORMS = "portfolio"
"""Name under which the benchmark keeps the engine's own summary."""


def summarise_norms(block: Block) -> Summary:
    """Count directions, and add up the moments of the relationships' log gaps."""
    rhythm = block.rhythm
    repeated = rhythm.gaps > 0
    centred, noise = log_gap_moments(rhythm.gaps[repeated], rhythm.gap_sum_days[repeated])
    unsided_rows = int(block.counts[~block.sided].sum())
    return Summary({
        "relationships": int((block.counts > 0).sum()),
        "outbound": int(np.count_nonzero(block.direction & OUTBOUND)) + unsided_rows,
        "inbound": int(np.count_nonzero(block.direction & INBOUND)) + unsided_rows,
        "gap_relationships": int(repeated.sum()),
        "log_gap": fixed_sum(centred),
        "log_gap_squares": fixed_sum(centred * centred),
        "log_gap_noise": fixed_sum(noise),
    })  # fmt: skip


def fit_rhythm(norms: Summary) -> GammaPrior:
    """Fit the Gamma prior of contact rates to a sum of norms that holds some gaps."""
    alpha, beta = fit_gamma(
        norms.count("gap_relationships"),
        norms.amount("log_gap"),
        norms.amount("log_gap_squares"),
        norms.amount("log_gap_noise"),
    )
    return GammaPrior(alpha, beta)


def fit_benchmark(  # noqa: PLR0913  all but the blocks and metrics by name
    blocks: Iterable[Block],
    metrics: Sequence[Metric | Learner],
    *,
    columns: Iterable[str],
    terms: Terms,
    as_of: int,
    guard: Guard,
    threads: int = 1,
) -> Benchmark:
    """Learn a benchmark from blocks, starting from what is usual elsewhere."""
    present = frozenset(columns)
    learned = learn(blocks, metrics, columns=present, guard=guard, threads=threads)
    return fit_learned(learned, metrics, columns=present, terms=terms, as_of=as_of, guard=guard)


def learn(
    blocks: Iterable[Block],
    metrics: Iterable[Metric | Learner],
    *,
    columns: Iterable[str],
    guard: Guard,
    threads: int = 1,
) -> Learned:
    """Add up what metrics learn from blocks; what other blocks give can be added to it."""
    learned, summarise = Learned(), partial(_summarise, _learners(metrics, columns), guard)
    for part in in_order(summarise, blocks, threads):
        learned += part
    return learned


def fit_learned(  # noqa: PLR0913  all but what was learned and by whom by name
    learned: Learned,
    metrics: Iterable[Metric | Learner],
    *,
    columns: Iterable[str],
    terms: Terms,
    as_of: int,
    guard: Guard,
) -> Benchmark:
    """Fit a benchmark to all that was learned, starting from what is usual elsewhere."""
    guard.note(learned.failed)
    norms = learned.norms
    summaries = {NORMS: norms + Benchmark.default().summaries[NORMS]}
    parameters, learners = {}, _learners(metrics, columns)
    for metric in learners:
        own = learned.metrics.get(metric.name, Summary())
        fit = guard.call(metric.name, "fit", partial(_fit_one, metric, own))
        if fit is not None:
            summaries[metric.name], parameters[metric.name] = fit
    return Benchmark(
        rhythm=fit_rhythm(summaries[NORMS]),
        columns=frozenset(columns),
        one_way=norms.count("outbound") == 0 and norms.count("inbound") > 0,
        relationships=norms.count("relationships"),
        terms=terms,
        parameters=parameters,
        summaries=summaries,
        versions={m.name: m.version for m in learners},
        as_of=as_of,
    )


def _learners(metrics: Iterable[Metric | Learner], columns: Iterable[str]) -> list[Learner]:
    present = frozenset(columns)
    return [m for m in metrics if learns(m) and not missing_columns(m, present)]


def _summarise(learners: Sequence[Learner], guard: Guard, block: Block) -> Learned:
    """Summarise one block; what failed is noted by a guard of its own."""
    own, parts = guard.fork(), {}
    for metric in learners:
        part = own.call(metric.name, "summarise", partial(_summary, metric, block))
        if part is not None:
            parts[metric.name] = part
    return Learned(norms=summarise_norms(block), metrics=parts, failed=own.diagnostics)


def complete(benchmark: Benchmark, learners: Iterable[Learner], guard: Guard) -> Benchmark:
    """Return a benchmark in which every metric that learns has its parameters.

    The shipped default knows the built-ins only; to it, and to no other, a stranger's metric adds
    the prior that it brings.

    Raises
    ------
    BenchmarkError
        Where a metric, or this version of it, was not there when the benchmark was learned.
    """
    added = {}
    for metric in learners:
        if missing_columns(metric, benchmark.columns):
            continue  # unknown for want of a column, not for want of a parameter
        version = benchmark.versions.get(metric.name)
        if version is None and benchmark.relationships == 0:
            fit = guard.call(metric.name, "fit", partial(_fit_one, metric, Summary()))
            if fit is not None:
                added[metric.name] = fit
        elif version != metric.version:
            found = "without it" if version is None else f"with its version {version}"
            message = (
                f"The benchmark was learned {found}, but the engine has metric {metric.name!r} "
                f"in version {metric.version}: fit the benchmark again."
            )
            raise BenchmarkError(message)
    if not added:
        return benchmark
    return attrs.evolve(
        benchmark,
        summaries={**benchmark.summaries, **{name: fit[0] for name, fit in added.items()}},
        parameters={**benchmark.parameters, **{name: fit[1] for name, fit in added.items()}},
    )


def _fit_one(metric: Learner, learned: Summary) -> tuple[Summary, dict[str, float]]:
    whole = prior_of(metric) + learned
    return whole.without_sample(), fitted(metric, whole)


def _summary(metric: Learner, block: Block) -> Summary:
    summary = summarise_views(metric, block)
    if not isinstance(summary, Summary):
        message = f"It returned {type(summary).__name__}, expected a Summary."
        raise PluginContractError(message)
    return summary
