"""Write the corpus into a folder, a subfolder for each reader: ``... tests.io.dirty.write DIR``."""

from __future__ import annotations

import sys
from pathlib import Path

from relationship_health.errors import ReaderError
from relationship_health.sources import choose_reader
from tests.io.reading import READERS
from tests.io.test_dirty import CASES

LARGEST = 10_000
"""Bytes of a file that is worth changing byte by byte."""

for case in CASES.values():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / case.file
    path.write_bytes(case.content[:LARGEST])
    try:
        reader = choose_reader(path, READERS).name
    except ReaderError:
        path.unlink()
        continue
    (folder / reader).mkdir(exist_ok=True)
    path.rename(folder / reader / case.file)
