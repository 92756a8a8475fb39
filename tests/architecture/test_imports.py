"""Who may import what, and where: the part of it that import-linter cannot say."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.architecture._sources import (
    FEWEST_MODULES,
    PACKAGE,
    Import,
    Module,
    belongs_to,
    imports,
    module_from_text,
    modules,
)

CORE_ANYWHERE = {"attr", "attrs", "dateutil", "numpy"}

# Each package that is not free to all, and the modules that own it.
OWNERS = {
    "narwhals": ("frames",),
    "pluggy": ("hookspecs", "plugins"),
    "cyclopts": ("cli",),
    "rich": ("cli",),
    "duckdb": ("io.files",),
    "matplotlib": ("plots",),
    "jinja2": ("report",),
    "scipy": ("lifetime",),
    "sklearn": ("validation",),
    "networkx": ("analysis.network",),
    "icalendar": ("io.calendar",),
    "sqlalchemy": ("io.sql", "store"),
    "pyspark": ("distributed",),
    "pandas": ("frames", "io", "distributed"),
    "polars": ("frames", "io", "distributed"),
    "pyarrow": ("frames", "io", "distributed"),
    "hypothesis": ("testing",),
    "pytest": ("testing",),
}

# Loaded with the module: core dependencies behind the lazy facade, and what the command line
# stands on, which is loaded by its entry point only.
AT_MODULE_LEVEL = {"narwhals", "pluggy", "cyclopts", "rich"}

# A class cannot inherit from a class of an optional package without importing it at module level.
# So such a module is optional itself: it stands on the package, and one other module, which names
# its classes (PEP 562), imports it inside a function. For each the package and that other module.
OPTIONAL_MODULES = {"validation._sklearn_estimators": ("sklearn", "validation.estimators")}

IMPORTLIB_OWNERS = ("plugins",)


def facade_imports(module: Module) -> list[str]:
    """List the imports that reach for the facade instead of the module that defines a name."""
    return [_at(module, found) for found in imports(module) if found.binds_facade]


def hidden_own_imports(module: Module) -> list[str]:
    """List the imports of own modules inside functions, and of optional ones outside them."""
    return [
        _at(module, found)
        for found in imports(module)
        if found.top == PACKAGE and not found.for_types_only and _hidden(module, found)
    ]


def _hidden(module: Module, found: Import) -> bool:
    loaders = _loaders(found.target)
    return module.name not in loaders if found.in_function else bool(loaders)


def _loaders(target: str) -> list[str]:
    """Name the modules that import an optional one inside a function; empty for any other."""
    return [
        f"{PACKAGE}.{loader}"
        for name, (_, loader) in OPTIONAL_MODULES.items()
        if belongs_to(target, (f"{PACKAGE}.{name}",))
    ]


def misplaced_packages(module: Module) -> list[str]:
    """List the imports of packages from outside that do not belong where they are."""
    faults = []
    for found in imports(module):
        package = found.top
        if package in sys.stdlib_module_names | CORE_ANYWHERE | {PACKAGE, "__future__"}:
            continue
        if package not in OWNERS:
            faults.append(f"{_at(module, found)}: a package without an owner")
        elif not belongs_to(module.name, tuple(f"{PACKAGE}.{name}" for name in OWNERS[package])):
            faults.append(f"{_at(module, found)}: belongs to {', '.join(OWNERS[package])}")
        elif not (
            found.in_function
            or found.for_types_only
            or package in AT_MODULE_LEVEL
            or module.name in _standing_on(package)
        ):
            faults.append(f"{_at(module, found)}: optional, so only inside the function it serves")
    return faults


def _standing_on(package: str) -> list[str]:
    return [
        f"{PACKAGE}.{name}" for name, (needed, _) in OPTIONAL_MODULES.items() if needed == package
    ]


def importlib_uses(module: Module) -> list[str]:
    """List the imports of importlib outside the facade and the plugin manager."""
    if module.name == PACKAGE or belongs_to(
        module.name, tuple(f"{PACKAGE}.{name}" for name in IMPORTLIB_OWNERS)
    ):
        return []
    return [_at(module, found) for found in imports(module) if found.top == "importlib"]


def _at(module: Module, found: Import) -> str:
    return f"{module}:{found.line} imports {found.target}"


Rule = Callable[[Module], list[str]]
RULES: list[Rule] = [facade_imports, hidden_own_imports, misplaced_packages, importlib_uses]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    """No module of the package breaks an import rule."""
    assert len(modules()) >= FEWEST_MODULES
    assert [fault for module in modules() for fault in rule(module)] == []


def test_the_modules_do_import_something() -> None:
    """The reader of imports sees own modules and numpy, so its silence means something."""
    seen = {found.top for module in modules() for found in imports(module)}
    assert {PACKAGE, "numpy", "attrs"} <= seen


BREACHES: dict[str, Rule] = {
    "import relationship_health": facade_imports,
    "import relationship_health as rh": facade_imports,
    "import relationship_health.errors": facade_imports,
    "from relationship_health import Engine": facade_imports,
    "from . import Engine": facade_imports,
    "def f():\n    from relationship_health.errors import InputError": hidden_own_imports,
    "class A:\n    def f(self):\n        from .errors import InputError": hidden_own_imports,
    "import sklearn": misplaced_packages,
    "import pandas": misplaced_packages,
    "import requests": misplaced_packages,
    "def f():\n    import duckdb": misplaced_packages,
    "if 1:\n    from narwhals import stable": misplaced_packages,
    "import importlib": importlib_uses,
    "def f():\n    from importlib import import_module": importlib_uses,
}


@pytest.mark.parametrize("text", BREACHES)
def test_a_breach_is_seen(text: str) -> None:
    """Each rule reports the breach it exists for, and the other rules stay silent."""
    module = module_from_text(text)
    assert [rule for rule in RULES if rule(module)] == [BREACHES[text]]


PERMITTED = {
    "import relationship_health.errors as errors": f"{PACKAGE}.sample",
    "from relationship_health.errors import InputError": f"{PACKAGE}.sample",
    "import numpy as np\nimport attrs\nimport math": f"{PACKAGE}.sample",
    "import narwhals.stable.v2 as nw": f"{PACKAGE}.frames",
    "import rich": f"{PACKAGE}.cli.tables",
    "def f():\n    import duckdb": f"{PACKAGE}.io.files",
    "if TYPE_CHECKING:\n    import duckdb": f"{PACKAGE}.io.files",
    "import importlib": f"{PACKAGE}.plugins",
    "from sklearn.base import clone": f"{PACKAGE}.validation._sklearn_estimators",
    f"def f():\n    from {PACKAGE}.validation import _sklearn_estimators": (
        f"{PACKAGE}.validation.estimators"
    ),
}


@pytest.mark.parametrize("text", PERMITTED)
def test_what_is_permitted_passes(text: str) -> None:
    """An owner may import what it owns, and everyone the core."""
    module = module_from_text(text, name=PERMITTED[text])
    assert [fault for rule in RULES for fault in rule(module)] == []


def test_an_owner_imports_its_package_inside_functions() -> None:
    """An optional package at module level is a breach even in the file that owns it."""
    module = module_from_text("import duckdb", name=f"{PACKAGE}.io.files")
    assert misplaced_packages(module)


def test_an_optional_module_is_imported_by_its_loader_only() -> None:
    """Nobody else reaches an optional module, and even its loader does so inside a function."""
    hidden = f"from {PACKAGE}.validation import _sklearn_estimators"
    for text, name in (
        (hidden, f"{PACKAGE}.validation.estimators"),
        (hidden, f"{PACKAGE}.validation.matrix"),
        (f"def f():\n    {hidden}", f"{PACKAGE}.validation.matrix"),
    ):
        assert hidden_own_imports(module_from_text(text, name=name))
    assert misplaced_packages(
        module_from_text("import duckdb", name=f"{PACKAGE}.validation._sklearn_estimators")
    )
