"""What every result has to do, whatever it answers."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from relationship_health.results import Result

HOSTILE = "<script>alert('x')</script>$a_b$\"&"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found.add(tag)


def assert_presentable(result: Result) -> None:
    """Check frames, words, notebook view, JSON and plot of a result."""
    columns = result.columns()
    assert len({len(values) for values in columns.values()}) == 1
    assert len(result) == len(next(iter(columns.values())))
    for backend in ("dict", "polars", "pandas", "pyarrow"):
        frame = result.to_frame(backend)
        names = frame if isinstance(frame, dict) else getattr(frame, "column_names", None)
        assert list(names or frame.columns) == list(columns)
    json.dumps(result.to_dict(), allow_nan=False)
    tags = _Tags()
    tags.feed(result._repr_html_())
    assert tags.found <= {"div", "h4", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert result.title in str(result)
    assert all(sentence.endswith((".", ")")) for sentence in result.missing)
    assert_drawable(result)


def assert_drawable(result: Result) -> None:
    """Draw the plot to the last stroke: both axes say what they show."""
    pytest.importorskip("matplotlib")
    found = result.plot()  # type: ignore[attr-defined]  # every answer has one
    assert found.get_xlabel()
    assert found.get_ylabel()
    assert found.get_title(loc="left")
    found.figure.canvas.draw()
    plt = pytest.importorskip("matplotlib.pyplot")
    (_, given) = plt.subplots()
    assert result.plot(given) is given  # type: ignore[attr-defined]
    plt.close("all")


def exact(table: dict[str, np.ndarray], whole: str, *parts: str) -> bool:
    """Tell whether parts sum to a whole bit for bit, forwards and backwards."""
    forwards = sum(table[name] for name in parts)
    backwards = sum(table[name] for name in reversed(parts))
    return bool(np.array_equal(forwards, table[whole]) and np.array_equal(backwards, table[whole]))
