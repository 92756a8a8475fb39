"""The report: complete, escaped whatever the data hold, and without a way out of the file."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import attrs
import pytest

import relationship_health as rh
from relationship_health.hookspecs import Chart
from relationship_health.plugins import Registered
from relationship_health.report import render_report, report_content
from relationship_health.report.rendering import source_hash
from relationship_health.report.sections import shown


class Markup(str):
    """Text that claims to be safe markup."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself unescaped."""
        return str(self)


INJECTIONS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "<!--",
    "</style><script>alert(1)</script>",
    "&lt;script&gt;",
    "\u202egnp.exe",
)


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


def scorecard(*names: str) -> rh.Scorecard:
    """Score a log in which people bear those names."""
    log = {
        "sender": ["us"] * len(names) + list(names),
        "recipient": list(names) + ["us"] * len(names),
        "time": ["2026-01-05T09:00Z"] * len(names) + ["2026-02-05T09:00Z"] * len(names),
        "channel": [*names, *names],
    }
    return rh.score(rh.Portfolio.from_frame(log, our_side={"us"}), as_of="2026-03-01")


def stranger(text: str) -> Registered[rh.ReportSection]:
    """Return a section that shows a text wherever it can."""

    @attrs.frozen
    class Answer:
        words = (text,)
        missing = (text,)

        def columns(self) -> dict[str, list[object]]:
            return {text: [text], "number": [1.0]}

    section = rh.ReportSection(
        name="a.b", title=text, columns=lambda _: Answer(),
        chart=Chart(kind="bars", value="number", label=(text,), value_label=text),
    )  # fmt: skip
    return Registered(name="a.b", item=section, plugin=text)


def failing(text: str) -> Registered[rh.ReportSection]:
    """Return a section that fails with a text."""

    def columns(_: rh.Scorecard) -> dict[str, list[object]]:
        raise ValueError(text)

    section = rh.ReportSection(name="c.d", title=text, columns=columns)
    return Registered(name="c.d", item=section, plugin=text)


def rendered(text: str) -> tuple[str, Tags]:
    """Render a report with a text in every field that can hold one."""
    given = (stranger(text), failing(text), *rh.Engine().registry.report_sections)
    content = report_content(scorecard(text, "plain"), sections=given, title=text, notice=text)
    method = content.method
    content = attrs.evolve(
        content, as_of=text, account=(text,), bands={text: 1},
        method=attrs.evolve(
            method, benchmark={text: text}, metrics=((text,) * 5,), failures=(text,),
            versions={text: text}, profile={text: text}, terms={text: text},
        ),
    )  # fmt: skip
    html = render_report(content)
    tags = Tags()
    tags.feed(html)
    return html, tags


HARMLESS = rendered("plain text")[1]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("kind", [str, Markup])
def test_nothing_is_injected(text: str, kind: type[str]) -> None:
    """The document has the elements and attributes of a harmless one, and no more."""
    html, tags = rendered(kind(text))
    assert tags.seen == HARMLESS.seen
    assert tags.attributes == HARMLESS.attributes
    assert tags.scripts == HARMLESS.scripts == 2
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert "default-src 'none'" in html


def test_only_the_script_and_the_style_that_are_in_it_may_run() -> None:
    """The policy names both by the hash of what really stands in the document."""
    html, _ = rendered("plain text")
    for element in ("style", "script"):
        (text,) = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        assert f"{element}-src '{source_hash(text)}'" in html


def test_every_relationship_is_in_the_data() -> None:
    """The table can show everybody: ids, figures, contributions that add up, weeks of contact."""
    card = scorecard("bo", "cy")
    (text,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', rendered("plain text")[0]
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
