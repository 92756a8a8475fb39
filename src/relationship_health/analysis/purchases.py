"""What was bought up to a moment, by whom: transactions of accounts, or a log of purchases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import numpy as np

from relationship_health.analysis.happened import happened
from relationship_health.analysis.organisations import Organisations
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.columns import US_PER_DAY, Portfolio
from relationship_health.kernels.segments import Groups

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Purchases:
    """Purchases, buyer after buyer, each buyer's in the order of time, then of value.

    Attributes
    ----------
    groups : Groups
        The purchases of each buyer: of an organisation, or of a relationship of the portfolio.
    time : int64 array
        Microseconds UTC.
    value, cost : float64 arrays
        In the currency of the log; a cost that is not known is NaN.
    product : object array
        None where it is not known.
    """

    groups: Groups
    time: Ints
    value: Floats
    cost: Floats
    product: Array

    @property
    def spent(self) -> Floats:
        """Sum of the values of each buyer."""
        return np.asarray(self.groups.sum(self.value), dtype=np.float64)

    def spent_since(self, since_us: int) -> Floats:
        """Sum of each buyer's values after a moment."""
        return np.asarray(self.groups.sum(np.where(self.time > since_us, self.value, 0.0)))

    def decayed(self, as_of_us: int, half_life_days: float) -> Floats:
        """Sum of each buyer's values, halved for every half-life of their age."""
        ages = (as_of_us - self.time) / US_PER_DAY
        return np.asarray(self.groups.sum(self.value * np.exp2(-ages / half_life_days)))


def purchases_of_accounts(
    portfolio: Portfolio, organisations: Organisations, until_us: int
) -> Purchases:
    """Return the transactions up to a moment, by organisation."""
    deals = [
        (deal, us) for deal in portfolio.transactions
        if (us := (deal.time - _EPOCH) // _MICROSECOND) <= until_us
    ]  # fmt: skip
    return _grouped(
        buyer=organisations.codes(deal.account for deal, _ in deals), buyers=len(organisations),
        time=np.array([us for _, us in deals], dtype=np.int64),
        value=np.array([deal.value for deal, _ in deals], dtype=np.float64),
        cost=np.array(
            [np.nan if deal.cost is None else deal.cost for deal, _ in deals], dtype=np.float64
        ),
        product=object_array(deal.product for deal, _ in deals),
    )  # fmt: skip


def purchases_in_log(portfolio: Portfolio, until_us: int) -> Purchases:
    """Return the interactions up to a moment that have a value, by relationship."""
    value = portfolio.columns.get("value")
    if value is None:
        value = np.full(len(portfolio.time), np.nan)
    rows = np.flatnonzero(~np.isnan(value) & (portfolio.time <= until_us) & happened(portfolio))
    buyer = np.searchsorted(portfolio.groups.indptr, rows, side="right") - 1
    nothing = np.full(len(rows), np.nan)
    return _grouped(
        buyer=buyer, buyers=len(portfolio), time=portfolio.time[rows], value=value[rows],
        cost=nothing, product=np.full(len(rows), None, dtype=object),
    )  # fmt: skip


def _grouped(  # noqa: PLR0913  what a purchase is
    *, buyer: Ints, buyers: int, time: Ints, value: Floats, cost: Floats, product: Array
) -> Purchases:
    order = np.lexsort((cost, value, time, buyer))
    counts = np.bincount(buyer, minlength=buyers)
    return Purchases(
        groups=Groups(np.append(0, np.cumsum(counts))), time=time[order], value=value[order],
        cost=cost[order], product=product[order],
    )  # fmt: skip
