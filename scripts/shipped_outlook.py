"""Finds the shipped coefficients of the outlook in simulated portfolios.

Run it from the repository root; it prints the coefficients of each portfolio and their means, which
`composite/outlook.py` ships rounded. The portfolios are sales teams, with their stories of churn
and neglect, and customers of service desks in rhythms from a week to two months, bursty and less
so; each is fitted at two dates, with next to no pull.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.columns import Portfolio, read_moment
from relationship_health.composite import OUTLOOK
from relationship_health.composite.outlook import SHIPPED, counted
from relationship_health.contract import Summary
from relationship_health.kernels.logistic import fit_logistic
from relationship_health.model import Terms
from relationship_health.simulate import sales_team, service_desk

SEEDS = (1, 2)
DATES = ("2026-05-01", "2026-09-01")
GAPS_DAYS = (7.0, 20.0, 60.0)
BURSTS = (0.2, 0.8)
PULL = 0.5


def portfolios() -> Iterator[tuple[str, Portfolio]]:
    """Yield each simulated portfolio with a name."""
    for seed in SEEDS:
        yield "sales team", sales_team(relationships=400, seed=seed).portfolio
        for gap in GAPS_DAYS:
            for burst in BURSTS:
                desk = service_desk(
                    relationships=400, days=720, gap_days=gap, spread=1.0, burst=burst, seed=seed
                )
                yield f"service desk {gap:.0f} days, gaps of shape {burst:.1f}", desk.portfolio


def coefficients(portfolio: Portfolio, date: str) -> Floats:
    """Fit the coefficients to what a portfolio shows at one date."""
    seen = Summary()
    for block in portfolio.blocks(read_moment(date), Terms()):
        seen += OUTLOOK.summarise(block)
    return fit_logistic(*counted(seen), np.zeros(len(SHIPPED)), PULL)


if __name__ == "__main__":
    found = []
    for name, portfolio in portfolios():
        for date in DATES:
            found.append(coefficients(portfolio, date))
            print(f"{name} {date}: {found[-1].round(2)}")
    print(dict(zip(SHIPPED, np.mean(found, axis=0).round(2).tolist(), strict=True)))
