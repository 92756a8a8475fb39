"""The report: complete, escaped whatever the data hold, and without a way out of the file."""

from __future__ import annotations

from html.parser import HTMLParser

import attrs
import pytest

import relationship_health as rh
from relationship_health.report import render_report, report_content
from relationship_health.report.content import coldest_first


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.seen.add(tag)
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


def rendered(text: str) -> tuple[str, Tags]:
    """Render a report with a text in every field that can hold one."""
    content = report_content(scorecard(text, "plain"), title=text, notice=text)
    content = attrs.evolve(
        content, as_of=text, benchmark={text: text}, account=(text,), bands={text: 1},
        metrics=((text, text, 1.0, text),),
        rows=tuple(
            attrs.evolve(row, band=text, status=text, reasons=(text,)) for row in content.rows
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
    assert "script" not in tags.seen
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert "default-src 'none'" in html


def test_it_asks_for_nothing() -> None:
    """No address of another file or host is in it."""
    html = render_report(report_content(scorecard("bo")))
    for word in ("http://", "https://", "src=", "href=", "@import", "url("):
        assert word not in html


def test_coldest_come_first_with_their_reasons() -> None:
    """The order is that of health, and each row says why."""
    log = {
        "sender": ["us", "bo", "us", "cy"],
        "recipient": ["bo", "us", "cy", "us"],
        "time": ["2025-01-05T09:00Z", "2025-01-06T09:00Z", "2026-02-05T09:00Z", "2026-02-06T09Z"],
    }
    card = rh.score(rh.Portfolio.from_frame(log, our_side={"us"}), as_of="2026-02-07")
    content = report_content(card)
    assert [row.target for row in content.rows] == ["bo", "cy"]
    assert content.rows[0].reasons[0].startswith("Silent for 397 days")
    assert (card.health[coldest_first(card)][:-1] <= card.health[coldest_first(card)][1:]).all()
    assert sum(content.bands.values()) == content.relationships == len(card)
