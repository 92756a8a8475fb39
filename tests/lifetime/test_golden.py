"""Numbers from the literature, with published parameters for CDNOW, in weeks."""

from __future__ import annotations

import pytest

from relationship_health.lifetime import GammaGamma
from tests.lifetime._stories import BG, MBG, MODELS, PARETO, Model

ALIVE = [
    (BG, 2, 30.43, 38.86, 0.726579), (BG, 1, 1.71, 38.86, 0.212101), (BG, 23, 39, 39, 0.968555),
    (BG, 5, 30, 39, 0.705627), (BG, 20, 30, 39, 0.196820), (BG, 0, 0, 38.86, 1.0),
    (MBG, 2, 30.43, 38.86, 0.706202), (MBG, 1, 1.71, 38.86, 0.170836),
    (MBG, 0, 0, 38.86, 0.389735), (MBG, 20, 30, 39, 0.202540),
    (PARETO, 2, 30.43, 38.86, 0.869168), (PARETO, 0, 0, 38.86, 0.295287),
    (PARETO, 26, 30.86, 31, 0.997919),
]  # fmt: skip


@pytest.mark.parametrize(("model", "x", "last", "age", "alive"), ALIVE, ids=str)
def test_alive(model: Model, x: int, last: float, age: float, alive: float) -> None:
    """P(alive) is the published one to all its digits."""
    assert model.p_alive(x, last, age) == pytest.approx(alive, abs=5e-7)


def test_expected() -> None:
    """Fader, Hardie and Lee's example: 1.226 purchases in the next 39 weeks."""
    assert BG.expected(39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=5e-4)


def test_worth() -> None:
    """With their parameters of spending, who bought nothing again is worth the mean of all."""
    model = GammaGamma(p=6.25, q=3.74, v=15.44)
    assert model.expected(0, float("nan")) == pytest.approx(6.25 * 15.44 / 2.74)
    assert model.expected(1, 11.77) == pytest.approx(6.25 * (15.44 + 11.77) / 8.99)


def test_more_contact_does_not_always_raise_it() -> None:
    """Of two customers silent for the same nine weeks the busier one has rather left."""
    for model in MODELS.values():
        few, many = model.p_alive([5, 20], 30, 39)
        assert many < few / 2
