"""The report: complete, escaped whatever the data hold, and without a way out of the file."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.plugins import Registered
from relationship_health.report import render_report, report_content
from relationship_health.report.drawing import draw
from relationship_health.report.rendering import source_hash
from relationship_health.report.sections import shown
from tests.report.hostile import INJECTIONS, Markup, failing, rendered, scorecard, stranger

pytestmark = pytest.mark.needs("jinja2")


class Tags(HTMLParser):
    """Counts the elements and attributes of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.seen.add(tag)
        self.scripts += tag == "script"
        self.attributes |= {name for name, _ in attrs}


def tags(html: str) -> Tags:
    """Return what elements a document has."""
    found = Tags()
    found.feed(html)
    return found


SECTIONS = ("attention", "actions", "movers", "accounts")


@cache
def harmless() -> Tags:
    """Return what a report of plain words has."""
    return tags(rendered("plain text", *SECTIONS))


@pytest.mark.parametrize("text", INJECTIONS[::6])
@pytest.mark.parametrize("kind", [str, Markup])
def test_nothing_is_injected(text: str, kind: type[str]) -> None:
    """The document has the elements and attributes of a harmless one, and no more."""
    html = rendered(kind(text), *SECTIONS)
    found = tags(html)
    assert found.seen == harmless().seen
    assert found.attributes == harmless().attributes
    assert found.scripts == harmless().scripts == 2
    assert not {name for name in found.attributes if name.startswith("on")}
    assert "default-src 'none'" in html


def test_only_the_script_and_the_style_that_are_in_it_may_run() -> None:
    """The policy names both by the hash of what really stands in the document."""
    html = rendered("plain text")
    for element in ("style", "script"):
        (text,) = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        assert f"{element}-src '{source_hash(text)}'" in html


def test_every_relationship_is_in_the_data() -> None:
    """The table can show everybody: ids, figures, contributions that add up, weeks of contact."""
    card = scorecard("bo", "cy")
    (text,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', rendered("plain text")
    )
    assert "<" not in text
    data = json.loads(report_content(card).data)
    assert data["target"] == ["bo", "cy"]
    assert data["health"] == [round(value, 1) for value in card.health.tolist()]
    for health, points in zip(data["health"], data["points"], strict=True):
        assert sum(part for part in points if part is not None) == pytest.approx(health, abs=0.5)
    assert [len(weeks) for weeks in data["out"] + data["back"]] == [52] * 4
    # Sent on 5 January and answered on 5 February, seen from 1 March: 7 and 3 weeks ago.
    assert (data["out"][0].rstrip("0"), data["back"][0].rstrip("0")) == (
        "0" * 44 + "1",
        "0" * 48 + "1",
    )


def test_a_section_that_fails_leaves_the_others() -> None:
    """What failed is named in its place, with its plugin and what to do."""
    content = report_content(scorecard("bo"), sections=(failing("no luck"), stranger("x")))
    assert content.sections[0].fault == (
        "Section 'c.d' of plugin 'no luck' failed (ValueError: no luck); update or block that "
        "plugin."
    )
    assert content.sections[1].words == ("x",)


def test_it_asks_for_nothing() -> None:
    """No address of another file or host is in it."""
    html = render_report(report_content(scorecard("bo")))
    # The name of a vocabulary, which no browser opens.
    html = html.replace('"http://www.w3.org/2000/svg"', "")
    for word in ("http://", "https://", " src=", "@import", "url(", "fetch(", "XMLHttp"):
        assert word not in html
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', html))


def test_coldest_come_first_with_their_reasons() -> None:
    """The order is that of health, and each row says why."""
    log = {
        "sender": ["us", "bo", "us", "cy"],
        "recipient": ["bo", "us", "cy", "us"],
        "time": ["2025-01-05T09:00Z", "2025-01-06T09:00Z", "2026-02-05T09:00Z", "2026-02-06T09Z"],
    }
    card = rh.score(rh.Portfolio.from_frame(log, our_side={"us"}), as_of="2026-02-07")
    (section,) = (
        shown(given, card)
        for given in rh.Engine().registry.report_sections
        if given.name == "attention"
    )
    assert [row[section.names.index("target")] for row in section.rows] == ["bo", "cy"]
    assert section.rows[0][section.names.index("why")].startswith("Silent for 397 days")
    content = report_content(card)
    assert sum(content.bands.values()) == content.relationships == len(card)


def test_counts_have_no_ticks_between_whole_numbers() -> None:
    """One relationship in a bar is drawn on an axis of 0 and 1."""
    drawing = report_content(scorecard("bo")).distribution
    assert drawing is not None
    assert [text for _, text in drawing.value.ticks] == ["0", "1"]


def test_without_sides_nobody_is_ours() -> None:
    """The heads of the table speak of ours and theirs only where the log says who is ours."""
    log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05"]}
    card = rh.score(rh.Portfolio.from_frame(log), as_of="2026-02-01")
    assert report_content(card).ends == ("One end", "The other")
    assert report_content(scorecard("bo")).ends == ("Ours", "Theirs")


def test_an_empty_scorecard_is_told_plainly() -> None:
    """No sentence stops short where there is nothing to count."""
    card = scorecard("bo")
    empty = card.take(card.health < 0)
    html = render_report(report_content(empty, sections=rh.Engine().registry.report_sections))
    assert "<p>Health runs from 0 to 100.</p>" in html
    assert "Nobody&#39;s health is known." in html or "Nobody's health is known." in html
    assert "failed (" not in html


def test_intervals_are_one_column_and_empty_columns_are_named() -> None:
    """The ends are told together, days without a time, and a column of nothing is left out."""
    day = np.datetime64("2026-03-01T00:00", "us")
    columns = {
        "who": ["a", "b"], "lower": [1.0, np.nan], "upper": [2.0, 3.0], "when": [day, day],
        "cost": [None, np.nan], "hidden": [1, 2],
    }  # fmt: skip
    section = rh.ReportSection(
        name="a.b", title="T", columns=lambda _: columns,
        show=("when", "who", "lower", "upper", "cost"),
    )  # fmt: skip
    told = shown(Registered(name="a.b", item=section, plugin="p"), scorecard("bo"))
    assert told.names == ("when", "who", "interval")
    assert told.rows == (("2026-03-01", "a", "1.0 to 2.0"), ("2026-03-01", "b", "–"))
    assert told.kinds == ("time", "", "n")
    assert told.unknown == ("cost",)


@pytest.mark.parametrize("kinds", [4, 5])
def test_points_of_a_group_share_a_shape(kinds: int) -> None:
    """Up to four groups are told apart by shape and named below; with more all look alike."""
    chart = rh.Chart(
        kind="points", value="y", across="x", label=("name",), value_label="y", across_label="x",
        group="kind",
    )  # fmt: skip
    names = [f"kind {i % kinds}" for i in range(10)]
    columns = {"name": names, "kind": names, "x": list(range(10)), "y": list(range(10))}
    section = rh.ReportSection(name="a.b", title="T", columns=lambda _: columns, chart=chart)
    given = (Registered(name="a.b", item=section, plugin="p"),)
    content = report_content(scorecard("bo"), sections=given)
    (told,) = content.sections
    assert told.drawing is not None
    assert told.drawing.groups == (tuple(names[:4]) if kinds == 4 else ())
    expected = [i % 4 if kinds == 4 else 0 for i in range(10)]
    assert [mark.group for mark in told.drawing.marks] == expected
    html = render_report(content)
    assert html.count('class="point group3"') == (3 if kinds == 4 else 0)


def test_too_many_points_are_thinned_evenly() -> None:
    """Of a thousand sorted rows at most 400 are drawn, from the first to nearly the last."""
    chart = rh.Chart(
        kind="points", value="y", across="y", label=("y",), value_label="y", across_label="y"
    )
    drawing = draw(chart, {"y": list(range(1000))})
    assert drawing is not None
    assert [mark.label for mark in drawing.marks] == [str(row) for row in range(0, 1000, 3)]
    assert len(drawing.marks) + drawing.omitted == 1000
