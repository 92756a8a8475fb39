"""A log that is scanned, partitioned and streamed gives the bits of one in memory."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rh_steadiness
from hypothesis import given, settings

import relationship_health as rh
from relationship_health.distributed.folder import Manifest, new_folder
from relationship_health.distributed.opening import open_folder
from relationship_health.distributed.partitioning import partition
from relationship_health.simulate import END, random_log
from tests.distributed._parts import DAY_US, START_US, Cut, contents, cuts


def in_files(cut: Cut, folder: Path) -> Path:
    """Write the parts of a log as files; return the pattern that names them."""
    for part in sorted(set(cut.parts)):
        rows = cut.table.filter(pa.array(np.array(cut.parts) == part))
        pq.write_table(rows, folder / f"{part}.parquet")
    return folder / "*.parquet"


A_TWENTIETH = settings(max_examples=max(3, settings().max_examples // 20))
"""For what writes and reads files, and scores them too."""


@A_TWENTIETH
@given(cut=cuts())
def test_any_log_streams_to_the_bits_of_memory(cut: Cut) -> None:
    """Scores, benchmark and account are those of the portfolio in memory, for any files."""
    engine, as_of = rh.Engine(), np.datetime64(START_US + 41 * DAY_US, "us")
    whole = cut.portfolio()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        raw = rh.scan(in_files(cut, folder), **cut.options)
        parts = raw.partition(folder / "parts", partitions=3)
        fitted = parts.fit(engine, as_of=as_of, threads=2)
        record = parts.score(engine, as_of=as_of, benchmark=fitted)
    expected = engine.score(whole, as_of=as_of, benchmark=fitted)
    assert record.identity == expected.record().identity
    assert fitted.to_dict() == engine.fit(whole, as_of=as_of).to_dict()
    for figure in ("rows_in", "accepted", "repaired", "ignored", "rejected"):
        assert getattr(parts.issues.rows, figure) == getattr(whole.issues, figure)


@A_TWENTIETH
@given(cut=cuts())
def test_pieces_say_what_the_portfolio_does(cut: Cut) -> None:
    """Cut into pieces of two rows, every relationship reads as it does in memory."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        raw: Any = rh.scan(in_files(cut, folder), **cut.options).log
        with new_folder(folder / "parts") as draft:
            partition(raw, draft, 2, piece_rows=2)
        reader = open_folder(folder / "parts")
        pieces = [reader.portfolio(piece) for piece in reader.manifest.pieces]
        assert contents(*pieces) == contents(cut.portfolio())


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, rh.Portfolio]:
    """Return a skewed log in files and in memory."""
    folder = tmp_path_factory.mktemp("log")
    log = random_log(30_000, 1_500)
    table = log.to_frame("pyarrow")
    for part in range(3):
        pq.write_table(table.slice(part * 10_000, 10_000), folder / f"{part}.parquet")
    whole = rh.Portfolio.from_frame(table, time_unit="us", our_side=log.our_side)
    return folder, whole


def strangers_engine() -> rh.Engine:
    """Return an engine with the example plugin's metric beside the built-ins."""
    return rh.Engine(plugins=[rh_steadiness])


@pytest.mark.parametrize("partitions", [1, 7, 64])
def test_a_simulated_log_streams_to_the_same_bits(
    simulated: tuple[Path, rh.Portfolio], tmp_path: Path, partitions: int
) -> None:
    """However many parts there are, and with a stranger's metric."""
    folder, whole = simulated
    ours = set(whole.ids[np.unique(whole.source)].tolist())
    raw = rh.scan(folder, time_unit="us", our_side=ours)
    engine = strangers_engine()
    record = raw.partition(tmp_path / "parts", partitions=partitions).score(engine, as_of=END)
    assert record.identity == engine.score(whole, as_of=END).record().identity


@pytest.mark.parametrize("partitions", [1, 7, 64])
def test_enron_streams_to_the_same_bits(shared_data: Path, tmp_path: Path, partitions: int) -> None:
    """Real mail with several recipients, with a stranger's metric."""
    frame = pl.read_csv(shared_data / "enron" / "events.csv.gz")
    named: Any = {"sender": "sender", "recipient": "rcv", "time": "t", "interaction": "mid"}
    for part, rows in enumerate(frame.iter_slices(9_000)):
        rows.write_parquet(tmp_path / f"{part}.parquet")
    raw = rh.scan(tmp_path / "*.parquet", **named, time_unit="s")
    engine = strangers_engine()
    parts = raw.partition(tmp_path / "parts", partitions=partitions)
    whole = rh.Portfolio.from_frame(frame, **named, time_unit="s")
    record = parts.score(engine, as_of="2001-09-01", threads=2)
    assert record.identity == engine.score(whole, as_of="2001-09-01").record().identity
    assert parts.issues.rows.accepted == 38_388


def test_what_is_declared_goes_with_its_relationship(tmp_path: Path) -> None:
    """Silent relationships, cadences, wishes and a side told by an attribute stream too."""
    log = pa.table({
        "sender": ["ana", "bo", "ana"], "recipient": ["bo", "ana", "cy"],
        "time": [0, 86_400, 172_800], "channel": ["email", "phone", "email"],
    })  # fmt: skip
    options: Any = {
        "time_unit": "s", "our_side": "us",
        "stakeholders": {
            "id": ["ana", "bo", "dee"], "us": [True, False, False],
            "preferred_channels": ["", "phone", ""],
        },
        "relationships": {
            "source": ["ana", "ana"], "target": ["dee", "bo"], "cadence": ["weekly", "monthly"],
            "since": ["2020-01-01T00:00Z", None],
        },
        "transactions": {"account": ["Acme"], "time": ["2020-01-01T00:00Z"], "value": [3.0]},
    }  # fmt: skip
    pq.write_table(log, tmp_path / "log.parquet")
    whole, engine = rh.Portfolio.from_frame(log, **options), rh.Engine()
    rh.scan(tmp_path / "log.parquet", **options).partition(tmp_path / "parts", partitions=2)
    again = rh.scan(tmp_path / "parts")
    record = again.score(engine, as_of="1970-02-01")
    assert record.identity == engine.score(whole, as_of="1970-02-01").record().identity
    reader = open_folder(tmp_path / "parts")
    pieces = [reader.portfolio(piece) for piece in reader.manifest.pieces]
    assert contents(*pieces) == contents(whole)
    assert reader.side.transactions == whole.transactions
    assert dict(reader.side.stakeholders) == dict(whole.stakeholders)


@pytest.mark.parametrize("ids", ["text", "number"])
def test_a_column_of_flags_says_who_is_ours(tmp_path: Path, ids: str) -> None:
    """Who only receives is on the other side of those it hears from, whatever file shows it."""
    people: dict[str, list[Any]] = {"text": ["ana", "bo", "cy"], "number": [7, 3, 9]}
    ana, bo, cy = people[ids]
    rows = {
        "sender": [ana, bo, ana, bo], "recipient": [bo, ana, cy, cy],
        "time": [0, 10, 20, 30], "us": [True, False, True, False],
    }  # fmt: skip
    table = pa.table(rows)
    for part in range(4):
        pq.write_table(table.slice(part, 1), tmp_path / f"{part}.parquet")
    whole = rh.Portfolio.from_frame(table, time_unit="s", our_side="us")
    raw = rh.scan(tmp_path / "*.parquet", time_unit="s", our_side="us")
    raw.partition(tmp_path / "parts", partitions=2)
    reader = open_folder(tmp_path / "parts")
    pieces = [reader.portfolio(piece) for piece in reader.manifest.pieces]
    assert contents(*pieces) == contents(whole)


def test_remarks_on_the_log_are_those_of_memory(tmp_path: Path) -> None:
    """What a portfolio remarks on all rows is remarked once, with the whole count."""
    table = pa.table({
        "sender": ["ana"] * 4, "recipient": ["bo", "cy", "dee", "bo"],
        "time": ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"],
        "channel": ["fax", "email", "telex", "fax"], "body": ["..."] * 4,
    })  # fmt: skip
    for part in range(2):
        pq.write_table(table.slice(part * 2, 2), tmp_path / f"{part}.parquet")
    options: Any = {"our_side": {"ana"}, "stakeholders": {"id": ["zoe"]}}
    whole = rh.Portfolio.from_frame(table, **options)
    parts = rh.scan(tmp_path / "*.parquet", **options).partition(tmp_path / "parts", partitions=2)
    assert sorted(parts.issues.notes) == sorted(whole.issues.notes)
    assert len(whole.issues.notes) == 5


def test_a_log_without_an_accepted_row_has_scores_of_none(tmp_path: Path) -> None:
    """Nothing accepted is a folder all the same, and the account says why."""
    table = pa.table({"sender": ["ana"], "recipient": ["ana"], "time": [0]})
    pq.write_table(table, tmp_path / "log.parquet")
    raw = rh.scan(tmp_path / "log.parquet", time_unit="s")
    parts = raw.partition(tmp_path / "parts")
    assert len(parts.score(rh.Engine(), as_of="2026-01-01")) == 0
    assert parts.issues.rows.ignored == 1
    assert parts.write_scores(tmp_path / "scores.parquet", rh.Engine(), as_of="2026-01-01") == 0


def test_written_scores_are_those_of_the_frame(
    simulated: tuple[Path, rh.Portfolio], tmp_path: Path
) -> None:
    """The file of scores has the rows of the frame, in another order."""
    folder, whole = simulated
    raw = rh.scan(folder, time_unit="us")
    parts = raw.partition(tmp_path / "parts", partitions=3)
    rows = parts.write_scores(tmp_path / "scores.parquet", rh.Engine(), as_of=END)
    written = pl.read_parquet(tmp_path / "scores.parquet").sort("source", "target")
    frame = pl.DataFrame(parts.score(rh.Engine(), as_of=END).columns())
    assert rows == len(frame) == len(whole)
    assert written.equals(frame)


class Moody:
    """A metric that fails wherever one relationship is."""

    name, version = "moody", "1"
    requires: tuple[str, ...] = ()

    def score(self, block: rh.Block, benchmark: rh.Benchmark) -> rh.MetricResult:
        """Fail where somebody has many interactions."""
        del benchmark
        if (block.counts == block.counts.max()).any() and block.counts.max() > 500:
            message = "too much"
            raise ValueError(message)
        known = np.ones(len(block))
        return rh.MetricResult(value=known, evidence=known)


def test_a_metric_that_fails_on_one_piece_is_unknown_in_all(
    simulated: tuple[Path, rh.Portfolio], tmp_path: Path
) -> None:
    """As in memory: where the log was cut must not show in the scores."""
    folder, whole = simulated
    ours = set(whole.ids[np.unique(whole.source)].tolist())
    engine = rh.Engine(on_plugin_error="warn")
    engine.add_metric(Moody())
    parts = rh.scan(folder, time_unit="us", our_side=ours).partition(tmp_path / "p", partitions=7)
    assert max(piece.largest for piece in Manifest.load(tmp_path / "p").pieces) > 500
    with pytest.warns(rh.errors.PluginWarning, match="'moody'.*failed in score"):
        record = parts.score(engine, as_of=END)
    assert record.identity == engine.score(whole, as_of=END).record().identity
    with pytest.warns(rh.errors.PluginWarning, match="'moody'"):
        parts.write_scores(tmp_path / "s.parquet", engine, as_of=END)
    assert np.isnan(pl.read_parquet(tmp_path / "s.parquet")["moody"].to_numpy()).all()


@A_TWENTIETH
@given(cut=cuts())
def test_chosen_relationships_are_those_of_memory(cut: Cut) -> None:
    """Taken out of their parts, relationships read as they do in the portfolio of all."""
    whole = cut.portfolio()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        raw = rh.scan(in_files(cut, folder), **cut.options)
        parts = raw.partition(folder / "parts", partitions=3)
        some = [(target, source) for source, target in whole.keys[::2]]
        if some:
            taken = parts.portfolio(some)
            assert taken.keys == whole.keys[::2]
            assert contents(taken) == contents(whole.select(whole.keys[::2]))
        with pytest.raises(rh.errors.UnknownRelationshipError, match="There is no relationship"):
            parts.portfolio([("ana", "nobody")])


def test_a_raw_log_is_scored_straight_away(
    simulated: tuple[Path, rh.Portfolio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is partitioned once into a temporary folder, which goes with the scan."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder, whole = simulated
    ours = set(whole.ids[np.unique(whole.source)].tolist())
    raw, engine = rh.scan(folder, time_unit="us", our_side=ours), rh.Engine()
    fitted = engine.fit(raw, as_of=END)
    record = engine.score(raw, as_of=END, benchmark=fitted, threads=2)
    assert record.identity == engine.score(whole, as_of=END).record().identity
    assert (len(raw), raw.partitioned, len(list(tmp_path.iterdir()))) == (len(whole), False, 1)
    del raw
    gc.collect()
    assert not list(tmp_path.iterdir())
