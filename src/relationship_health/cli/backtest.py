"""``backtest``: whether the scores of a log predict what happened next, and who does better."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import attrs
import numpy as np
from cyclopts import Group, Parameter

from relationship_health.cli.complaints import UsageError
from relationship_health.cli.loading import load_file
from relationship_health.cli.options import SHOWING, Options, PluginChoice
from relationship_health.cli.printing import progress, say, show, show_json, show_table
from relationship_health.cli.score import check_output, spare_inputs
from relationship_health.io.files import write
from relationship_health.validation import BacktestResult
from relationship_health.validation import backtest as test_past
from relationship_health.validation.backtesting import MOST_RESAMPLES
from relationship_health.validation.origins import MOST_ORIGINS
from relationship_health.wording import number_of

HEADER = ("target", "score", "rows", "AUC", "interval", "finding", "lift", "Brier", "calibration")
ASKING = Group("Asking", sort_key=3)


@Parameter(name="*", group=ASKING)
@attrs.frozen(kw_only=True)
class Asking:
    """What is asked of the past.

    Parameters
    ----------
    horizon_days
        How many days ahead is asked.
    origins
        At how many moments of the past; the later half of them is evaluated.
    resamples
        How many resamples make an interval.
    seed
        Which resamples.
    """

    horizon_days: float = 90.0
    origins: int = 6
    resamples: int = 500
    seed: int = 0


_DEFAULT, _ASKING = Options(), Asking()


def backtest(  # noqa: PLR0913  the arguments of a command are its interface
    file: Path,
    /,
    *,
    options: Options = _DEFAULT,
    asking: Asking = _ASKING,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), group=SHOWING)] = None,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Score a log in its past, and hold the scores, and those of others, against what followed.

    Parameters
    ----------
    file
        The log, of any format that a reader knows, or a project file that ends in .toml.
    options
        How the log is read and scored.
    asking
        What is asked of the past.
    output
        Write all figures there: .csv, .json, .jsonl or .parquet.
    json
        Print words and figures as one JSON document.
    plugins
        Which plugins may be loaded.
    """
    _check(options, asking)
    if output is not None:
        check_output(output)
        spare_inputs(output, file, options)
    log = load_file(file, options, plugins, speaking="Observation ends with")
    with progress(
        f"Testing {number_of(len(log.portfolio), 'relationship')} at {asking.origins} moments"
    ):
        found = test_past(
            log.portfolio, log.engine, asking.horizon_days, asking.origins, until=log.moment,
            resamples=asking.resamples, seed=asking.seed,
        )  # fmt: skip
    if output is not None:
        write(output, found.columns())
        say(f"Wrote {number_of(len(found), 'row')} to {output}.")
    if json:
        show_json(found.to_dict())
    else:
        show(str(found))
        show_table(HEADER, _cells(found), folding=frozenset({"score"}))
    return 0 if log.whole(*found.standings) else 3


def _check(options: Options, asking: Asking) -> None:
    """Refuse what makes no sense before the log is read.

    Raises
    ------
    UsageError
    """
    if options.benchmark is not None:
        message = (
            "--benchmark is given, expected none: a backtest learns what is usual at every moment, "
            "from what was known then."
        )
        raise UsageError(message)
    ranges = {
        "horizon_days": (asking.horizon_days > 0, "days above 0"),
        "origins": (1 <= asking.origins <= MOST_ORIGINS, f"1 to {MOST_ORIGINS:,}"),
        "resamples": (1 <= asking.resamples <= MOST_RESAMPLES, f"1 to {MOST_RESAMPLES:,}"),
        "seed": (asking.seed >= 0, "a whole number from 0"),
    }
    for name, (sound, expected) in ranges.items():
        if not sound:
            found = getattr(asking, name)
            message = f"--{name.replace('_', '-')} is {found:g}, expected {expected}."
            raise UsageError(message)


def _cells(found: BacktestResult) -> Iterator[tuple[object, ...]]:
    table = found.columns()
    order = np.lexsort([-np.nan_to_num(table["auc"]), table["target"]])
    for row in order.tolist():
        cell = {name: values[row] for name, values in table.items()}
        yield (
            cell["target"], cell["score"], cell["rows"], _figure(cell["auc"]),
            _interval(cell["auc_lower"], cell["auc_upper"]), cell["finding"],
            _figure(cell["lift"], 2), _figure(cell["brier"]), _figure(cell["calibration_error"]),
        )  # fmt: skip


def _figure(value: float, digits: int = 3) -> str:
    return "" if np.isnan(value) else f"{value:.{digits}f}"


def _interval(low: float, high: float) -> str:
    return "" if np.isnan(low) else f"{low:.3f} to {high:.3f}"
