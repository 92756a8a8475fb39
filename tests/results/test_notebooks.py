"""What a notebook shows of every object: escaped, short, and nothing personal beyond ids."""

from __future__ import annotations

import html
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

import relationship_health as rh
from tests.report.hostile import INJECTIONS

PRIVATE = "Very Private Name"
NAMES = (
    "portfolio", "issues", "scorecard", "record", "explanation", "history", "comparison", "change",
    "benchmark",
)  # fmt: skip
ELEMENTS = {"div", "h4", "p", "table", "thead", "tbody", "tr", "th", "td"}


class Tags(HTMLParser):
    """Collects elements, attributes and the rows of the longest table."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.rows = self.longest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.rows = 0 if tag == "tbody" else self.rows + (tag == "tr")
        self.longest = max(self.longest, self.rows)


def objects(names: list[str]) -> dict[str, Any]:
    """Return everything that a notebook may show, of a log of these people."""
    log = {
        "sender": ["us"] * len(names) + names,
        "recipient": names + ["us"] * len(names),
        "time": ["2026-01-05T09:00Z"] * len(names) + ["2026-02-05T09:00Z"] * len(names),
        "channel": names * 2,
        "interaction": [f"<b>{i}" for i in range(2 * len(names))],
    }
    bad: dict[str, list[str]] = {name: [*cells, cells[0]] for name, cells in log.items()}
    bad["time"][-1] = f"{PRIVATE} <script>"
    people = {"id": ["us", *names], "organisation": [PRIVATE] * (len(names) + 1)}
    portfolio = rh.Portfolio.from_frame(
        bad, stakeholders=people, our_side={"us"}, on_error="collect"
    )
    engine = rh.Engine()
    history = engine.history(portfolio, as_of=["2026-01-10", "2026-03-01"])
    card = history[-1]
    comparison = card.compare(history[0])
    pair = ("us", names[0])
    return {
        "portfolio": portfolio, "issues": portfolio.issues, "scorecard": card,
        "record": card.record(), "explanation": card.explain(pair), "history": history,
        "comparison": comparison, "change": comparison.explain(pair),
        "benchmark": card.benchmark,
    }  # fmt: skip


@cache
def shown() -> dict[str, Any]:
    """Return the objects of a log in which everybody has a hostile name."""
    return objects(list(INJECTIONS))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_text_as_text(name: str) -> None:
    """Hostile ids and channels bring no element and no attribute of their own."""
    tags = Tags()
    tags.feed(shown()[name]._repr_html_())
    tags.close()
    assert tags.elements <= ELEMENTS
    assert tags.attributes <= {"scope", "style"}
    assert 0 < tags.longest <= 20


@pytest.mark.parametrize("name", NAMES)
def test_nothing_personal_is_shown_beyond_ids(name: str) -> None:
    """Neither what people are nor what a bad cell held is shown; the plain form has no id."""
    assert PRIVATE not in shown()[name]._repr_html_()
    plain = repr(shown()[name])
    assert len(plain) < 120
    assert not any(text in plain for text in (PRIVATE, "us", *INJECTIONS[20:30]))


def test_every_hostile_id_comes_back_as_it_was() -> None:
    """What a browser shows of an explanation begins with the id, sign for sign."""
    for text in INJECTIONS[::7]:
        found = objects([text])["explanation"]._repr_html_()
        title = html.unescape(found.split("<h4>")[1].split("</h4>")[0])
        assert title.startswith(f"us and {text} as of 2026-03-01: ")


@pytest.mark.parametrize("name", ["portfolio", "scorecard", "comparison"])
def test_rows_that_are_left_out_are_counted(name: str) -> None:
    """Below the first twenty stands how many more there are."""
    assert f"<p>{len(INJECTIONS) - 20} more rows.</p>" in shown()[name]._repr_html_()
