"""Why a relationship scores as it does: contributions, evidence, interactions, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import Block, Key, moment_from
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    explains,
    is_sided,
)
from relationship_health.engine import Alone, score_views
from relationship_health.html import paragraphs, section, table
from relationship_health.model import direction_name


@attrs.frozen(slots=True, kw_only=True)
class Contact:
    """An interaction that matters, and for which metrics."""

    metrics: tuple[str, ...]
    time: datetime
    direction: str
    channel: str | None = None
    interaction: str | int | None = None


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class Explanation:
    """One relationship's score, taken apart.

    Attributes
    ----------
    shown : str
        ``health`` as it is written: whole points, or one decimal where those would lie in
        another band.
    contributions : mapping of metric to points
        They sum exactly to ``health``, in any order.
    values, evidence : mappings of metric to float
        NaN and 0 where unknown.
    unknown : mapping of metric to reason
    sentences : mapping of metric to words
        First the metric that falls furthest short of what is usual, times its weight.
    details : mapping of metric to figures
    contacts : tuple of Contact
        The interactions that matter.
    """

    source: str | int
    target: str | int
    as_of: datetime
    health: float
    shown: str
    lower: float
    upper: float
    coverage: float
    status: str
    band: str
    contributions: Mapping[str, float]
    values: Mapping[str, float]
    weights: Mapping[str, float]
    evidence: Mapping[str, float]
    unknown: Mapping[str, str]
    sentences: Mapping[str, str]
    details: Mapping[str, Mapping[str, float]]
    contacts: tuple[Contact, ...]

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        return f"<Explanation of {len(self.sentences)} metrics, {len(self.unknown)} unknown>"

    def __str__(self) -> str:
        """Return the explanation as text."""
        lines = [self._title]
        lines += [
            f"  {self.contributions.get(name, 0.0):5.1f} of {most:4.1f}  {name}: "
            f"{self.sentences[name]}"
            for name, most in self._at_most.items()
        ]
        lines += [f"      unknown  {line}" for line in self._unknown_lines]
        for contact in self.contacts:
            channel = f" by {contact.channel}" if contact.channel else ""
            known_as = f" ({contact.interaction})" if contact.interaction is not None else ""
            lines.append(
                f"  {contact.time:%Y-%m-%d %H:%M} UTC {contact.direction}{channel}{known_as}: "
                f"matters for {', '.join(contact.metrics)}"
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return contributions, reasons and contacts for a notebook, every cell escaped."""
        names = list(self.sentences)
        columns: dict[str, list[Any]] = {
            "metric": names, "points": [self.contributions.get(name, 0.0) for name in names],
            "of": list(self._at_most.values()), "why": [self.sentences[name] for name in names],
        }  # fmt: skip
        contacts: dict[str, list[Any]] = {
            "time": [contact.time for contact in self.contacts],
            "direction": [contact.direction for contact in self.contacts],
            "channel": [contact.channel for contact in self.contacts],
            "matters for": [", ".join(contact.metrics) for contact in self.contacts],
        }
        return section(
            self._title, table(columns) if names else "",
            paragraphs(f"Unknown: {line}" for line in self._unknown_lines),
            table(contacts) if self.contacts else "",
        )  # fmt: skip

    @property
    def _title(self) -> str:
        return f"{self.source} and {self.target} as of {self.as_of:%Y-%m-%d}: {self.headline}"

    @property
    def _at_most(self) -> dict[str, float]:
        """Points that each known metric could bring."""
        total = sum(self.weights[name] for name in self.contributions)
        return {n: 100.0 * self.weights[n] / total if total else 0.0 for n in self.sentences}

    @property
    def _unknown_lines(self) -> list[str]:
        alike: dict[str, list[str]] = {}
        for name, reason in self.unknown.items():
            alike.setdefault(reason, []).append(name)
        return [f"{', '.join(names)}: {reason}" for reason, names in alike.items()]

    def __eq__(self, other: object) -> bool:
        """Compare all that is said; what is unknown in both is equal."""
        if not isinstance(other, Explanation):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # mappings have no hash

    @property
    def headline(self) -> str:
        """Health, band and interval in one line."""
        if self.status == "none":
            return "never in contact."
        if self.status == "unknown":
            return "in contact, but nothing to judge by yet."
        return (
            f"health {self.shown} of 100, {self.band} ({self.lower:.0f} to {self.upper:.0f}, "
            f"{self.status}, {100 * self.coverage:.0f} % covered)."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, unknown numbers as None."""
        return {k: _plain(v) for k, v in attrs.asdict(self).items()}


@attrs.frozen(slots=True, kw_only=True)
class Description:
    """What the metrics say of one relationship; the attributes are those of Explanation."""

    sentences: Mapping[str, str]
    unknown: Mapping[str, str]
    details: Mapping[str, Mapping[str, float]]
    contacts: tuple[Contact, ...]


def describe_metrics(
    metrics: Sequence[Metric],
    alone: Alone,
    benchmark: Benchmark,
    reasons: Mapping[str, str],
    key: Key,
) -> Description:
    """Ask every metric of a single relationship for words, reasons, figures and contacts."""
    block = alone.block
    sentences: dict[str, str] = {}
    unknown: dict[str, str] = dict(reasons)
    details: dict[str, Mapping[str, float]] = {}
    mattering: dict[int, list[str]] = {}
    for metric in metrics:
        if metric.name in reasons:
            continue
        try:
            # As in scoring: what floats remark on is no concern of the reader.
            with np.errstate(all="ignore"):
                told = _tell(metric, alone, benchmark, key)
        except (Exception, SystemExit) as error:  # noqa: BLE001  a stranger ends no explanation
            told = _Told(f"its explanation failed ({type(error).__name__}: {error}).")
        if told.unknown:
            unknown[metric.name] = told.unknown
            continue
        sentences[metric.name], details[metric.name] = told.sentence, told.figures
        for row in told.rows:
            mattering.setdefault(row, []).append(metric.name)
    return Description(
        sentences=sentences, unknown=unknown, details=details,
        contacts=tuple(
            _contact(block, row, key, mattering[row]) for row in sorted(mattering, reverse=True)
        ),
    )  # fmt: skip


@attrs.frozen(slots=True)
class _Told:
    """What one metric says of one relationship."""

    sentence: str = ""
    figures: Mapping[str, float] = attrs.field(factory=dict)
    rows: tuple[int, ...] = ()
    unknown: str = ""


def _tell(metric: Metric, alone: Alone, benchmark: Benchmark, key: Key) -> _Told:
    block = alone.block
    result = alone.results.get(metric.name) or score_views(metric, block, benchmark)
    value = float(result.value[0])
    if np.isnan(value):
        return _Told(unknown=str(getattr(metric, "unknown_when", "") or "no evidence yet"))
    sided, who = is_sided(metric) and not block.sided.all(), key[0]
    if sided:
        # Words are told from one side: the source's, as the row is named, if it has any to tell.
        block, who, result = _told_from(metric, block, benchmark, key)
    figures = {name: float(column[0]) for name, column in result.details.items()}
    if not explains(metric):
        plain = f"{value:.2f} from {result.evidence[0]:.0f} observations."
        return _Told(plain, figures)
    sentence = metric.sentence(value, figures)
    rows = np.asarray(metric.highlight(block))
    places = tuple(rows.astype(np.int64).tolist())
    if type(sentence) is not str or not all(0 <= place < len(block.time) for place in places):
        message = "expected a str and rows of the block"
        raise TypeError(message)
    return _Told(f"Seen from {who}: {sentence}" if sided else sentence, figures, places)


def _told_from(
    metric: Metric, block: Block, benchmark: Benchmark, key: Key
) -> tuple[Block, str | int, MetricResult]:
    """Return the first view of a relationship without sides that has evidence, and its result."""
    view = block.seen_from("source")
    result = metric.score(view, benchmark)
    if result.evidence[0] > 0:
        return view, key[0], result
    view = block.seen_from("target")
    return view, key[1], metric.score(view, benchmark)


def _contact(block: Block, row: int, key: Key, metrics: Sequence[str]) -> Contact:
    return Contact(
        metrics=tuple(metrics), time=moment_from(int(block.time[row])),
        direction=told_direction(block, row, key), channel=row_label(block, "channel", row),
        interaction=row_label(block, "interaction", row),
    )  # fmt: skip


def told_direction(block: Block, row: int, key: Key) -> str:
    """Direction of a row in words, by name where no side is ours."""
    direction = direction_name(int(block.direction[row]))
    if block.sided[0] or direction == "mutual":
        return direction
    return f"from {key[0] if direction == 'outbound' else key[1]}"


def row_label(block: Block, column: str, row: int) -> Any:
    """Value of a text column in a row, None where unknown."""
    if column not in block.columns:
        return None
    code = int(block.columns[column][row])
    names: Array = block.categories[column]
    return None if code < 0 else names[code : code + 1].tolist()[0]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
