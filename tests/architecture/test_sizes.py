"""Files and functions stay small enough to be read in one sitting."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping

from tests.architecture._sources import (
    FEWEST_MODULES,
    Function,
    Module,
    functions,
    module_from_text,
    modules,
)

MOST_LINES = 400
MOST_BODY_LINES = 39

# Path of the file, and why it is better long than divided.
LONG_FILES: Mapping[str, str] = {}

# "path::Class.method", and why it is better long than divided.
LONG_FUNCTIONS: Mapping[str, str] = {}

NOT_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def code_lines(text: str) -> set[int]:
    """Number the lines that hold code: no comments, no blank lines."""
    return {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }


def body_lines(function: Function, code: set[int]) -> int:
    """Count the lines of code of a function's body, its docstring left out."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return len(
        code & {line for part in body for line in range(part.lineno, (part.end_lineno or 0) + 1)}
    )


def long_files(found: tuple[Module, ...]) -> dict[str, int]:
    """Give the files above the limit, with their lengths."""
    lengths = {module.path: len(module.text.splitlines()) for module in found}
    return {path: length for path, length in lengths.items() if length > MOST_LINES}


def long_functions(found: tuple[Module, ...]) -> dict[str, int]:
    """Give the functions above the limit, with the lengths of their bodies."""
    lengths: dict[str, int] = {}
    for module in found:
        code = code_lines(module.text)
        for name, function in functions(module.tree):
            lengths[f"{module.path}::{name}"] = body_lines(function, code)
    return {name: length for name, length in lengths.items() if length > MOST_BODY_LINES}


def test_files_are_short() -> None:
    """No file is long without a reason, and no reason outlives its file's length."""
    assert len(modules()) >= FEWEST_MODULES
    found = long_files(modules())
    assert {path: length for path, length in found.items() if path not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(found)


def test_functions_are_short() -> None:
    """No function is long without a reason, and no reason outlives its function's length."""
    assert sum(1 for module in modules() for _ in functions(module.tree)) >= FEWEST_MODULES
    found = long_functions(modules())
    assert {name: length for name, length in found.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(found)


def test_only_code_counts() -> None:
    """Docstring, comments and blank lines of a function cost nothing."""
    text = (
        'def f():\n    """Say.\n\n    More.\n    """\n\n    # Why.\n    a = (\n        1\n    )\n'
    )
    module = module_from_text(text)
    ((name, function),) = functions(module.tree)
    assert (name, body_lines(function, code_lines(text))) == ("f", 3)


def test_a_long_function_is_seen() -> None:
    """A method one line above the limit is reported by its dotted name."""
    body = "        x = 1\n" * (MOST_BODY_LINES + 1)
    module = module_from_text(f"class A:\n    def f(self):\n{body}")
    assert long_functions((module,)) == {f"{module.path}::A.f": MOST_BODY_LINES + 1}


def test_a_long_file_is_seen() -> None:
    """A file one line above the limit is reported."""
    module = module_from_text("x = 1\n" * (MOST_LINES + 1))
    assert long_files((module,)) == {module.path: MOST_LINES + 1}
