"""From a portfolio to a table for machine learning: relationships by metrics."""

from __future__ import annotations

from typing import Any

from relationship_health.arrays import Array
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorer, check_asked
from relationship_health.contract import Benchmark
from relationship_health.frames import write_table

EVIDENCE = "evidence."
"""Begins the name of a column that says how much stands behind a metric's value."""


def relationship_matrix(  # noqa: PLR0913  the call of Engine.score, and three choices of form
    portfolio: Portfolio,
    as_of: Any,
    engine: Scorer,
    benchmark: Benchmark | None = None,
    *,
    evidence: bool = False,
    keys: bool = False,
    backend: str | None = None,
) -> Any:
    """Return what every metric says of every relationship, as features of a model.

    A function and no transformer of scikit-learn: interactions go in and relationships come out,
    while a transformer has to give back as many rows as it was given.

    Parameters
    ----------
    portfolio : Portfolio
    as_of : datetime, date or ISO 8601 text
        Nothing later has any influence.
    engine : Engine
    benchmark : Benchmark, optional
        By default learned at ``as_of``. Learn it once, on the rows that a model is trained on,
        and pass it for the others.
    evidence : bool
        Whether columns ``evidence.<metric>`` follow, as
        :class:`~relationship_health.validation.estimators.MetricTransformer` uses them.
    keys : bool
        Whether columns ``source`` and ``target`` come first.
    backend : "pandas", "polars", "pyarrow" or "dict", optional
        The library of the frame; by default that of the log.

    Returns
    -------
    frame
        A row for each relationship that ``engine.score`` has, in its order; values in [0, 1],
        NaN where unknown.

    Examples
    --------
    >>> from relationship_health.api import Engine
    >>> log = {
    ...     "sender": ["ana", "bo"],
    ...     "recipient": ["bo", "ana"],
    ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z"],
    ... }
    >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
    >>> engine = Engine(metrics=["recency_decay", "momentum"])
    >>> x = relationship_matrix(portfolio, as_of="2026-01-06", engine=engine)
    >>> {name: values.round(2).tolist() for name, values in x.items()}
    {'recency_decay': [1.0], 'momentum': [nan]}
    """
    check_asked(portfolio, engine)
    card = engine.score(portfolio, as_of=as_of, benchmark=benchmark)
    found = card.evaluation
    columns: dict[str, Array] = {"source": card.source, "target": card.target} if keys else {}
    columns |= {name: found.values[:, i].copy() for i, name in enumerate(found.names)}
    if evidence:
        columns |= {
            f"{EVIDENCE}{name}": found.evidence[:, i].copy() for i, name in enumerate(found.names)
        }
    return write_table(columns, backend or portfolio.backend)
