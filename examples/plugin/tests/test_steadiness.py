"""The metric gives the published values, from arrays and from a log."""

import numpy as np
from rh_steadiness import Steadiness, steadiness

import relationship_health as rh


def test_landmarks_of_the_formula() -> None:
    """Equal gaps give 1, exponential ones .5, a single long one 0, however many there are."""
    gaps = np.arange(3, 50)
    ratios = [np.zeros(len(gaps)), np.sqrt((gaps - 1) / (gaps + 1)), np.sqrt(gaps - 1.0)]
    for ratio, expected in zip(ratios, [1.0, 0.5, 0.0], strict=True):
        found = steadiness(np.ones(len(gaps)), ratio, gaps)
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_weekly_meeting_is_steady() -> None:
    """A meeting on every Monday scores 1; three meetings, two gaps, are too few to tell."""
    mondays = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]
    log = {
        "sender": ["ana"] * 7,
        "recipient": ["bo"] * 4 + ["cy"] * 3,
        "time": [*mondays, *mondays[:3]],
        "direction": ["mutual"] * 7,
    }
    portfolio = rh.Portfolio.from_frame(log, our_side={"ana"}, direction="direction")
    engine = rh.Engine(metrics=[Steadiness()], weights={"example.steadiness": 1.0})
    table = engine.score(portfolio, as_of="2026-02-01").to_frame("pandas")
    np.testing.assert_allclose(table["example.steadiness"], [1.0, np.nan], atol=1e-12)
