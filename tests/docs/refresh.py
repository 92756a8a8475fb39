"""Writes into the pages of the documentation what their blocks print now.

Run it from the repository root after a change of scores or of words, and read the difference:
``python -m tests.docs.refresh``. Outputs with ``...`` in them are left alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.docs._figure import figure
from tests.docs._histories import table
from tests.docs._pages import PAGES, ROOT, run_page


def refresh(page: Path) -> int:
    """Rewrite the outputs of a page that are not what comes out; return how many."""
    with tempfile.TemporaryDirectory() as folder:
        before = Path.cwd()
        os.chdir(folder)
        try:
            outcomes = run_page(page, Path(folder))
        finally:
            os.chdir(before)
    wrong = [found for found in outcomes if not found.agrees]
    text = page.read_text("utf-8")
    for outcome in reversed(wrong):
        if "..." not in outcome.said:
            printed = "\n".join(line.rstrip() for line in outcome.found.splitlines())
            text = f"{text[: outcome.start]}{printed}\n{text[outcome.end :]}"
    page.write_text(text, encoding="utf-8")
    return len(wrong)


def refresh_readme(readme: Path) -> None:
    """Rewrite the table of histories and the figure."""
    text = readme.read_text("utf-8")
    for mark, new, end in (
        ("<!-- histories -->\n\n", table(), "\n\n"),
        ("<!-- figure -->\n```text\n", figure(), "\n```"),
    ):
        head, found, rest = text.partition(mark)
        text = head + found + new + rest[rest.index(end) :] if found else text
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    refresh_readme(ROOT / "README.md")
    for path in [Path(name).resolve() for name in sys.argv[1:]] or PAGES:
        count = refresh(path)
        if count:
            sys.stdout.write(f"{path.relative_to(ROOT)}: {count} outputs differed\n")
