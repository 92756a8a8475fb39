"""Every dirty file has the account that is known of it, in little time and memory, and no more."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import attrs
import numpy as np
import pytest

from relationship_health.errors import ReaderError
from relationship_health.frames import read_table
from relationship_health.hookspecs import Reading
from tests.io.dirty import calendars, cards, mail, tables
from tests.io.dirty.case import CANARY, Case, by_code
from tests.io.reading import read

GROUPS = (mail.CASES, calendars.CASES, cards.CASES, tables.CASES)
CASES = {case.file: case for group in GROUPS for case in group}
LONGEST_SECONDS = 5
MOST_BYTES = 1 << 30


def written(case: Case, folder: Path) -> Path:
    """Write the file of a case, or skip where the package that reads it is not here."""
    if case.needs and find_spec(case.needs) is None:
        pytest.skip(f"not installed: {case.needs}")
    path = folder / case.file
    path.write_bytes(case.content)
    return path


def account(reading: Reading) -> tuple[int, dict[str, int], dict[str, int], dict[str, int]]:
    """Count what became of the rows, as a case tells it."""
    rows = read_table(reading.frame).rows
    places = np.arange(rows) if reading.places is None else reading.places
    mended = {found.place: found.code for found in reading.repaired}
    codes = [mended[place] for place in places.tolist() if place in mended]
    rejected = by_code([found.code for found in reading.rejected])
    ignored = by_code([found.code for found in reading.ignored])
    return rows - len(codes), rejected, by_code(codes), ignored


@pytest.mark.parametrize("file", CASES)
def test_the_account_is_exact(file: str, tmp_path: Path) -> None:
    """Rows accepted, rejected, repaired and ignored are as known; no word of a body comes out."""
    case = CASES[file]
    path = written(case, tmp_path)
    before = time.process_time()
    if case.refused:
        with pytest.raises(ReaderError, match=case.refused) as refusal:
            read(path, case.options)
        assert CANARY not in str(refusal.value)
        return
    reading = read(path, case.options)
    assert time.process_time() - before < LONGEST_SECONDS
    assert account(reading) == case.account
    table = read_table(reading.frame)
    columns = [repr(table.column(name)) for name in table.names]
    assert CANARY not in repr(columns) + repr(attrs.astuple(reading))
    assert reading.rows_in == table.rows + len(reading.rejected) + len(reading.ignored)
    for name, expected in case.checks.items():
        column = table.column(name)
        values = column.texts() if column.kind == "text" else column.values.astype(object)
        values[column.missing] = None
        assert values.tolist() == expected


def test_there_are_enough_cases() -> None:
    """The corpus has at least eighty files, and no two of one name."""
    assert len(CASES) == sum(map(len, GROUPS))
    assert len(CASES) >= 80


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
def test_memory_stays_bounded(tmp_path: Path) -> None:
    """A process that reads every file of the corpus never holds a gibibyte."""
    for case in CASES.values():
        (tmp_path / case.file).write_bytes(case.content)
    program = Path(__file__).with_name("dirty") / "peak.py"
    ended = subprocess.run(  # noqa: S603  this interpreter and a program of ours
        [sys.executable, program, tmp_path], capture_output=True, text=True, check=True
    )
    assert 0 < int(ended.stdout) < MOST_BYTES
