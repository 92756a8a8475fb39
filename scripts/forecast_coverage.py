"""How often does a 90 % interval of a forecast hold what came? On simulated portfolios.

Run it from the repository root: ``python scripts/forecast_coverage.py [portfolios]``.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import numpy as np

import relationship_health as rh
from relationship_health.analysis import forecast

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
AS_OF, HORIZON = 600, 60
CUSTOMERS = 150


def portfolio(seed: int, shared: float) -> rh.Portfolio:
    """Simulate customers of a shop with known nature.

    They come over the first 200 days, at rates of their own, leave by chance after a purchase,
    and a common factor of log-normal spread ``shared`` moves all of them, month by month.
    """
    rng = np.random.default_rng(seed)
    months = np.exp(rng.normal(0.0, shared, 30)) if shared else np.ones(30)
    log: dict[str, list[object]] = {name: [] for name in ("sender", "recipient", "time", "value")}
    for customer in range(CUSTOMERS):
        rate, leaving = rng.gamma(1.0, 1 / 20.0), rng.beta(1.0, 20.0)
        usual, day = 40.0 / rng.gamma(4.0), rng.uniform(0.0, 200.0)
        while day < AS_OF + HORIZON:
            log["sender"].append(f"c{customer}")
            log["recipient"].append("shop")
            log["time"].append(BEGIN + timedelta(days=float(day)))
            log["value"].append(float(rng.gamma(6.0, usual)))
            if rng.random() < leaving:
                break
            day += rng.exponential(1.0 / (rate * months[int(day // 30) % 30]))
    return rh.Portfolio.from_frame(log, our_side={"shop"})


def came(found: rh.Portfolio) -> dict[str, float]:
    """Count what really happened within the horizon."""
    since = int(np.datetime64(BEGIN.replace(tzinfo=None), "us").astype("int64"))
    since += AS_OF * 86_400_000_000
    inside = (found.time > since) & (found.time <= since + HORIZON * 86_400_000_000)
    buyer = found.groups.spread(np.arange(len(found)))[inside]
    day = found.time[inside] // 86_400_000_000
    return {
        "interactions": float(inside.sum()),
        "purchase days": float(len(set(zip(buyer.tolist(), day.tolist(), strict=True)))),
        "worth of purchases": float(found.columns["value"][inside].sum()),
    }


def coverage(portfolios: int, shared: float) -> dict[str, tuple[float, float]]:
    """Return, for each quantity, the share of intervals that hold what came, and their width."""
    held: dict[str, list[bool]] = {}
    width: dict[str, list[float]] = {}
    for seed in range(portfolios):
        made = portfolio(seed, shared)
        table = forecast(made, BEGIN + timedelta(days=AS_OF), HORIZON).columns()
        for name, value in came(made).items():
            row = table["what"].tolist().index(name)
            held.setdefault(name, []).append(
                bool(table["lower"][row] <= value <= table["upper"][row])
            )
            spread = (table["upper"][row] - table["lower"][row]) / table["expected"][row]
            width.setdefault(name, []).append(float(spread))
    return {name: (float(np.mean(held[name])), float(np.mean(width[name]))) for name in held}


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for shared in (0.0, 0.25):
        print(f"common factor {shared}, {count} portfolios")
        for name, (share, width) in coverage(count, shared).items():
            print(f"  {name}: {share:.2f} of intervals hold what came, width {width:.0%}")
