"""Whether a worker has what the driver scores with: the same library, the same plugins."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.composite import Judge
from relationship_health.contract import Metric
from relationship_health.errors import ClusterError
from relationship_health.plugins import installed_version

LIBRARY = "relationship-health"


@attrs.frozen(slots=True, kw_only=True)
class Versions:
    """Versions of what scores depend on.

    Parameters
    ----------
    distributions : mapping of name to version
        The library, and the distributions that brought metrics; None where it is not installed.
    numpy : str
        Major and minor version: from one to the next, last bits of functions may change.
    metrics : mapping of name to version
    """

    distributions: Mapping[str, str | None]
    numpy: str
    metrics: Mapping[str, str]

    @classmethod
    def of(cls, judge: Judge) -> Versions:
        """Return the versions of here."""
        names = {LIBRARY, *(origin.distribution for origin in judge.origins.values())} - {"none"}
        return cls(
            distributions={name: installed_version(name) for name in sorted(names)},
            numpy=_numpy(), metrics={m.name: m.version for m in judge.metrics},
        )  # fmt: skip

    def check_here(self) -> None:
        """Refuse to work where something else is installed than on the driver.

        Raises
        ------
        ClusterError
        """
        for name, version in self.distributions.items():
            found = installed_version(name)
            if found != version:
                _refuse(name, found, version)
        if _numpy() != self.numpy:
            _refuse("numpy", _numpy(), self.numpy)

    def check_metrics(self, metrics: Sequence[Metric]) -> None:
        """Refuse metrics whose code is another here, whatever their distribution says.

        Raises
        ------
        ClusterError
        """
        for metric in metrics:
            expected = self.metrics[metric.name]
            if metric.version != expected:
                message = (
                    f"Metric {metric.name!r} has version {metric.version} on a worker and "
                    f"{expected} on the driver, expected the same: install one version of "
                    f"{type(metric).__module__.partition('.')[0]!r} everywhere."
                )
                raise ClusterError(message)


@attrs.frozen(slots=True)
class Check:
    """A task that does nothing but look at the worker it runs on."""

    versions: Versions

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Pass everything on, if the versions are right."""
        self.versions.check_here()
        yield from batches


def _numpy() -> str:
    return ".".join(np.__version__.split(".")[:2])


def _refuse(name: str, found: str | None, expected: str | None) -> None:
    here = f"has {name} {found}" if found else f"has no {name}"
    there = f"version {expected}" if expected else "none"
    message = (
        f"A worker {here} (Python at {sys.executable}), expected {there}, as on the driver: "
        "install the same version on every worker."
    )
    raise ClusterError(message)
