"""``demo``: a simulated year of a sales team, scored, printed and reported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relationship_health.api import Engine
from relationship_health.cli.options import PluginChoice, Showing
from relationship_health.cli.printing import progress, say
from relationship_health.cli.report import check_html, write_report
from relationship_health.cli.score import check_showing, show_scorecard
from relationship_health.simulate import sales_team
from relationship_health.wording import number_of

NOTICE = (
    "Simulated data: a year of an invented sales team, made by relationship-health demo. "
    "No person in it exists."
)
_REPORT = Path("report.html")
_SHOW = Showing()


def demo(
    *,
    report: Annotated[Path, Parameter(name="--report")] = _REPORT,
    seed: int = 7,
    relationships: int = 200,
    showing: Showing = _SHOW,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Simulate a year of a sales team, score it, print it, and write report.html.

    Parameters
    ----------
    report
        Where the report goes.
    seed
        Another seed makes another team.
    relationships
        How many relationships to simulate.
    showing
        What is shown.
    plugins
        Which plugins may be loaded.
    """
    del plugins  # the demo shows what comes with the library
    check_showing(showing)
    check_html(report)
    say(NOTICE)
    with progress("Simulating a year"):
        simulated = sales_team(seed=seed, relationships=relationships)
        portfolio = simulated.portfolio
    say(portfolio.issues.summary())
    with progress(f"Scoring {number_of(len(portfolio), 'relationship')}"):
        engine = Engine()
        scorecard = engine.score(portfolio, as_of=simulated.as_of)
    show_scorecard(scorecard, showing)
    write_report(scorecard, report, engine.registry.report_sections, NOTICE)
    return 0
