"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import relationship_health as rh
from relationship_health.hookspecs import HOOK_NAMES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "changelog.d").glob("*.md")),
    *(page for page in sorted(DOCS.rglob("*.md")) if "_build" not in page.parts),
]
QUESTIONS = [name for name in rh.analysis.__all__ if name.islower()]
METRICS = {metric.name: metric for metric in rh.Engine().metrics}
SECTIONS = ("Formula", "Unknown when", "Source", "What it does not claim")
QUESTION_SECTIONS = ("Method", "Example", "What it cannot say")
PLOT = re.compile(r"^\.\. plot:: plots/(\w+)\.py\n   :alt: (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def text_of(name: str) -> str:
    """Read a page of the documentation."""
    return (DOCS / name).read_text("utf-8")


def weights_in(page: str) -> dict[str, float]:
    """Read the table that says what each metric weighs."""
    rows = re.findall(r"^\| \[(\w+)\]\(\S+\) \|.* (\d+) \|$", text_of(page), re.MULTILINE)
    return {name: float(weight) for name, weight in rows}


@pytest.mark.parametrize("hook", HOOK_NAMES)
def test_every_hook_has_a_section(hook: str) -> None:
    """The plugin guide has a section for each hook, with an example that runs."""
    page = text_of("plugins.md")
    assert f"\n### {hook}\n" in page
    assert f"def {hook}(" in page


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_has_a_page(name: str) -> None:
    """A built-in metric has a page with all that has to be said of it, and a plot."""
    page = text_of(f"metrics/{name}.md")
    metric = METRICS[name]
    assert page.startswith(f"# {name}\n")
    assert f"**{metric.question}**" in page  # type: ignore[attr-defined]
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == list(SECTIONS)
    assert "$$" in page
    assert "| symbol | meaning | unit |" in page
    assert "Evidence:" in page
    assert [plot for plot, _ in PLOT.findall(page)] == [name]
    for doi in re.findall(r"doi (\S+)", metric.source):  # type: ignore[attr-defined]
        assert doi in page


def test_no_page_is_left_of_a_metric_that_is_gone() -> None:
    """The pages are those of the metrics, in their order, each with its weight."""
    profile = rh.Profile.named("default")
    weights = {name: profile.weight(name) for name in METRICS}
    pages = {page.stem for page in (DOCS / "metrics").glob("*.md")}
    assert pages == {*METRICS, "index"}
    assert weights_in("metrics/index.md") == weights
    assert weights_in("scores.md") == weights
    assert f"| any other | {profile.other_weight:g} |" in text_of("scores.md")


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_a_page(name: str) -> None:
    """A function of analysis has a page with question, method, example, plot and limits."""
    page = text_of(f"questions/{name}.md")
    assert re.match(rf"# {name}\n\n\*\*[^*]+\?\*\*\n", page)
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == list(QUESTION_SECTIONS)
    assert "$$" in page
    assert "| symbol | meaning | unit |" in page
    example = page[page.index("## Example") :]
    assert re.search(rf"\b{name}\(", example)
    assert name in [plot for plot, _ in PLOT.findall(example)]
    assert f"| [{name}]({name}.md) |" in text_of("questions/index.md")


def test_no_page_is_left_of_a_question_that_is_gone() -> None:
    """The pages are those of the functions of analysis."""
    assert {page.stem for page in (DOCS / "questions").glob("*.md")} == {*QUESTIONS, "index"}


def test_every_public_name_is_in_the_reference() -> None:
    """The reference describes each name of the facade and of analysis, and all errors."""
    reference = "\n".join(page.read_text("utf-8") for page in (DOCS / "reference").glob("*.md"))
    directive = re.compile(r"^\.\. (?:auto|py:)\w+:: (?:[a-z_]+\.)*(\w+)", re.MULTILINE)
    described = set(directive.findall(reference))
    assert {*rh.__all__, *rh.analysis.__all__} - described == set()
    assert ".. automodule:: relationship_health.errors\n   :members:" in reference


def test_every_plot_is_shown_and_told() -> None:
    """Each script of a plot is explained on one page, told in words, and shown in the gallery."""
    gallery = DOCS / "gallery.md"
    told = [page for page in PAGES if page != gallery]
    shown = [plot for page in told for plot in PLOT.findall(page.read_text("utf-8"))]
    scripts = {path.stem for path in (DOCS / "plots").glob("*.py")} - {"style"}
    assert sorted(name for name, _ in shown) == sorted(scripts)
    assert sorted(PLOT.findall(gallery.read_text("utf-8"))) == sorted(shown)
    assert all(len(alt) > 60 for _, alt in shown)


@pytest.mark.needs("cyclopts", "rich")
def test_every_command_and_option_is_explained() -> None:
    """The page of the command line names all commands and all options."""
    import attrs

    from relationship_health.cli.app import app
    from relationship_health.cli.options import Options, Showing

    page = text_of("command-line.md")
    fields = [*attrs.fields_dict(Options), *attrs.fields_dict(Showing)]
    options = [f"--{field.replace('_', '-')}" for field in fields]
    commands = [name for name in app if not name.startswith("-")]
    assert {"score", "explain", "report", "demo", "plugins"} <= set(commands)
    assert [name for name in options if f"`{name}`" not in page] == []
    headings = " ".join(re.findall(r"^## .*", page, re.MULTILINE))
    assert [name for name in commands if f"`{name}" not in headings] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere_and_people_are_invented(page: Path) -> None:
    """Links within the project exist; every address is of a domain that can never be anyone's."""
    text = page.read_text("utf-8")
    links = [link for link in LINK.findall(text) if not link.startswith("https://")]
    assert [link for link in links if not (page.parent / link).exists()] == []
    addresses = re.findall(r"[\w.+-]+@[\w.-]+\w", text)
    assert [name for name in addresses if not name.endswith(".example")] == []


def test_fragments_of_the_changelog_are_named_as_agreed() -> None:
    """A fragment says in its name what kind of change it is, and something in its text."""
    fragments = [p for p in (ROOT / "changelog.d").iterdir() if p.name != "README.md"]
    for fragment in fragments:
        assert re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md", fragment.name)
        assert fragment.read_text("utf-8").strip()
