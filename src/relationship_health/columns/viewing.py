"""A portfolio as a notebook shows it, and as it is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relationship_health.html import ROWS, paragraphs, section, table
from relationship_health.wording import number_of

if TYPE_CHECKING:
    from relationship_health.columns.portfolio import Portfolio


def notebook_view(portfolio: Portfolio) -> str:
    """Return sizes, and the first relationships by id, as HTML."""
    first = slice(None, ROWS)
    ids, issues = portfolio.ids, portfolio.issues
    interactions = number_of(len(portfolio.time), "interaction")
    told = f"{interactions}, {number_of(issues.rejected, 'row')} rejected."
    names = ", ".join(sorted(portfolio.column_names)) or "none"
    columns = {
        "source": ids[portfolio.source[first]], "target": ids[portfolio.target[first]],
        "interactions": portfolio.groups.counts[first],
    }  # fmt: skip
    return section(
        f"Portfolio of {number_of(len(portfolio), 'relationship')}",
        paragraphs([told, f"Columns beyond who, when and direction: {names}."]),
        table(columns, of=len(portfolio)),
    )


def contents(portfolio: Portfolio) -> tuple[Any, ...]:
    """Return all arrays, as their bytes, and all declarations."""
    arrays = {
        "source": portfolio.source, "target": portfolio.target, "sided": portfolio.sided,
        "declared": portfolio.declared, "cadence_days": portfolio.cadence_days,
        "indptr": portfolio.groups.indptr, "time": portfolio.time, "direction": portfolio.direction,
        **{f"column {name}": values for name, values in portfolio.columns.items()},
    }  # fmt: skip
    return (
        portfolio.ids.tolist(), {n: (a.dtype.str, a.tobytes()) for n, a in arrays.items()},
        {n: c.tolist() for n, c in portfolio.categories.items()}, dict(portfolio.stakeholders),
        dict(portfolio.relationships), portfolio.transactions,
    )  # fmt: skip
