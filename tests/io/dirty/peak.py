"""Read every file of a folder, and print how many bytes of memory that took at most."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from relationship_health.errors import RelationshipHealthError
from relationship_health.io import BUILT_IN
from relationship_health.plugins import load
from relationship_health.sources import choose_reader, read_source

READERS = load(BUILT_IN).readers

for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read_source(choose_reader(path, READERS), path, {})
    except RelationshipHealthError:
        continue
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
