"""Personal contact, phone and meetings, breadth against depth, products, meaning: then and now.

Two windows of one length, one ending then and one now, are counted relationship by relationship.
Every quantity comes with the ratio of now to then and a 90 % interval in which whole relationships,
and not their single contacts, are what varies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.analysis.organisations import organisations_of
from relationship_health.analysis.product_mix import (
    contacts_about,
    contacts_per_purchase,
    sales_within,
    shares_of_value,
)
from relationship_health.analysis.ratios import Ratio, ratio_of_counts, ratio_of_means
from relationship_health.analysis.tracing import checked_row
from relationship_health.analysis.windows import Window, counts_within
from relationship_health.arrays import Array, Bools, Floats
from relationship_health.columns import US_PER_DAY, Portfolio, read_moment
from relationship_health.composite import Scorecard, Scorer, check_asked
from relationship_health.contract import Benchmark
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.then_and_now import draw_then_and_now
from relationship_health.results import Result, Trace

LONGEST_DAYS = 365.0
FIGURES = {
    "then": "early", "now": "late", "ratio": "ratio", "lower": "lower", "upper": "upper",
}  # fmt: skip
"""Columns of the answer, and what they are called of a ratio."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Measure:
    """One line of the answer.

    Attributes
    ----------
    question, measure, unit : str
    found : Ratio
    involved : mapping of "then" and "now" to bool array over relationships
        Whose interactions it rests on.
    """

    question: str
    measure: str
    unit: str
    found: Ratio
    involved: Mapping[str, Bools]


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class ThenAndNow(Result):
    """What was then, what is now, and whether that is more or less.

    Attributes
    ----------
    portfolio : Portfolio
    windows : mapping of "then" and "now" to Window
    measures : tuple of Measure
    """

    portfolio: Portfolio
    windows: Mapping[str, Window]
    measures: tuple[Measure, ...]

    @property
    def title(self) -> str:
        """What was asked."""
        then, now = (
            str(np.datetime64(self.windows[when].until_us, "us").astype("datetime64[D]"))
            for when in ("then", "now")
        )
        return f"Then and now: the {self.days:.0f} days up to {then}, and up to {now}"

    @property
    def days(self) -> float:
        """Length of each window."""
        window = self.windows["now"]
        return (window.until_us - window.since_us) / US_PER_DAY

    def columns(self) -> dict[str, Array]:
        """Return one row per measure: then, now, their ratio with its interval, and a verdict."""
        texts = {
            name: np.array([*(getattr(m, name) for m in self.measures), None], dtype=object)[:-1]
            for name in ("question", "measure", "unit")
        }
        numbers = {
            name: np.array([getattr(m.found, field) for m in self.measures], dtype=np.float64)
            for name, field in FIGURES.items()
        }
        verdicts = [*(m.found.verdict for m in self.measures), None]
        return texts | numbers | {"verdict": np.array(verdicts, dtype=object)[:-1]}

    @property
    def words(self) -> tuple[str, ...]:
        """One sentence per measure."""
        return tuple(_told(measure) for measure in self.measures) or ("Nothing to compare.",)

    def behind(self, row: int, when: str = "now") -> Trace:
        """Return the interactions of a window that a row rests on.

        Parameters
        ----------
        row : int
        when : "now" or "then"
        """
        if when not in self.windows:
            message = f"when is {when!r}, expected 'then' or 'now'."
            raise InputError(message)
        measure, window = self.measures[checked_row(row, len(self))], self.windows[when]
        return Trace(
            portfolio=self.portfolio, relationships=np.flatnonzero(measure.involved[when]),
            since_us=window.since_us, until_us=window.until_us,
        )  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the ratio of now to then of every measure, with its interval."""
        return draw_then_and_now(self.columns(), ax)


def then_and_now(  # noqa: PLR0913  two dates, and how they are looked at
    portfolio: Portfolio,
    engine: Scorer,
    then: Any,
    now: Any,
    *,
    window_days: float | None = None,
    benchmark: Benchmark | None = None,
) -> ThenAndNow:
    """Compare how relationships were kept then and now.

    Parameters
    ----------
    portfolio : Portfolio
    engine : Engine
        It says how deep and how healthy relationships were.
    then, now : datetime, date or ISO 8601 text
        Ends of the two windows.
    window_days : float, optional
        Length of both; by default a year, or less where the log or the time between is shorter.
    benchmark : Benchmark, optional
        What is usual, at both dates; by default learned now.

    Returns
    -------
    ThenAndNow

    Raises
    ------
    InputError
        Where ``now`` is not after ``then``, the windows overlap, or the log begins after ``then``.

    Examples
    --------
    >>> from relationship_health import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=40)
    >>> found = then_and_now(team.portfolio, Engine(), "2026-05-01", "2026-11-01")
    >>> found.title
    'Then and now: the 178 days up to 2026-05-01, and up to 2026-11-01'
    """
    check_asked(portfolio, engine)
    windows = _windows(portfolio, read_moment(then), read_moment(now), window_days)
    if not len(portfolio.time):
        return ThenAndNow(
            backend=portfolio.backend, portfolio=portfolio, windows=windows, measures=(),
            missing=("Then and now: the portfolio holds no interaction.",),
        )  # fmt: skip
    usual = engine.fit(portfolio, as_of=now) if benchmark is None else benchmark
    cards = {
        "then": engine.score(portfolio, as_of=then, benchmark=usual),
        "now": engine.score(portfolio, as_of=now, benchmark=usual),
    }
    ours = portfolio.sided if portfolio.sided.any() else np.ones(len(portfolio), dtype=np.bool_)
    counts = {
        when: {name: np.where(ours, values, 0.0) for name, values in found.items()}
        for when, found in counts_within(portfolio, windows, usual.terms).items()
    }
    measures = (
        *_contacts(portfolio, counts), *_people(portfolio, counts), *_meaning(counts, cards),
        *_balance(counts), *_products(portfolio, windows),
    )  # fmt: skip
    return ThenAndNow(
        backend=portfolio.backend, portfolio=portfolio, windows=windows, measures=measures,
        missing=_lacking(portfolio, cards["now"], measures),
    )  # fmt: skip


def _windows(
    portfolio: Portfolio, then_us: int, now_us: int, window_days: float | None
) -> dict[str, Window]:
    apart = (now_us - then_us) / US_PER_DAY
    if apart <= 0:
        message = f"now lies {-apart:g} days before then, expected a later moment: swap them."
        raise InputError(message)
    days = window_days
    if days is None:
        first = int(portfolio.time.min()) if len(portfolio.time) else then_us - US_PER_DAY
        days = min(LONGEST_DAYS, apart, max((then_us - first) / US_PER_DAY, 1.0))
    if not 0 < days <= apart:
        message = (
            f"window_days is {days!r}, expected a number of days above 0 and at most {apart:g}: "
            "beyond that the two windows overlap."
        )
        raise InputError(message)
    length = round(days * US_PER_DAY)
    return {
        "then": Window(since_us=then_us - length, until_us=then_us),
        "now": Window(since_us=now_us - length, until_us=now_us),
    }


Counts = Mapping[str, Mapping[str, Floats]]


def _counted(counts: Counts, question: str, name: str, words: str) -> Measure:
    then, now = counts["then"][name], counts["now"][name]
    return Measure(
        question=question, measure=words, unit="conversations", found=ratio_of_counts(then, now),
        involved={"then": then > 0, "now": now > 0},
    )  # fmt: skip


def _quotient(
    counts: Counts, question: str, top: str, under: str, told: tuple[str, str]
) -> Measure:
    then, now = counts["then"], counts["now"]
    return Measure(
        question=question, measure=told[0], unit=told[1],
        found=ratio_of_means((then[top], then[under]), (now[top], now[under])),
        involved={"then": then[under] > 0, "now": now[under] > 0},
    )  # fmt: skip


def _contacts(portfolio: Portfolio, counts: Counts) -> list[Measure]:
    found = [_counted(counts, "personal contact", "personal", "personal conversations")]
    if "channel" in portfolio.column_names:
        found.append(_counted(counts, "phone", "phone", "conversations by phone"))
        found.append(_counted(counts, "meetings", "meetings", "meetings, visits and video calls"))
    return found


def _people(portfolio: Portfolio, counts: Counts) -> list[Measure]:
    """With how many: breadth; people outside, and organisations."""
    involved = {when: counts[when]["engaged"] > 0 for when in ("then", "now")}
    found = []
    ends = {"people in contact": portfolio.target}
    organisation = organisations_of(portfolio).of[portfolio.target]
    if (organisation >= 0).any():
        ends["organisations in contact"] = organisation
    for words, end in ends.items():
        size = int(end.max(initial=-1)) + 1
        each = {
            when: np.minimum(np.bincount(end[mask & (end >= 0)], minlength=size), 1).astype(float)
            for when, mask in involved.items()
        }
        found.append(Measure(
            question="with how many customers", measure=words, unit=words.split()[0],
            found=ratio_of_counts(each["then"], each["now"], events=False), involved=involved,
        ))  # fmt: skip
    return found


def _meaning(counts: Counts, cards: Mapping[str, Scorecard]) -> list[Measure]:
    found = []
    if any(counts[when]["timed"].any() for when in counts):
        told = ("time shared per conversation", "minutes")
        found.append(_quotient(counts, "how meaningful", "minutes", "timed", told))
    for name, unit in (("depth", "0 to 1"), ("health", "points, 0 to 100")):
        tops, unders = {}, {}
        for when, card in cards.items():
            values = card.columns().get(name)
            tops[when], unders[when] = _spread(card, values, counts[when]["engaged"] > 0)
        found.append(Measure(
            question="how meaningful", measure=f"mean {name} of those in contact", unit=unit,
            found=ratio_of_means((tops["then"], unders["then"]), (tops["now"], unders["now"])),
            involved={when: unders[when] > 0 for when in cards},
        ))  # fmt: skip
    return [measure for measure in found if measure.involved["now"].any()]


def _spread(card: Scorecard, values: Array | None, among: Bools) -> tuple[Floats, Floats]:
    """Values over all relationships, and 1 where they are known and among those asked for."""
    top, under = np.zeros(len(among)), np.zeros(len(among))
    if values is not None:
        known = ~np.isnan(values) & among[card.rows]
        top[card.rows[known]], under[card.rows[known]] = values[known], 1.0
    return top, under


def _balance(counts: Counts) -> list[Measure]:
    one = {
        when: {**found, "reached": (found["engaged"] > 0).astype(np.float64)}
        for when, found in counts.items()
    }
    return [
        _quotient(counts, "quantity over quality", "sent", "engaged",
                  ("lines sent per engaged conversation", "lines")),
        _quotient(one, "breadth against depth", "engaged", "reached",
                  ("conversations per relationship in contact", "conversations")),
    ]  # fmt: skip


def _products(portfolio: Portfolio, windows: Mapping[str, Window]) -> list[Measure]:
    sales = sales_within(portfolio, windows)
    if sales is None:
        return []
    organisation = organisations_of(portfolio).of[portfolio.target]
    buying = {
        when: np.append(sales.number[when].sum(axis=0) > 0, False)[organisation] for when in windows
    }
    found = [
        Measure(question="product mix", measure=f"share of {name}", unit="share of sales",
                found=ratio, involved=buying)
        for name, ratio in shares_of_value(sales)
    ]  # fmt: skip
    if "product" not in portfolio.categories:
        return found
    contacts = contacts_about(portfolio, windows, sales.products)
    for i, (name, about, per) in enumerate(contacts_per_purchase(sales, contacts)):
        involved = {when: contacts[when][i] > 0 for when in windows}
        for words, ratio in ((f"contacts about {name}", about),
                             (f"contacts about {name} per purchase", per)):  # fmt: skip
            found.append(Measure(question="contacts against purchases", measure=words,
                                 unit="contacts", found=ratio, involved=involved))  # fmt: skip
    return found


def _lacking(
    portfolio: Portfolio, card: Scorecard, measures: tuple[Measure, ...]
) -> tuple[str, ...]:
    found, asked = [], {measure.question for measure in measures}
    if "channel" not in portfolio.column_names:
        found.append("Phone and meetings: needs column channel.")
    if "duration" not in portfolio.column_names:
        found.append("Time shared per conversation: needs column duration.")
    if "depth" not in card.evaluation.names or "depth" in card.unavailable:
        reason = card.unavailable.get("depth", "the engine has no metric of that name")
        found.append(f"Mean depth: {reason}.")
    if "product mix" not in asked:
        found.append("Product mix: needs transactions with a product in one of the two windows.")
    elif "contacts against purchases" not in asked:
        found.append("Contacts about a product against its purchases: needs column product.")
    if not measures[0].involved["then"].any() and not measures[0].involved["now"].any():
        found.append("Contact: none that the other side took part in is recorded in either window.")
    if not portfolio.sided.any():
        found.append("Who is a customer: no side is ours, so every relationship counts.")
    return tuple(found)


def _told(measure: Measure) -> str:
    found = measure.found
    figures = f"{_figure(found.early)} then, {_figure(found.late)} now"
    if not found.verdict:
        return f"{measure.question.capitalize()}: {measure.measure}, {figures}."
    return (
        f"{measure.question.capitalize()}: {measure.measure}, {figures}: {found.verdict} "
        f"(times {found.ratio:.2f}, {found.lower:.2f} to {found.upper:.2f})."
    )


def _figure(value: float) -> str:
    if np.isnan(value):
        return "unknown"
    return f"{value:,.0f}" if value >= 100 or value.is_integer() else f"{value:.2f}"  # noqa: PLR2004
