"""Even use of more channels scores higher."""

import numpy as np
from style import axes, curves

share = np.linspace(0.001, 0.999, 500)


def spread(*shares: np.ndarray) -> np.ndarray:
    """One less one over the effective number of channels."""
    return 1.0 - np.exp(sum(p * np.log(p) for p in shares))


rest = np.full_like(share, 0.2)
found = axes(
    x="share of the second channel in what the first two carry",
    title="channel_diversity: not all in one channel",
)
curves(
    found,
    share,
    {
        "two": spread(1.0 - share, share),
        "three": spread(0.8 * (1.0 - share), 0.8 * share, rest),
    },
    "channels",
)
found.set_xlim(0, 1)
