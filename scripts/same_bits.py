"""Score one log in memory and streamed from 1, 7 and 64 parts: the same bits, a stranger's too.

    python scripts/same_bits.py 2e7 --folder FOLDER

It needs memory for the whole log, once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "plugin" / "src"))
import rh_steadiness

import relationship_health as rh
from relationship_health.simulate import END, random_log

ROWS_EACH, FILE_ROWS = 20, 1_000_000


def main() -> None:
    """Compare what identifies the scores, to the last bit."""
    parser = argparse.ArgumentParser(description="The same bits from parts as in memory.")
    parser.add_argument("rows", type=lambda text: int(float(text)))
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    log = random_log(asked.rows, max(asked.rows // ROWS_EACH, 1))
    table, ours = log.to_frame("pyarrow"), log.our_side
    del log
    (asked.folder / "raw").mkdir(parents=True)
    for number, begin in enumerate(range(0, asked.rows, FILE_ROWS)):
        rows = table.slice(begin, FILE_ROWS)
        pq.write_table(rows, asked.folder / "raw" / f"{number:05d}.parquet")
    try:
        compare(asked.folder, rh.Portfolio.from_frame(table, time_unit="us", our_side=ours), ours)
    finally:
        shutil.rmtree(asked.folder)


def compare(folder: Path, whole: rh.Portfolio, ours: range) -> None:
    """Print one line for memory, and one for each number of parts."""
    engine = rh.Engine(plugins=[rh_steadiness])
    expected = engine.score(whole, as_of=END).record().identity
    print(f"in memory: {len(whole):,} relationships, {len(engine.metrics)} metrics, {expected}")
    raw = rh.scan(folder / "raw", time_unit="us", our_side=ours, memory="6GiB")
    for number in (1, 7, 64):
        parts = raw.partition(folder / f"parts{number}", partitions=number)
        found = parts.score(engine, as_of=END, threads=2).identity
        print(f"{number} parts: {'the same' if found == expected else 'OTHER BITS'}, {found}")
        shutil.rmtree(folder / f"parts{number}")


if __name__ == "__main__":
    main()
