"""The command ``score``: what it reads, ranks, prints and writes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

import relationship_health as rh
from tests.cli.conftest import COLUMNS, LOG, Run
from tests.io.reading import read


def test_the_table_ranks_the_coldest_first(run: Run, log: Path) -> None:
    """Stdout holds the table and nothing else: both relationships, each with a reason."""
    ended = run("score", log, *COLUMNS, "--our-side", "*@us.example", "--as-of", "2026-11-01")
    assert ended.code == 0
    header, first, second = ended.out.splitlines()
    assert header.split()[:4] == ["source", "target", "health", "interval"]
    assert header.endswith("main reason")
    assert first.split()[:2] == ["ana@us.example", "cy@them.example"]
    assert second.split()[:2] == ["ana@us.example", "bo@them.example"]
    assert first.endswith(".")
    assert "5 rows in: 5 accepted, 0 repaired, 0 ignored by rule, 0 rejected." in ended.err
    assert "as of" not in ended.err


def test_the_other_end_comes_first_on_demand(run: Run, log: Path) -> None:
    """``--top`` turns the ranking round, and ``--limit`` cuts it and says what is left."""
    ended = run(
        "score", log, *COLUMNS, "--our-side", "*@us.example", "--top", "warmest", "--limit", "1"
    )
    assert [line.split()[1] for line in ended.out.splitlines()[1:]] == ["bo@them.example"]
    assert "1 more; --limit shows more of them, -o all." in ended.err


def test_the_scores_are_those_of_the_library(run: Run, log: Path) -> None:
    """JSON on stdout holds every column of the scorecard in full precision, coldest first."""
    ended = run("score", log, *COLUMNS, "--as-of", "2026-11-01", "--json")
    portfolio = rh.Portfolio.from_frame(
        {n: c.texts() for n, c in read(log).frame.items()},
        sender="from", recipient="to", time="at", channel="via",
    )  # fmt: skip
    columns = rh.score(portfolio, as_of="2026-11-01").columns()
    records = json.loads(ended.out)
    assert list(records[0]) == list(columns)
    by_target = {record["target"]: record["health"] for record in records}
    assert by_target == dict(zip(columns["target"], columns["health"], strict=True))
    assert [r["health"] for r in records] == sorted(r["health"] for r in records)


@pytest.mark.parametrize(
    "ending",
    [".csv", ".json", ".jsonl", pytest.param(".parquet", marks=pytest.mark.needs("duckdb"))],
)
def test_scores_are_written_to_a_file(ending: str, run: Run, log: Path, tmp_path: Path) -> None:
    """The file holds all relationships, also those that the table does not show."""
    target = tmp_path / f"scores{ending}"
    ended = run("score", log, *COLUMNS, "-o", target, "--limit", "0")
    assert ended.code == 0
    assert f"Wrote 2 relationships to {target}." in ended.err
    if ending == ".json":
        assert len(json.loads(target.read_text())) == 2
    else:
        frame = read(target).frame
        assert list(frame)[:5] == ["source", "target", "health", "lower", "upper"]
        assert len(frame["source"]) == 2


def test_the_last_interaction_is_the_moment_where_none_is_given(run: Run, log: Path) -> None:
    """The command says which moment it took, and cancelled meetings in the future do not count."""
    ended = run("score", log, *COLUMNS)
    assert "as of the last interaction, 2026-10-05 09:00:00 UTC; --as-of moves it." in ended.err
    lines = LOG.splitlines()
    log.write_text(
        "\n".join([f"{lines[0]},status", *(f"{line},done" for line in lines[1:])])
        + "\nana@us.example,bo@them.example,2027-01-01T09:00Z,meeting,cancelled\n"
    )
    assert "last interaction, 2026-10-05 09:00:00 UTC" in run("score", log, *COLUMNS).err


def test_bad_rows_are_summed_up_by_line(run: Run, log: Path) -> None:
    """Each kind of bad row is counted with its first line; the others are scored."""
    log.write_text(LOG + "ana@us.example,bo@them.example\n,x,2026-01-05,email\na,b,soon,email\n")
    ended = run("score", log, *COLUMNS)
    assert ended.code == 0
    assert "8 rows in: 5 accepted, 0 repaired, 0 ignored by rule, 3 rejected." in ended.err
    assert "1 rejected in interactions: too few cells, expected 4" in ended.err
    assert "(first in line 7)" in ended.err
    assert "from: an id is missing (first in line 8)" in ended.err
    assert "(first in line 9)" in ended.err


def test_a_gzip_file_and_json_lines_give_the_same(run: Run, log: Path, tmp_path: Path) -> None:
    """The format makes no difference to a single score."""
    expected = run("score", log, *COLUMNS, "--json").out
    packed, objects = tmp_path / "log.tsv.gz", tmp_path / "log.jsonl"
    packed.write_bytes(gzip.compress(LOG.replace(",", "\t").encode()))
    names, *rows = [line.split(",") for line in LOG.splitlines()]
    objects.write_text(
        "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows)
    )
    assert run("score", packed, *COLUMNS, "--json").out == expected
    assert run("score", objects, *COLUMNS, "--json").out == expected


def test_ids_stay_text(run: Run, tmp_path: Path) -> None:
    """Zeros in front of an id and the digits of a long one survive."""
    path = tmp_path / "log.csv"
    path.write_text("sender,recipient,time\n007,NA,2026-01-05\n9007199254740993,007,2026-01-06\n")
    records = json.loads(run("score", path, "--json").out)
    ends = {frozenset((record["source"], record["target"])) for record in records}
    assert ends == {frozenset(("007", "NA")), frozenset(("007", "9007199254740993"))}


def test_our_side_can_be_a_file(run: Run, log: Path, tmp_path: Path) -> None:
    """One id per line, with any end of line and a byte order mark."""
    ours = tmp_path / "ours.txt"
    ours.write_bytes(b"\xef\xbb\xbfbo@them.example\r\n\r\n")
    ended = run("score", log, *COLUMNS, "--our-side", ours)
    sources = {line.split()[0] for line in ended.out.splitlines()[1:]}
    assert "bo@them.example" in sources


def test_a_purchase_log_has_one_recipient(run: Run, tmp_path: Path) -> None:
    """``--recipient-value`` stands for a column that is not there."""
    path = tmp_path / "sales.csv"
    path.write_text("customer,day,amount\nc1,05/01/2026,9.5\nc2,06/01/2026,3\nc1,07/02/2026,4\n")
    ended = run(
        "score", path, "--sender", "customer", "--recipient-value", "shop", "--time", "day",
        "--time-format", "%d/%m/%Y", "--value", "amount", "--json",
    )  # fmt: skip
    assert ended.code == 0
    ends = {frozenset((r["source"], r["target"])) for r in json.loads(ended.out)}
    assert ends == {frozenset(("c1", "shop")), frozenset(("c2", "shop"))}


def test_an_empty_name_leaves_a_column_out(run: Run, log: Path) -> None:
    """A column that only bears the name of something else is not taken for it."""
    log.write_text(LOG.replace(",via", ",direction"))
    columns = COLUMNS[:6]
    assert run("score", log, *columns).code == 1
    assert run("score", log, *columns, "--direction", "").code == 0


def test_a_naive_time_is_read_in_the_zone_and_noted(run: Run, log: Path) -> None:
    """Times without a zone count as UTC unless another zone is named, and the note says so."""
    log.write_text(LOG.replace("Z,", ","))
    assert "were read as UTC" in run("score", log, *COLUMNS).err
    ended = run("score", log, *COLUMNS, "--timezone", "Asia/Tokyo")
    assert "were read as Asia/Tokyo" in ended.err
    assert "last interaction, 2026-10-05 00:00:00 UTC" in ended.err


def test_numbers_are_times_with_a_unit(run: Run, tmp_path: Path) -> None:
    """Seconds in a text file are times once their unit is said."""
    path = tmp_path / "log.csv"
    path.write_text("sender,recipient,time\na,b,989587980\n")
    ended = run("score", path, "--time-unit", "s")
    assert "last interaction, 2001-05-11 13:33:00 UTC" in ended.err


def test_nothing_of_the_content_is_read(run: Run, tmp_path: Path) -> None:
    """A column of message bodies is left out, noted, and shows up nowhere."""
    path, target = tmp_path / "log.csv", tmp_path / "scores.json"
    path.write_text('sender,recipient,time,body\na,b,2026-01-05,"canary\ncanary"\nc,"canary\n')
    ended = run("score", path, "-o", target)
    assert "column 'body' was left out unread" in ended.err
    assert "canary" not in ended.out + ended.err + target.read_text()


def test_a_benchmark_from_a_file_is_used(run: Run, log: Path, tmp_path: Path) -> None:
    """A saved benchmark changes what is usual; a file that is none is refused."""
    saved = tmp_path / "usual.json"
    rh.Benchmark.default().save(saved)
    assert run("score", log, *COLUMNS, "--benchmark", saved).code == 0
    saved.write_text("{}")
    assert run("score", log, *COLUMNS, "--benchmark", saved).code == 1
    assert run("score", log, *COLUMNS, "--benchmark", tmp_path / "none.json").code == 1


def test_enron_is_accounted_for(run: Run, shared_data: Path, tmp_path: Path) -> None:
    """38,388 rows of 21,635 messages, packed: all accepted, and written without a loss."""
    target = tmp_path / "scores.csv"
    ended = run(
        "score", shared_data / "enron" / "events.csv.gz", "--sender", "sender",
        "--recipient", "rcv", "--time", "t", "--time-unit", "s", "--interaction", "mid",
        "--as-of", "2001-09-01", "-o", target,
    )  # fmt: skip
    assert ended.code == 0
    assert "38,388 rows in: 38,388 accepted" in ended.err
    written = read(target)
    assert f"Wrote {written.rows_in:,} relationships" in ended.err
    assert len(ended.out.splitlines()) == 21


def test_the_output_never_replaces_an_input(log: Path, run: Run) -> None:
    """Writing the scores over the log is refused, and the log stands."""
    before = log.read_bytes()
    ended = run("score", log, *COLUMNS, "-o", log)
    assert ended.code == 2
    assert "which is an input" in ended.err
    assert log.read_bytes() == before
