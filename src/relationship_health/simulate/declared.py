"""What is declared about the people and their relationships: the side tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relationship_health.arrays import Array, Floats, Ints
from relationship_health.model import MOTIVES
from relationship_health.simulate.mixture import STORIES, Plot
from relationship_health.simulate.people import US, People
from relationship_health.simulate.preferences import declared_channels
from relationship_health.simulate.purposes import INTERESTS
from relationship_health.simulate.working_time import DAY_US, WorkingTime

_MOST_INTERESTS = 3
_MOST_MOTIVES = 2
_USUAL_AGE_DAYS = 700.0
_AUDIENCE = 300.0


def cells(values: Sequence[object]) -> Array:
    """Return a column of objects, None where a cell is empty.

    Examples
    --------
    >>> cells(["a", None])
    array(['a', None], dtype=object)
    """
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def some_words(count: int, words: Sequence[str], most: int, rng: np.random.Generator) -> list[str]:
    """Draw one to ``most`` different words for each, joined by semicolons.

    Examples
    --------
    >>> some_words(1, ("news",), 1, np.random.default_rng(2))
    ['news']
    """
    order = np.argsort(rng.random((count, len(words))), axis=1)
    sizes = rng.integers(1, most + 1, count)
    return [
        "; ".join(words[place] for place in row[:size])
        for row, size in zip(order.tolist(), sizes.tolist(), strict=True)
    ]


def stakeholder_table(people: People, liked: Floats, rng: np.random.Generator) -> dict[str, Array]:
    """Return everybody, people and organisations, in order of their ids."""
    outside = len(people.ids) - people.team
    customer = [role == "customer" for role in people.roles]
    motives = some_words(len(people.ids), list(MOTIVES), _MOST_MOTIVES, rng)
    interests = some_words(outside, INTERESTS, _MOST_INTERESTS, rng)
    asked = declared_channels(liked[people.team :], rng)
    audience = np.rint(rng.lognormal(np.log(_AUDIENCE), 1.2, len(people.ids)))
    importance = rng.beta(2.0, 3.0, len(people.ids) + len(people.accounts)).round(2)
    homes = [US, *people.accounts]
    firms = len(homes)
    us = [None] * people.team
    columns: dict[str, Sequence[object]] = {
        "id": [*people.ids, *homes],
        "kind": ["person"] * len(people.ids) + ["organisation"] * firms,
        "name": [*(name.capitalize() for name in people.names), *homes],
        "role": [*people.roles, None, *(home.rstrip("0123456789") for home in people.accounts)],
        "organisation": [*people.organisations, *[None] * firms],
        "importance": [*us, *importance[people.team : len(people.ids)].tolist(), None,
                       *importance[len(people.ids) :].tolist()],
        "own_audience": [*map(int, audience.tolist()), *[None] * firms],
        "preferred_channels": [*us, *asked, *[None] * firms],
        "interests": [*us, *interests, *[None] * firms],
        "motives": [*(m if buys else None for m, buys in zip(motives, customer, strict=True)),
                    *[None] * firms],
    }  # fmt: skip
    order = sorted(range(len(columns["id"])), key=[*people.ids, *homes].__getitem__)
    return {name: cells(values)[order] for name, values in columns.items()}


def relationship_table(
    plot: Plot, people: People, order: Ints, clock: WorkingTime, rng: np.random.Generator
) -> dict[str, Array]:
    """Return the declared relationships, in the order asked for.

    Those that did not begin within the time simulated began some years before it.
    """
    before = clock.start_us - np.rint(rng.exponential(_USUAL_AGE_DAYS, len(plot))) * DAY_US
    began = plot.course.began
    since = np.where(np.isnan(began), before, clock.moments_or(began, 0)).astype(np.int64)
    ids, source = cells(people.ids), people.source[order]
    told = [STORIES[plot.story[i]] for i in order.tolist()]
    return {
        "source": ids[source],
        "target": ids[people.target[order]],
        "kind": cells([story.role for story in told]),
        "cadence": cells([story.cadence or None for story in told]),
        "since": since[order].astype("datetime64[us]"),
        "owner": ids[source],
    }
