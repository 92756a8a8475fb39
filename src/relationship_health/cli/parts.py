"""Scores of a log that was partitioned: ranked where they fit into memory, else only written."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from relationship_health.api import Engine
from relationship_health.cli.loading import check_options, make_engine
from relationship_health.cli.options import Options, PluginChoice, Showing
from relationship_health.cli.printing import progress, say
from relationship_health.columns import Key, moment_from, read_moment
from relationship_health.composite import Explanation, ScoreRecord
from relationship_health.contract import Benchmark
from relationship_health.distributed import Scan, scan
from relationship_health.distributed.writing import write_records
from relationship_health.errors import PluginWarning
from relationship_health.io.files import write
from relationship_health.replacing import replacing
from relationship_health.wording import number_of

Explain = Callable[[Sequence[Key]], list[Explanation]]


@attrs.frozen(kw_only=True)
class PartsScored:
    """Scores of a partitioned log, and what is needed to explain some of them.

    ``record`` is None where they were only written.
    """

    parts: Scan
    engine: Engine
    benchmark: Benchmark
    as_of_us: int
    record: ScoreRecord | None
    whole: bool

    def explain(self, keys: Sequence[Key]) -> list[Explanation]:
        """Take the scores of some relationships apart."""
        if not keys:
            return []
        portfolio = self.parts.portfolio(keys)
        as_of = moment_from(self.as_of_us)
        card = self.engine.score(portfolio, as_of=as_of, benchmark=self.benchmark)
        return [card.explain(key) for key in keys]


def score_parts(
    folder: Path, options: Options, showing: Showing, memory: str, plugins: PluginChoice
) -> PartsScored:
    """Score a partitioned log; what is worth knowing on the way goes to stderr."""
    check_options(options)
    engine = make_engine(options, plugins)
    benchmark = None if options.benchmark is None else Benchmark.load(options.benchmark)
    parts = scan(folder, memory=memory)
    say(parts.issues.summary())
    as_of_us = _as_of(parts, options)
    as_of, record = moment_from(as_of_us), None
    with warnings.catch_warnings(record=True) as failed, progress(f"Scoring {len(parts):,}"):
        warnings.simplefilter("always", PluginWarning)
        if benchmark is None:
            benchmark = parts.fit(engine, as_of=as_of)
        output = showing.output
        if output is not None and output.suffix.lower() == ".parquet" and not showing.limit:
            rows = parts.write_scores(output, engine, as_of=as_of, benchmark=benchmark)
        else:
            record = parts.score(engine, as_of=as_of, benchmark=benchmark)
            rows = len(record)
            if output is not None:
                _keep(record, output)
        if output is not None:
            say(f"Wrote {number_of(rows, 'relationship')} to {output}.")
    for sentence in dict.fromkeys(str(warning.message) for warning in failed):
        say(sentence)
    return PartsScored(
        parts=parts, engine=engine, benchmark=benchmark, as_of_us=as_of_us, record=record,
        whole=not failed and all(r.status != "failed" for r in engine.registry.records),
    )  # fmt: skip


def _keep(record: ScoreRecord, output: Path) -> None:
    """Write scores by what has read the log: Parquet needs nothing else."""
    if output.suffix.lower() != ".parquet":
        write(output, record.columns())
        return
    with replacing(output) as draft:
        write_records(draft, [record])


def _as_of(parts: Scan, options: Options) -> int:
    """Return the moment asked for, or else the time of the last contact, and say so."""
    if options.as_of is not None:
        return read_moment(options.as_of, "--as-of")
    last = parts.last_contact_us
    say(
        f"Scores are as of the last interaction, {moment_from(last):%Y-%m-%d %H:%M:%S} UTC; "
        "--as-of moves it."
    )
    return last
