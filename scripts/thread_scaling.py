"""How much faster scoring gets with more threads: run it on a machine that does nothing else.

For each number of threads and size of block it scores a simulated portfolio several times, taking
turns, and prints the best of each, with the processor's time behind it: where that grows with the
threads, they wait for each other, or the system hands memory out and takes it back.

    python scripts/thread_scaling.py                      # 5 million rows, 1 and 2 threads
    python scripts/thread_scaling.py --rows 2000000 --threads 1 2 4 --block-rows 65536 131072
"""

from __future__ import annotations

import argparse
import os
import time

import relationship_health as rh
from relationship_health.simulate import END, random_log

ROWS_PER_RELATIONSHIP = 20


def main(words: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how scoring scales with threads.")
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument(
        "--block-rows", type=int, nargs="*", default=[], help="sizes beside the usual one"
    )
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(words)
    log = random_log(given.rows, given.rows // ROWS_PER_RELATIONSHIP)
    portfolio = rh.Portfolio.from_frame(log.columns(), time_unit="us", our_side=log.our_side)
    engine = rh.Engine()
    benchmark = engine.fit(portfolio, as_of=END)
    runs = [(threads, rows) for rows in (None, *given.block_rows) for threads in given.threads]
    found: dict[tuple[int, int | None], list[tuple[float, float, float]]] = {}
    for _ in range(given.rounds):
        for threads, rows in runs:
            wall, before = time.perf_counter(), os.times()
            engine.score(
                portfolio, as_of=END, benchmark=benchmark, threads=threads, block_rows=rows
            )
            wall, after = time.perf_counter() - wall, os.times()
            figures = wall, after.user - before.user, after.system - before.system
            found.setdefault((threads, rows), []).append(figures)
    alone = min(found[given.threads[0], None])[0]
    for threads, rows in runs:
        wall, user, system = min(found[threads, rows])
        print(
            f"{threads} threads, blocks of {f'{rows:,}' if rows else 'the usual'} rows: "
            f"{wall:.2f} s ({given.rows / wall / 1e6:.2f} million rows a second, "
            f"{alone / wall:.2f} times the first), processor {user:.2f} s and {system:.2f} s "
            "in the system"
        )


if __name__ == "__main__":
    main()
