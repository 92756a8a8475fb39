"""The command ``partition``, and ``score`` of the folder that it writes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import COLUMNS, Run

pytestmark = pytest.mark.needs("pyarrow", "polars")
OURS = ("--our-side", "*@us.example")


@pytest.fixture
def parquet(log: Path, tmp_path: Path) -> Path:
    """Write the small log as two Parquet files; return their folder."""
    frame = pl.read_csv(log)
    (tmp_path / "raw").mkdir()
    frame[:3].write_parquet(tmp_path / "raw" / "a.parquet")
    frame[3:].write_parquet(tmp_path / "raw" / "b.parquet")
    return tmp_path / "raw"


def test_a_partitioned_log_ranks_as_the_file_does(
    run: Run, log: Path, parquet: Path, tmp_path: Path
) -> None:
    """The same table with the same reasons, and the same rows as JSON."""
    parts = tmp_path / "parts"
    ended = run("partition", parquet, *COLUMNS, *OURS, "-o", parts, "--partitions", "3")
    assert ended.code == 0
    assert "5 rows in: 5 accepted" in ended.err
    assert f"Wrote 2 relationships, 5 interactions to {parts}" in ended.err
    for further in ((), ("--json",), ("--as-of", "2026-11-01", "--top", "warmest")):
        streamed = run("score", parts, *further)
        whole = run("score", log, *COLUMNS, *OURS, *further)
        assert (streamed.code, streamed.out) == (whole.code, whole.out)
        assert ("as of the last interaction" in streamed.err) == ("--as-of" not in further)


def test_scores_of_parts_are_written_with_or_without_a_table(
    run: Run, parquet: Path, tmp_path: Path
) -> None:
    """With ``--limit 0`` a Parquet file is all there is, and nothing need fit into memory."""
    parts, target = tmp_path / "parts", tmp_path / "scores.parquet"
    run("partition", parquet / "*.parquet", *COLUMNS, *OURS, "-o", parts)
    ended = run("score", parts, "-o", target, "--limit", "0")
    assert (ended.code, ended.out) == (0, "")
    assert f"Wrote 2 relationships to {target}." in ended.err
    shown = run("score", parts, "--json", "-o", tmp_path / "beside.parquet")
    assert "Wrote 2 relationships to" in shown.err
    records = json.loads(shown.out)
    for written in (target, tmp_path / "beside.parquet"):
        assert pl.read_parquet(written)["health"].sort().to_list() == sorted(
            record["health"] for record in records
        )
    run("score", parts, "-o", tmp_path / "scores.jsonl", "--limit", "0")
    lines = (tmp_path / "scores.jsonl").read_text().splitlines()
    assert [json.loads(line)["health"] for line in lines] == [
        r["health"]
        for r in sorted(records, key=lambda record: (record["source"], record["target"]))
    ]


def test_parquet_is_written_by_what_reads_the_log(
    run: Run, log: Path, parquet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partitioned log needs no other package; for a file, a missing one is named at once."""
    parts, target = tmp_path / "parts", tmp_path / "scores.parquet"
    run("partition", parquet / "*.parquet", *COLUMNS, *OURS, "-o", parts)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ended = run("score", parts, "-o", target)
    assert (ended.code, len(pl.read_parquet(target))) == (0, 2)
    target.unlink()
    for command in ("score", "history"):
        ended = run(command, log, *COLUMNS, *OURS, "-o", target)
        assert (ended.code, target.exists()) == (1, False)
        assert ended.err == (
            "Writing Parquet needs the extra 'files': install relationship-health[files].\n"
        )


def test_bad_rows_are_counted_or_an_error(run: Run, parquet: Path, tmp_path: Path) -> None:
    """They are set aside unless ``--strict`` is said; then nothing is left."""
    rows = {"from": [None], "to": ["bo"], "at": ["2026-01-05"], "via": ["fax"]}
    pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String)).write_parquet(parquet / "c.parquet")
    parts = tmp_path / "parts"
    strict = run("partition", parquet, *COLUMNS, "-o", parts, "--strict")
    assert (strict.code, parts.exists()) == (1, False)
    assert "c.parquet: row 0 of interactions, column 'from'" in strict.err
    ended = run("partition", parquet, *COLUMNS, "-o", parts)
    assert ended.code == 0
    assert "1 rejected in interactions: from: an id is missing" in ended.err
    told = json.loads(run("partition", parquet, *COLUMNS, "-o", tmp_path / "p", "--json").out)
    assert (told["relationships"], told["rows"]["rejected"]) == (2, 1)


def test_what_needs_the_whole_log_says_how_to_take_a_part(
    run: Run, parquet: Path, tmp_path: Path
) -> None:
    """Only ``score`` reads a partitioned log; the others name what reads single relationships."""
    parts = tmp_path / "parts"
    run("partition", parquet / "*.parquet", *COLUMNS, *OURS, "-o", parts)
    ended = run("explain", parts, "ana", "bo")
    assert ended.code == 2
    assert "scan(...).portfolio([pair]) takes single relationships out of it" in ended.err


def test_what_makes_no_sense_is_one_sentence(run: Run, parquet: Path, tmp_path: Path) -> None:
    """Nobody of ours, no row, no log, no such unit: nothing is written."""
    parts = tmp_path / "parts"
    given = ("partition", parquet, *COLUMNS, "-o", parts)
    for more, code, sentence in (
        (("--our-side", "*@nowhere"), 1, "--our-side '*@nowhere' names no one"),
        (("--memory", "3 cups"), 1, "memory is '3 cups'"),
        (("--recipient-value", "shop"), 2, "--recipient-value does not go with partition"),
    ):
        ended = run(*given, *more)
        assert (ended.code, parts.exists()) == (code, False)
        assert sentence in ended.err
        assert len(ended.err.splitlines()) == 1
    unnamed = run("partition", parquet, "-o", parts)
    assert (unnamed.code, parts.exists()) == (1, False)
    assert "no column 'sender'" in unnamed.err
    assert "say which it is with --sender." in unnamed.err
    assert run("partition", "-o", parts).code == 2
    assert "cannot be read as Parquet" in run("partition", __file__, "-o", parts).err
