"""``ask``: put one of the questions of ``relationship_health.analysis`` to a log."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relationship_health.cli.complaints import UsageError
from relationship_health.cli.loading import load_file
from relationship_health.cli.options import SHOWING, Options, PluginChoice
from relationship_health.cli.printing import progress, say, show, show_json, show_table
from relationship_health.cli.questions import QUESTIONS, Inquiry, answer, check_inquiry
from relationship_health.cli.score import check_output, spare_inputs
from relationship_health.html import cell
from relationship_health.io.files import write
from relationship_health.results import Result
from relationship_health.wording import number_of

ROWS = 20
_DEFAULT, _INQUIRY = Options(), Inquiry()


def ask(  # noqa: PLR0913  the arguments of a command are its interface
    question: str,
    file: Path,
    /,
    *,
    options: Options = _DEFAULT,
    inquiry: Inquiry = _INQUIRY,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), group=SHOWING)] = None,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Ask a question of a log, and print the answer in words and figures.

    Parameters
    ----------
    question
        accounts, who_knows_whom, matrix, benchmarks, movers, actions, channel_value, segments,
        retention, capital, change_impact, then_and_now, forecast, or team.
    file
        The log, of any format that a reader knows, or a project file that ends in .toml.
    options
        How the log is read and scored.
    inquiry
        What the question may be told besides.
    output
        Write all rows there: .csv, .json, .jsonl or .parquet.
    json
        Print words and rows as one JSON document.
    plugins
        Which plugins may be loaded.
    """
    name = _known(question)
    check_inquiry(name, inquiry)
    if output is not None:
        check_output(output)
        spare_inputs(output, file, options)
    log = load_file(file, options, plugins)
    with progress(f"Asking {number_of(len(log.portfolio), 'relationship')}"):
        found = answer(name, log, inquiry)
    if output is not None:
        write(output, found.columns())
        say(f"Wrote {number_of(len(found), 'row')} to {output}.")
    if json:
        show_json(found.to_dict())
    else:
        _print(found)
    return 0 if log.whole() else 3


def _known(question: str) -> str:
    name = question.replace("-", "_")
    if name in QUESTIONS:
        return name
    nearest = difflib.get_close_matches(name, QUESTIONS, n=1)
    hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
    message = f"There is no question {question!r}{hint}, expected one of {', '.join(QUESTIONS)}."
    raise UsageError(message)


def _print(found: Result) -> None:
    show(str(found))
    columns = found.columns()
    if not len(found):
        return
    show("\n")
    rows = zip(*(list(values[:ROWS]) for values in columns.values()), strict=True)
    names = [name.replace("_", " ") for name in columns]
    show_table(names, (list(map(cell, row)) for row in rows), folding=frozenset(names))
    if len(found) > ROWS:
        say(f"{len(found) - ROWS:,} more rows; -o writes all of them.")
