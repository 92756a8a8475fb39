"""The script that loads the FastAPI example gets answers, and says so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")
pytest.importorskip("sqlalchemy")

SCRIPT = Path(__file__).parents[2] / "scripts" / "serving_load.py"


def test_a_short_load() -> None:
    """A few requests are answered at a steady rate and as fast as they can be, and none fails."""
    words = ["--seconds", "1", "--rate", "4", "--relationships", "3", "--interactions", "20"]
    done = subprocess.run(  # noqa: S603  this interpreter, a fixed script
        [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = re.findall(r": (\d+) answers in [\d.]+ s, \d+ a second, (\d+) failed", done.stdout)
    steady, fast = found
    assert steady == ("4", "0")
    assert int(fast[0]) > 0
    assert fast[1] == "0"
