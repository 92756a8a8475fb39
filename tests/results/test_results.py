"""What every answer shows of itself, on an answer made for it."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

import relationship_health as rh
from relationship_health.arrays import Array
from relationship_health.html import cell, escape, table
from relationship_health.results import Result, Trace

NASTY = "<script>alert(1)</script>"
MOMENTS = np.array(["2026-01-05T09:00", "NaT"], dtype="datetime64[us]")


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Answer(Result):
    """Two rows, one of them with nothing known."""

    @property
    def title(self) -> str:
        """A headline."""
        return "An <answer>"

    @property
    def words(self) -> tuple[str, ...]:
        """One sentence."""
        return (f"{NASTY} has 62.",)

    def columns(self) -> dict[str, Array]:
        """Every kind of column."""
        return {
            "who": np.array([NASTY, "bo"], dtype=object), "health": np.array([62.0, np.nan]),
            "count": np.array([3, 4]), "at": MOMENTS, "known": np.array([True, False]),
        }  # fmt: skip


ANSWER = Answer(backend="dict", missing=("Value: the log has no column value.",))


def test_a_representation_tells_sizes_only() -> None:
    """The repr of an answer names nobody."""
    assert repr(ANSWER) == "<Answer: 2 rows, 1 parts not answered>"


def test_an_answer_is_printed_in_words() -> None:
    """What is printed is the title, the sentences, and what was not answered."""
    assert str(ANSWER).splitlines() == [
        "An <answer>:",
        f"  {NASTY} has 62.",
        "  Not answered: Value: the log has no column value.",
    ]


def test_a_notebook_shows_nothing_unescaped() -> None:
    """No text of the data reaches a notebook as markup."""
    shown = ANSWER._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "An &lt;answer&gt;" in shown


def test_json_has_null_for_unknown() -> None:
    """Unknown numbers and times are null, times are ISO 8601 with their zone."""
    rows = ANSWER.to_dict()["rows"]
    assert rows[0]["at"] == "2026-01-05T09:00:00.000000Z"
    assert (rows[1]["at"], rows[1]["health"], rows[1]["known"]) == (None, None, False)


@pytest.mark.needs("polars", "pandas", "pyarrow")
@pytest.mark.parametrize("backend", ["dict", "polars", "pandas", "pyarrow"])
def test_an_answer_is_a_frame_of_any_library(backend: str) -> None:
    """The columns arrive in a frame of each library."""
    frame = ANSWER.to_frame(backend)
    names = list(frame) if backend == "dict" else getattr(frame, "column_names", frame.columns)
    assert [str(name) for name in names] == list(ANSWER.columns())


def test_a_table_counts_what_it_leaves_out() -> None:
    """Rows beyond the limit are counted below the table, none where there are no columns."""
    assert "1 more row." in table(ANSWER.columns(), rows=1)
    assert "more row" not in table(ANSWER.columns(), rows=2)
    assert "<tbody>" in table({})


class Sly(str):
    """A text that says of itself that it is markup."""

    __slots__ = ()

    def __html__(self) -> str:
        """Pretend to be markup."""
        return NASTY

    def __str__(self) -> str:
        """Pretend to be markup."""
        return NASTY


def test_a_text_cannot_call_itself_markup() -> None:
    """What an object says of itself is not believed."""
    assert escape(Sly("<i>")) == "&lt;i&gt;"
    assert "script" not in table({"who": [Sly("<i>")]})
    assert cell(Sly("<i>")) == "<i>"


def test_a_trace_has_the_interactions_behind_a_figure() -> None:
    """A trace lists those of its relationships and of its span, and no other."""
    log = {
        "sender": ["ana", "bo", "ana", "ana"],
        "recipient": ["bo", "ana", "cy", "bo"],
        "time": [f"2026-{day}T09:00Z" for day in ("01-05", "01-06", "01-07", "02-01")],
        "channel": ["email", "phone", "email", None],
        "interaction": ["a", "b", "c", "d"],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, our_side={"ana"})
    place = portfolio.find("ana", "bo")
    first, last = portfolio.time[[0, 2]].tolist()
    trace = Trace(
        portfolio=portfolio, relationships=np.array([place]), since_us=first, until_us=last
    )
    columns = trace.to_frame("dict")
    assert trace.keys == [("ana", "bo")]
    assert columns["interaction"].tolist() == ["b", "d"]
    assert columns["channel"].tolist() == ["phone", None]
    assert columns["direction"].tolist() == ["inbound", "outbound"]
    assert "ana" not in repr(trace)
