"""Feed a reader with files that atheris makes up, until it does anything but account or refuse.

``nox -s fuzz`` runs it for every reader; ``python scripts/fuzz_readers.py ics -max_total_time=60``
for one. What ends it is written to a file ``crash-...`` in the working folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["relationship_health"]):
    from relationship_health.errors import ReaderError
    from relationship_health.frames import read_table
    from relationship_health.io import BUILT_IN
    from relationship_health.plugins import load
    from relationship_health.sources import read_source

READERS = {given.name: given for given in load(BUILT_IN).readers}
SLOWEST_SECONDS = 25
"""Five are allowed; what watches the code makes it slower, and so may whatever else is running."""


def main() -> None:
    """Fuzz the reader that is named first; the other arguments are libFuzzer's."""
    name = sys.argv.pop(1)
    given = READERS[name]
    folder = Path(tempfile.mkdtemp())
    path = folder / f"fuzzed{given.item.suffixes[0]}"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        try:
            reading = read_source(given, path, {})
        except ReaderError:
            return
        rows = read_table(reading.frame).rows
        if rows + len(reading.rejected) + len(reading.ignored) != reading.rows_in:
            message = f"{rows} rows do not add up"
            raise AssertionError(message)

    atheris.Setup([*sys.argv, f"-timeout={SLOWEST_SECONDS}", "-rss_limit_mb=1024"], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
