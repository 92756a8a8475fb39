"""``report``: score a log and write the HTML report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from relationship_health.cli.complaints import UsageError
from relationship_health.cli.loading import score_file
from relationship_health.cli.options import SHOWING, Options, PluginChoice
from relationship_health.cli.printing import progress, say, show_json
from relationship_health.cli.score import spare_inputs
from relationship_health.composite import Scorecard
from relationship_health.hookspecs import ReportSection
from relationship_health.plugins import Registered
from relationship_health.replacing import replacing
from relationship_health.report import ReportContent, render_report, report_content

_DEFAULT = Options()


def report(
    file: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    options: Options = _DEFAULT,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
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
    json
        Print as JSON what was written: where, of how many relationships, and every section.
    plugins
        Which plugins may be loaded.
    """
    check_html(output)
    spare_inputs(output, file, options)
    scored = score_file(file, options, plugins)
    written = write_report(scored.scorecard, output, scored.engine.registry.report_sections)
    if json:
        show_json(_told(written, output))
    return 0 if scored.whole and not any(s.fault for s in written.sections) else 3


def _told(written: ReportContent, output: Path) -> dict[str, Any]:
    return {
        "report": str(output), "as_of": written.as_of, "relationships": written.relationships,
        "bands": dict(written.bands),
        "sections": [
            {
                "name": s.name, "title": s.title, "rows": len(s.rows) + s.omitted,
                "missing": list(s.missing), "fault": s.fault,
            }
            for s in written.sections
        ],
    }  # fmt: skip


def write_report(
    scorecard: Scorecard,
    output: Path,
    sections: Sequence[Registered[ReportSection]],
    notice: str = "",
) -> ReportContent:
    """Write the report, whole or not at all, and say where it is and which sections failed."""
    with progress("Writing the report"):
        content = report_content(scorecard, sections=sections, notice=notice)
        html = render_report(content)
    with replacing(output) as draft:
        draft.write_text(html, encoding="utf-8")
    for section in content.sections:
        if section.fault:
            say(section.fault)
    say(f"The report was written to {output}.")
    return content


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
