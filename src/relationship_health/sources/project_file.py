"""A project: a TOML file that names sources, our side, identities, profile and plugins."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import attrs

from relationship_health.columns import OPTIONAL_NAMES, Clock
from relationship_health.errors import InputError, ReaderError
from relationship_health.sources.identities import Identities

_COLUMNS = ("sender", "recipient", "time", *OPTIONAL_NAMES)
_CLOCK = ("timezone", "time_unit", "time_format")
_READING = ("delimiter", "table", "query", "owner", "since", "until", "max_recipients")
_SOURCE = ("path", "url", "name", "reader", "columns", "set", "shared_ids", *_CLOCK, *_READING)
_PROJECT = ("our_side", "within", "timezone", "profile", "plugins", "sources", "identities")
_IDENTITIES = ("plus_addressing", "aliases")


@attrs.frozen(slots=True, kw_only=True)
class Source:
    """One file, folder or database, and how it is read.

    Parameters
    ----------
    location : Path or str
        A URL is a text.
    name : str
        What to call it in accounts.
    reader : str, optional
        Name of the format; known by content or suffix without it.
    columns : mapping of str to str
        Which column holds which meaning, where names alone do not tell.
    constants : mapping of str to str
        Values that all rows have, such as ``channel``.
    clock : Clock
        How times are read.
    options : mapping
        Options of the reader.
    shared_ids : bool
        Whether ids of interactions mean the same in other sources, whatever they look like.
    """

    location: Any = attrs.field(repr=False)
    name: str
    reader: str | None = None
    columns: Mapping[str, str] = attrs.field(factory=dict)
    constants: Mapping[str, str] = attrs.field(factory=dict)
    clock: Clock = attrs.field(factory=Clock)
    options: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    shared_ids: bool = False


@attrs.frozen(slots=True, kw_only=True)
class Plan:
    """What a project file says.

    Parameters
    ----------
    path : Path
    sources : tuple of Source
    our_side : tuple of str
        Ids, or patterns such as ``*@us.example``.
    within : bool
        Whether contacts within one side are relationships too.
    profile : str
    plugins : tuple of str, optional
        Strangers' plugins to load; None for none.
    identities : Identities
    """

    path: Path
    sources: tuple[Source, ...]
    our_side: tuple[str, ...] = ()
    within: bool = True
    profile: str = "default"
    plugins: tuple[str, ...] | None = None
    identities: Identities = attrs.field(factory=Identities)


def read_plan(path: Path) -> Plan:
    """Read a project file; paths in it are relative to its folder, and may be patterns.

    Raises
    ------
    InputError
        Where it cannot be read, or says what no project says.
    ReaderError
        Where a source is not there.
    """
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error}): check the path."
        raise ReaderError(message) from error
    except ValueError as error:
        message = f"{path} cannot be read as TOML ({error}): mend it."
        raise InputError(message) from error
    _expect_keys(given, _PROJECT, str(path))
    sources = given.get("sources", [])
    if (
        not isinstance(sources, list)
        or not sources
        or not all(isinstance(s, dict) for s in sources)
    ):
        message = f"{path} names no sources, expected tables [[sources]] with a path or a url each."
        raise InputError(message)
    zone = _typed(given, "timezone", str, str(path))
    plugins = given.get("plugins")
    return Plan(
        path=path, our_side=_texts(given, "our_side", str(path)),
        sources=tuple(s for i, table in enumerate(sources, 1)
                      for s in _sources(table, path, f"{path}, source {i}", zone)),
        within=_typed(given, "within", bool, str(path)) is not False,
        profile=_profile(given, path),
        plugins=None if plugins is None else _texts(given, "plugins", str(path)),
        identities=_identities(given.get("identities", {}), f"{path}, identities"),
    )  # fmt: skip


def _profile(given: Mapping[str, Any], path: Path) -> str:
    """Return the name of a profile, or the path of one beside the project."""
    name = _typed(given, "profile", str, str(path)) or "default"
    return str(path.parent / name) if name.endswith(".toml") else name


def _sources(table: Mapping[str, Any], path: Path, where: str, zone: str | None) -> list[Source]:
    _expect_keys(table, _SOURCE, where)
    if ("path" in table) == ("url" in table):
        message = f"{where} has {'both' if 'path' in table else 'no'} path and url, expected one."
        raise InputError(message)
    columns = _texts_by_name(table, "columns", where)
    constants = _texts_by_name(table, "set", where)
    _expect_keys(columns, _COLUMNS, f"{where}, columns")
    _expect_keys(constants, ("sender", "recipient", *OPTIONAL_NAMES), f"{where}, set")
    zone = _typed(table, "timezone", str, where) or zone
    clock = Clock(
        timezone=zone or "UTC",
        unit=_typed(table, "time_unit", str, where),
        format=_typed(table, "time_format", str, where),
    )
    for option in ("delimiter", "table", "query", "owner"):
        _typed(table, option, str, where)
    _typed(table, "max_recipients", int, where)
    options = {name: table[name] for name in _READING if name in table}
    # What local readers of formats with clocks of their own need to know.
    options |= {"timezone": zone, "time_format": clock.format}
    shared = {
        "reader": _typed(table, "reader", str, where), "columns": columns, "constants": constants,
        "clock": clock, "options": options,
        "shared_ids": bool(_typed(table, "shared_ids", bool, where)),
    }  # fmt: skip
    name = _typed(table, "name", str, where)
    if "url" in table:
        url = _typed(table, "url", str, where) or ""
        scheme = url.partition("://")[0]
        return [Source(location=url, name=name or f"{scheme} {table.get('table', '')}".strip(),
                       **shared)]  # fmt: skip
    return [
        Source(location=file, name=name or _called(file, path.parent), **shared)
        for file in _files(_typed(table, "path", str, where) or "", path.parent, where)
    ]


def _files(given: str, folder: Path, where: str) -> list[Path]:
    plain = folder / given
    if plain.exists():
        return [plain]
    if not Path(given).is_absolute() and any(sign in given for sign in "*?["):
        found = sorted(folder.glob(given))
        if found:
            return found
    message = f"{where}: there is no {given!r} in {folder}, expected a file or a folder."
    raise ReaderError(message)


def _called(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else str(file)


def _identities(given: Any, where: str) -> Identities:
    if not isinstance(given, dict):
        message = f"{where} is {type(given).__name__}, expected a table."
        raise InputError(message)
    _expect_keys(given, _IDENTITIES, where)
    aliases = given.get("aliases", {})
    if not isinstance(aliases, dict):
        message = f"{where}: aliases is {type(aliases).__name__}, expected a table of lists."
        raise InputError(message)
    return Identities(
        aliases={main: _texts(aliases, main, where) for main in aliases},
        plus_addressing=bool(_typed(given, "plus_addressing", bool, where)),
    )


def _expect_keys(given: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for name in given:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
            message = f"{where} has {name!r}{hint}, expected one of {', '.join(known)}."
            raise InputError(message)


def _typed(given: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
    value = given.get(name)
    if value is not None and type(value) is not kind:
        expected = {str: "text", bool: "true or false", int: "a whole number"}[kind]
        message = f"{where}: {name} is {type(value).__name__}, expected {expected}."
        raise InputError(message)
    return value


def _texts(given: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """Return a list of texts; one text is a list of one."""
    value = given.get(name, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        message = f"{where}: {name} is {type(value).__name__}, expected a list of texts."
        raise InputError(message)
    return tuple(texts)


def _texts_by_name(given: Mapping[str, Any], name: str, where: str) -> Mapping[str, str]:
    value = given.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        message = f"{where}: {name} is no table of texts, such as {{ sender = 'from' }}."
        raise InputError(message)
    return value
