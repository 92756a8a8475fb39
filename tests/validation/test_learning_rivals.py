"""RFM and MBG/NBD as metrics: against loops, against published numbers, against the kit."""

from __future__ import annotations

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.contract import Metric
from relationship_health.lifetime import ModifiedBetaGeometric
from relationship_health.testing import check_metric
from relationship_health.validation.mbg_nbd import PUBLISHED, ExpectedContacts, StillAlive
from relationship_health.validation.rfm import FIFTHS, RecencyFrequencyMonetary

DAY_US = 86_400_000_000
AS_OF = 400


def purchases(days: dict[str, list[int]], value: float | None = None) -> rh.Portfolio:
    """Return a purchase log: who bought on which days."""
    rows = [(who, day) for who, bought in days.items() for day in bought]
    log: dict[str, list[object]] = {
        "sender": [who for who, _ in rows], "recipient": ["shop"] * len(rows),
        "time": [day * DAY_US for _, day in rows],
    }  # fmt: skip
    if value is not None:
        log["value"] = [value * (1 + int(who)) for who, _ in rows]
    return rh.Portfolio.from_frame(log, time_unit="us", our_side={"shop"})


def values(metric: object, portfolio: rh.Portfolio) -> dict[str, float]:
    """Score a portfolio by one metric and return its value of every customer."""
    engine = rh.Engine(metrics=[metric])  # type: ignore[list-item]
    card = engine.score(portfolio, as_of=np.datetime64(AS_OF * DAY_US, "us"))
    found = card.evaluation.values[:, 0].tolist()
    return dict(zip(card.target.tolist(), found, strict=True))


@pytest.mark.parametrize("value", [None, 3.0])
def test_rfm_counts_fifths(value: float | None) -> None:
    """Points are one more than the cuts exceeded, lately the other way round, and then the mean."""
    random = np.random.default_rng(2)
    days = {
        f"{who:03d}": sorted(random.integers(0, 400, random.integers(1, 30)).tolist())
        for who in range(300)
    }
    portfolio = purchases(days, value)
    found = values(RecencyFrequencyMonetary(), portfolio)
    learned = rh.Engine(metrics=[RecencyFrequencyMonetary()]).fit(
        portfolio, as_of=np.datetime64(AS_OF * DAY_US, "us")
    )
    cuts = learned.of("rival.rfm")
    for who, bought in days.items():
        figures = {"days": 1.0 + AS_OF - bought[-1], "count": float(len(bought))}
        if value is not None:
            figures["value"] = value * (1 + int(who)) * len(bought)
        points = []
        for name, figure in figures.items():
            exceeded = 1 + sum(figure > cuts[f"{name}@{q}"] for q in FIFTHS)
            points.append(6 - exceeded if name == "days" else exceeded)
        assert found[who] == pytest.approx((sum(points) / len(points) - 1) / 4)
    # Fifths hold about a fifth each: bins of the histogram are 9 % wide, the prior 50 of 350.
    shares = np.bincount([sum(len(b) > cuts[f"count@{q}"] for q in FIFTHS) for b in days.values()])
    assert (np.abs(shares / 300 - 0.2) < 0.12).all()


@pytest.mark.needs("scipy")
def test_mbg_nbd_is_the_model_of_the_lifetime_module() -> None:
    """P(alive) and expected days are those of the model under the parameters that were learned."""
    days = {f"{who:03d}": list(range(0, 30 + who, 5 + who % 9)) for who in range(120)}
    days["once"] = [100]
    portfolio = purchases(days)
    as_of = np.datetime64(AS_OF * DAY_US, "us")
    alive, expected = StillAlive(), ExpectedContacts(horizon_days=60)
    learned = rh.Engine(metrics=[alive]).fit(portfolio, as_of=as_of).of(alive.name)
    model = ModifiedBetaGeometric(**learned)
    found, coming = values(alive, portfolio), values(expected, portfolio)
    for who, bought in days.items():
        history = len(bought) - 1, bought[-1] - bought[0], AS_OF - bought[0]
        assert found[who] == pytest.approx(float(model.p_alive(*history)))
        number = float(model.expected(60, *history))
        assert coming[who] == pytest.approx(number / (1 + number))


def test_mbg_nbd_falls_back_to_published_parameters() -> None:
    """Where hardly anyone came back there is no fit, and CDNOW's published parameters stand in."""
    portfolio = purchases({f"{who}": [who] for who in range(30)})
    learned = rh.Engine(metrics=[StillAlive()]).fit(
        portfolio, as_of=np.datetime64(AS_OF * DAY_US, "us")
    )
    assert learned.of("rival.mbg_nbd") == dict(PUBLISHED)
    week = ModifiedBetaGeometric(r=0.525, alpha=6.183, a=0.891, b=1.614).p_alive(2, 30.43, 38.86)
    days = ModifiedBetaGeometric(**PUBLISHED).p_alive(2, 7 * 30.43, 7 * 38.86)
    assert days == pytest.approx(week, abs=1e-4)


@pytest.mark.needs("scipy")
@pytest.mark.parametrize(
    "rival", [RecencyFrequencyMonetary(), ExpectedContacts(horizon_days=90)], ids=lambda r: r.name
)
def test_they_pass_the_conformance_kit(rival: Metric) -> None:
    """A rival keeps every law that a metric keeps."""
    results = check_metric(rival, on_fail=None)
    assert [found.name for found in results if found.status == "failed"] == []
