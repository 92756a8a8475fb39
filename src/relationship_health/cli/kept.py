"""Options that are kept in a file of the working directory."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path

from cyclopts.config import Toml

from relationship_health.cli.complaints import UsageError

OPTIONS_FILE = "relationship-health.toml"
SHARED = "log"
"""Table of the options of any command that reads a log."""


def kept_options(command: str) -> tuple[Toml, Toml]:
    """Where a command finds options that were not typed: its own table, then the shared one."""
    own, shared = (
        Toml(OPTIONS_FILE, root_keys=(table,), use_commands_as_keys=False)
        for table in (command, SHARED)
    )
    return own, shared


def check_options_file(commands: tuple[str, ...]) -> None:
    """Refuse a file that cannot be read, or has a table that no command reads.

    Raises
    ------
    UsageError
        With the nearest name.
    """
    path = Path(OPTIONS_FILE)
    if not path.is_file():
        return
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = f"{OPTIONS_FILE} cannot be read as TOML ({error}): mend it, or move it away."
        raise UsageError(message) from error
    known = (SHARED, *commands)
    for name in tables:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
            message = (
                f"{OPTIONS_FILE} has {name!r}{hint}, expected tables among {', '.join(known)}: "
                "options stand in one of them."
            )
            raise UsageError(message)
