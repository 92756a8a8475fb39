"""What reaches the terminal: results on stdout, all else on stderr, nothing that acts on it."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

BARS, ASCII_BARS = "▁▂▃▄▅▆▇█", "_.:-=+*#"
_NO_WRAP_WIDTH = 1_000_000
_LONGEST = 200
_GAP = 2
_NARROWEST = 8
"""Signs that a column needs at least whose cells fold."""


def clean(text: object) -> str:
    r"""Return a text of unknown origin on one line, without anything that steers a terminal.

    Control characters, direction marks and the like are dropped; other blanks become spaces.

    Examples
    --------
    >>> clean("ana\x1b]8;;http://x\x07 \u202eob")
    'ana]8;;http://x ob'
    """
    kept = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in str(text))
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


def say(text: str) -> None:
    """Write lines to stderr."""
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip(" "))]
        sys.stderr.write(f"{indent}{_stripped(line.strip())}\n")
    sys.stderr.flush()


def _stripped(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


def show(text: str) -> None:
    """Write lines to stdout."""
    for line in text.splitlines():
        sys.stdout.write(f"{_stripped(line)}\n")


def show_json(value: Any) -> None:
    """Write a value to stdout as JSON; whatever is not ASCII is escaped."""
    show_lines([json.dumps(value, indent=2, allow_nan=False), "\n"])


def show_lines(lines: Iterable[str]) -> None:
    """Write lines that are safe already to stdout."""
    sys.stdout.writelines(lines)


def show_table(
    names: Sequence[str], rows: Iterable[Sequence[object]], *, folding: frozenset[str]
) -> None:
    """Print a table as wide as the terminal; one line per row where stdout is none.

    A terminal that is too narrow for what may not fold wraps the lines itself: nothing is cut off.

    Parameters
    ----------
    names : sequence of str
    rows : iterable of rows of cells
    folding : frozenset of str
        Columns whose cells may take several lines where the terminal is narrow.
    """
    terminal = Console(file=sys.stdout)
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) + _GAP for column in zip(names, *cells, strict=True)]
    needed = sum(
        _NARROWEST if name in folding else width for name, width in zip(names, widths, strict=True)
    )
    if terminal.is_terminal and needed <= terminal.width:
        if sum(widths) > terminal.width:
            cells = [[_address_folded(cell) for cell in row] for row in cells]
        terminal.print(_table(names, cells, folding=folding))
        return
    wide = Console(file=sys.stdout, width=_NO_WRAP_WIDTH, color_system=None)
    with wide.capture() as captured:
        wide.print(_table(names, cells, folding=None))
    show_lines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _address_folded(cell: str) -> str:
    """Break an address where a reader would."""
    return cell if " " in cell else cell.replace("@", "\n@")


def _table(
    names: Sequence[str], cells: Sequence[Sequence[str]], *, folding: frozenset[str] | None
) -> Table:
    """Lay a table out; without ``folding`` it is plain, and no cell folds."""
    plain = folding is None
    table = Table(
        box=None if plain else box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 2 if plain else 1, 0, 0),
    )
    for name in names:
        table.add_column(
            Text(name), no_wrap=folding is None or name not in folding, overflow="fold"
        )
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def sparkline(values: Iterable[float], highest: float, *, encoding: str | None = None) -> str:
    """Return numbers from 0 to ``highest`` as a row of bars; unknown ones are blank.

    ``encoding`` is that of stderr by default; where it has no bars, signs of ASCII stand for them.

    Examples
    --------
    >>> sparkline([0.0, 49.0, float("nan"), 100.0], 100.0, encoding="utf-8")
    '▁▄ █'
    """
    bars = BARS
    try:
        bars.encode(encoding or sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        bars = ASCII_BARS
    return "".join(
        " " if math.isnan(value) else bars[min(int(value / highest * len(bars)), len(bars) - 1)]
        for value in values
    )


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Say what is being done, while it is, if stderr is a terminal."""
    terminal = Console(file=sys.stderr)
    if not terminal.is_terminal:
        yield
        return
    with terminal.status(Text(clean(doing))):
        yield
