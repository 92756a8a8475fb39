"""Questions that are asked of the wrong thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from relationship_health import Engine, Portfolio, analysis, validation
from relationship_health.errors import InputError

AS_OF = "2026-11-01"
LOG = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
WITH_ENGINE: dict[str, Callable[[Any, Any], Any]] = {
    "actions": lambda log, engine: analysis.actions(log, engine, AS_OF),
    "change_impact": lambda log, engine: analysis.change_impact(
        log, engine, AS_OF, {"stakeholder": "bo"}
    ),
    "then_and_now": lambda log, engine: analysis.then_and_now(log, engine, "2026-03-01", AS_OF),
    "backtest": validation.backtest,
    "sensitivity": lambda log, engine: validation.sensitivity(log, engine, AS_OF),
    "redundancy": lambda log, engine: validation.redundancy(log, engine, AS_OF),
    "relationship_matrix": lambda log, engine: validation.relationship_matrix(log, AS_OF, engine),
    "learn_forecast": lambda log, engine: validation.learn_forecast(
        log, engine, as_of=AS_OF, horizon_days=30, origins=2
    ),
}
OF_A_LOG: dict[str, Callable[[Any, Any], Any]] = {
    "forecast": lambda log, _: analysis.forecast(log, AS_OF),
    "channel_value": lambda log, _: analysis.channel_value(log, AS_OF),
    "data_quality": lambda log, _: validation.data_quality(log, AS_OF),
}


@pytest.mark.parametrize("name", [*WITH_ENGINE, *OF_A_LOG])
def test_a_scorecard_is_no_portfolio(name: str) -> None:
    """A question over a log that is given its scorecard says that a portfolio is expected."""
    scorecard = Engine().score(Portfolio.from_frame(LOG), as_of=AS_OF)
    ask = (WITH_ENGINE | OF_A_LOG)[name]
    with pytest.raises(InputError, match=r"^portfolio is .*, expected a Portfolio: make one"):
        ask(scorecard, Engine())


@pytest.mark.parametrize("engine", [None, "sales", Engine])
@pytest.mark.parametrize("name", WITH_ENGINE)
def test_what_scores_is_an_engine(name: str, engine: object) -> None:
    """A name, nothing, and the class are no engine, and each is a sentence."""
    portfolio = Portfolio.from_frame(LOG)
    with pytest.raises(InputError, match=r"^engine is .*, expected an Engine: make one with"):
        WITH_ENGINE[name](portfolio, engine)
