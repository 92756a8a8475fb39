"""Sections of the report: what built-ins and strangers show, each in its own try."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.composite import Scorecard
from relationship_health.errors import PluginContractError
from relationship_health.hookspecs import ReportSection
from relationship_health.html import cell
from relationship_health.plugins import Registered
from relationship_health.report.drawing import Drawing, draw

ROWS = 25
"""Rows of a section's table; the rest is counted."""
LONG = 40
"""Characters from which on a text is a sentence and gets a wide column."""


@attrs.frozen(slots=True, kw_only=True)
class Section:
    """What one section shows.

    Parameters
    ----------
    name, title : str
    words, missing : tuples of str
        Sentences: the answer, and what could not be answered.
    names : tuple of str
        Columns of the table.
    kinds : tuple of str
        Of each: "n" for numbers, "long" for sentences, empty for other texts.
    rows : tuple of tuples of str
    omitted : int
        Rows that are not shown.
    drawing : Drawing or None
    fault : str
        Why there is nothing to show, empty where there is.
    """

    name: str
    title: str
    words: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    omitted: int = 0
    drawing: Drawing | None = None
    fault: str = ""


def shown(given: Registered[ReportSection], scorecard: Scorecard) -> Section:
    """Show a section; one that fails says so in its place, and the others stand."""
    section = given.item
    try:
        return _section(section, section.columns(scorecard))
    except (Exception, SystemExit) as error:  # noqa: BLE001  a stranger ends no report
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        fault = (
            f"Section {section.name!r} of plugin {given.plugin!r} failed ({reason}); update or "
            "block that plugin."
        )
        return Section(name=section.name, title=section.title, fault=fault)


def _section(section: ReportSection, answer: Any) -> Section:
    columns = answer if isinstance(answer, Mapping) else answer.columns()
    table = {str(name): _cells(cells) for name, cells in columns.items()}
    lengths = {len(cells) for cells in table.values()}
    if len(lengths) > 1:
        message = f"its columns have lengths {sorted(lengths)}, expected one length"
        raise PluginContractError(message)
    count = lengths.pop() if lengths else 0
    texts = [_texts(cells[:ROWS]) for cells in table.values()]
    return Section(
        name=section.name, title=section.title, words=_sentences(answer, "words"),
        missing=_sentences(answer, "missing"), names=tuple(table),
        kinds=tuple(map(_kind, table.values(), texts)), rows=tuple(zip(*texts, strict=True)),
        omitted=max(count - ROWS, 0),
        drawing=None if section.chart is None else draw(section.chart, table),
    )  # fmt: skip


def _sentences(answer: Any, name: str) -> tuple[str, ...]:
    return () if isinstance(answer, Mapping) else tuple(map(str, getattr(answer, name, ())))


def _cells(cells: Iterable[Any]) -> Sequence[Any]:
    # numpy would turn times into integers when listed at once.
    return list(cells) if getattr(cells, "dtype", None) is None else _listed(np.asarray(cells))


def _listed(cells: np.ndarray) -> Sequence[Any]:
    return list(cells) if cells.dtype.kind == "M" else list(cells.tolist())


def _is_numeric(cells: Sequence[Any]) -> bool:
    kinds = {type(found) for found in cells if found is not None}
    numbers = (int, float, np.number)
    return bool(kinds) and all(issubclass(kind, numbers) and kind is not bool for kind in kinds)


def _kind(cells: Sequence[Any], texts: Sequence[str]) -> str:
    if _is_numeric(cells):
        return "n"
    return "long" if max(map(len, texts), default=0) > LONG else ""


def _texts(cells: Sequence[Any]) -> list[str]:
    """Write the cells of a column, its decimal numbers all with as many digits."""
    numbers = [abs(found) for found in cells if isinstance(found, float) and math.isfinite(found)]
    digits = 2 if max(numbers, default=0.0) <= 1.0 else 1
    return [
        f"{found:,.{digits}f}" if isinstance(found, float) and math.isfinite(found) else cell(found)
        for found in cells
    ]
