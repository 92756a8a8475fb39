"""Distributions that exist only for a test: a module and its metadata in a folder on the path."""

from __future__ import annotations

import importlib
import itertools
import sys
import textwrap
from pathlib import Path

import attrs

from relationship_health.plugins import PluginRecord, Registry

_NUMBERS = itertools.count()

HEADER = """
from pathlib import Path

Path({marker!r}).touch()

import attrs
from relationship_health import Aggregator, MetricResult, PluginInfo, Reader, ReportSection
from relationship_health import hookimpl


@attrs.frozen(kw_only=True)
class Tone:
    name: str = "acme.tone"
    version: str = "1"
    requires: tuple = ()

    def score(self, block, benchmark):
        raise NotImplementedError

"""


@attrs.frozen
class Planted:
    """A distribution with one entry point."""

    distribution: str
    version: str
    plugin: str
    module: str
    marker: Path

    @property
    def imported(self) -> bool:
        """Whether the module's code has run."""
        return self.marker.exists()


@attrs.define
class Site:
    """A folder on ``sys.path`` in which distributions can be planted."""

    folder: Path
    planted: list[Planted] = attrs.field(factory=list)

    def plant(  # noqa: PLR0913 - each is one field of the metadata
        self,
        code: str,
        *,
        plugin: str = "acme",
        distribution: str = "rh-acme",
        version: str = "1.2",
        attribute: str = "",
        bare: bool = False,
    ) -> Planted:
        """Write a module, and the metadata that an installer would write for it."""
        module = f"rh_planted_{next(_NUMBERS)}"
        marker = self.folder / f"{module}.imported"
        header = "" if bare else HEADER.format(marker=str(marker))
        (self.folder / f"{module}.py").write_text(header + textwrap.dedent(code), "utf-8")
        value = f"{module}:{attribute}" if attribute else module
        self.metadata(distribution, version, f"[relationship_health.plugins]\n{plugin} = {value}\n")
        planted = Planted(distribution, version, plugin, module, marker)
        self.planted.append(planted)
        return planted

    def metadata(self, distribution: str, version: str, entry_points: str) -> None:
        """Write the metadata of a distribution."""
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", "utf-8"
        )
        (info / "entry_points.txt").write_text(entry_points, "utf-8")
        importlib.invalidate_caches()

    def records(self, found: Registry | tuple[PluginRecord, ...]) -> dict[str, PluginRecord]:
        """Give the records of what was planted here, by distribution."""
        records = found.records if isinstance(found, Registry) else found
        here = {planted.distribution for planted in self.planted}
        return {str(r.distribution): r for r in records if r.distribution in here}

    def statuses(self, found: Registry | tuple[PluginRecord, ...]) -> dict[str, str]:
        """Give what became of each planted distribution."""
        return {name: record.status for name, record in self.records(found).items()}

    def clear(self) -> None:
        """Forget the modules that were imported from here."""
        for planted in self.planted:
            sys.modules.pop(planted.module, None)


GOOD = """
@hookimpl
def rh_metrics():
    return [Tone(name="good.tone")]
"""


def metric_names(registry: Registry) -> list[str]:
    """Give the names of all metrics in their order."""
    return [given.name for given in registry.metrics]
