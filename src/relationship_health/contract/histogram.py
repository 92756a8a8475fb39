"""Histograms on a fixed logarithmic grid: medians from integers that add up in any order."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array
from relationship_health.contract.summary import Summary

BINS_PER_OCTAVE = 8
"""Bins are 9 % wide, and so is what a quantile read from them may be off by."""


def log_histogram(name: str, values: Array) -> dict[str, int]:
    """Count positive values in bins of a fixed logarithmic grid, as totals of a summary.

    Parameters
    ----------
    name : str
        What is counted; each total is called by it and the number of its bin.
    values : float64 array
        Values that are not positive and finite are left out.

    Examples
    --------
    >>> log_histogram("minutes", np.array([1.0, 1.01, 30.0]))
    {'minutes@0': 2, 'minutes@39': 1}
    """
    counted = np.asarray(values, dtype=np.float64)
    counted = counted[np.isfinite(counted) & (counted > 0)]
    bins = np.floor(BINS_PER_OCTAVE * np.log2(counted)).astype(np.int64)
    found, counts = np.unique(bins, return_counts=True)
    return {
        f"{name}@{place}": count
        for place, count in zip(found.tolist(), counts.tolist(), strict=True)
    }


def histogram_quantile(summary: Summary, name: str, q: float = 0.5) -> float:
    """Read a quantile off a histogram: the geometric middle of the bin it falls in.

    Returns
    -------
    float
        NaN where nothing was counted.

    Examples
    --------
    >>> totals = log_histogram("minutes", np.array([29.0, 30.0, 31.0]))
    >>> round(histogram_quantile(Summary(totals), "minutes"))
    31
    """
    head = f"{name}@"
    bins = sorted(
        (int(total[len(head) :]), count)
        for total, count in summary.totals.items()
        if total.startswith(head) and count > 0
    )
    wanted = q * sum(count for _, count in bins)
    below = 0
    for place, count in bins:
        below += count
        if below >= wanted:
            return float(2.0 ** ((place + 0.5) / BINS_PER_OCTAVE))
    return float("nan")
