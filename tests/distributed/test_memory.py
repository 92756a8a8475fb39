"""A bound on memory is held, and what cannot be done within it is refused with a figure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import relationship_health as rh
from relationship_health.distributed.memory import LEAST, PROGRAM, SCORED, Memory
from relationship_health.errors import InputError

ROWS, FILES, OURS = 3_000_000, 6, 50
SCRIPT = """
import re, sys
import relationship_health as rh

folder, ours = sys.argv[1], range(int(sys.argv[2]))
raw = rh.scan(folder + "/raw", time_unit="us", our_side=ours, memory="512MiB")
parts = raw.partition(folder + "/parts")
engine = rh.Engine()
rows = parts.write_scores(folder + "/scores.parquet", engine, as_of="2026-11-01", threads=2)
(peak,) = re.findall(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
print(rows, parts.interactions, int(peak) * 1024)
"""


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a log whose columns alone take some hundred megabytes."""
    folder = tmp_path_factory.mktemp("memory")
    (folder / "raw").mkdir()
    for part in range(FILES):
        rng, rows = np.random.default_rng(part), ROWS // FILES
        pair = (150_000 * rng.random(rows) ** 2.5).astype(np.int64)
        us, them, outbound = pair % OURS, OURS + pair // OURS, rng.random(rows) < 0.6
        time = 1_793_000_000_000_000 - rng.integers(1, 90_000_000, rows) * 1_000_000
        ends = np.where(outbound, us, them), np.where(outbound, them, us)
        columns = [pa.array(values) for values in (*ends, time, rng.integers(1, 20, rows))]
        table = pa.Table.from_arrays(columns, names=["sender", "recipient", "time", "audience"])
        pq.write_table(table, folder / "raw" / f"{part}.parquet")
    return folder


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
def test_half_a_gibibyte_is_enough_and_held(raw: Path) -> None:
    """Partitioned and scored in a process that never takes more, all libraries included."""
    done = subprocess.run(  # noqa: S603  this interpreter, a fixed script
        [sys.executable, "-c", SCRIPT, str(raw), str(OURS)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    relationships, interactions, peak = map(int, done.stdout.split())
    assert interactions == ROWS
    assert 100_000 < relationships < 150_000
    assert peak < 512 << 20


def test_one_part_that_is_too_large_is_refused(raw: Path, tmp_path: Path) -> None:
    """The figure that would do is said, and nothing is left."""
    log = rh.scan(raw / "raw", time_unit="us", memory="512MiB")
    with pytest.raises(InputError, match=r"rows of one part need some 0\.\d GiB of memory"):
        log.partition(tmp_path / "parts", partitions=1)
    assert not list(tmp_path.iterdir())


def test_relationships_are_scored_as_wholes() -> None:
    """A relationship of ten million interactions needs gigabytes, two of them twice as many."""
    needed = Memory(10_000_000 * SCORED + PROGRAM)
    needed.check_largest([5, 10_000_000, 7], threads=1)
    with pytest.raises(InputError, match=r"holds 10,000,001 interactions, which need some 2\.\d"):
        needed.check_largest([10_000_001], threads=1)
    with pytest.raises(InputError, match=r"scored 2 at a time.*or use one thread"):
        needed.check_largest([10_000_000, 9_000_000], threads=2)


def test_scores_have_to_fit_where_they_are_returned() -> None:
    """What does not is sent to the other method."""
    Memory(LEAST).check_scores(100_000, 15)
    with pytest.raises(InputError, match=r"Scores of 10,000,000 relationships need .*write_scores"):
        Memory(2 << 30).check_scores(10_000_000, 15)


def test_more_memory_means_fewer_parts() -> None:
    """Parts shrink with the bound, and never below one."""
    shares = [Memory.of(f"{size}GiB").shares(100_000_000, 40.0) for size in (1, 2, 4, 100)]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0] > 2 * shares[2], shares[-1]) == (True, 1)
