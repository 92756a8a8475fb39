"""Which plugins there are and which of them may be imported; nothing here imports one."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata

import attrs

from relationship_health.errors import PluginConflictError, PluginError, PluginLoadError
from relationship_health.plugins.blame import Candidate, blame, disabling, one_line, show
from relationship_health.plugins.records import PluginRecord

GROUP = "relationship_health.plugins"
ENVIRONMENT_VARIABLE = "RELATIONSHIP_HEALTH_PLUGINS"
DISTRIBUTION = "relationship-health"


def canonical(name: str) -> str:
    """Normalise a name as PEP 503 does, so that ``Acme_CRM`` and ``acme-crm`` are one.

    Examples
    --------
    >>> canonical("Acme_.CRM")
    'acme-crm'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_version(distribution: str = DISTRIBUTION) -> str | None:
    """Return the installed version of a distribution, None where it is not installed.

    Examples
    --------
    >>> installed_version("no-such-distribution") is None
    True
    """
    try:
        return metadata.version(distribution)
    except (metadata.PackageNotFoundError, ValueError, KeyError):
        return None


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


@attrs.frozen(slots=True, kw_only=True)
class Selection:
    """Allow-list and block-list: names of entry points or of distributions.

    Examples
    --------
    >>> acme = Candidate(name="acme", source="entry point", provide=list, distribution="rh-acme")
    >>> Selection(enabled=None, disabled=("RH_Acme",)).refusal(acme)
    'disabled'
    """

    enabled: Iterable[str] | None
    disabled: Iterable[str]

    def refusal(self, candidate: Candidate) -> str | None:
        """Say why a plugin may not be imported; None where it may.

        The allow-list is for strangers found by their entry points, the block-list for all.
        """
        names = names_of(candidate)
        if not names.isdisjoint(map(canonical, self.disabled)):
            return "disabled"
        if self.enabled is None or candidate.source != "entry point":
            return None
        return "not enabled" if names.isdisjoint(map(canonical, self.enabled)) else None

    def split(
        self, candidates: Iterable[Candidate]
    ) -> Iterator[tuple[Candidate, str | None]]:
        """Pair each candidate with its refusal; permitted ones that share a name get a problem."""
        judged = [(candidate, self.refusal(candidate)) for candidate in candidates]
        rivals: dict[str, list[Candidate]] = {}
        for candidate, refusal in judged:
            if refusal is None and candidate.source == "entry point":
                rivals.setdefault(canonical(candidate.name), []).append(candidate)
        for candidate, refusal in judged:
            same = rivals.get(canonical(candidate.name), ())
            if candidate in same and len(same) > 1 and candidate.problem is None:
                yield attrs.evolve(candidate, problem=_name_conflict(candidate, same)), None
            else:
                yield candidate, refusal


def names_of(candidate: Candidate) -> set[str]:
    """Give the names by which a plugin can be listed, normalised.

    The library's own distribution is not one of them: blocking it would leave nothing to load.
    """
    names = {canonical(candidate.name)}
    if candidate.distribution is not None and candidate.source == "entry point":
        names.add(canonical(candidate.distribution))
    return names


def _name_conflict(candidate: Candidate, same: Iterable[Candidate]) -> PluginError:
    others = [str(other) for other in same if other is not candidate]
    return blame(
        PluginConflictError,
        candidate,
        f"has the same entry-point name as {' and '.join(others)}",
        f"remove one of them, or block it by its distribution, with "
        f"{disabling(candidate.distribution or candidate.name)}",
    )


def discover(
    *, enabled: Iterable[str] | None = None, disabled: Iterable[str] = ()
) -> tuple[PluginRecord, ...]:
    """List the installed plugins without importing any.

    Parameters
    ----------
    enabled : iterable of str, optional
        Allow-list, as for `load`.
    disabled : iterable of str
        Block-list, as for `load`.

    Returns
    -------
    tuple of PluginRecord
        Each ``installed``, ``blocked``, or ``failed`` where its name is taken twice.

    Examples
    --------
    >>> all(record.status == "blocked" for record in discover(enabled=()))
    True
    """
    records = []
    for candidate, refusal in Selection(
        enabled=strings("enabled", enabled), disabled=strings("disabled", disabled) or ()
    ).split(from_entry_points()):
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
