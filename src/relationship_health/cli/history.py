"""``history``: a log scored at several dates, all held to what is usual at the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import attrs
import numpy as np
from cyclopts import Parameter

from relationship_health.cli.complaints import UsageError
from relationship_health.cli.explain import find
from relationship_health.cli.loading import load_file
from relationship_health.cli.options import SHOWING, Options, PluginChoice
from relationship_health.cli.printing import progress, say, show_lines, show_table, sparkline
from relationship_health.cli.score import check_output, spare_inputs
from relationship_health.columns import moment_from
from relationship_health.composite import BANDS, Scorecard, ScoreHistory
from relationship_health.io.files import write
from relationship_health.io.writing import json_lines
from relationship_health.wording import number_of

OF_ALL = ("as of", "relationships", "median health", *BANDS[:0:-1], "unknown")
OF_ONE = ("as of", "health", "interval", "status", "band", "outlook 30 days")
MOST_DATES = 1_000
LONGEST_STEP = 36_525


@Parameter(name="*", group=SHOWING)
@attrs.frozen(kw_only=True)
class Dates:
    """At which dates.

    Parameters
    ----------
    dates
        How many dates, the last of them the moment of ``--as-of``.
    every
        Days from one date to the next.
    """

    dates: int = 12
    every: float = 30.0


_DEFAULT, _DATES = Options(), Dates()


def history(  # noqa: PLR0913  the arguments of a command are its interface
    file: Path,
    source: str | None = None,
    target: str | None = None,
    /,
    *,
    options: Options = _DEFAULT,
    dates: Dates = _DATES,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), group=SHOWING)] = None,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Score a log at several dates: how all relationships fare, or one of them.

    Parameters
    ----------
    file
        The log, of any format that a reader knows, or a project file that ends in .toml.
    source
        Id of one end, for a single relationship.
    target
        Id of the other end.
    options
        How the log is read and scored.
    dates
        At which dates.
    output
        Write one row per date and relationship there: .csv, .json, .jsonl or .parquet.
    json
        Print one row per date and relationship as JSON lines.
    plugins
        Which plugins may be loaded.
    """
    _check(dates, source, target)
    if output is not None:
        check_output(output)
        spare_inputs(output, file, options)
    log = load_file(file, options, plugins)
    chosen = None if source is None or target is None else find(log.portfolio, source, target)
    moments = _moments(dates, log.moment, moment_from(int(log.portfolio.time.min())))
    with progress(
        f"Scoring {number_of(len(log.portfolio), 'relationship')} at {len(moments)} dates"
    ):
        scored = log.engine.history(log.portfolio, as_of=moments, benchmark=log.benchmark)
    if chosen is not None:
        scored = scored.select([chosen])
    if output is not None:
        write(output, scored.columns())
        say(f"Wrote {number_of(sum(map(len, scored)), 'row')} to {output}.")
    if json:
        show_lines(json_lines(scored.columns()))
    elif chosen is None:
        show_table(OF_ALL, map(_of_all, scored), folding=frozenset())
        _draw("median health", scored)
    else:
        show_table(OF_ONE, _of_one(scored), folding=frozenset())
        _draw("health", scored)
    return 0 if log.whole(*scored) else 3


def _draw(what: str, scored: ScoreHistory[Scorecard]) -> None:
    """Say on one line how health went."""
    healths = [card.health[~np.isnan(card.health)] for card in scored]
    medians = [float(np.median(health)) if len(health) else np.nan for health in healths]
    first, last = scored[0].as_of, scored[-1].as_of
    bars = sparkline(medians, 100.0)
    say(f"{what}, 0 to 100: |{bars}| {first:%Y-%m-%d} to {last:%Y-%m-%d}.")


def _check(dates: Dates, source: str | None, target: str | None) -> None:
    """Refuse dates that are none, and half a relationship.

    Raises
    ------
    UsageError
    """
    if not 1 <= dates.dates <= MOST_DATES:
        message = f"--dates is {dates.dates}, expected 1 to {MOST_DATES:,} dates."
        raise UsageError(message)
    if not 0 < dates.every <= LONGEST_STEP:
        message = f"--every is {dates.every:g}, expected days, at most {LONGEST_STEP:,}."
        raise UsageError(message)
    if source is not None and target is None:
        message = f"Only {source!r} was named, expected both ends of a relationship, or none."
        raise UsageError(message)


def _moments(dates: Dates, last: datetime, first: datetime) -> list[datetime]:
    """Return the dates from the last one back, those on which nothing was known yet left out."""
    step, moments = timedelta(days=dates.every), [last]
    while len(moments) < dates.dates and moments[-1] - first >= step:
        moments.append(moments[-1] - step)
    if len(moments) < dates.dates:
        left = dates.dates - len(moments)
        lie = "date lies" if left == 1 else "dates lie"
        say(f"{left} {lie} before the first interaction: left out.")
    return moments


def _of_all(card: Scorecard) -> tuple[object, ...]:
    bands = card.band
    known = ~np.isnan(card.health)
    median = f"{np.median(card.health[known]):.0f}" if known.any() else ""
    counts = [int((bands == band).sum()) for band in BANDS[:0:-1]]
    return f"{card.as_of:%Y-%m-%d}", len(card), median, *counts, int((~known).sum())


def _of_one(scored: ScoreHistory[Scorecard]) -> Iterator[tuple[object, ...]]:
    for card in scored:
        for row in range(len(card)):
            composite, chance = card.composite, card.outlook(30)[row]
            known = not np.isnan(composite.health[row])
            yield (
                f"{card.as_of:%Y-%m-%d}",
                card.profile.shown(float(composite.health[row])) if known else "",
                f"{composite.lower[row]:.0f}-{composite.upper[row]:.0f}" if known else "",
                card.status[row], card.band[row], "" if np.isnan(chance) else f"{chance:.2f}",
            )  # fmt: skip
