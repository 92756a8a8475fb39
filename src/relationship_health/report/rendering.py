"""Rendering: the content through one template that escapes everything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from relationship_health.errors import MissingExtraError
from relationship_health.report.content import ReportContent

TEMPLATE, STYLE, SCRIPT = "report.html.j2", "report.css", "report.js"
HERE = Path(__file__).parent


def render_report(content: ReportContent) -> str:
    """Return the report as one HTML document.

    It asks for no other file, and its policy lets a browser run the one script and apply the one
    style that are in it, and nothing else.

    Raises
    ------
    MissingExtraError
        Where Jinja2 is not installed.
    """
    style, script = ((HERE / name).read_text("utf-8") for name in (STYLE, SCRIPT))
    # The template takes these as they are: both files are ours, and the data were escaped for a
    # script element, in which entities are no entities.
    ours = {
        "style": style, "style_hash": source_hash(style),
        "script": script, "script_hash": source_hash(script),
    }  # fmt: skip
    text: str = _template().render(_plain(attrs.asdict(content)) | ours)
    return text.lstrip("\n")


@cache
def _template() -> Any:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        feature = "The HTML report"
        raise MissingExtraError(feature, "report") from error

    # Stated and not selected by the file's ending: `.j2` would not be escaped by selection.
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE)


def source_hash(text: str) -> str:
    """Return the name by which a content security policy knows an inline script or style.

    Examples
    --------
    >>> source_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _plain(value: Any) -> Any:
    """Return data whose texts are plain str: a str with ``__html__`` would pass unescaped."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dict):
        return {_plain(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
