"""Settings of the documentation.

Built without a network: formulas become MathML while building, and no inventory of another
project is fetched.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes  # type: ignore[import-untyped]
from docutils.utils.math.latex2mathml import tex2mathml  # type: ignore[import-untyped]

import relationship_health

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

HERE = Path(__file__).parent

project = "relationship-health"
author = "The relationship-health authors"
project_copyright = author
version = release = relationship_health.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "matplotlib.sphinxext.plot_directive",
]
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"relationship-health {release}"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_math_renderer = "mathml"
html_show_sphinx = False
# A copy of the sources in the built pages would be searched and shipped for nothing.
html_copy_source = False
pygments_style = "friendly"
pygments_dark_style = "monokai"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
# Names that stand for array types; the reference says what each of them is.
autodoc_type_aliases = {name: name for name in ("Array", "Bools", "Floats", "Ints")}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_google_docstring = False
# Types in docstrings are words for readers ("float64 array in [0, 1]"), no names to link.
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style"), ("Computed", "params_style")]

plot_formats = [("png", 180)]
plot_html_show_formats = False
plot_html_show_source_link = False
plot_working_directory = str(HERE / "plots")

# What other projects document. Resolving it would need their inventories, and so a network.
_ELSEWHERE = re.compile(
    r"(abc|attrs?|Axes|collections|datetime|decimal|matplotlib|numpy|os|pathlib|pluggy|types|typing)"
    r"(\..*)?"
)
# Named in signatures, and of no use to a caller.
_INTERNAL = frozenset({
    "relationship_health.analysis.account_people.Table",
    "relationship_health.analysis.importance.Importance",
    "relationship_health.analysis.kinds.Kinds",
    "relationship_health.analysis.loyalty.Loyalty",
    "relationship_health.analysis.organisations.Contacts",
    "relationship_health.analysis.paths.Links",
    "relationship_health.analysis.since.Since",
    "relationship_health.arrays.Column",
    "relationship_health.columns.accounting.Group",
    "relationship_health.columns.standard.OptionalColumns",
    "relationship_health.composite.scorer.Scorer",
    "relationship_health.sources.opening.ReadOptions",
})  # fmt: skip


def _same_name(names: list[str], wanted: str) -> str | None:
    """Find the one documented name whose last parts are those of the wanted one.

    Objects are documented where users import them from, and annotations name the module in which
    they are defined.
    """
    parts = wanted.split(".")
    for tail in (".".join(parts[-2:]), parts[-1]):
        found = [name for name in names if name == tail or name.endswith(f".{tail}")]
        if len(found) == 1:
            return found[0]
    return None


def resolve(
    app: Sphinx, environment: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.Element | None:
    """Lead a name of Python that is not found where it is defined to where it is documented."""
    if node.get("refdomain") != "py":
        return None
    target = str(node["reftarget"])
    if target in _INTERNAL or _ELSEWHERE.fullmatch(target):
        return content
    domain = environment.domains.python_domain
    # Autodoc also enters each object where it is defined, as an alias.
    documented = [name for name, entry in domain.objects.items() if not entry.aliased]
    found = _same_name(documented, target)
    if found is None or app.builder is None:
        return None
    return domain.resolve_xref(
        environment, node["refdoc"], app.builder, "obj", found, node, content
    )


def shorten(  # noqa: PLR0913, PLR0917  Sphinx calls it with all of these
    app: Sphinx,  # noqa: ARG001
    what: str,  # noqa: ARG001
    name: str,  # noqa: ARG001
    found: object,  # noqa: ARG001
    options: object,  # noqa: ARG001
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """Spell array types by their short names, and defaults that a factory makes as dots."""

    def short(text: str | None) -> str | None:
        text = text and re.sub(r"TypeAliasForwardRef\('(\w+)'\)", r"\1", text)
        return text and text.replace("= NOTHING", "= ...")

    return short(signature), short(returned)


def complete(  # noqa: PLR0913, PLR0917  as above
    app: Sphinx,  # noqa: ARG001
    what: str,
    name: str,  # noqa: ARG001
    found: object,
    options: object,  # noqa: ARG001
    lines: list[str],
) -> None:
    """Add what autodoc and napoleon would lose."""
    if what == "property" and lines:
        # Napoleon would take the words before a colon for the type of the property.
        lines[0] = lines[0].replace(": ", " \N{EN DASH} ")
    if what == "class" and isinstance(found, type):
        lines += _cached_properties(found)


def _cached_properties(kind: type) -> list[str]:
    """Describe the cached properties of a class, which attrs turns into slots without a word."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    described = [
        line
        for item in tree.body  # type: ignore[attr-defined]  # the source of a class is one class
        if isinstance(item, ast.FunctionDef)
        and not item.name.startswith("_")
        and any(isinstance(d, ast.Name) and d.id == "cached_property" for d in item.decorator_list)
        for line in (
            f"{item.name} : {ast.unparse(item.returns) if item.returns else 'object'}",
            f"    {(ast.get_docstring(item) or '').splitlines()[0]}",
        )
    ]
    return ["", "Computed", "--------", *described, ""] if described else []


def _write_inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _write_block(self: HTML5Translator, node: nodes.math_block) -> None:
    formula = tex2mathml(node.astext(), as_block=True)
    self.body.append(f'<div class="formula">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what is said above."""
    app.connect("missing-reference", resolve)
    app.connect("autodoc-process-signature", shorten)
    app.connect("autodoc-process-docstring", complete, priority=400)
    app.add_html_math_renderer("mathml", (_write_inline, None), (_write_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
