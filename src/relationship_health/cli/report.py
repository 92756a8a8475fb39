"""``report``: score a log and write the HTML report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relationship_health.cli.complaints import UsageError
from relationship_health.cli.loading import score_file
from relationship_health.cli.options import Options, PluginChoice
from relationship_health.cli.printing import progress, say
from relationship_health.cli.score import spare_inputs
from relationship_health.composite import Scorecard
from relationship_health.hookspecs import ReportSection
from relationship_health.io.writing import replacing
from relationship_health.plugins import Registered
from relationship_health.report import render_report, report_content

_DEFAULT = Options()


def report(
    file: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    options: Options = _DEFAULT,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Score every relationship of a log and write the report, one HTML file that opens offline.

    Parameters
    ----------
    file
        The log, of any format that a reader knows, or a project file that ends in .toml.
    output
        The report, a file that ends in .html.
    options
        How the log is read and scored.
    plugins
        Which plugins may be loaded.
    """
    check_html(output)
    spare_inputs(output, file, options)
    scored = score_file(file, options, plugins)
    write_report(scored.scorecard, output, scored.engine.registry.report_sections)
    return 0 if scored.whole else 3


def write_report(
    scorecard: Scorecard,
    output: Path,
    sections: Sequence[Registered[ReportSection]],
    notice: str = "",
) -> None:
    """Write the report, whole or not at all, and say where it is."""
    with progress("Writing the report"):
        html = render_report(report_content(scorecard, sections=sections, notice=notice))
    with replacing(output) as draft:
        draft.write_text(html, encoding="utf-8")
    say(f"The report was written to {output}.")


def check_html(output: Path) -> None:
    """Refuse a target that no browser would open, before any work is done.

    Raises
    ------
    UsageError
        Where the name does not end in .html, or its folder is not there.
    """
    if output.suffix.lower() not in {".html", ".htm"}:
        message = f"-o is {str(output)!r}, expected a file that ends in .html."
        raise UsageError(message)
    if not output.resolve().parent.is_dir():
        message = f"The folder of {output} does not exist, expected one to write to: create it."
        raise UsageError(message)
