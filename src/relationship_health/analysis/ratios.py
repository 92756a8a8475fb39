"""Ratios of now to then with intervals that know who is behind the counts.

Contacts of one relationship are no independent events, so the unit of the error is the whole
relationship (or account). With amounts n_i now and t_i then, N = Σ n_i and T = Σ t_i, the linear
part of ln(N/T) in cluster i is z_i = n_i/N - t_i/T, and Var ln(N/T) ≈ m/(m - 1) Σ z_i² over m
clusters. A ratio of two sums has the z_i of its numerator less those of its denominator.

Source: Cochran 1977, Sampling Techniques, 3rd ed., section 6.3 (ratio estimates) and 9A (clusters);
Woodruff 1971, J. Am. Stat. Assoc. 66:411-414, doi 10.1080/01621459.1971.10482279 (linearisation).
"""

from __future__ import annotations

import math

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.kernels.shrinkage import Z_90, wilson_interval


@attrs.frozen(slots=True, kw_only=True)
class Ratio:
    """A quantity then and now, and the ratio of the two with its 90 % interval.

    Attributes
    ----------
    early, late : float
        Then and now; NaN where there is nothing to divide by.
    ratio, lower, upper : float
        NaN where unknown; infinite where there was nothing then.
    """

    early: float
    late: float
    ratio: float
    lower: float
    upper: float

    @property
    def verdict(self) -> str:
        """More, less, or about the same where the interval holds 1; empty where unknown."""
        if math.isnan(self.lower) or math.isnan(self.upper):
            return ""
        if self.lower > 1.0:
            return "more"
        return "less" if self.upper < 1.0 else "about the same"


def ratio_of_counts(then: Floats, now: Floats, *, events: bool = True) -> Ratio:
    """Compare two counts, cluster by cluster.

    Parameters
    ----------
    then, now : float64 arrays
        Counts of each cluster.
    events : bool
        Whether what is counted are events. Then the interval is the wider one of the clustered
        interval and of that of independent events, because with few of them the first is not to
        be trusted. Where clusters themselves are counted, those there both times say nothing.

    Examples
    --------
    >>> found = ratio_of_counts(np.array([10.0, 8.0, 9.0]), np.array([20.0, 18.0, 16.0]))
    >>> found.ratio, round(float(found.lower), 2), round(float(found.upper), 2), found.verdict
    (2.0, 1.36, 2.94, 'more')
    """
    total_then, total_now = math.fsum(then), math.fsum(now)
    both = total_then + total_now
    if not both:
        return Ratio(early=0.0, late=0.0, ratio=math.nan, lower=math.nan, upper=math.nan)
    (low,), (high,) = wilson_interval(np.array([total_now / both]), np.array([both]))
    ratio = total_now / total_then if total_then else math.inf
    lower, upper = _odds(low), _odds(high)
    if total_then and total_now:
        spread = math.exp(Z_90 * math.sqrt(_variance(now / total_now - then / total_then)))
        if not events:
            lower, upper = ratio, ratio
        lower, upper = min(lower, ratio / spread), max(upper, ratio * spread)
    return Ratio(early=total_then, late=total_now, ratio=ratio, lower=lower, upper=upper)


def ratio_of_means(
    then: tuple[Floats, Floats], now: tuple[Floats, Floats], *, together: bool = True
) -> Ratio:
    """Compare two quotients of sums: of what by what, cluster by cluster.

    Parameters
    ----------
    then, now : pairs of float64 arrays
        Numerator and denominator of each cluster.
    together : bool
        Whether both are of the same clusters; if not, their errors are taken to be independent.

    Examples
    --------
    >>> one = np.ones(4)
    >>> found = ratio_of_means((one, one), (np.array([2.0, 2.5, 1.5, 2.0]), one))
    >>> found.ratio, round(float(found.lower), 2), round(float(found.upper), 2)
    (2.0, 1.63, 2.46)
    """
    sums = [math.fsum(values) for values in (*then, *now)]
    top_then, under_then, top_now, under_now = sums
    was = top_then / under_then if under_then else math.nan
    is_now = top_now / under_now if under_now else math.nan
    if not all(sums):
        return Ratio(early=was, late=is_now, ratio=math.nan, lower=math.nan, upper=math.nan)
    tops = now[0] / top_now - then[0] / top_then
    unders = now[1] / under_now - then[1] / under_then
    variance = _variance(tops - unders) if together else _variance(tops) + _variance(unders)
    ratio, spread = is_now / was, math.exp(Z_90 * math.sqrt(variance))
    return Ratio(early=was, late=is_now, ratio=ratio, lower=ratio / spread, upper=ratio * spread)


def _odds(share: float) -> float:
    return share / (1.0 - share) if share < 1.0 else math.inf


def _variance(parts: Floats) -> float:
    """Variance of a sum of independent parts; unknown, so infinite, where it is one cluster's."""
    clusters = int(np.count_nonzero(parts))
    if clusters == 1:
        return math.inf
    return math.fsum(parts**2) * clusters / max(clusters - 1, 1)
