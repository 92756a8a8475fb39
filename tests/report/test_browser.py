"""The report in a real browser: nothing runs, nothing is requested, everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import relationship_health as rh
from relationship_health.report import render_report, report_content
from relationship_health.report.drawing import SHORT
from relationship_health.report.sections import LONG
from relationship_health.simulate import sales_team
from tests.report.hostile import INJECTIONS, rendered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.needs("playwright", "jinja2")

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""  # noqa: E501  one line of script
INTERACTIVE_MS = 2000
"""From the start of loading to the drawn table, then through search, order and the next page."""


@attrs.frozen
class Seen:
    """What a page did that a report must not do."""

    dialogs: list[str] = attrs.field(factory=list)
    messages: list[str] = attrs.field(factory=list)
    requests: list[str] = attrs.field(factory=list)


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[tuple[Page, Seen]]:
    """Open a file in a context of its own, and note what it does."""
    context, seen = browser.new_context(**options), Seen()
    page = context.new_page()

    def dismiss(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.add_init_script(WATCH)
    page.goto(path.as_uri())
    yield page, seen
    context.close()


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the report of a simulated portfolio."""
    team = sales_team(relationships=60)
    engine = rh.Engine()
    card = engine.score(team.portfolio, as_of=team.as_of)
    path = tmp_path_factory.mktemp("report") / "usual.html"
    path.write_text(
        render_report(report_content(card, sections=engine.registry.report_sections)), "utf-8"
    )
    return path


LOOK = """
(text) => {
  const find = (id) => document.getElementById(id);
  for (const button of document.querySelectorAll("#people button")) button.click();
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const elements = [...document.querySelectorAll("*")].map((element) =>
    element.tagName + " " + [...element.attributes].map((own) => own.name).sort().join(" ")).sort();
  find("search").value = text;
  find("search").dispatchEvent(new Event("input"));
  const found = [...document.querySelectorAll("#people > tr")].map((row) => row.cells[1].textContent);
  return { elements, found, violations, title: document.querySelector("h1").textContent };
}
"""  # noqa: E501  one line of script


def test_nothing_runs_and_nothing_is_requested(browser: Browser, tmp_path: Path) -> None:
    """A text in every field stays text: the page is that of a harmless one as long."""
    path = tmp_path / "report.html"

    def look(page: Page, text: str) -> list[str]:
        path.write_text(rendered(text, "attention", "accounts"), "utf-8")
        page.goto(path.as_uri())
        told = page.evaluate(LOOK, text)
        assert (told["title"], told["found"], told["violations"]) == (text, [text], [])
        elements: list[str] = told["elements"]
        return elements

    path.write_text("")
    with opened(browser, path) as (page, seen):
        # What stands beside its bar, above it, and in a wide column.
        harmless = [look(page, "x" * length) for length in (SHORT, LONG, LONG + 1)]
        for text in INJECTIONS:
            kind = (len(text) > SHORT) + (len(text) > LONG)
            assert look(page, text) == harmless[kind], text
    assert seen == Seen(requests=[path.as_uri()] * (len(INJECTIONS) + 4))


def test_the_policy_stops_what_gets_in_all_the_same(browser: Browser, tmp_path: Path) -> None:
    """Markup put into a finished report by hand neither runs nor loads anything."""
    path = tmp_path / "broken.html"
    attack = (
        "<script>alert(1)</script><img src=https://evil.example/a.png onerror=alert(1)>"
        "<iframe src=https://evil.example></iframe><style>@import url(https://evil.example)</style>"
    )
    path.write_text(rendered("x").replace("<main>", f"<main>{attack}"), "utf-8")
    with opened(browser, path) as (page, seen):
        assert seen.dialogs == []
        assert len(page.evaluate("violations")) >= 4
        assert page.locator("#people > tr").count() == 2


MEASURE = """
async () => {
  const find = (id) => document.getElementById(id);
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const rows = () => document.querySelectorAll("#people > tr").length;
  const times = { load: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd };
  const timed = async (name, act) => {
    const start = performance.now();
    act();
    await painted();
    times[name] = performance.now() - start;
  };
  await timed("search", () => {
    find("search").value = "p99";
    find("search").dispatchEvent(new Event("input"));
  });
  times.found = rows();
  await timed("all", () => {
    find("search").value = "";
    find("search").dispatchEvent(new Event("input"));
  });
  await timed("order", () => document.querySelector("th[data-key=target] button").click());
  await timed("page", () => find("next").click());
  times.where = find("where").textContent;
  return times;
}
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the report of ten thousand relationships."""
    people = [f"p{i}@there.example" for i in range(10_000)]
    log = {
        "sender": ["us"] * 10_000 + people, "recipient": people + ["us"] * 10_000,
        "time": [f"2026-01-{1 + i % 28:02}T09:00Z" for i in range(10_000)]
        + [f"2026-02-{1 + i % 27:02}T09:00Z" for i in range(10_000)],
    }  # fmt: skip
    card = rh.score(rh.Portfolio.from_frame(log, our_side={"us"}), as_of="2026-03-01")
    path = tmp_path_factory.mktemp("report") / "many.html"
    path.write_text(render_report(report_content(card)), "utf-8")
    return path


def test_ten_thousand_relationships_are_interactive_in_two_seconds(
    browser: Browser, many: Path
) -> None:
    """Loading, searching, ordering and turning a page take less than two seconds in all."""
    with opened(browser, many) as (page, _):
        times = page.evaluate(MEASURE)
    assert times["where"] == "26 to 50 of 10,000 relationships"
    assert times["found"] == 25
    steps = {name: times[name] for name in ("load", "search", "all", "order", "page")}
    print({name: round(value) for name, value in steps.items()})  # noqa: T201  a figure to report
    assert sum(steps.values()) < INTERACTIVE_MS, steps


def test_keys_suffice(browser: Browser, usual: Path) -> None:
    """Search, order, details and the next page are reached by tab and return alone."""
    with opened(browser, usual) as (page, seen):

        def go_to(selector: str) -> None:
            for _ in range(200):
                page.keyboard.press("Tab")
                if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                    outline = "getComputedStyle(document.activeElement).outlineStyle"
                    assert page.evaluate(outline) != "none"
                    return
            pytest.fail(f"{selector} cannot be reached by tab")

        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        go_to("#search")
        page.keyboard.type("a")
        go_to("th[data-key=target] button")
        page.keyboard.press("Enter")
        assert page.locator("th[data-key=target]").get_attribute("aria-sort") == "ascending"
        first = page.locator("#people td").nth(1).text_content() or ""
        go_to("#people button")
        page.keyboard.press("Enter")
        assert first in (page.locator("#people tr.detail h3").text_content() or "")
        go_to("#next")
        page.keyboard.press("Enter")
        assert (page.locator("#where").text_content() or "").startswith("26 to ")
        while page.locator("#next").is_enabled():
            page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "back"
    assert seen == Seen(requests=[usual.as_uri()])


@pytest.mark.needs("axe_playwright_python")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, usual: Path, scheme: str, width: int) -> None:
    """The accessibility checker reports nothing, with details open, in either scheme."""
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 900}
    with opened(browser, usual, color_scheme=scheme, viewport=size, bypass_csp=True) as (page, _):
        page.locator("#people button").first.click()
        found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["impact"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_a_phone_needs_no_sideways_scrolling(browser: Browser, usual: Path) -> None:
    """At 390 pixels nothing is wider than the window, opened details included."""
    with opened(browser, usual, viewport={"width": 390, "height": 844}) as (page, _):
        page.locator("#people button").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        wide = page.evaluate("""[...document.querySelectorAll(".scroll")]
            .filter((region) => region.scrollWidth > region.clientWidth + 1).length""")
        assert wide == 0


def test_paper_has_what_can_be_read_there(browser: Browser, usual: Path) -> None:
    """On a sheet of A4 on its side nothing is cut off, and nothing stands there to be clicked."""
    with opened(browser, usual, viewport={"width": 1020, "height": 720}) as (page, _):
        page.emulate_media(media="print")
        for selector in ("nav", "#search", "#next", "#people button", ".skip"):
            assert not page.locator(selector).first.is_visible(), selector
        assert page.locator("#people > tr").first.is_visible()
        assert (
            page.evaluate("""[...document.querySelectorAll("table")]
            .filter((table) => table.offsetWidth > document.body.clientWidth).length""")
            == 0
        )


PRINTED = """
addEventListener("beforeprint", () => {
  window.onPaper = {
    where: document.getElementById("where").textContent,
    names: [...document.querySelectorAll("#people > tr:not(.detail)")].map((row) => row.cells[1].textContent),
    details: document.querySelectorAll("#people tr.detail").length,
  };
});
"""  # noqa: E501  one line of script


def test_paper_has_every_relationship_chosen(browser: Browser, usual: Path) -> None:
    """Printing adds the pages that are not open, and leaves the screen as it was."""
    with opened(browser, usual) as (page, seen):
        page.evaluate(PRINTED)
        pages = [page.locator("#people td:nth-child(2)").all_text_contents()]
        while page.locator("#next").is_enabled():
            page.locator("#next").click()
            pages.append(page.locator("#people td:nth-child(2)").all_text_contents())
        page.locator("#back").click()
        page.locator("#people button").first.click()
        before = page.locator("#scripted").inner_html()
        page.pdf()
        printed = page.evaluate("onPaper")
        assert printed["names"] == [name for names in pages for name in names]
        assert len(printed["names"]) == 60
        assert printed["details"] == 1
        assert printed["where"] == "1 to 60 of 60 relationships"
        assert page.locator("#scripted").inner_html() == before

        page.locator("#search").fill(printed["names"][0])
        page.pdf()
        assert page.evaluate("onPaper.where") == "1 to 1 of 1 relationship"
    assert seen == Seen(requests=[usual.as_uri()])


def test_paper_has_a_thousand_of_ten_thousand(browser: Browser, many: Path) -> None:
    """What nobody would read is not printed, and the sheet says so."""
    with opened(browser, many) as (page, _):
        page.evaluate(PRINTED)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        printed = page.evaluate("onPaper")
    assert len(printed["names"]) == 1000
    told = "1 to 1,000 of 10,000 relationships; to print others, choose them by name or band first"
    assert printed["where"] == told
