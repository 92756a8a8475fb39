"""A file that takes another's place once it is whole: never half a file, whatever happens."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relationship_health.errors import InputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a new file beside the target, which takes its place once it is whole and on disk.

    Raises
    ------
    InputError
        Where the target's folder does not exist or cannot be written to.
    """
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    if target.exists() and not target.is_file():
        message = f"{path} is no regular file, expected a file to write to."
        raise InputError(message)
    try:
        try:
            draft.touch(exist_ok=False)
            yield draft
            _flush(draft)
            draft.replace(target)
            if os.name == "posix":
                _flush(target.parent)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror or error}): choose another place."
        raise InputError(message) from error


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
