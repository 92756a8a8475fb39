"""Every block of Python in the documentation runs, and what a page says comes out comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sybil")

from tests.docs._pages import DOCS, PAGES, ROOT, commands, run_page

pytestmark = pytest.mark.needs(
    "cyclopts",
    "duckdb",
    "icalendar",
    "jinja2",
    "pandas",
    "polars",
    "pyarrow",
    "scipy",
    "sqlalchemy",
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_does_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a page run one after the other and print what stands below them."""
    monkeypatch.chdir(tmp_path)
    wrong = [
        f"{page}, the block at line {outcome.line} prints:\n{outcome.found}"
        for outcome in run_page(page, tmp_path)
        if not outcome.agrees
    ]
    assert not wrong, "\n".join([*wrong, "python -m tests.docs.refresh writes it into the pages"])


def test_pages_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above is not empty, and it sees an output that is not what a page says."""
    monkeypatch.chdir(tmp_path)
    assert len(run_page(DOCS / "tutorial.md", tmp_path)) > 5
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1)\n```\n\n```text\n2\n```\n", encoding="utf-8")
    (outcome,) = run_page(page, tmp_path)
    assert (outcome.said, outcome.found, outcome.agrees) == ("2\n", "1\n", False)


def test_commands_are_told_from_their_output() -> None:
    """A command may go on over several lines; what stands below it is its output."""
    text = "$ relationship-health score log.csv \\\n    --limit 3\nfirst\nsecond\n$ ls\n"
    assert list(commands(text)) == [
        (["relationship-health", "score", "log.csv", "--limit", "3"], "first\nsecond\n"),
        (["ls"], ""),
    ]
