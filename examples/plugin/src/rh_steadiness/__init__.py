"""example.steadiness: whether contacts come at regular intervals or in bursts.

Formula: value = (1 - A) / 2, with the burstiness of a short sequence of n gaps

    A = (sqrt(n + 1) r - sqrt(n - 1)) / ((sqrt(n + 1) - 2) r + sqrt(n - 1)),

where r is their standard deviation divided by their mean. A gap runs from the end of one engaged
conversation to the start of the next.

Range: 1 for equal gaps, .5 for gaps as random as they can be, 0 for one long gap among gaps of
nothing. Evidence: gaps. Unknown below three of them.

Source: Kim and Jo 2016, Physical Review E 94, 032311, arXiv 1604.01125.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relationship_health import MetricResult, PluginInfo, hookimpl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relationship_health import Benchmark, Block

    Floats = NDArray[np.float64]

FEWEST_GAPS = 3
DAY = 86_400_000_000  # microseconds, the unit of every time in a block


def steadiness(mean: Floats, deviation: Floats, gaps: NDArray[np.int64]) -> Floats:
    """Turn mean and standard deviation of some gaps into steadiness.

    Parameters
    ----------
    mean, deviation : float64 arrays
        In any one unit of time; the mean positive.
    gaps : int64 array
        How many gaps there are, at least 2.

    Returns
    -------
    float64 array in [0, 1]

    Examples
    --------
    >>> steadiness(np.array([3.0, 3.0]), np.array([0.0, 7.0**0.5]), np.array([8, 8]))
    array([1. , 0.5])
    """
    r, more, less = deviation / mean, np.sqrt(gaps + 1), np.sqrt(gaps - 1)
    burstiness = (more * r - less) / ((more - 2) * r + less)
    return np.asarray(np.clip((1 - burstiness) / 2, 0.0, 1.0), dtype=np.float64)


@dataclass(frozen=True)
class Steadiness:
    """The metric; the module says what it measures."""

    name = "example.steadiness"
    version = "1"
    requires = ()
    question = "Do contacts come at regular intervals?"
    source = "Kim and Jo 2016, arXiv 1604.01125"

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        del benchmark  # what is regular needs no comparison with others
        talks, engaged = block.conversations, block.engaged
        owner = talks.groups.spread(np.arange(len(block)))[engaged]
        start, end = talks.start[engaged], talks.end[engaged]
        same = owner[1:] == owner[:-1]
        gap, owner = (start[1:] - end[:-1])[same] / DAY, owner[1:][same]

        gaps = np.bincount(owner, minlength=len(block))
        divisor = np.maximum(gaps, 1)
        mean = np.bincount(owner, gap, len(block)) / divisor
        square = np.bincount(owner, (gap - mean[owner]) ** 2, len(block)) / divisor
        known = (gaps >= FEWEST_GAPS) & (mean > 0)
        value = steadiness(
            np.where(known, mean, 1.0),
            np.where(known, np.sqrt(square), 0.0),
            np.where(known, gaps, FEWEST_GAPS),
        )
        return MetricResult.where(
            known, value, gaps, {"mean_days": mean, "deviation_days": np.sqrt(square)}
        )

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how regular the contact is."""
        del value
        mean, deviation = details["mean_days"], details["deviation_days"]
        return f"Contact comes every {mean:.0f} days, give or take {deviation:.0f}."

    def highlight(self, block: Block) -> NDArray[np.int64]:
        """Return the last rows of engaged conversations, latest first."""
        return block.conversations.last_row[block.engaged][::-1]


@hookimpl
def rh_plugin_info() -> Iterable[PluginInfo]:
    """Name the version of the hooks that this plugin was written for."""
    return [PluginInfo(api=1, summary="Are the gaps between contacts regular?")]


@hookimpl
def rh_metrics() -> Iterable[Steadiness]:
    """Offer the metric."""
    return [Steadiness()]
