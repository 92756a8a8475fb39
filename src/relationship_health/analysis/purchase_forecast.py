"""How many purchase days are to come, and worth how much, of those who bought before.

The models are those of customer lifetime: MBG/NBD for when, Gamma-Gamma for how much. The interval
is that of simulated futures. Each draws parameters that the data allow, then for every buyer
whether they still are one, their rate and their chance to leave, and what they go on to buy:

    λ ~ Gamma(r + x, α + T), p ~ Beta(a, b + x + 1), N ~ Poisson(λ h), K ~ Geometric(p),
    days of purchase = min(N, K) if alive, each worth Gamma(p', ν), ν ~ Gamma(p' x + q, v + x m).

Source: Batislam, Denizel, Filiztekin 2007, doi 10.1016/j.ijresmar.2006.12.005; Fader, Hardie, Lee
2005, J. Marketing Research 42(4):415-430, doi 10.1509/jmkr.2005.42.4.415.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.analysis.lifetime_value import purchase_days
from relationship_health.analysis.purchases import Purchases
from relationship_health.arrays import Bools, Floats
from relationship_health.errors import InputError
from relationship_health.kernels.segments import Groups
from relationship_health.lifetime import GammaGamma, ModifiedBetaGeometric

WEEK = 7.0
FEWEST_BUYERS = 20
"""Below that a fitted distribution over buyers says nothing."""
MOST_DRAWS, FEWEST_DRAWS = 200, 50
_WORK = 4_000_000
_SEED = 1


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Futures:
    """Totals of simulated futures.

    Attributes
    ----------
    days, worth : float64 arrays over futures
        Purchase days of all buyers, and what they are worth; worth is empty where no model of it
        could be fitted.
    expected : float
        Purchase days to expect, from the formula.
    each : float64 array over buyers
        The same, buyer by buyer; 0 for those who never bought.
    alive : float
        How many buyers still are.
    reason : str
        Why there is no worth; empty where there is.
    """

    days: Floats
    worth: Floats
    expected: float
    each: Floats
    alive: float
    reason: str


def chosen(found: Purchases, keep: Bools) -> Purchases:
    """Return some of the purchases, of the same buyers."""
    counts = found.groups.count(keep)
    return Purchases(
        groups=Groups(np.append(0, np.cumsum(counts))), time=found.time[keep],
        value=found.value[keep], cost=found.cost[keep], product=found.product[keep],
    )  # fmt: skip


def futures(
    found: Purchases, as_of_us: int, horizon_days: float, *, most: int = MOST_DRAWS
) -> Futures:
    """Fit the models, and simulate what the buyers go on to buy, at most so many times.

    Raises
    ------
    InputError
        Where there are too few buyers, or the models cannot be fitted.
    MissingExtraError
        Where scipy is not installed.
    """
    buyers = np.flatnonzero(found.groups.counts)
    if len(buyers) < FEWEST_BUYERS:
        message = f"There are {len(buyers)} buyers, expected {FEWEST_BUYERS} or more to learn from."
        raise InputError(message)
    frequency, recency, age, worth = purchase_days(found, as_of_us)
    rhythm = ModifiedBetaGeometric().fit(frequency, recency, age)
    ahead = horizon_days / WEEK
    money, reason = _money(frequency, worth)
    alive = rhythm.p_alive(frequency, recency, age)
    rng = np.random.default_rng(_SEED)
    count = int(np.clip(_WORK // len(buyers), FEWEST_DRAWS, most))
    days, sums = np.zeros(count), np.zeros(count if money is not None else 0)
    for draw in range(count):
        model = ModifiedBetaGeometric(**_drawn(rhythm, rng))
        bought = _buy(model, (frequency, recency, age), ahead, rng)
        days[draw] = bought.sum()
        if money is not None:
            sums[draw] = _spend(money, (frequency, worth), bought, rng)
    expected = rhythm.expected(ahead, frequency, recency, age)
    each = np.zeros(len(found.groups))
    each[buyers] = expected
    return Futures(
        days=days, worth=sums, expected=float(expected.sum()), each=each,
        alive=float(alive.sum()), reason=reason,
    )  # fmt: skip


def _money(frequency: Floats, worth: Floats) -> tuple[GammaGamma | None, str]:
    sound = worth > 0.0
    try:
        fitted = GammaGamma().fit(np.where(sound, frequency, 0.0), np.where(sound, worth, np.nan))
    except InputError as error:
        return None, str(error).rstrip(".")
    if fitted.params_["q"] <= 1.0:
        return None, "the values of purchases spread too widely to have a mean"
    return fitted, ""


def _drawn(model: ModifiedBetaGeometric | GammaGamma, rng: np.random.Generator) -> dict[str, float]:
    """Draw parameters that the data allow; the estimate itself where that is not known."""
    params, covariance = model.params_, model.log_covariance_
    if not np.isfinite(covariance).all():
        return params
    logs = np.log(list(params.values()))
    moved = rng.multivariate_normal(logs, covariance, method="eigh")
    # A flat likelihood would let a draw run to where no customer has ever been.
    bounded = np.clip(moved, logs - 3.0, logs + 3.0)
    return dict(zip(params, np.exp(bounded).tolist(), strict=True))


def _buy(
    model: ModifiedBetaGeometric,
    history: tuple[Floats, Floats, Floats],
    ahead: float,
    rng: np.random.Generator,
) -> Floats:
    """Simulate the purchase days of every buyer within a horizon."""
    r, alpha, a, b = model.params_.values()
    frequency, recency, age = history
    alive = rng.random(len(age)) < model.p_alive(frequency, recency, age)
    rate = rng.gamma(r + frequency) / (alpha + age)
    leaving = np.maximum(rng.beta(a, b + frequency + 1.0), 1e-12)
    stays = np.ceil(np.log(np.maximum(rng.random(len(age)), 1e-300)) / np.log1p(-leaving))
    bought = np.minimum(rng.poisson(rate * ahead), np.maximum(stays, 1.0))
    return np.where(alive, bought, 0.0)


def _spend(
    money: GammaGamma, seen: tuple[Floats, Floats], bought: Floats, rng: np.random.Generator
) -> float:
    """Simulate what some purchase days are worth together."""
    p, q, v = _drawn(money, rng).values()
    if q <= 1.0:
        p, q, v = money.params_.values()
    frequency, worth = seen
    known = worth > 0.0
    x, mean = np.where(known, frequency, 0.0), np.where(known, worth, 0.0)
    buying = np.flatnonzero(bought)
    x, mean, days = x[buying], mean[buying], bought[buying]
    scale = rng.gamma(p * x + q) / (v + x * mean)
    return float((rng.gamma(p * days) / scale).sum())
