"""Allow-list and block-list: which of the plugins that were found may be imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

import attrs

from relationship_health.errors import InputError, PluginConflictError, PluginError
from relationship_health.plugins.blame import Candidate, blame, show
from relationship_health.plugins.records import canonical

ENVIRONMENT_VARIABLE = "RELATIONSHIP_HEALTH_PLUGINS"


def allow_list_from_environment(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """Read the allow-list of plugins; None where the variable is not set, empty for none.

    Only the command line calls this: the library itself reads no environment.

    Examples
    --------
    >>> allow_list_from_environment({"RELATIONSHIP_HEALTH_PLUGINS": "acme, rh-other"})
    ('acme', 'rh-other')
    >>> allow_list_from_environment({"RELATIONSHIP_HEALTH_PLUGINS": ""})
    ()
    >>> allow_list_from_environment({}) is None
    True
    """
    text = environ.get(ENVIRONMENT_VARIABLE)
    return None if text is None else tuple(text.replace(",", " ").split())


def listed(argument: str, values: Iterable[object]) -> tuple[object, ...]:
    """Copy a list that a caller gave, refusing one string in place of a list of strings."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        example = f"[{values!r}]" if isinstance(values, str) else "['acme']"
        message = f"{argument} is {show(values)}, expected a list of names such as {example}."
        raise InputError(message)
    return tuple(values)


def names(argument: str, values: Iterable[str]) -> tuple[str, ...]:
    """Copy a list of names that a caller gave.

    Raises
    ------
    InputError
        Where it is no list, or something in it is no string.
    """
    given = listed(argument, values)
    strings = tuple(value for value in given if isinstance(value, str))
    if len(strings) != len(given):
        message = f"{argument} holds something other than strings, expected names of plugins."
        raise InputError(message)
    return strings


def names_of(candidate: Candidate) -> set[str]:
    """Give the normalised names by which a plugin can be listed.

    The library's own distribution is not among them: blocking it would leave no metric at all.
    """
    known = {canonical(candidate.name)}
    if candidate.distribution is not None and candidate.source == "entry point":
        known.add(canonical(candidate.distribution))
    return known


@attrs.frozen(slots=True)
class Selection:
    """Names of entry points or of distributions that are allowed and that are blocked.

    Examples
    --------
    >>> acme = Candidate(name="acme", source="entry point", provide=list, distribution="rh-acme")
    >>> Selection(None, frozenset({"rh-acme"})).refusal(acme)
    'disabled'
    """

    enabled: frozenset[str] | None
    disabled: frozenset[str]

    @classmethod
    def of(cls, enabled: Iterable[str] | None, disabled: Iterable[str]) -> Self:
        """Normalise the two lists of a caller; without an allow-list everything is allowed."""
        return cls(
            None if enabled is None else frozenset(map(canonical, names("enabled", enabled))),
            frozenset(map(canonical, names("disabled", disabled))),
        )

    def refusal(self, candidate: Candidate) -> str:
        """Say why a plugin may not be imported; empty where it may.

        The allow-list is about strangers found by their entry points, the block-list about all.
        """
        known = names_of(candidate)
        if not self.disabled.isdisjoint(known):
            return "disabled"
        if self.enabled is None or candidate.source != "entry point":
            return ""
        return "not enabled" if self.enabled.isdisjoint(known) else ""

    def judge(self, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, str]]:
        """Pair each candidate with its refusal; allowed ones that share a name get a problem."""
        judged = [(candidate, self.refusal(candidate)) for candidate in candidates]
        rivals: dict[str, list[Candidate]] = {}
        for candidate, refusal in judged:
            if not refusal and candidate.source == "entry point":
                rivals.setdefault(canonical(candidate.name), []).append(candidate)
        for candidate, refusal in judged:
            same = [] if refusal else rivals.get(canonical(candidate.name), [])
            if len(same) > 1 and candidate.source == "entry point":
                yield attrs.evolve(candidate, problem=_conflict(candidate, same)), refusal
            else:
                yield candidate, refusal


def _conflict(candidate: Candidate, same: Iterable[Candidate]) -> PluginError:
    others = " and ".join(str(other) for other in same if other is not candidate)
    return blame(
        PluginConflictError,
        candidate,
        f"has the same entry-point name as {others}",
        "remove one of these distributions, or block it by its own name with "
        f"disabled_plugins=[{show(candidate.distribution or candidate.name)}]",
    )
