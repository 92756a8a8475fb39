"""What is known of each plugin, and what loading gives."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Generic, Literal, TypeVar

import attrs

from relationship_health.contract import Metric
from relationship_health.hookspecs import Aggregator, Reader, ReportSection

Source = Literal["built-in", "entry point", "object"]
Status = Literal["installed", "loaded", "blocked", "failed"]
T_co = TypeVar("T_co", covariant=True)


def canonical(name: str) -> str:
    """Normalise a name as PEP 503 does, so that ``Acme_CRM`` and ``acme-crm`` are one.

    Examples
    --------
    >>> canonical("Acme_.CRM")
    'acme-crm'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


@attrs.frozen(slots=True, kw_only=True)
class PluginRecord:
    """One line of a listing of plugins.

    Parameters
    ----------
    name : str
        Name of the entry point, of the module, or of the object's class.
    source : "built-in", "entry point" or "object"
        How the plugin was found.
    status : "installed", "loaded", "blocked" or "failed"
        ``installed`` is found and permitted, but not imported.
    distribution, version : str or None
        Who brought the plugin; None for objects.
    reason : str
        Why it is blocked or failed.
    summary : str
        What the plugin says of itself.
    hooks, metrics : tuple of str
        The hooks it implements and the metrics it gives.

    Examples
    --------
    >>> PluginRecord(name="acme", source="entry point", status="loaded").distribution is None
    True
    """

    name: str
    source: Source
    status: Status
    distribution: str | None = None
    version: str | None = None
    reason: str = ""
    summary: str = ""
    hooks: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


def blocking_nothing(blocked: Iterable[str], records: Iterable[PluginRecord]) -> tuple[str, ...]:
    """Say for each blocked name that no plugin bears that it blocks nothing.

    Examples
    --------
    >>> acme = PluginRecord(name="acme", source="entry point", status="loaded")
    >>> blocking_nothing(["Acme"], [acme]), blocking_nothing(["acne"], [acme])
    ((), ("No plugin 'acne' is there to be blocked (did you mean 'acme'?): nothing was.",))
    """
    known = {canonical(name): name for record in records
             for name in (record.name, record.distribution) if name}  # fmt: skip
    sentences = []
    for name in blocked:
        if canonical(name) not in known:
            nearest = difflib.get_close_matches(canonical(name), known, n=1)
            hint = f" (did you mean {known[nearest[0]]!r}?)" if nearest else ""
            sentences.append(f"No plugin {name!r} is there to be blocked{hint}: nothing was.")
    return tuple(sentences)


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Registered(Generic[T_co]):
    """Something that a plugin gave, under the name that it was checked with.

    Parameters
    ----------
    name : str
        Name of the item, unique among items of its kind.
    item : Metric, Reader, Aggregator or ReportSection
        What the plugin returned.
    plugin : str
        The plugin's name.
    distribution, version : str or None
        Who brought the plugin; None for objects.
    """

    name: str
    item: T_co
    plugin: str
    distribution: str | None = None
    version: str | None = None


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Registry:
    """Everything that the loaded plugins gave, in the order in which they were loaded.

    Examples
    --------
    >>> [given.name for given in Registry().metrics]
    []
    """

    records: tuple[PluginRecord, ...] = ()
    metrics: tuple[Registered[Metric], ...] = ()
    readers: tuple[Registered[Reader], ...] = ()
    aggregators: tuple[Registered[Aggregator], ...] = ()
    report_sections: tuple[Registered[ReportSection], ...] = ()
