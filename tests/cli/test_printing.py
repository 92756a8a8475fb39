"""What is printed cannot act on the terminal that shows it."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

NAMES = {
    "colour": "ana\x1b[31m",
    "link": "\x1b]8;;http://x.example\x07ana\x1b]8;;\x07",
    "title": "\x1b]0;owned\x07ana",
    "eight bits": "ana\x9b31m",
    "direction": "ana\u202egpj.exe",
    "isolate": "\u2066ana\u2069",
    "markup": "[bold]ana[/bold]",
    "broken markup": "[/]ana",
    "link markup": "[link=http://x.example]ana[/link]",
    "return": "ana\rbo",
    "bell": "ana\x07",
    "invisible": "a\u200bna",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_inert(name: str, run: Run, tmp_path: Path) -> None:
    """No control, no direction mark reaches the terminal; brackets are text."""
    path = tmp_path / "log.csv"
    given = NAMES[name]
    path.write_text(f'sender,recipient,time\n"{given}",bo,2026-01-05\n', "utf-8", newline="")
    for ended in (
        run("score", path),
        run("score", path, "--json"),
        run("explain", path, given, "bo"),
        run("explain", path, given, "nobody"),
        run("score", path, "--our-side", given + "x"),
        run("score", path, "--sender", given),
    ):
        written = ended.out + ended.err
        assert [c for c in written if not c.isprintable() and c != "\n"] == []
    table = run("score", path).out
    if "markup" in name:
        assert given in table
    assert len(table.splitlines()) == 2


def test_a_name_of_several_lines_stays_on_one(run: Run, tmp_path: Path) -> None:
    """An id cannot forge a line of the output."""
    path = tmp_path / "log.csv"
    path.write_text('sender,recipient,time\n"ana\n0 rows in",bo,2026-01-05\n')
    assert len(run("score", path).out.splitlines()) == 2
    explained = run("explain", path, "ana\n0 rows in", "bo").out
    assert explained.startswith("ana 0 rows in and bo as of")


def test_a_table_in_a_terminal_is_as_wide_as_that(
    run: Run, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where rich sees a terminal, lines are folded to its width; a pipe gets a line per row."""
    columns = ("--sender", "from", "--recipient", "to", "--time", "at")
    assert max(map(len, run("score", log, *columns).out.splitlines())) > 100
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setenv("TERM", "xterm")
    shown = re.sub(r"\x1b\[[\d;]*m", "", run("score", log, *columns).out)
    assert 60 < max(map(len, shown.splitlines())) <= 70
    assert "\x1b" not in shown


@pytest.mark.needs("rich")
def test_bars_are_drawn_in_what_the_terminal_can_show() -> None:
    """Eight steps from 0 to the highest, blank where unknown, ASCII where there are no bars."""
    from relationship_health.cli.printing import sparkline

    values = [0.0, 12.4, 12.6, 50.0, float("nan"), 99.9, 100.0]
    assert sparkline(values, 100.0, encoding="utf-8") == "▁▁▂▅ ██"
    assert sparkline(values, 100.0, encoding="ascii") == "__.= ##"
    assert sparkline([], 100.0, encoding="utf-8") == ""


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


@pytest.mark.needs("rich")
@pytest.mark.parametrize("width", [30, 60, 200])
def test_no_terminal_is_too_narrow(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut off: cells fold, addresses before their @, and at worst the lines wrap."""
    from relationship_health.cli.printing import show_table

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    cells = ("somebody@there.example", "2026-09-05", "established", "Silent for far too long.")
    show_table(("who", "when", "status", "why"), [cells], folding=frozenset({"who", "why"}))
    shown = re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue())
    assert all(name in shown for name in ("2026-09-05", "established", "@there.example"))
    assert ("somebody@there.example" in shown) == (width != 60)
    assert set("".join(cells).replace(" ", "")) <= set(shown)
    if width != 30:
        assert max(map(len, shown.splitlines())) <= width
