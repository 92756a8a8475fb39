"""Shares of successes: what is summed over relationships, the Beta prior, and the score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Ints
from relationship_health.columns import Block, Trials
from relationship_health.contract.result import MetricResult
from relationship_health.contract.summary import Summary, fixed_sum
from relationship_health.kernels.shrinkage import fit_beta


def beta_moments(successes: Ints, trials: Ints) -> Summary:
    """Sum what :func:`fit_beta` needs, each relationship counting once however busy it is.

    Examples
    --------
    >>> import numpy as np
    >>> beta_moments(np.array([1, 2]), np.array([1, 2])).totals["repeated"]
    1
    """
    some = trials > 0
    share = successes[some] / trials[some]
    n, k = trials[trials > 1], successes[trials > 1]
    return Summary({
        "relationships": int(some.sum()),
        "share": fixed_sum(share),
        "repeated": len(n),
        "repeated_share": fixed_sum(k / n),
        "both": fixed_sum(k * (k - 1) / (n * (n - 1))),
    })  # fmt: skip


def beta_prior(summary: Summary) -> dict[str, float]:
    """Fit the Beta prior of shares to a sum of :func:`beta_moments`.

    Returns
    -------
    dict with a and b

    Examples
    --------
    >>> import numpy as np
    >>> many = np.full(100, 4)
    >>> prior = beta_prior(beta_moments(np.arange(100) % 3, many))
    >>> round(prior["a"] / (prior["a"] + prior["b"]), 2)
    0.25
    """
    a, b = fit_beta(
        summary.amount("share") / max(summary.count("relationships"), 1),
        summary.amount("repeated_share") / max(summary.count("repeated"), 1),
        summary.amount("both") / max(summary.count("repeated"), 1),
    )
    return {"a": a, "b": b}


def share_result(
    block: Block,
    seen: Trials,
    prior: Mapping[str, float],
    *,
    told: tuple[str, str],
) -> MetricResult:
    """Score the share of trials that went well.

    Parameters
    ----------
    prior : mapping
        a and b of the Beta prior.
    told : (str, str)
        What trials, and those that went well, are called in the details.
    """
    judged, well = seen.groups.count_both(seen.judged, seen.well)
    details = dict(zip(told, (judged, well), strict=True))
    if not len(seen.time):
        # In most logs most of what can be tried never is.
        unknown = np.full(len(block), np.nan)
        evidence = np.zeros(len(block))
        return MetricResult(value=unknown, evidence=evidence, variance=unknown, details=details)
    value, variance = seen.share(block, prior["a"], prior["b"])
    return MetricResult.where(judged > 0, value, judged, details, variance)
