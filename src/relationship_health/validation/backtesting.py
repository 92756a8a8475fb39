"""Does the score predict what happens next? Rolling origins, all rivals, no look-ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from relationship_health.columns import Portfolio, moment_from
from relationship_health.composite import Scorer, check_asked
from relationship_health.composite.horizon import checked_horizon
from relationship_health.contract import Forecast
from relationship_health.errors import InputError, MissingExtraError
from relationship_health.validation.asking import Asked, ask
from relationship_health.validation.judging import judge
from relationship_health.validation.leaks import find_leaks
from relationship_health.validation.learning import learn_forecast
from relationship_health.validation.origins import observed_span, origins_us
from relationship_health.validation.result import BacktestResult
from relationship_health.validation.rivals import rivals_for
from relationship_health.validation.standing import PROBABILITY, Horizon, Standing, stand
from relationship_health.validation.targets import TARGETS, one_directional
from relationship_health.validation.wording import missing_sentences

RESAMPLES = 500
MOST_RESAMPLES = 100_000
LARGEST_SEED = 2**63 - 1


def backtest(  # noqa: PLR0913  the contract's signature, and how sure the figures are to be
    portfolio: Portfolio,
    engine: Scorer,
    horizon_days: float = 90,
    origins: int | Iterable[Any] = 6,
    *,
    until: Any = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> BacktestResult:
    """Score at several moments of the past with what was known then, and see what came of it.

    Parameters
    ----------
    portfolio : Portfolio
    engine : Engine
        What is tested; its benchmark is learned anew at every origin.
    horizon_days : number
        Days ahead of the target ``contact``, and the least of ``continues``.
    origins : int, or iterable of datetime, date or ISO 8601 text
        How many, evenly from two fifths of the log to one horizon before its end; or which. The
        later half is evaluated, the earlier half is what may be learned from.
    until : datetime, date or ISO 8601 text, optional
        When observation ended; by default at the last contact.
    resamples : int
        Of the bootstrap; a few more where that is faster.
    seed : int
        Of the bootstrap: the same seed gives the same figures, to the bit.

    Returns
    -------
    BacktestResult
        A row for each target and score: the engine's own, each metric, each rival.

    Raises
    ------
    InputError
        Where the log is too short, or an argument makes no sense.

    Notes
    -----
    Targets, asked of every relationship with a contact within the last four horizons: ``contact``,
    an engaged contact within the horizon, which ``outlook`` answers; ``continues``, one within four
    of its own usual gaps, at least the horizon, which health answers. See the page on backtests.

    Examples
    --------
    >>> from relationship_health.api import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=60, days=300)
    >>> result = backtest(team.portfolio, Engine(), horizon_days=20, origins=2, resamples=32)
    >>> table = result.to_frame("dict")
    >>> [name for name, kind in zip(table["score"], table["kind"]) if kind == "engine"]
    ['outlook', 'health', 'outlook', 'health']
    """
    check_asked(portfolio, engine)
    days = checked_horizon(horizon_days)
    _check_whole("resamples", resamples, 1, MOST_RESAMPLES)
    _check_whole("seed", seed, 0, LARGEST_SEED)
    span = observed_span(portfolio, engine.terms, until)
    moments = origins_us(origins, span, days)
    horizon = Horizon(
        days=days, end_us=span.last_us,
        any_contact=one_directional(portfolio, engine.terms, span.last_us),
    )  # fmt: skip
    first = len(moments) // 2
    forecast, lacking = _learned(portfolio, engine, moments[:first], horizon)
    others = rivals_for(days)
    standings = tuple(
        stand(
            portfolio,
            engine,
            moment,
            horizon,
            others,
            forecast=forecast if place >= first else None,
        )
        for place, moment in enumerate(moments)
    )
    evaluated = standings[first:]
    questions = ask_all(standings[:first], evaluated)
    missing = missing_sentences(standings, first, any_contact=horizon.any_contact)
    return BacktestResult(
        backend=portfolio.backend, missing=(*missing, *lacking), horizon=horizon,
        standings=standings, first=first, questions=questions,
        verdicts=judge(questions, resamples=resamples, seed=seed),
        leaks=find_leaks(portfolio, evaluated, engine.metrics, seed),
    )  # fmt: skip


def _learned(
    portfolio: Portfolio, engine: Scorer, moments: Sequence[int], horizon: Horizon
) -> tuple[Forecast | None, tuple[str, ...]]:
    """Let the engine learn from the earlier origins, or say why it cannot."""
    if not moments:
        return None, ()
    try:
        return learn_forecast(
            portfolio, engine, as_of=moment_from(horizon.end_us), horizon_days=horizon.days,
            origins=[moment_from(moment) for moment in moments],
        ), ()  # fmt: skip
    except (InputError, MissingExtraError) as error:
        return None, (f"{PROBABILITY}: {error}",)


def ask_all(earlier: Sequence[Standing], evaluated: Sequence[Standing]) -> tuple[Asked, ...]:
    """Put both questions to everybody."""
    return tuple(ask(target, earlier, evaluated) for target in TARGETS)


def _check_whole(name: str, number: object, least: int, most: int) -> None:
    sound = isinstance(number, int) and not isinstance(number, bool)
    if not sound or not least <= number <= most:  # type: ignore[operator]  # an int by now
        message = f"{name} is {number!r}, expected a whole number from {least} to {most:,}."
        raise InputError(message)
