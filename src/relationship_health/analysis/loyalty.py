"""Why people stay, as they declare it, and whether that holds when a better offer comes.

Trust and quality are held against what others offer before anyone leaves. Price is beaten by a
price, convenience by something more convenient, and habit ends with the first occasion to think:
loyalty in behaviour without the attitude is spurious.

Source: Dick, Basu 1994, "Customer loyalty: toward an integrated conceptual framework", J. Academy
of Marketing Science 22(2):99-113, doi 10.1177/0092070394222001.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.composite import Scorecard

FIRM = frozenset({"trust", "quality"})
FRAGILE = frozenset({"price", "convenience", "habit"})
LOYALTIES = ("unknown", "fragile", "firm")


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Loyalty:
    """Declared motives of each row of a scorecard.

    Attributes
    ----------
    code : int64 array
        Place in ``LOYALTIES``: firm if trust or quality is among the motives, fragile if it is
        only price, convenience or habit, unknown if nothing known is declared.
    motives : object array
        As declared, sorted and joined by commas; None where there are none.
    """

    code: Ints
    motives: Array

    @property
    def names(self) -> Array:
        """Loyalty of each row in words."""
        return np.array(LOYALTIES, dtype=object)[self.code]


def loyalty_of(card: Scorecard) -> Loyalty:
    """Find why the person outside stays; where no side is ours, whichever end says so."""
    portfolio = card.portfolio
    declared = {key: who.motives for key, who in portfolio.stakeholders.items() if who.motives}
    code = np.zeros(len(portfolio.ids), dtype=np.int64)
    texts: list[str | None] = [None] * len(portfolio.ids)
    for place, key in enumerate(portfolio.ids.tolist() if declared else ()):
        if motives := declared.get(key):
            code[place] = 2 if FIRM.intersection(motives) else int(bool(FRAGILE & set(motives)))
            texts[place] = ", ".join(sorted(motives))
    source, target = portfolio.source[card.rows], portfolio.target[card.rows]
    motives_of = np.array([*texts, None], dtype=object)
    silent = np.array([text is None for text in texts], dtype=np.bool_)
    turned = ~portfolio.sided[card.rows] & silent[target]
    person = np.where(turned, source, target)
    return Loyalty(code=code[person], motives=motives_of[person])
