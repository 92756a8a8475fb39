"""One thing that was looked at in a log, and what it means for scores."""

from __future__ import annotations

import math

import attrs

LEVELS = ("fine", "care", "not enough")
"""From nothing to say, to scores that should not be believed."""


@attrs.frozen(slots=True, kw_only=True)
class Finding:
    """One figure of a log, held against a threshold.

    Parameters
    ----------
    check : str
        Its name.
    level : "fine", "care", "not enough" or "" where it could not be judged
    figure : float
        What was measured, NaN where it could not be.
    threshold : float
        Where care begins.
    found : str
        The figure in words.
    meaning : str
        What follows for scores where it is not fine.
    remedy : str
        What to do about it.
    """

    check: str
    level: str
    figure: float
    threshold: float
    found: str
    meaning: str
    remedy: str

    @property
    def serious(self) -> bool:
        """Whether it is anything but fine."""
        return self.level in LEVELS[1:]


@attrs.frozen(slots=True, kw_only=True)
class Check:
    """What is looked at, where care begins, and where there is not enough.

    Parameters
    ----------
    name : str
    care, stop : float
        Thresholds of the two levels; ``stop`` NaN where the figure alone never rules scores out.
    low_is_bad : bool
        Whether figures below the thresholds are the bad ones, or those above.
    meaning, remedy : str
    """

    name: str
    care: float
    stop: float = math.nan
    low_is_bad: bool = False
    meaning: str
    remedy: str

    def judge(
        self, figure: float, found: str, *, care: float | None = None, can_stop: bool = True
    ) -> Finding:
        """Return what a figure amounts to; ``care`` replaces the threshold for this log."""
        threshold = self.care if care is None else care
        sign = -1.0 if self.low_is_bad else 1.0
        bad = sign * figure > sign * threshold
        worst = can_stop and sign * figure > sign * self.stop
        return Finding(
            check=self.name, level=LEVELS[2 if bad and worst else int(bad)], figure=figure,
            threshold=threshold, found=found, meaning=self.meaning, remedy=self.remedy,
        )  # fmt: skip

    def unjudged(self, reason: str) -> Finding:
        """Return that the log holds too little, or the wrong things, to tell."""
        return Finding(
            check=self.name, level="", figure=math.nan, threshold=self.care, found=reason,
            meaning=self.meaning, remedy=self.remedy,
        )  # fmt: skip
