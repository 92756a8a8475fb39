"""The log that the benchmarks run on: skewed, seeded, made anew each time."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints

YEAR_US = 365 * 86_400_000_000
END_US = 1_790_000_000_000_000
OUTBOUND_SHARE = 0.6
BROADCAST_SHARE = 0.05


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Log:
    """Interactions in columns; our side is ``sender`` or ``recipient`` below ``ours``."""

    sender: Ints
    recipient: Ints
    time: Ints
    audience: Ints
    ours: int

    def as_frame(self) -> dict[str, Array]:
        """Return the log as a user would hold it."""
        return {
            "sender": self.sender,
            "recipient": self.recipient,
            "time": self.time,
            "audience": self.audience,
        }


def make_log(rows: int, relationships: int, seed: int = 7) -> Log:
    """Make a log whose relationships' sizes follow a power law, in random order.

    Half of what is sent is answered on average; one row in twenty is a broadcast.
    """
    rng = np.random.default_rng(seed)
    weight = 1.0 / np.arange(1, relationships + 1) ** 0.6
    share = np.concatenate([[0.0], np.cumsum(weight / weight.sum())])
    extra = np.searchsorted(share, rng.random(rows - relationships), side="right") - 1
    pair = np.concatenate([np.arange(relationships), np.clip(extra, 0, relationships - 1)])
    rng.shuffle(pair)
    ours = max(relationships // 1000, 1)
    us, them = pair % ours, ours + pair // ours
    outbound = rng.random(rows) < OUTBOUND_SHARE
    return Log(
        sender=np.where(outbound, us, them),
        recipient=np.where(outbound, them, us),
        time=END_US - rng.integers(0, 3 * YEAR_US // 1_000_000, rows) * 1_000_000,
        audience=np.where(rng.random(rows) < BROADCAST_SHARE, 200, 1),
        ours=ours,
    )
