"""``score``: rank the relationships of a log, each with its main reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from cyclopts import Parameter

from relationship_health.arrays import Ints
from relationship_health.cli.complaints import UsageError
from relationship_health.cli.loading import score_file
from relationship_health.cli.options import READING, Options, PluginChoice, Showing
from relationship_health.cli.parts import Explain, score_parts
from relationship_health.cli.printing import say, show_lines, show_table
from relationship_health.composite import Explanation, Scorecard
from relationship_health.composite.table import ScoreTable
from relationship_health.distributed.folder import is_partitioned
from relationship_health.errors import InputError
from relationship_health.io.files import check_target, check_writer, write
from relationship_health.io.writing import json_lines
from relationship_health.wording import number_of

HEADER = ("source", "target", "health", "interval", "status", "band", "main reason")
FOLDING = frozenset({"source", "target", "main reason"})
_DEFAULT, _SHOW = Options(), Showing()


def score(
    file: Path,
    /,
    *,
    options: Options = _DEFAULT,
    showing: Showing = _SHOW,
    memory: Annotated[str, Parameter(group=READING)] = "2GiB",
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Score every relationship of a log and print those that need attention.

    Parameters
    ----------
    file
        The log, of any format that a reader knows, a project file that ends in .toml, or a folder
        that partition wrote.
    memory
        What the process may take where it is such a folder.
    options
        How the log is read and scored.
    showing
        What is shown.
    plugins
        Which plugins may be loaded.
    """
    partitioned = is_partitioned(file)
    check_showing(showing, partitioned=partitioned)
    if showing.output is not None:
        spare_inputs(showing.output, file, options)
    if partitioned:
        parts = score_parts(file, options, showing, memory, plugins)
        if parts.record is not None:
            show_ranking(parts.record, showing, parts.explain)
        return 0 if parts.whole else 3
    scored = score_file(file, options, plugins)
    show_scorecard(scored.scorecard, showing)
    return 0 if scored.whole else 3


def check_showing(showing: Showing, *, partitioned: bool = False) -> None:
    """Refuse what cannot be shown or written, before any work is done.

    Whoever has a partitioned log can write Parquet as well.

    Raises
    ------
    UsageError
        Where the limit is negative or the output cannot be written.
    """
    if showing.limit < 0:
        message = f"--limit is {showing.limit}, expected a number of rows, 0 or more."
        raise UsageError(message)
    if showing.output is not None:
        check_output(showing.output, partitioned=partitioned)


def check_output(output: Path, *, partitioned: bool = False) -> None:
    """Refuse an output that cannot be written.

    Raises
    ------
    UsageError
    MissingExtraError
        Where what writes it is not installed.
    """
    try:
        check_target(output)
    except InputError as error:
        raise UsageError(str(error)) from error
    if not partitioned:
        check_writer(output)


def spare_inputs(output: Path, file: Path, options: Options) -> None:
    """Refuse an output that would replace one of the inputs.

    Raises
    ------
    UsageError
        Where it is the log, the list of our side, or the benchmark.
    """
    inputs = [file, options.benchmark, Path(options.our_side) if options.our_side else None]
    for given in inputs:
        if given is not None and output.exists() and given.exists() and output.samefile(given):
            message = f"-o is {str(output)!r}, which is an input: name another file to write to."
            raise UsageError(message)


def show_scorecard(scorecard: Scorecard, showing: Showing) -> None:
    """Write a scorecard where it was asked for, and print the ranking."""
    if showing.output is not None:
        write(showing.output, scorecard.columns())
        say(f"Wrote {number_of(len(scorecard), 'relationship')} to {showing.output}.")
    show_ranking(scorecard, showing, lambda keys: [scorecard.explain(key) for key in keys])


def show_ranking(scorecard: ScoreTable, showing: Showing, explain: Explain) -> None:
    """Print the ranking."""
    order = ranked(scorecard, coldest=showing.top == "coldest")
    if showing.json:
        show_lines(json_lines({n: v[order] for n, v in scorecard.columns().items()}))
    else:
        _print_table(scorecard, order[: showing.limit], explain)
        if len(order) > showing.limit:
            say(f"{len(order) - showing.limit:,} more; --limit shows more of them, -o all.")


def ranked(scorecard: ScoreTable, *, coldest: bool) -> Ints:
    """Return the rows in the order of health, unknown last, equal ones in the order of ids."""
    return np.argsort(scorecard.health if coldest else -scorecard.health, kind="stable")


def _print_table(scorecard: ScoreTable, rows: Ints, explain: Explain) -> None:
    source, target = scorecard.source[rows].tolist(), scorecard.target[rows].tolist()
    explained = explain(list(zip(source, target, strict=True)))
    show_table(HEADER, map(_cells, explained), folding=FOLDING)


def _cells(explained: Explanation) -> tuple[object, ...]:
    known = not np.isnan(explained.health)
    return (
        explained.source,
        explained.target,
        f"{explained.shown:>6}" if known else "unknown",
        f"{explained.lower:.0f} to {explained.upper:.0f}" if known else "",
        explained.status,
        explained.band,
        _main_reason(explained),
    )


def _main_reason(explained: Explanation) -> str:
    """Return what costs most health, in words; or why there is nothing to judge by."""
    reasons = [*explained.sentences.values(), *explained.unknown.values()]
    return reasons[0] if reasons else explained.headline
