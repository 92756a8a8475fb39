"""Pages of the documentation as programs: what they run, and what they say comes out.

A block of ``python`` runs in the namespace of its page. A block of ``text`` right behind one is
what it prints. In a block of ``console`` each line ``$ relationship-health ...`` is run, and what
stands below it is what it prints, on stdout or stderr. ``...`` stands for anything.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import attrs
from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser

from relationship_health.plugins import ENVIRONMENT_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FILES = DOCS / "files"
SPARK = DOCS / "spark.md"
"""It runs with the tests of Spark."""

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(page for page in sorted(DOCS.rglob("*.md")) if "_build" not in page.parts and page != SPARK),
]
COMMAND = "relationship-health"

_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_CHECKER = doctest.OutputChecker()


@attrs.frozen(slots=True)
class Outcome:
    """What a page says that comes out, and what does.

    ``start`` and ``end`` enclose what it says, in the text of the page.
    """

    page: Path
    line: int
    start: int
    end: int
    said: str
    found: str

    @property
    def agrees(self) -> bool:
        """Whether the two are the same; ``...`` stands for anything, and so do blanks."""
        said, found = (f"{text.strip()}\n" for text in (self.said, self.found))
        return _CHECKER.check_output(said, found, _OPTIONS)


def pages_with(text: str) -> list[Path]:
    """Pages in which a text occurs."""
    return [page for page in PAGES if text in page.read_text("utf-8")]


def run_page(page: Path, folder: Path) -> list[Outcome]:
    """Run every block of a page, in a folder that holds the files it shows.

    The working folder has to be that folder already.
    """
    for file in FILES.iterdir():
        shutil.copy(file, folder)
    runner = _Runner(page)
    parsers = [
        CodeBlockParser("python", runner.run_python),
        CodeBlockParser("text", runner.compare_output),
        CodeBlockParser("console", runner.run_console),
    ]
    for example in Sybil(parsers=parsers).parse(page).examples():
        example.evaluate()
    return runner.outcomes


def commands(text: str) -> Iterator[tuple[list[str], str]]:
    """Give each command of a block of console as words, and what stands below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, said = re.sub(r" *\\\n *", " ", part).partition("\n")
        yield shlex.split(command), said


class _Runner:
    """Runs the blocks of one page and keeps what came out."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.outcomes: list[Outcome] = []
        self.printed = ""
        self.printed_until = -1

    def run_python(self, example: Example) -> None:
        """Run a block and keep what it prints."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            PythonEvaluator()(example)
        self.printed, self.printed_until = printed.getvalue(), example.end

    def compare_output(self, example: Example) -> None:
        """Compare a block of text that follows a block of Python with what that one printed."""
        text = example.document.text
        if self.printed_until < 0 or text[self.printed_until : example.start].strip():
            return
        start = example.start + example.parsed.offset
        self._note(example, start, example.parsed, self.printed)

    def run_console(self, example: Example) -> None:
        """Run our own commands; those of others are for readers."""
        from relationship_health.cli.app import run

        place = example.start + example.parsed.offset
        for words, said in commands(example.parsed):
            place = example.document.text.index(said, place)
            if words[0] != COMMAND:
                continue
            printed = io.StringIO()
            # Without the plugins that happen to be installed here.
            nothing = patch.dict(os.environ, {ENVIRONMENT_VARIABLE: ""})
            with nothing, redirect_stdout(printed), redirect_stderr(printed):
                run(words[1:])
            if said.strip():
                self._note(example, place, said, printed.getvalue())
            place += len(said)

    def _note(self, example: Example, start: int, said: str, found: str) -> None:
        outcome = Outcome(self.page, example.line, start, start + len(said), said, found)
        self.outcomes.append(outcome)
