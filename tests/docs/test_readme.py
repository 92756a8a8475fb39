"""The README is short, and its figure is what the library says today."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs._figure import ANSWERED, WRITTEN, figure, small_log
from tests.docs._histories import table

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
MAIN_COMMAND = 'python -m pip install -e ".[cli,files,report]" && relationship-health demo'


def marked(marker: str) -> list[str]:
    """Find the fenced blocks behind a marker."""
    return re.findall(rf"<!-- {marker} -->\s*\n```\w*\n(.*?)\n```", README, re.DOTALL)


def test_it_is_short() -> None:
    """Whoever opens it can read all of it."""
    assert len(README.splitlines()) < 130


def test_the_main_command_is_one_line() -> None:
    """One line installs the library and shows what it does."""
    assert marked("main-command") == [MAIN_COMMAND]


def test_the_figure_is_recomputed() -> None:
    """The numbers of the figure come out of its log: more reach, less health."""
    assert len(small_log()["time"]) == sum(WRITTEN) + sum(ANSWERED)
    assert marked("figure") == [figure()]


def test_the_table_of_histories_is_recomputed() -> None:
    """What others say of the four histories stands next to what the library says."""
    found = re.search(r"<!-- histories -->\n\n(.*?)\n\n", README, re.DOTALL)
    assert found is not None
    assert found.group(1) == table()
