"""Which reader a file goes to: the one that was named, knows its content, or knows its suffix."""

from __future__ import annotations

import difflib
import gzip
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from relationship_health.errors import InputError, ReaderError
from relationship_health.hookspecs import Reader
from relationship_health.plugins import Registered
from relationship_health.sources.blaming import blamed

START_BYTES = 4096
"""How much of a file is looked at to know its format."""

Given = Registered[Reader]


def choose_reader(source: Path | str, readers: Iterable[Given], name: str | None = None) -> Given:
    """Return the reader for a file, a folder or a URL.

    Parameters
    ----------
    source : Path, str or connection
        A URL is a text with ``://`` in it.
    readers : iterable of registered readers
    name : str, optional
        The reader's name. Without it a URL goes by its scheme; a file goes to the reader that
        recognises its content or else to that of the longest fitting suffix.

    Raises
    ------
    ReaderError
        Where no reader knows it.
    InputError
        Where the name is that of no reader.
    PluginError
        Where a reader fails at recognising.
    """
    known = tuple(readers)
    if name is not None:
        return _named(name, known)
    if not isinstance(source, Path):
        return _by_scheme(source, known) if isinstance(source, str) else _named("sql", known)
    start = _start(source)
    claims = [given for given in known if _recognised(given, source, start)]
    fitting = _by_suffix(source, claims or known) or (claims[0] if claims else None)
    if fitting is None:
        raise ReaderError(_refusal(source, known))
    return fitting


def _named(name: str, known: Sequence[Given]) -> Given:
    names = {given.name: given for given in known}
    if name not in names:
        nearest = difflib.get_close_matches(name, names, n=1)
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        message = f"There is no reader {name!r}{hint}, expected one of {', '.join(names)}."
        raise InputError(message)
    return names[name]


def _by_scheme(url: str, known: Sequence[Given]) -> Given:
    scheme = url.partition("://")[0].partition("+")[0].lower()
    schemes = {each: given for given in known for each in given.item.schemes}
    if scheme not in schemes:
        message = f"No reader knows URLs of {scheme!r}, expected one of {', '.join(schemes)}."
        raise ReaderError(message)
    return schemes[scheme]


def _by_suffix(path: Path, known: Sequence[Given]) -> Given | None:
    name = path.name.lower()
    suffixes = {suffix.lower(): given for given in known for suffix in given.item.suffixes}
    fitting = [suffix for suffix in suffixes if name.endswith(suffix)]
    return suffixes[max(fitting, key=len)] if fitting else None


def _recognised(given: Given, path: Path, start: bytes) -> bool:
    with blamed(given):
        return bool(given.item.recognises(path, start))


def _start(path: Path) -> bytes:
    """Return the first bytes, unpacked; none where there are none to be had."""
    try:
        # What is no regular file may never come to an end, or never begin.
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            start = stream.read(START_BYTES)
        if not start.startswith(b"\x1f\x8b"):
            return start
        with gzip.open(path) as unpacked:
            return unpacked.read(START_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""


def _refusal(path: Path, known: Sequence[Given]) -> str:
    if path.is_dir():
        return f"{path} is a directory that no reader knows, expected a file, or a maildir."
    suffixes = ", ".join(suffix for given in known for suffix in given.item.suffixes)
    return f"{path}: no reader knows such a name, expected one of {suffixes}."
