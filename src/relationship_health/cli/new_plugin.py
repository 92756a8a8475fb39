"""``plugins new``: the start of a plugin, complete and checked."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Annotated

from cyclopts import Parameter

from relationship_health.cli.complaints import UsageError
from relationship_health.cli.printing import say, show, show_json

TEMPLATES = Path(__file__).with_name("template")
FILES: Mapping[str, str] = {
    "pyproject.txt": "pyproject.toml",
    "readme.txt": "README.md",
    "metric.txt": "src/$module/__init__.py",
    "typed.txt": "src/$module/py.typed",
    "test.txt": "tests/test_$module.py",
}
"""Each template, and the file that is made of it; they are no Python until they are filled."""

OUR_NAMES = frozenset({"relationship-health"})
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new_plugin(
    name: str,
    /,
    *,
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Make a small package with one metric, its tests, and the entry point that makes it a plugin.

    Parameters
    ----------
    name
        Name of the distribution: small letters, digits and single hyphens, such as rh-acme.
    output
        Folder in which the package's own folder is made; by default the working folder.
    json
        Print the files as JSON.
    """
    words = _words(name)
    folder = (output or Path()) / name
    if folder.exists():
        message = f"{folder} exists already, expected a name that is free: choose another."
        raise UsageError(message)
    paths = [folder / Template(place).substitute(words) for place in FILES.values()]
    for template, path in zip(FILES, paths, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / template).read_text("utf-8")
        path.write_text(Template(text).substitute(words), "utf-8")
    if json:
        show_json({"folder": str(folder), "files": [str(path) for path in paths]})
    else:
        show("\n".join(map(str, paths)))
    say(f"Next: cd {folder} && python -m pip install -e '.[test]' && python -m pytest")
    return 0


def _words(name: str) -> dict[str, str]:
    """Return what the templates are filled with."""
    module = name.replace("-", "_")
    prefix = module.removeprefix("rh_")
    fault = ""
    if not _NAME.fullmatch(name):
        fault = "expected small letters, digits and single hyphens, a letter first, such as rh-acme"
    elif {module, prefix} & {*keyword.kwlist, *sys.stdlib_module_names} or name in OUR_NAMES:
        fault = "which Python or this library uses itself: choose another, such as rh-acme"
    if fault:
        message = f"The name of the plugin is {name!r}, {fault}."
        raise UsageError(message)
    return {"name": name, "module": module, "plugin": name.removeprefix("rh-"), "prefix": prefix}
