"""What metrics learned from some blocks: it adds up to the same bits in any order, anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import attrs

from relationship_health.contract import Summary
from relationship_health.engine.checking import Diagnostic, Origin
from relationship_health.errors import BenchmarkError
from relationship_health.model import FrozenAttributes


def _read_only(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return FrozenAttributes(dict(mapping))


@attrs.frozen(slots=True, kw_only=True)
class Learned:
    """Summaries of the blocks seen so far, from which a benchmark is fitted once.

    Parameters
    ----------
    norms : Summary
        The engine's own: directions, and moments of the relationships' gaps.
    metrics : mapping of name to Summary
        What each metric that learns has counted.
    failed : mapping of name to Diagnostic
        Metrics that failed on some block, where failures are noted and not raised.

    Examples
    --------
    >>> one = Learned(norms=Summary({"outbound": 3}))
    >>> (one + Learned(norms=Summary({"outbound": 4}))).norms.count("outbound")
    7
    """

    norms: Summary = attrs.field(factory=Summary)
    metrics: Mapping[str, Summary] = attrs.field(factory=dict, converter=_read_only)
    failed: Mapping[str, Diagnostic] = attrs.field(factory=dict, converter=_read_only)

    def __add__(self, other: Learned) -> Learned:
        """Add what was learned elsewhere; of two failures of a metric the first stays."""
        metrics = dict(self.metrics)
        for name, summary in other.metrics.items():
            metrics[name] = metrics.get(name, Summary()) + summary
        return Learned(
            norms=self.norms + other.norms, metrics=metrics,
            failed={**other.failed, **self.failed},
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, which JSON can hold."""
        return {
            "norms": _plain(self.norms),
            "metrics": {name: _plain(summary) for name, summary in self.metrics.items()},
            "failed": [attrs.asdict(diagnostic) for diagnostic in self.failed.values()],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build it from what :meth:`to_dict` gave.

        Raises
        ------
        BenchmarkError
            Where the data are something else.
        """
        try:
            failed = [
                Diagnostic(**{**given, "origin": Origin(**given["origin"])})
                for given in data["failed"]
            ]
            return cls(
                norms=_summary(data["norms"]),
                metrics={name: _summary(given) for name, given in data["metrics"].items()},
                failed={diagnostic.metric: diagnostic for diagnostic in failed},
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            message = (
                f"These are no summaries ({error!r}), expected what Learned.to_dict gives: "
                "summarise the log again."
            )
            raise BenchmarkError(message) from error


def _plain(summary: Summary) -> dict[str, Any]:
    sample = [[mark, *figures] for mark, figures in summary.sample.items()]
    return {"totals": dict(summary.totals), "sample": sample}


def _summary(data: Mapping[str, Any]) -> Summary:
    return Summary(data["totals"], {mark: tuple(figures) for mark, *figures in data["sample"]})
