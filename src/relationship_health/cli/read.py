"""``read``: what would be read of a file, and what not, without scoring anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import attrs
import numpy as np
from cyclopts import Parameter

from relationship_health.api import Engine
from relationship_health.cli.inputs import log_from, plan_of, read_file, read_project
from relationship_health.cli.loading import check_options, make_engine, with_plan
from relationship_health.cli.options import SHOWING, Options, PluginChoice
from relationship_health.cli.ours import read_our_side
from relationship_health.cli.printing import say, show, show_json, show_table
from relationship_health.columns import Issues, Portfolio, trace
from relationship_health.errors import ColumnError, InputError
from relationship_health.frames import read_table
from relationship_health.hookspecs import Reading
from relationship_health.sources import Plan, Suggestion, origin_of, suggest
from relationship_health.wording import number_of

FINDINGS = ("table", "action", "rows", "code", "first", "reason")
SOURCES = ("source", "table", "rows", "accepted", "repaired", "ignored", "rejected")
_DEFAULT = Options()
_PLACES = 20


@attrs.frozen(kw_only=True)
class _Seen:
    """What is to be told of a file."""

    reader: str
    columns: tuple[str, ...]
    issues: Issues
    relationships: int | None = None
    suggestions: tuple[Suggestion, ...] = ()
    hint: str = ""


def read(
    file: Path,
    /,
    *,
    options: Options = _DEFAULT,
    suggestions: Annotated[bool, Parameter(name="--suggest", group=SHOWING, negative="")] = False,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Show what would be read of a file or project and what not, each with place and reason.

    Parameters
    ----------
    file
        The log, or a project file that ends in .toml.
    options
        How the log is read.
    suggestions
        List pairs of ids that may be one person.
    json
        Print everything as JSON.
    plugins
        Which plugins may be loaded.
    """
    check_options(options)
    plan = plan_of(file, options)
    engine = make_engine(with_plan(options, plan), plugins, plan)
    seen = _project(plan, options, engine) if plan else _file(file, options, engine)
    if json:
        show_json(_as_json(file, seen, suggest=suggestions))
    else:
        _print(file, seen, suggest=suggestions)
    if seen.hint:
        say(seen.hint)
    bad = seen.issues.rejected + seen.issues.repaired
    return 1 if options.strict and bad else 0


def _project(plan: Plan, options: Options, engine: Engine) -> _Seen:
    project = read_project(plan, options, engine.registry.readers)
    portfolio = project.portfolio
    return _Seen(
        reader="project", columns=tuple(sorted(portfolio.column_names)), issues=portfolio.issues,
        relationships=len(portfolio), suggestions=project.suggestions,
    )  # fmt: skip


def _file(path: Path, options: Options, engine: Engine) -> _Seen:
    name, reading = read_file(path, options, engine.registry.readers)
    if reading.content != "interactions":
        return _unjoined(name, reading, "")
    try:
        ours = read_our_side(options.our_side)
        return _of_log(name, log_from(path, reading, options, ours), reading)
    except InputError as error:
        if not isinstance(error.__cause__, ColumnError):
            raise
        # Whoever looks at a table for the first time wants to see its columns.
        return _unjoined(name, reading, str(error))


def _of_log(name: str, portfolio: Portfolio, reading: Reading) -> _Seen:
    """Return what can be told of a log; where it names people, also who may be one."""
    ids = map(str, portfolio.ids.tolist())
    return _Seen(
        reader=name, columns=tuple(read_table(reading.frame).names), issues=portfolio.issues,
        relationships=len(portfolio),
        suggestions=suggest(ids, reading.names) if reading.names else (),
    )  # fmt: skip


def _unjoined(name: str, reading: Reading, hint: str) -> _Seen:
    """Return what can be told without knowing which column holds what."""
    table = read_table(reading.frame)
    plain = Issues(states=np.zeros(table.rows, dtype=np.int8))
    origin = attrs.evolve(origin_of(reading), table="interactions")
    return _Seen(reader=name, columns=tuple(table.names), issues=trace(plain, [origin]), hint=hint)


def _print(path: Path, seen: _Seen, *, suggest: bool) -> None:
    issues = seen.issues
    found = (
        "" if seen.relationships is None else f", {number_of(seen.relationships, 'relationship')}"
    )
    show(f"{path}: read as {seen.reader}{found}.")
    show(issues.summary().split("\n", maxsplit=1)[0])
    if seen.columns:
        show(f"columns: {', '.join(seen.columns)}")
    if len(issues.sources) > 1:
        show_table(SOURCES, _sources(issues), folding=frozenset({"source"}))
    if issues.groups:
        show_table(FINDINGS, _findings(issues), folding=frozenset({"reason"}))
    for note in issues.notes:
        show(f"note: {note}")
    if seen.suggestions and not suggest:
        pairs = number_of(len(seen.suggestions), "pair of ids", "pairs of ids")
        show(f"{pairs} may be one person; --suggest lists what, and why.")
    if suggest:
        rows = [(each.first, each.second, each.reason) for each in seen.suggestions]
        show_table(("one id", "the other", "because of"), rows, folding=frozenset())


def _sources(issues: Issues) -> Iterator[tuple[object, ...]]:
    for each in issues.sources:
        yield (each.source, each.table, each.rows_in, each.accepted, each.repaired, each.ignored,
               each.rejected)  # fmt: skip


def _findings(issues: Issues) -> Iterator[tuple[object, ...]]:
    for group in issues.groups:
        what = f"{group.column}: {group.reason}" if group.column else group.reason
        yield group.table, group.action, len(group.rows), group.code, group.where, what


def _as_json(path: Path, seen: _Seen, *, suggest: bool) -> dict[str, Any]:
    issues = seen.issues
    found = [
        {
            "table": group.table, "source": group.source, "action": group.action,
            "code": group.code, "column": group.column, "reason": group.reason,
            "rows": len(group.rows), "unit": group.unit,
            "places": group.rows[:_PLACES].tolist(),
        }
        for group in issues.groups
    ]  # fmt: skip
    return {
        "file": str(path), "reader": seen.reader, "columns": list(seen.columns),
        "relationships": seen.relationships, "rows_in": issues.rows_in,
        "accepted": issues.accepted, "repaired": issues.repaired, "ignored": issues.ignored,
        "rejected": issues.rejected, "sources": [attrs.asdict(each) for each in issues.sources],
        "findings": found, "notes": list(issues.notes),
        "suggestions": [attrs.asdict(s) for s in seen.suggestions] if suggest else None,
    }  # fmt: skip
