"""Hash seed, locale and time zone of the process change no bit."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

SCRIPT = """
import hashlib, relationship_health as rh
days = range(1, 29)
log = {
    "sender": [("ana", "bo", "cy")[d % 3] for d in days],
    "recipient": [("bo", "cy", "ana")[d % 2 + d % 3 - 1] for d in days],
    "time": [f"2026-02-{d:02d}T{d % 24:02d}:30" for d in days],
    "channel": [("email", "phone")[d % 2] for d in days],
}
portfolio = rh.Portfolio.from_frame(log, timezone="Australia/Lord_Howe")
scorecard = rh.score(portfolio, as_of="2026-03-01")
text = repr([(name, values.tolist()) for name, values in scorecard.columns().items()])
words = "".join(str(scorecard.explain(key)) for key in portfolio.keys)
print(hashlib.sha256((text + words).encode()).hexdigest())
"""


def digest(**environment: str) -> str:
    """Run the script in a process of its own."""
    done = subprocess.run(  # noqa: S603  this interpreter, a fixed script
        [sys.executable, "-c", SCRIPT], env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize(
    "environment",
    [
        *({"PYTHONHASHSEED": str(seed)} for seed in range(4)),
        {"LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "de_DE.UTF-8"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "Australia/Lord_Howe"},
    ],
    ids=str,
)
def test_the_process_does_not_show(environment: dict[str, str]) -> None:
    """Every environment gives the digest of the plain one."""
    plain = digest(PYTHONHASHSEED="0", TZ="UTC")
    assert len(plain) == len(hashlib.sha256().hexdigest())
    assert digest(**environment) == plain
