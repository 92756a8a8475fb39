"""The conformance kit for ways to turn metric values into health."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.hookspecs import Aggregator
from relationship_health.plugins.faults import aggregator_fault
from relationship_health.testing.results import CheckResults
from relationship_health.testing.running import OnFail, named, refute, run_checks

ROWS, METRICS = 60, 5
ROUNDING = 1e-12


def check_aggregator(
    aggregator: Aggregator,
    *,
    on_fail: OnFail = "raise",
    expected_failures: Mapping[str, str] | None = None,
) -> CheckResults:
    """Hold an aggregator against what the scorecard relies on.

    Parameters
    ----------
    aggregator : Aggregator
    on_fail, expected_failures
        As for :func:`check_metric`.

    Returns
    -------
    list of CheckResult

    Raises
    ------
    ConformanceError
        Where a check failed and ``on_fail`` is "raise".

    Examples
    --------
    >>> from relationship_health.composite.aggregation import rh_aggregators
    >>> print(check_aggregator(list(rh_aggregators())[0]))
    9 passed
    """
    name = str(getattr(aggregator, "name", type(aggregator).__name__))
    return run_checks(
        AGGREGATOR_CHECKS, aggregator, name, on_fail=on_fail, expected_failures=expected_failures
    )


def declaration(aggregator: Aggregator) -> None:
    """Say that name and function are what a plugin may offer."""
    fault = aggregator_fault(aggregator)
    if fault:
        refute(f"it offers {fault}")


def shape_dtype(aggregator: Aggregator) -> None:
    """Give a float64 array of the shape of the values."""
    values, weights = _table()
    parts = _asked(aggregator, values, weights)
    if type(parts) is not np.ndarray or parts.dtype != np.float64 or parts.shape != values.shape:
        found = f"{getattr(parts, 'dtype', type(parts).__name__)} of shape {np.shape(parts)}"
        refute(f"it returned {found}, expected float64 of shape {values.shape}")


def health_range(aggregator: Aggregator) -> None:
    """Give rows that sum to a health in [0, 1], of finite parts."""
    parts = _asked(aggregator, *_table())
    health = np.asarray(parts, np.float64).sum(axis=1)
    wrong = ~((health >= -ROUNDING) & (health <= 1.0 + ROUNDING))
    if wrong.any():
        refute(f"a row sums to {float(health[wrong][0])!r}, expected a health in [0, 1]")


def unknown_gives_nothing(aggregator: Aggregator) -> None:
    """Give 0 for what is unknown, whole rows of it too."""
    values, weights = _table()
    parts = _asked(aggregator, values, weights)
    given = parts[np.isnan(values)]
    if not (given == 0.0).all():
        refute(f"an unknown metric contributes {float(given[given != 0.0][0])!r}, expected 0")


def edges(aggregator: Aggregator) -> None:
    """Take a table without rows, one of one metric, and one of unknowns only."""
    values, weights = _table()
    for part in (values[:0], values[:, :1], np.full_like(values, np.nan)):
        given = _asked(aggregator, part, weights[: part.shape[1]])
        if np.shape(given) != part.shape:
            refute(f"of shape {part.shape} it made {np.shape(given)}, expected the same shape")


def partition_invariance(aggregator: Aggregator) -> None:
    """Give each row the same alone as among others."""
    values, weights = _table()
    whole = _asked(aggregator, values, weights)
    for row in range(ROWS):
        alone = _asked(aggregator, values[row : row + 1], weights)
        if alone.tobytes() != whole[row : row + 1].tobytes():
            refute(f"row {row} gets another answer alone than among others")


def read_only_input(aggregator: Aggregator) -> None:
    """Write to neither of its arguments, even where it could."""
    values, weights = _table()
    copies = values.copy(), weights.copy()
    aggregator.contributions(*copies)
    if copies[0].tobytes() != values.tobytes() or copies[1].tobytes() != weights.tobytes():
        refute("it writes into its arguments, expected it to work on copies")


def deterministic(aggregator: Aggregator) -> None:
    """Answer the same question in the same way."""
    first = _asked(aggregator, *_table())
    _asked(aggregator, *_table(seed=1))
    if _asked(aggregator, *_table()).tobytes() != first.tobytes():
        refute("asking again gives another answer")


def no_warnings(aggregator: Aggregator) -> None:
    """Warn of nothing, beyond the arithmetic that the engine silences."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        values, weights = _table()
        for part in (values, values[:0], np.full_like(values, np.nan)):
            _asked(aggregator, part, weights)
    if caught:
        refute(f"it warns: {caught[0].category.__name__}: {caught[0].message}")


def _table(seed: int = 0) -> tuple[Floats, Floats]:
    """Give values with unknowns, ties and both ends of the range, and weights."""
    rng = np.random.default_rng(seed)
    values = rng.random((ROWS, METRICS))
    values[rng.random((ROWS, METRICS)) < 0.3] = np.nan  # noqa: PLR2004  some of them
    values[0], values[1], values[2], values[3] = np.nan, 0.0, 1.0, 0.5
    return values, np.array([22.0, 14.0, 0.5, 2.0, 1e-6])


def _asked(aggregator: Aggregator, values: Floats, weights: Floats) -> Floats:
    # As in the engine: nothing that is lent can be written to.
    lent = values.copy(), weights.copy()
    for array in lent:
        array.flags.writeable = False
    with np.errstate(all="ignore"):
        return aggregator.contributions(*lent)


AGGREGATOR_CHECKS = named((
    declaration, shape_dtype, health_range, unknown_gives_nothing, edges, partition_invariance,
    read_only_input, deterministic, no_warnings,
))  # fmt: skip
