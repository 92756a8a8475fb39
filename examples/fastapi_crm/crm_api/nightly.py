"""The job for cron: ``python -m crm_api.nightly [--fit] [--as-of 2026-11-01]``."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from crm_api.scoring import Crm


def main(words: list[str] | None = None) -> None:
    """Score all relationships and save the run, or learn what is usual."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="learn what is usual before")
    parser.add_argument("--as-of", type=datetime.fromisoformat, default=datetime.now(UTC))
    given = parser.parse_args(words)
    crm = Crm.from_environment()
    if given.fit:
        crm.learn(given.as_of)
    # Whole or not at all, and once: after a failure the job can simply run again.
    run = crm.store().save(crm.score(as_of=given.as_of))
    crm.database.dispose()
    print(f"saved run {run.id} as of {run.as_of:%Y-%m-%d %H:%M} UTC")


if __name__ == "__main__":
    main()
