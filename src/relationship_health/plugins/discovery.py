"""Which plugins there are; nothing here imports one."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import metadata
from types import ModuleType

import attrs

from relationship_health.errors import PluginLoadError
from relationship_health.plugins.blame import Candidate, blame, described, show
from relationship_health.plugins.records import PluginRecord, canonical
from relationship_health.plugins.selection import Selection, listed, names_of

GROUP = "relationship_health.plugins"
DISTRIBUTION = "relationship-health"


def installed_version(distribution: str = DISTRIBUTION) -> str | None:
    """Return the installed version of a distribution, None where it is not installed.

    Examples
    --------
    >>> installed_version("no-such-distribution") is None
    True
    """
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(distribution)
    return None


def discover(
    *, enabled: Iterable[str] | None = None, disabled: Iterable[str] = ()
) -> tuple[PluginRecord, ...]:
    """List the installed plugins without importing any.

    Parameters
    ----------
    enabled, disabled : iterable of str
        Allow-list and block-list, as for `load`.

    Returns
    -------
    tuple of PluginRecord
        Each is ``installed``, ``blocked``, or ``failed`` where its name is taken twice.

    Raises
    ------
    InputError
        Where a list is no list of names.

    Examples
    --------
    >>> all(record.status == "blocked" for record in discover(enabled=()))
    True
    """
    selection = Selection.of(enabled, disabled)
    records = []
    for candidate, refusal in selection.judge(entry_points()):
        problem = str(candidate.problem) if candidate.problem else ""
        records.append(
            PluginRecord(
                name=candidate.name,
                source=candidate.source,
                status="blocked" if refusal else "failed" if problem else "installed",
                distribution=candidate.distribution,
                version=candidate.version,
                reason=refusal or problem,
            )
        )
    return tuple(records)


def built_in(modules: Iterable[ModuleType]) -> list[Candidate]:
    """Take the library's own modules for what they are: plugins that are always found."""
    version = installed_version()
    return [
        Candidate(
            name=module.__name__,
            source="built-in",
            provide=_giving(module),
            distribution=DISTRIBUTION,
            version=version,
        )
        for module in modules
    ]


def requested(plugins: Iterable[object] | None, enabled: Iterable[str] | None) -> list[Candidate]:
    """Find the plugins that a caller asked for: none, all, or a list of names and objects.

    A name that nothing answers to becomes a candidate with a problem: a plugin that is silently
    not there would change every score.
    """
    if plugins is None:
        return []
    found = entry_points()
    if isinstance(plugins, str) and plugins == "all":
        return [*found, *_missing(enabled or (), found)]
    wanted = listed("plugins", plugins)
    words = [word for word in wanted if isinstance(word, str)]
    names = set(map(canonical, words))
    return [
        *(candidate for candidate in found if not names.isdisjoint(names_of(candidate))),
        *_missing(words, found),
        *_objects(thing for thing in wanted if not isinstance(thing, str)),
    ]


def _missing(words: Iterable[str], found: Iterable[Candidate]) -> list[Candidate]:
    known = {name for candidate in found for name in names_of(candidate)}
    asked = {canonical(word): word for word in words}
    return [_unknown(word, known) for name, word in asked.items() if name not in known]


def _unknown(name: str, known: set[str]) -> Candidate:
    near = difflib.get_close_matches(canonical(name), known, n=1)
    hint = f"did you mean {show(near[0])}" if near else "install it, or take it off the list"
    candidate = Candidate(name=name, source="entry point", provide=_giving(None))
    problem = f"Plugin {show(name)} is asked for but not installed: {hint}."
    return attrs.evolve(candidate, problem=PluginLoadError(problem, plugin=name))


def _objects(things: Iterable[object]) -> list[Candidate]:
    candidates: list[Candidate] = []
    for thing in things:
        kind = thing if isinstance(thing, ModuleType | type) else type(thing)
        name = kind.__name__
        same = sum(candidate.name.partition("#")[0] == name for candidate in candidates)
        candidates.append(
            Candidate(
                name=f"{name}#{same + 1}" if same else name,
                source="object",
                provide=_giving(thing),
            )
        )
    return candidates


def _giving(thing: object) -> Callable[[], object]:
    return lambda: thing


def entry_points() -> list[Candidate]:
    """List the entry points of the group in an order that does not depend on the machine."""
    try:
        found = [_candidate(point) for point in metadata.entry_points(group=GROUP)]
    except Exception:  # noqa: BLE001 - one damaged distribution hides those of all others
        found = _one_by_one()
    return sorted(found, key=lambda c: (canonical(c.name), canonical(c.distribution or "")))


def _candidate(point: metadata.EntryPoint) -> Candidate:
    name = version = None
    if point.dist is not None:
        name, version = _identity(point.dist)
    return Candidate(
        name=point.name,
        source="entry point",
        provide=point.load,
        distribution=name,
        version=version,
    )


def _identity(distribution: metadata.Distribution) -> tuple[str | None, str | None]:
    """Read name and version; a damaged METADATA file gives None."""
    with suppress(Exception):
        return distribution.metadata["Name"], distribution.metadata["Version"]
    return None, None


def _one_by_one() -> list[Candidate]:
    """Read each distribution apart, so that only a damaged one is lost."""
    found: list[Candidate] = []
    seen = set()
    for distribution in metadata.distributions():
        name, _ = _identity(distribution)
        if name is not None:
            # Further down the path lies what Python would not import.
            if canonical(name) in seen:
                continue
            seen.add(canonical(name))
        try:
            points = [point for point in distribution.entry_points if point.group == GROUP]
        except Exception as error:  # noqa: BLE001 - whatever the parser makes of it
            found += _damaged(distribution, error)
        else:
            found += map(_candidate, points)
    return found


def _damaged(distribution: metadata.Distribution, error: Exception) -> list[Candidate]:
    text = ""
    with suppress(Exception):
        text = distribution.read_text("entry_points.txt") or ""
    if f"[{GROUP}]" not in text:
        return []
    name, version = _identity(distribution)
    candidate = Candidate(
        name=name or "unknown",
        source="entry point",
        provide=_giving(None),
        distribution=name,
        version=version,
    )
    problem = blame(
        PluginLoadError, candidate, f"has an unreadable entry_points.txt ({described(error)})"
    )
    return [attrs.evolve(candidate, problem=problem)]
