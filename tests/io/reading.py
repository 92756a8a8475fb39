"""Read a file with whichever of the library's own readers knows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relationship_health.columns.standard import is_content
from relationship_health.hookspecs import Reading
from relationship_health.io import BUILT_IN
from relationship_health.plugins import load
from relationship_health.sources import choose_reader, read_source

READERS = load(BUILT_IN).readers


def read(source: Path | str, options: Mapping[str, Any] | None = None) -> Reading:
    """Read a file as the command line does, which leaves out columns of content."""
    given = {"skip": is_content, **(options or {})}
    return read_source(choose_reader(source, READERS), source, given)
