"""Sections of the report: what built-ins and strangers show, each in its own try."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs
import numpy as np

from relationship_health.composite import Scorecard
from relationship_health.errors import PluginContractError
from relationship_health.hookspecs import ReportSection
from relationship_health.html import ROWS, UNKNOWN, cell
from relationship_health.plugins import Registered
from relationship_health.report.drawing import Drawing, draw

ENDS = ("lower", "upper")
"""Columns of the ends of an interval."""
MIDNIGHT = " 00:00"
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
        Of each: "n" for numbers, "time", "long" for sentences, empty for other texts.
    rows : tuple of tuples of str
    omitted : int
        Rows that are not shown.
    unknown : tuple of str
        Columns in which no row shown has anything; the table leaves them out.
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
    unknown: tuple[str, ...] = ()
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
    chosen = {name: table[name][:ROWS] for name in section.show or table}
    empty = [name for name, cells in chosen.items() if all(map(_is_unknown, cells))]
    told = _joined([_column(n, chosen) for n in chosen if n not in empty])
    return Section(
        name=section.name, title=section.title, words=_sentences(answer, "words"),
        missing=_sentences(answer, "missing"), names=tuple(c.name for c in told),
        kinds=tuple(c.kind for c in told),
        rows=tuple(zip(*(c.texts for c in told), strict=True)), omitted=max(count - ROWS, 0),
        unknown=tuple(empty) if count else (),
        drawing=None if section.chart is None else draw(section.chart, table),
    )  # fmt: skip


@attrs.frozen(slots=True)
class _Column:
    """A column as it is written."""

    name: str
    kind: str
    texts: Sequence[str]


def _column(name: str, columns: Mapping[str, Sequence[Any]]) -> _Column:
    cells = columns[name]
    alike = ENDS if name in ENDS else (name,)
    texts = _texts(cells, [found for own in alike for found in columns.get(own, ())])
    return _Column(name, _kind(cells, texts), texts)


def _joined(columns: list[_Column]) -> list[_Column]:
    """Let one column tell both ends of an interval: two take room and tell no more."""
    found = {column.name: column.texts for column in columns}
    if not set(ENDS) <= found.keys():
        return columns
    pairs = zip(*(found[name] for name in ENDS), strict=True)
    texts = [UNKNOWN if UNKNOWN in pair else " to ".join(pair) for pair in pairs]
    both = _Column("interval", "n", texts)
    return [both if c.name == ENDS[0] else c for c in columns if c.name != ENDS[1]]


def _sentences(answer: Any, name: str) -> tuple[str, ...]:
    return () if isinstance(answer, Mapping) else tuple(map(str, getattr(answer, name, ())))


def _cells(cells: Iterable[Any]) -> Sequence[Any]:
    # numpy would turn times into integers when listed at once.
    return list(cells) if getattr(cells, "dtype", None) is None else _listed(np.asarray(cells))


def _listed(cells: np.ndarray) -> Sequence[Any]:
    return list(cells) if cells.dtype.kind == "M" else list(cells.tolist())


def _is_unknown(found: Any) -> bool:
    return cell(found) in {UNKNOWN, ""}


def _is_numeric(cells: Sequence[Any]) -> bool:
    kinds = {type(found) for found in cells if found is not None}
    numbers = (int, float, np.number)
    return bool(kinds) and all(issubclass(kind, numbers) and kind is not bool for kind in kinds)


def _kind(cells: Sequence[Any], texts: Sequence[str]) -> str:
    if _is_numeric(cells):
        return "n"
    if any(isinstance(found, datetime | np.datetime64) for found in cells):
        return "time"
    return "long" if max(map(len, texts), default=0) > LONG else ""


def _texts(cells: Sequence[Any], alike: Sequence[Any]) -> list[str]:
    """Write the cells of a column: days without a time, decimals with the digits of all alike."""
    numbers = [abs(found) for found in alike if isinstance(found, float) and math.isfinite(found)]
    digits = 2 if max(numbers, default=0.0) <= 1.0 else 1
    texts = [
        f"{found:,.{digits}f}" if isinstance(found, float) and math.isfinite(found) else cell(found)
        for found in cells
    ]
    days = [text.removesuffix(MIDNIGHT) for text in texts]
    times = sum(text != day for text, day in zip(texts, days, strict=True))
    return days if times == sum(text != UNKNOWN for text in texts) else texts
