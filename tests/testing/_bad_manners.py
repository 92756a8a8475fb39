"""More metrics that are wrong on purpose: in what they do, and in what they cannot bear."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health import Benchmark, Block, MetricResult, Summary
from tests.testing._bad_metrics import Sound


@attrs.frozen(kw_only=True)
class InPlace(Sound):
    """Sorts the times it was lent."""

    def share(self, block: Block) -> Any:
        """Spoil the block."""
        block.time[::-1].sort()
        return super().share(block)


@attrs.frozen(kw_only=True)
class Chance(Sound):
    """Adds a little noise from the global generator."""

    def share(self, block: Block) -> Any:
        """Return a share with noise."""
        noise = np.random.random(len(block))  # noqa: NPY002  this is what is wrong with it
        return np.clip(super().share(block) + 1e-9 * noise, 0.0, 1.0)


@attrs.frozen(kw_only=True)
class Memory(Sound):
    """Remembers the busiest relationship that it ever saw."""

    seen: list[int] = attrs.field(factory=lambda: [1], init=False)

    def share(self, block: Block) -> Any:
        """Compare with all blocks so far."""
        self.seen.append(int(block.counts.max(initial=1)))
        return block.counts / max(self.seen)


@attrs.frozen(kw_only=True)
class Workspace(Sound):
    """Keeps its intermediate result on itself."""

    kept: dict[str, Any] = attrs.field(factory=dict, init=False, eq=False)

    def share(self, block: Block) -> Any:
        """Write, wait, read: what another thread may have written."""
        self.kept["share"] = super().share(block)
        time.sleep(1e-4)
        kept = self.kept["share"]
        return kept if len(kept) == len(block) else super().share(block) / 2


@attrs.frozen(kw_only=True)
class UpsideDown(Sound):
    """Is the surer, the less there is."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Invert the evidence."""
        del benchmark
        little = 1.0 / np.maximum(block.counts, 1)
        return MetricResult.where(block.counts > 0, self.share(block), little)


@attrs.frozen(kw_only=True)
class Undeclared(Sound):
    """Needs the channel, and does not say so."""

    def share(self, block: Block) -> Any:
        """Halve where mail is used."""
        return super().share(block) / (1 + block.count(block.columns["channel"] >= 0) % 2)


@attrs.frozen(kw_only=True)
class NothingIsTooLittle(Sound):
    """Takes the maximum of a block that may be empty."""

    def share(self, block: Block) -> Any:
        """Fail where there is no relationship."""
        assert block.counts.max() >= 0
        return super().share(block)


@attrs.frozen(kw_only=True)
class NoContactAtAll(Sound):
    """Divides whole numbers by how many rows there are."""

    def share(self, block: Block) -> Any:
        """Fail where no relationship has a row."""
        return super().share(block) * (10**6 // len(block.time) > -1)


@attrs.frozen(kw_only=True)
class NakedReduceat(Sound):
    """Sums with reduceat, which gives the neighbour's row to whoever has none."""

    def share(self, block: Block) -> Any:
        """Sum without looking at empty groups."""
        if not len(block.time):
            return np.zeros(len(block))
        starts = np.minimum(block.groups.indptr[:-1], len(block.time) - 1)
        inbound = np.add.reduceat((block.direction & 2) / 2, starts)
        return np.clip(inbound / np.maximum(np.roll(block.counts, 1), 1), 0.0, 1.0)


@attrs.frozen(kw_only=True)
class Warns(Sound):
    """Takes the mean of nothing."""

    def share(self, block: Block) -> Any:
        """Warn where there is no row."""
        return super().share(block) * (np.mean(np.ones(len(block.time))) >= 0)


@attrs.frozen(kw_only=True)
class RawCodes(Sound):
    """Reads meaning from the code of a category."""

    requires = ("channel",)

    def share(self, block: Block) -> Any:
        """Prefer channels with even codes."""
        even = block.count(block.columns["channel"] % 2 == 0)
        return (even + 0.5) / (block.counts + 1.0)


@attrs.frozen(kw_only=True)
class ReadsNames(Sound):
    """Trusts people whose name is short."""

    def share(self, block: Block) -> Any:
        """Look at the length of the name."""
        lengths = np.array([len(str(name)) for name in block.people.ids])
        return super().share(block) / lengths[block.target]


@attrs.frozen(kw_only=True)
class OneEnd(Sound):
    """Speaks of a side, and does not declare it."""

    sided = False


@attrs.frozen(kw_only=True)
class ReadsNumbers(Sound):
    """Reads meaning from the names of interactions."""

    requires = ("interaction",)

    def share(self, block: Block) -> Any:
        """Count the interactions whose name has an odd length."""
        names = block.categories["interaction"]
        odd = np.array([len(str(name)) % 2 for name in names] + [0])[block.columns["interaction"]]
        return (block.sum(odd) + 0.5) / (block.counts + 1.0)


@attrs.frozen(kw_only=True)
class FloatsInSummary(Sound):
    """Learns a mean over blocks instead of sums."""

    def summarise(self, block: Block) -> Summary:
        """Round the mean of a block."""
        return Summary({"mean": round(float(block.counts.mean()) * 1000) if len(block) else 0})

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return it."""
        return {"mean": summary.count("mean") / 1000}


@attrs.frozen(kw_only=True)
class LearnsInfinity(Sound):
    """Divides by what it has counted."""

    def summarise(self, block: Block) -> Summary:
        """Count nothing."""
        del block
        return Summary({"seen": 0})

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Divide by 0."""
        return {"usual": float(np.float64(1.0) / np.float64(summary.count("seen")))}


@attrs.frozen(kw_only=True)
class NoPrior(Sound):
    """Learns, and cannot do without having learned."""

    def summarise(self, block: Block) -> Summary:
        """Count rows."""
        return Summary({"rows": len(block.time)})

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Divide by the number of rows."""
        return {"usual": 1 // summary.count("rows")}


@attrs.frozen(kw_only=True)
class Speechless(Sound):
    """Has a sentence with a line break in it."""

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say too much."""
        del details
        return f"The share is\n{value}."


@attrs.frozen(kw_only=True)
class PointsElsewhere(Sound):
    """Highlights rows that are not there."""

    def highlight(self, block: Block) -> Any:
        """Count from one."""
        return np.arange(1, len(block.time) + 1)


@attrs.define(kw_only=True)
class Hoarder(Sound):
    """Has a parameter that no file of settings could hold."""

    weights: Any = attrs.field(factory=lambda: np.ones(3))


@attrs.frozen(kw_only=True)
class WritesFiles(Sound):
    """Leaves a file behind."""

    def share(self, block: Block) -> Any:
        """Write to the null device."""
        with open("/dev/null", "w", encoding="utf-8") as handle:  # noqa: PTH123
            handle.write(str(len(block)))
        return super().share(block)


@attrs.frozen(kw_only=True)
class NeverKnown(Sound):
    """Knows nothing of anybody."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Shrug."""
        del benchmark
        nothing = np.zeros(len(block), dtype=np.bool_)
        return MetricResult.where(nothing, self.share(block), block.counts)


@attrs.frozen(kw_only=True)
class Impatient(Sound):
    """Ends the program where all rows have one time."""

    def share(self, block: Block) -> Any:
        """Leave."""
        if len(block.time) > 9 and len(np.unique(block.time)) == 1:
            raise SystemExit(1)
        return super().share(block)


@attrs.frozen(kw_only=True)
class ShortMemory(Sound):
    """Counts ages in nanoseconds, which do not reach far."""

    def share(self, block: Block) -> Any:
        """Overflow."""
        age = (block.as_of - block.last(block.time, block.as_of)) * 1000
        return np.exp2(-age / 1e9 / 86_400 / 180)


@attrs.frozen(kw_only=True)
class Lonely(Sound):
    """Wants two rows."""

    def share(self, block: Block) -> Any:
        """Fail where each relationship has one row only."""
        if len(block) and block.counts.max() == 1 and len(block.time) == len(block):
            message = "too short"
            raise ValueError(message)
        return super().share(block)


@attrs.frozen(kw_only=True)
class OurSideOnly(Sound):
    """Fails where nothing is outbound."""

    sided = False

    def share(self, block: Block) -> Any:
        """Divide by the outbound rows of everybody."""
        if len(block.time) and not (block.direction & 1).any() and len(block) > 6:
            message = "nothing outbound"
            raise ValueError(message)
        return np.full(len(block), 0.5)


@attrs.frozen(kw_only=True)
class NoVersion(Sound):
    """Has a number for a version."""

    version = 1  # type: ignore[assignment]  # this is what is wrong with it


BAD_MANNERS: tuple[tuple[type[Sound], str], ...] = (
    (InPlace, "read_only_input"),
    (Chance, "deterministic"),
    (Memory, "no_hidden_state"),
    (Workspace, "thread_safe"),
    (UpsideDown, "monotone_evidence"),
    (Undeclared, "missing_column"),
    (NothingIsTooLittle, "empty_block"),
    (NoContactAtAll, "all_empty_groups"),
    (NakedReduceat, "trailing_empty_group"),
    (Warns, "no_warnings"),
    (RawCodes, "category_codes"),
    (ReadsNames, "id_invariance"),
    (OneEnd, "either_end"),
    (ReadsNumbers, "id_invariance"),
    (FloatsInSummary, "summary_partition"),
    (LearnsInfinity, "benchmark_roundtrip"),
    (NoPrior, "learns_from_nothing"),
    (Speechless, "sentences"),
    (PointsElsewhere, "sentences"),
    (Hoarder, "params_roundtrip"),
    (WritesFiles, "no_side_effects"),
    (NeverKnown, "something_is_known"),
    (Impatient, "equal_times"),
    (ShortMemory, "far_times"),
    (Lonely, "single_interaction"),
    (OurSideOnly, "no_other_side"),
    (NoVersion, "declaration"),
)
