"""The questions of the command ``ask``: what each needs, and how it is put."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any

import attrs
from cyclopts import Group, Parameter

from relationship_health import analysis
from relationship_health.cli.complaints import UsageError
from relationship_health.cli.loading import Loaded
from relationship_health.columns import moment_from
from relationship_health.composite import Scorecard, ScoreHistory
from relationship_health.results import Result

ASKING = Group("Asking", help="What a question may be told besides.", sort_key=3)
FEWEST_DATES, MOST_DATES = 2, 1_000


@Parameter(name="*", group=ASKING)
@attrs.frozen(kw_only=True)
class Inquiry:
    """What a question may be told besides.

    Parameters
    ----------
    dates
        At how many dates a question about change looks (movers, retention, capital).
    every
        Days from one of these dates to the next.
    then
        The earlier date of then_and_now; by default a year before, or half of a shorter log.
    target
        Whom who_knows_whom is to lead to: a person, or an organisation.
    hops
        Over how many people who_knows_whom may lead.
    by
        What benchmarks and channel_value tell apart, such as role or purpose.
    value
        What matters to matrix and capital: lifetime_value, spend, importance, own_audience, or an
        attribute.
    without
        What goes away for change_impact, such as channel=email or stakeholder=bo; can be repeated.
    budget_hours
        Time to spend on actions.
    horizon_days
        How far actions and forecast look.
    consent
        The people whom team speaks of know of it and agree.
    """

    dates: int | None = None
    every: float | None = None
    then: str | None = None
    target: str | None = None
    hops: int | None = None
    by: str | None = None
    value: str | None = None
    without: tuple[str, ...] = ()
    budget_hours: float | None = None
    horizon_days: int | None = None
    consent: Annotated[bool, Parameter(negative="")] = False

    def given(self) -> set[str]:
        """Name what was said."""
        return {name for name, value in attrs.asdict(self, recurse=False).items() if value}


@attrs.frozen
class Question:
    """One question.

    Parameters
    ----------
    ask : function of a log and what was said besides
    takes : names of what it may be told
    """

    ask: Callable[[Loaded, Inquiry], Result]
    takes: tuple[str, ...] = ()


def answer(question: str, log: Loaded, inquiry: Inquiry) -> Result:
    """Put a question to a log."""
    return QUESTIONS[question].ask(log, inquiry)


def check_inquiry(question: str, inquiry: Inquiry) -> None:
    """Refuse what the question cannot be told, before the log is read.

    Raises
    ------
    UsageError
    """
    takes = QUESTIONS[question].takes
    for name in sorted(inquiry.given() - set(takes)):
        options = ", ".join(f"--{other.replace('_', '-')}" for other in takes) or "none"
        message = (
            f"--{name.replace('_', '-')} means nothing to {question}, expected of the options for "
            f"asking {options}: leave it out."
        )
        raise UsageError(message)
    if question == "who_knows_whom" and inquiry.target is None:
        message = "who_knows_whom was asked of nobody, expected --target with an id: name one."
        raise UsageError(message)
    if question == "change_impact":
        _without(inquiry)
    if question == "team" and not inquiry.consent:
        message = (
            "team shows figures of single employees, expected that they know of it and agree: say "
            "--consent once they do."
        )
        raise UsageError(message)
    if inquiry.horizon_days is not None and inquiry.horizon_days < 1:
        message = f"--horizon-days is {inquiry.horizon_days}, expected days above 0."
        raise UsageError(message)
    if inquiry.dates is not None and not FEWEST_DATES <= inquiry.dates <= MOST_DATES:
        message = f"--dates is {inquiry.dates}, expected 2 to {MOST_DATES:,} dates."
        raise UsageError(message)
    if inquiry.every is not None and inquiry.every <= 0:
        message = f"--every is {inquiry.every:g}, expected days above 0."
        raise UsageError(message)


def _scored(log: Loaded) -> Scorecard:
    return log.engine.score(log.portfolio, as_of=log.moment, benchmark=log.benchmark)


def _history(log: Loaded, inquiry: Inquiry, usual: int) -> ScoreHistory[Scorecard]:
    first, step = moment_from(int(log.portfolio.time.min())), timedelta(days=inquiry.every or 90.0)
    moments = [log.moment - step * place for place in range(inquiry.dates or usual)]
    known = [moment for moment in moments if moment >= first] or moments[:1]
    return log.engine.history(log.portfolio, as_of=known, benchmark=log.benchmark)


def _without(inquiry: Inquiry) -> Mapping[str, list[str]]:
    goes: dict[str, list[str]] = {}
    for text in inquiry.without:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            message = f"--without is {text!r}, expected a column and a value, as channel=email."
            raise UsageError(message)
        goes.setdefault(name, []).append(value)
    if not goes:
        message = (
            "change_impact was not told what goes away, expected --without, such as "
            "--without channel=email: name it."
        )
        raise UsageError(message)
    return goes


def _named(ids: Any, wanted: str) -> str | int:
    """Return an id as the log has it: what was typed, or the whole number that it spells."""
    numbers = len(ids) and not isinstance(ids[:1].tolist()[0], str)
    return int(wanted) if numbers and wanted.lstrip("-").isdigit() else wanted


def _some(**options: Any) -> dict[str, Any]:
    """Leave out what was not said, so that the functions' own defaults hold."""
    return {name: value for name, value in options.items() if value is not None}


def _change_impact(log: Loaded, inquiry: Inquiry) -> Result:
    goes = {
        name: [_named(log.portfolio.ids, value) if name == "stakeholder" else value
               for value in values]
        for name, values in _without(inquiry).items()
    }  # fmt: skip
    return analysis.change_impact(
        log.portfolio, log.engine, log.moment, goes, benchmark=log.benchmark
    )


def _actions(log: Loaded, inquiry: Inquiry) -> Result:
    told = _some(budget_hours=inquiry.budget_hours, horizon_days=inquiry.horizon_days)
    return analysis.actions(log.portfolio, log.engine, log.moment, benchmark=log.benchmark, **told)


def _then_and_now(log: Loaded, inquiry: Inquiry) -> Result:
    first = moment_from(int(log.portfolio.time.min()))
    then = inquiry.then or max(log.moment - timedelta(days=365), first + (log.moment - first) / 2)
    return analysis.then_and_now(
        log.portfolio, log.engine, then, log.moment, benchmark=log.benchmark
    )


def _who_knows_whom(log: Loaded, inquiry: Inquiry) -> Result:
    target = _named(log.portfolio.ids, str(inquiry.target))
    return analysis.who_knows_whom(_scored(log), target, **_some(max_hops=inquiry.hops))


QUESTIONS: Mapping[str, Question] = {
    "accounts": Question(lambda log, _: analysis.accounts(_scored(log))),
    "who_knows_whom": Question(_who_knows_whom, ("target", "hops")),
    "matrix": Question(
        lambda log, said: analysis.matrix(_scored(log), **_some(value=said.value)), ("value",)
    ),
    "benchmarks": Question(
        lambda log, said: analysis.benchmarks(_scored(log), **_some(by=said.by)), ("by",)
    ),
    "movers": Question(
        lambda log, said: analysis.movers(_history(log, said, 2)), ("dates", "every")
    ),
    "actions": Question(_actions, ("budget_hours", "horizon_days")),
    "channel_value": Question(
        lambda log, said: analysis.channel_value(log.portfolio, log.moment, **_some(by=said.by)),
        ("by",),
    ),
    "segments": Question(lambda log, _: analysis.segments(_scored(log))),
    "retention": Question(
        lambda log, said: analysis.retention(_history(log, said, 5)), ("dates", "every")
    ),
    "capital": Question(
        lambda log, said: analysis.capital(_history(log, said, 5), **_some(value=said.value)),
        ("dates", "every", "value"),
    ),
    "change_impact": Question(_change_impact, ("without",)),
    "then_and_now": Question(_then_and_now, ("then",)),
    "forecast": Question(
        lambda log, said: analysis.forecast(
            log.portfolio, log.moment, **_some(horizon_days=said.horizon_days)
        ),
        ("horizon_days",),
    ),
    "team": Question(
        lambda log, said: analysis.team(_scored(log), consent=said.consent), ("consent",)
    ),
}
