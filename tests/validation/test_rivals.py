"""The scores of others, held to what they are known to say of the four histories."""

from __future__ import annotations

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.validation import Rival
from relationship_health.validation.rivals import POINTS
from tests.logs import AS_OF_US, DAY_US
from tests.test_histories import BROKEN, FIRST, PUSHED, SPONSOR, Rows

BY_NAME = {rival.name: rival for rival in POINTS}
AS_OF = np.datetime64(AS_OF_US, "us")


def points(rival: Rival, rows: Rows, **columns: list[str]) -> float:
    """Return a rival's points of one history."""
    names = ("sender", "recipient", "time")
    log = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) | columns
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={"us"})
    return float(rival.points(portfolio.block(0, 1, AS_OF_US, rh.Terms()))[0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rival.everreach", (38, 80, 50, 70)),
        ("rival.margince", (4, 25, 27, 10)),
        ("rival.days_since_last", (45, 0, 42, 1)),
        ("rival.count_90", (2, 60, 14, 2)),
    ],
)
def test_the_four_histories(name: str, expected: tuple[int, ...]) -> None:
    """What the formulas are known to give: none gets all four right."""
    found = [points(BY_NAME[name], rows) for rows in (SPONSOR, PUSHED, BROKEN, FIRST)]
    assert found == pytest.approx(expected, abs=1.0)


def test_everreach_rewards_a_second_kind() -> None:
    """Two channels within 30 days are worth five points, two channels long ago none."""
    near = [("us", "them", AS_OF_US), ("us", "them", AS_OF_US - DAY_US)]
    far = [("us", "them", AS_OF_US), ("us", "them", AS_OF_US - 40 * DAY_US)]
    rival = BY_NAME["rival.everreach"]
    for rows, gain in ((near, 5.0), (far, 0.0)):
        one, two = (points(rival, rows, channel=["email", kind]) for kind in ("email", "phone"))
        assert two - one == gain


@pytest.mark.parametrize("rival", POINTS, ids=lambda rival: rival.name)
def test_every_rival_is_a_metric_that_keeps_its_ranks(rival: Rival) -> None:
    """As a metric it stays in [0, 1] and orders relationships as its points do."""
    log: dict[str, list[object]] = {"sender": [], "recipient": [], "time": []}
    for who in range(40):
        for k in range(1 + who % 7):
            log["sender"].append("us" if k % 2 else f"them{who:02d}")
            log["recipient"].append(f"them{who:02d}" if k % 2 else "us")
            log["time"].append(AS_OF_US - (3 * who + 11 * k) * DAY_US)
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={"us"})
    engine = rh.Engine(metrics=[rival])
    values = engine.score(portfolio, as_of=AS_OF).evaluation.values[:, 0]
    raw = rival.points(portfolio.block(0, len(portfolio), AS_OF_US, rh.Terms()))
    better = -raw if rival.name == "rival.days_since_last" else raw
    order = np.argsort(better, kind="stable")
    assert ((values >= 0) & (values <= 1)).all()
    assert (np.diff(values[order]) >= 0).all()
    assert len(np.unique(values)) == len(np.unique(np.clip(better, None, 100.0)))
