"""The page about Spark runs, and what it says comes out comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sybil")

from tests.distributed._spark import FILTER
from tests.docs._pages import SPARK, run_page

pytestmark = [
    pytest.mark.spark,
    pytest.mark.needs("pyspark", "pandas", "pyarrow"),
    pytest.mark.filterwarnings(FILTER),
]


def test_the_page_does_what_it_says(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its blocks run one after the other, on the session that runs already."""
    monkeypatch.chdir(tmp_path)
    assert spark is not None
    outcomes = run_page(SPARK, tmp_path)
    assert outcomes
    assert [(one.said, one.found) for one in outcomes if not one.agrees] == []
