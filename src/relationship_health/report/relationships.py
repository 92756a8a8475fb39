"""Every relationship in as few characters as may be: what the report's table is filled from."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.composite import BANDS, STATUSES, Scorecard
from relationship_health.model import INBOUND, OUTBOUND

WEEKS = 52
"""Weeks of the timeline, up to the moment of the scores."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""A week's contacts are one digit; the last one stands for so many or more."""


def relationships_json(scorecard: Scorecard) -> str:
    """Return all relationships as JSON that may stand inside a script element.

    Numbers have one digit behind the point; unknown is null. Of every relationship there are its
    ids, health, interval, coverage, status, band, contributions by metric, and the contacts of
    each of the last 52 weeks, ours and theirs.
    """
    composite, values = scorecard.composite, scorecard.evaluation.values
    weights = [scorecard.profile.weight(name) for name in scorecard.evaluation.names]
    points = np.where(np.isnan(values) | (np.array(weights) == 0), np.nan, composite.contributions)
    out, back = timelines(scorecard)
    return escaped({
        "metrics": list(scorecard.evaluation.names), "bands": list(BANDS),
        "statuses": list(STATUSES),
        "edges": [scorecard.profile.fair, scorecard.profile.healthy],
        "as_of": f"{scorecard.as_of:%Y-%m-%d}",
        "source": _texts(scorecard.source), "target": _texts(scorecard.target),
        "health": _rounded(composite.health),
        "shown": [
            "unknown" if np.isnan(health) else scorecard.profile.shown(health)
            for health in composite.health.tolist()
        ],
        "lower": _rounded(composite.lower),
        "upper": _rounded(composite.upper), "coverage": _rounded(100.0 * composite.coverage),
        "status": composite.status.tolist(), "band": composite.band.tolist(),
        "points": [_rounded(row) for row in points], "out": out, "back": back,
    })  # fmt: skip


def escaped(value: Any) -> str:
    r"""Return JSON in which nothing can end a script element or a line of script.

    Examples
    --------
    >>> print(escaped("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def timelines(scorecard: Scorecard) -> tuple[list[str], list[str]]:
    """Return a digit for each week and relationship: contacts of the source, and of the target."""
    portfolio, rows = scorecard.portfolio, scorecard.rows
    block = portfolio.block(0, len(portfolio), scorecard.as_of_us, scorecard.terms)
    ago = (block.as_of - block.time) // (7 * US_PER_DAY)
    recent = np.flatnonzero(ago < WEEKS)
    owner = block.groups.spread(np.arange(len(portfolio)))[recent]
    place: Ints = owner * WEEKS + (WEEKS - 1 - ago[recent])
    return (
        _digits(place[(block.direction[recent] & OUTBOUND) != 0], len(portfolio), rows),
        _digits(place[(block.direction[recent] & INBOUND) != 0], len(portfolio), rows),
    )


def _digits(place: Ints, relationships: int, rows: Ints) -> list[str]:
    count = np.bincount(place, minlength=relationships * WEEKS).reshape(relationships, WEEKS)
    codes = np.array(list(DIGITS))[np.minimum(count[rows], len(DIGITS) - 1)]
    return ["".join(row) for row in codes.tolist()]


def _texts(ids: Any) -> list[str]:
    return [str(name) for name in ids.tolist()]


def _rounded(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else round(value, 1) for value in values.tolist()]
