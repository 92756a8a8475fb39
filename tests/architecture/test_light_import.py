"""Importing the package stays cheap, and its names never drag in an extra."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.architecture._sources import PACKAGE

AT_MOST = {PACKAGE, "attr", "attrs", "numpy"}

HEAVY = {
    "dateutil",
    "duckdb",
    "matplotlib",
    "narwhals",
    "pandas",
    "pluggy",
    "polars",
    "pyarrow",
    "scipy",
}

EXTRAS = {
    "cyclopts",
    "duckdb",
    "hypothesis",
    "icalendar",
    "jinja2",
    "matplotlib",
    "networkx",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "pytest",
    "rich",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "vobject",
}


def loaded_by(statements: str) -> set[str]:
    """Run statements in a new interpreter and name the packages from outside that they load."""
    program = (
        "import sys, json\n"
        "before = set(sys.modules)\n"
        f"{statements}\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(json.dumps(sorted(new - sys.stdlib_module_names)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout)
    return set(names)


def test_the_bare_import_loads_numpy_and_attrs_at_most() -> None:
    """The package costs its user nothing but numpy and attrs until a name is used."""
    loaded = loaded_by(f"import {PACKAGE}")
    assert PACKAGE in loaded
    assert loaded & HEAVY == set()
    assert loaded <= AT_MOST


def test_the_public_names_load_no_extra() -> None:
    """Every public name resolves on a bare install: none of them loads an optional package."""
    loaded = loaded_by(
        f"import {PACKAGE} as rh\nassert rh.__all__\nfor name in rh.__all__: getattr(rh, name)"
    )
    assert {PACKAGE, "attr", "numpy"} <= loaded
    assert loaded & EXTRAS == set()


def test_what_is_loaded_is_seen() -> None:
    """The probe names a package that is loaded, so its silence means something."""
    assert "pluggy" in loaded_by("import pluggy")
