"""Which interactions of a portfolio took place."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools
from relationship_health.columns import Portfolio
from relationship_health.columns.pieces import NOT_CONTACT


def happened(portfolio: Portfolio) -> Bools:
    """Mark the interactions whose status is contact: not cancelled, bounced, noted and so on.

    Examples
    --------
    >>> log = {
    ...     "sender": ["ana"] * 2,
    ...     "recipient": ["bo"] * 2,
    ...     "time": ["2026-01-05", "2026-01-06"],
    ...     "status": ["done", "cancelled"],
    ... }
    >>> happened(Portfolio.from_frame(log))
    array([ True, False])
    """
    if "status" not in portfolio.columns:
        return np.ones(len(portfolio.time), dtype=np.bool_)
    never = [name in NOT_CONTACT for name in portfolio.categories["status"].tolist()]
    return ~np.array([*never, False])[portfolio.columns["status"]]
