"""What accounts buy."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.simulate.rhythms import poisson_times
from relationship_health.simulate.working_time import WorkingTime

PRODUCTS = ("basic", "extended", "premium", "support", "training")
PRICES = (900.0, 2_500.0, 7_000.0, 1_200.0, 600.0)
USUAL_GAP = 60.0
"""One over the mean rate of deals, in working days."""
_RATE_SHAPE = 0.8
_COSTS = (0.5, 0.85)


def account_ends(account: Array, ended: Floats, accounts: int, span: float) -> Floats:
    """Return when each account stops buying: once the last of its contacts has fallen silent.

    Parameters
    ----------
    account : int64 array over contacts
    ended : float64 array over contacts
        NaN where they did not fall silent.
    accounts : int
    span : float

    Examples
    --------
    >>> account_ends(np.array([0, 0, 1]), np.array([5.0, np.nan, 7.0]), 2, 30.0)
    array([30.,  7.])
    """
    ends = np.zeros(accounts)
    np.maximum.at(ends, account, np.where(np.isnan(ended), span, ended))
    return ends


def close_deals(
    accounts: Array, buying: Bools, ends: Floats, clock: WorkingTime, rng: np.random.Generator
) -> dict[str, Array]:
    """Draw the deals of all accounts as columns, in order of time.

    Parameters
    ----------
    accounts : object array of ids
    buying : bool array over accounts
        Whether it is a customer.
    ends : float64 array over accounts
        When it stops buying, in working time.
    clock : WorkingTime
    rng : Generator

    Examples
    --------
    >>> clock = WorkingTime.between(0, 300 * 86_400_000_000)
    >>> one = np.array(["customer01"], dtype=object), np.array([True]), np.array([clock.span])
    >>> deals = close_deals(*one, clock, np.random.default_rng(3))
    >>> sorted(deals)
    ['account', 'cost', 'product', 'time', 'value']
    """
    rate = rng.gamma(_RATE_SHAPE, 1.0 / (_RATE_SHAPE * USUAL_GAP), len(accounts)) * buying
    which, at = poisson_times(np.zeros(len(accounts)), ends, rate, rng)
    order = np.argsort(at, kind="stable")
    which, at = which[order], at[order]
    product = rng.integers(0, len(PRODUCTS), len(at))
    value = np.rint(np.array(PRICES)[product] * rng.lognormal(0.0, 0.5, len(at)))
    return {
        "account": accounts[which],
        "time": clock.moments(at).astype("datetime64[us]"),
        "value": value,
        "product": np.array(PRODUCTS, dtype=object)[product],
        "cost": np.rint(value * rng.uniform(*_COSTS, len(at))),
    }
