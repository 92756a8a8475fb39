"""Calls that the package promises never to make: unsafe loading, shells, hidden clocks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture._sources import FEWEST_MODULES, module_from_text, modules

UNSAFE_MODULES = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
UNSAFE_BUILTINS = {"__import__", "compile", "eval", "exec"}
UNSAFE_CALLS = {
    "os.popen",
    "os.system",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "yaml.full_load",
    "yaml.load",
    "yaml.unsafe_load",
}
UNSAFE_FLAGS = {"allow_pickle", "shell"}
PRINTS_A_SCRIPT = "app.generate_completion"
"""Its ``shell`` says for which shell to write, and starts none."""

# Whatever object they are asked of: `datetime`, `dt.datetime`, `pd.Timestamp`, an alias.
CLOCK_METHODS = {"now", "today", "utcnow"}
CLOCK_FUNCTIONS = {"ctime", "gmtime", "localtime", "time", "time_ns"}
CLOCK_WORDS = {"now", "today"}


def forbidden(tree: ast.AST) -> Iterator[str]:
    """List each forbidden thing in a module as line and words."""
    for node in ast.walk(tree):
        for what in _breaches(node):
            yield f"{getattr(node, 'lineno', 0)}: {what}"


def _breaches(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names if _top(name.name) in UNSAFE_MODULES)
        case ast.ImportFrom(module=str(module), names=names):
            if _top(module) in UNSAFE_MODULES:
                yield module
            dotted = {f"{module}.{name.name}" for name in names}
            yield from sorted(
                dotted & (UNSAFE_CALLS | {f"time.{name}" for name in CLOCK_FUNCTIONS})
            )
        case ast.Name(id=name) if name in UNSAFE_BUILTINS:
            yield name
        case ast.Attribute(value=ast.Name(id="time"), attr=name) if name in CLOCK_FUNCTIONS:
            yield f"time.{name}"
        case ast.Attribute(attr=name) if name in CLOCK_METHODS or _dotted(node) in UNSAFE_CALLS:
            yield _dotted(node)
        case ast.Call():
            yield from _breaches_of_call(node)


def _breaches_of_call(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        harmless = isinstance(keyword.value, ast.Constant) and not keyword.value.value
        harmless |= _dotted(call.func) == PRINTS_A_SCRIPT
        if keyword.arg in UNSAFE_FLAGS and not harmless:
            yield f"{keyword.arg}={ast.unparse(keyword.value)}"
    if _dotted(call.func).endswith("datetime64"):
        for value in call.args:
            if isinstance(value, ast.Constant) and value.value in CLOCK_WORDS:
                yield f"datetime64({value.value!r})"


def _top(name: str) -> str:
    return name.partition(".")[0]


def _dotted(node: ast.AST) -> str:
    match node:
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
        case ast.Name(id=name):
            return name
        case _:
            return "…"


def test_the_package_does_nothing_forbidden() -> None:
    """No module unpickles, evaluates text, starts a shell or reads the clock."""
    assert len(modules()) >= FEWEST_MODULES
    found = [f"{module}:{breach}" for module in modules() for breach in forbidden(module.tree)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads",
        "import joblib.numpy_pickle",
        "eval('1')",
        "run = exec",
        "__import__('os')",
        "import yaml; yaml.load(text)",
        "from yaml import load",
        "subprocess.run(words, shell=True)",
        "subprocess.run(words, shell=flag)",
        "np.load(path, allow_pickle=True)",
        "os.system('ls')",
        "datetime.now()",
        "dt.datetime.now(tz=UTC)",
        "datetime.utcnow()",
        "date.today()",
        "clock = time.time",
        "from time import time",
        "time.localtime()",
        "np.datetime64('now')",
        "datetime64('today', 'us')",
    ],
)
def test_a_breach_is_seen(text: str) -> None:
    """Each forbidden thing is found where it stands."""
    assert list(forbidden(module_from_text(text).tree))


@pytest.mark.parametrize(
    "text",
    [
        "re.compile('a')",
        "subprocess.run(words, shell=False)",
        "app.generate_completion(shell=name)",
        "time.perf_counter()",
        "datetime.fromisoformat(text)",
        "np.datetime64('2026-11-01')",
        "frame.time",
        "block.time.time",
    ],
)
def test_harmless_things_pass(text: str) -> None:
    """Names that only resemble a forbidden call are left alone."""
    assert list(forbidden(module_from_text(text).tree)) == []
