"""Rendering: the content through one template that escapes everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from relationship_health.errors import MissingExtraError
from relationship_health.report.content import ReportContent

TEMPLATE = "report.html.j2"


def render_report(content: ReportContent) -> str:
    """Return the report as one HTML document.

    Raises
    ------
    MissingExtraError
        Where Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        feature = "The HTML report"
        raise MissingExtraError(feature, "report") from error

    # Stated and not selected by the file's ending: `.j2` would not be escaped by selection.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(_plain(attrs.asdict(content)))


def _plain(value: Any) -> Any:
    """Return data whose texts are plain str: a str with ``__html__`` would pass unescaped."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dict):
        return {_plain(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
