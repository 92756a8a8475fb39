"""The command ``relationship-health``: files in, ranked relationships and their reasons out."""

import signal
import sys

MISSING = ""
"""The package without which there is no command line; empty where all are there."""

try:
    from relationship_health.cli.app import run
except ModuleNotFoundError as error:
    MISSING = (error.name or "").partition(".")[0]
    if MISSING not in {"cyclopts", "rich"}:
        raise
except KeyboardInterrupt:  # loading takes a moment, and there is nothing yet to tidy up
    sys.stderr.write("Interrupted.\n")
    raise SystemExit(130) from None


def main() -> int:
    """Run the command line and return its exit code.

    0: done. 1: the input, or something that the command needs, could not be used; one sentence on
    stderr says what and what to do. 2: the command was used wrongly. 3: a plugin failed; what does
    not need it was still done. 130: interrupted.
    """
    if MISSING:
        sys.stderr.write(
            "The command line needs the extra 'cli': install relationship-health[cli].\n"
        )
        return 1
    try:
        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before `run` could see to it, or just after
        sys.stderr.write("Interrupted.\n")
        return 130
    finally:
        # All is done and said; an interruption of Python's own tidying up would only look like a
        # failure of the command.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
