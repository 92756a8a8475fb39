"""Use that follows what they want scores high, as far as it is known what they want."""

import numpy as np
from style import axes, curves

share = np.linspace(0.0, 1.0, 101)


def overlap(shown: int) -> np.ndarray:
    """Overlap of our use of two purposes with a preference shown for the first, of five."""
    wanted = (shown + 0.2) / (shown + 1.0)
    other = 0.2 / (shown + 1.0)
    return np.minimum(share, wanted) + np.minimum(1.0 - share, other)


found = axes(
    x="share of what we open that is in the purpose they prefer",
    title="purpose_fit: do as they would be done by",
)
curves(found, share, {f"{n}": overlap(n) for n in (1, 5, 50)}, "conversations\nthat showed it")
found.set_xlim(0, 1)
