"""With numpy alone installed, dicts and DuckDB relations still do."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys
for name in ("pandas", "polars", "pyarrow"):
    sys.modules[name] = None
import relationship_health as rh
{frame}
portfolio = rh.Portfolio.from_frame(frame, our_side={{"ana"}})
assert portfolio.keys == [("ana", "bo")], portfolio.keys
assert portfolio.time.tolist() == [1_767_225_600_000_000, 1_767_229_200_000_000]
assert portfolio.issues.accepted == 2
assert rh.score(portfolio, as_of="2026-02-01").to_frame("dict")["source"].tolist() == ["ana"]
"""

DICT = """
frame = {"sender": ["ana", "bo"], "recipient": ["bo", "ana"],
         "time": ["2026-01-01T00:00Z", "2026-01-01 01:00:00+00:00"]}
"""
RELATION = """
import duckdb
connection = duckdb.connect()
frame = connection.sql('''
    SELECT a::ENUM('bo', 'ana') AS sender, b AS recipient, c::TIMESTAMPTZ AS time
    FROM (VALUES ('ana', 'bo', '2026-01-01 00:00:00+00'), ('bo', 'ana', '2026-01-01 01:00:00+00'))
    AS log(a, b, c)
''')
"""
STREAM = """
from relationship_health.errors import InputError
class Stream:
    def __arrow_c_stream__(self, requested_schema=None):
        raise NotImplementedError
try:
    rh.Portfolio.from_frame(Stream())
except InputError as error:
    assert "install one" in str(error) and "polars" in str(error), error
else:
    raise AssertionError
frame = {"sender": ["ana", "bo"], "recipient": ["bo", "ana"], "time": ["20260101", "20260101T01"]}
"""


@pytest.mark.parametrize("frame", [DICT, RELATION, STREAM], ids=["dict", "relation", "stream"])
def test_no_dataframe_library_is_needed(frame: str) -> None:
    """Where none of the dataframe libraries can be imported, a log is read and scored."""
    code = SCRIPT.format(frame=frame)
    done = subprocess.run(  # noqa: S603  this interpreter, and the code above
        [sys.executable, "-W", "error", "-c", code], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
