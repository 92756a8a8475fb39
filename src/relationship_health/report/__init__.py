"""The HTML report: one file, no request, opens from disk."""

from relationship_health.report.content import ReportContent, report_content
from relationship_health.report.rendering import render_report

__all__ = ["ReportContent", "render_report", "report_content"]
