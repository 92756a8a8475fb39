"""The benchmark: what is usual, learned once, then frozen, saved and loaded."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

import attrs

from relationship_health.contract.forecast import Forecast
from relationship_health.contract.summary import Summary
from relationship_health.errors import BenchmarkError
from relationship_health.html import paragraphs, section, table
from relationship_health.model import FrozenAttributes, Terms
from relationship_health.replacing import replacing
from relationship_health.wording import number_of

FORMAT = 1
T = TypeVar("T")


@attrs.frozen(slots=True)
class GammaPrior:
    """A Gamma distribution of rates per day, shape ``alpha`` and ``beta`` in days."""

    alpha: float
    beta: float

    @property
    def gap_days(self) -> float:
        """Usual days between contacts."""
        return self.beta / self.alpha


def _names(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(columns)


def _read_only(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Copy a mapping, and the mappings in it, so that no metric can change what others read."""
    return FrozenAttributes({
        name: FrozenAttributes(dict(part)) if isinstance(part, Mapping) else part
        for name, part in mapping.items()
    })  # fmt: skip


def _number(name: str, number: object, *, positive: bool = False) -> float:
    """Return a number of a saved benchmark as a float, if it is sound."""
    sound = isinstance(number, int | float) and not isinstance(number, bool)
    value = float(number) if sound else math.nan  # type: ignore[arg-type]  # checked just above
    if not math.isfinite(value) or (positive and value <= 0):
        message = f"{name} is {number!r}, expected a {'positive' if positive else 'finite'} number"
        raise ValueError(message)
    return value


def _exactly(name: str, value: object, kind: type[T]) -> T:
    """Return a value of a saved benchmark, if it is of that very type."""
    if type(value) is not kind:
        message = f"{name} is {value!r}, expected {kind.__name__}"
        raise TypeError(message)
    return value


@attrs.frozen(slots=True, kw_only=True, repr=False)
class Benchmark:
    """Priors and norms that scores are held against.

    Parameters
    ----------
    rhythm : GammaPrior
        How often relationships have engaged contact.
    columns : frozenset of str
        Optional columns that the portfolio behind the benchmark had.
    one_way : bool
        True where it held nothing outbound at all, as a purchase log.
    relationships : int
        How many relationships it was learned from, prior not counted.
    terms : Terms
        Definitions under which it was learned.
    parameters : mapping
        For each metric that learns, its parameters.
    summaries : mapping
        The integers from which the parameters were fitted, prior included.
    versions : mapping
        Version of each metric when it learned.
    as_of : int or None
        Moment of learning, microseconds UTC; None for the shipped default.
    forecast : Forecast or None
        What ``Engine.fit_weights`` learned from outcomes.

    Examples
    --------
    >>> round(Benchmark.default().rhythm.gap_days)
    30
    """

    rhythm: GammaPrior
    columns: frozenset[str] = attrs.field(converter=_names)
    one_way: bool = False
    relationships: int = 0
    terms: Terms = attrs.field(factory=Terms)
    parameters: Mapping[str, Mapping[str, float]] = attrs.field(factory=dict, converter=_read_only)
    summaries: Mapping[str, Summary] = attrs.field(factory=dict, converter=_read_only)
    versions: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only)
    as_of: int | None = None
    forecast: Forecast | None = None

    def __repr__(self) -> str:
        """Return sizes only."""
        return (
            f"<Benchmark of {number_of(self.relationships, 'relationship')}, parameters of "
            f"{len(self.parameters)} metrics>"
        )

    def _repr_html_(self) -> str:
        """Return what is usual, and the first parameters, for a notebook."""
        told = [f"A contact every {self.rhythm.gap_days:.3g} days is usual."]
        if self.one_way:
            told.append("The log behind it holds one direction only.")
        rows = [
            (metric, name, value)
            for metric, values in sorted(self.parameters.items())
            for name, value in sorted(values.items())
        ]
        columns = dict(zip(("metric", "parameter", "value"), zip(*rows, strict=True), strict=True))
        return section(
            f"Benchmark learned from {number_of(self.relationships, 'relationship')}",
            paragraphs(told),
            table(columns) if rows else "",
        )  # fmt: skip

    def of(self, name: str) -> Mapping[str, float]:
        """Return the parameters of one metric.

        Raises
        ------
        BenchmarkError
            Where the metric was not there when the benchmark was learned.
        """
        try:
            return self.parameters[name]
        except KeyError:
            known = ", ".join(sorted(self.parameters)) or "none"
            message = (
                f"The benchmark holds no parameters of metric {name!r}, only of {known}: "
                "fit it again with that metric in the engine."
            )
            raise BenchmarkError(message) from None

    @classmethod
    def default(cls) -> Self:
        """Return the shipped benchmark: cautious priors, learned from no one's data."""
        return cls.load(Path(__file__).with_name("default_benchmark.json"))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the benchmark as JSON; the file is replaced whole or not at all.

        Raises
        ------
        InputError
            Where no file can be written there.
        """
        text = json.dumps(self.to_dict(), indent=1, sort_keys=True) + "\n"
        with replacing(Path(path)) as draft:
            draft.write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a benchmark that :meth:`save` wrote.

        Raises
        ------
        BenchmarkError
            Where there is no such file, or it is not a benchmark of a known format.
        """
        try:
            return cls.from_dict(json.loads(Path(path).read_text("utf-8")))
        except OSError as error:
            message = (
                f"{os.fspath(path)} cannot be read ({error.strerror}): expected a file written by "
                "Benchmark.save."
            )
            raise BenchmarkError(message) from error
        except (ValueError, RecursionError) as error:
            if isinstance(error, BenchmarkError):
                raise
            message = (
                f"{os.fspath(path)} is no benchmark ({error}): expected a file written by "
                "Benchmark.save."
            )
            raise BenchmarkError(message) from error

    def to_dict(self) -> dict[str, Any]:
        """Return the benchmark as plain data."""
        return {
            "format": FORMAT,
            "rhythm": {"alpha": self.rhythm.alpha, "beta": self.rhythm.beta},
            "columns": sorted(self.columns),
            "one_way": self.one_way,
            "relationships": self.relationships,
            "terms": self.terms.to_dict(),
            "parameters": {n: dict(p) for n, p in self.parameters.items()},
            "summaries": {n: dict(s.totals) for n, s in self.summaries.items()},
            "versions": dict(self.versions),
            "as_of": self.as_of,
            "forecast": None if self.forecast is None else self.forecast.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build a benchmark from what :meth:`to_dict` gave.

        Raises
        ------
        BenchmarkError
            Where the data are of another format or incomplete.
        """
        found = data.get("format") if isinstance(data, Mapping) else None
        if found != FORMAT:
            message = (
                f"The benchmark has format {found!r}, expected {FORMAT}: fit and save it again "
                "with this version."
            )
            raise BenchmarkError(message)
        try:
            rhythm = data["rhythm"]
            relationships = _exactly("relationships", data["relationships"], int)
            as_of, forecast = data["as_of"], data.get("forecast")
            return cls(
                rhythm=GammaPrior(
                    _number("rhythm.alpha", rhythm["alpha"], positive=True),
                    _number("rhythm.beta", rhythm["beta"], positive=True),
                ),
                columns=_exactly("columns", data["columns"], list),
                one_way=_exactly("one_way", data["one_way"], bool),
                relationships=int(_number("relationships + 1", relationships + 1, positive=True))
                - 1,
                terms=Terms.from_dict(data["terms"]),
                parameters={
                    n: {k: _number(f"{n}.{k}", v) for k, v in p.items()}
                    for n, p in data["parameters"].items()
                },
                summaries={n: Summary(t) for n, t in data["summaries"].items()},
                versions=_exactly("versions", data["versions"], dict),
                as_of=None if as_of is None else _exactly("as_of", as_of, int),
                forecast=None if forecast is None else Forecast.from_dict(forecast),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            message = f"The benchmark is incomplete or damaged ({error!r}): fit and save it again."
            raise BenchmarkError(message) from error
