"""``python -m relationship_health.cli`` is the command ``relationship-health``."""

import sys

from relationship_health.cli import main

if __name__ == "__main__":
    sys.exit(main())
