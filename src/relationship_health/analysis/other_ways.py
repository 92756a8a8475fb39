"""Which other ways there are to somebody: other channels, and other people who know them."""

from __future__ import annotations

import numpy as np

from relationship_health.analysis.happened import happened
from relationship_health.analysis.organisations import organisations_of
from relationship_health.arrays import Bools, Ints
from relationship_health.columns import Portfolio


def contacts_until(portfolio: Portfolio, as_of_us: int) -> Bools:
    """Mark the interactions that were contact, up to a moment."""
    return happened(portfolio) & (portfolio.time <= as_of_us)


def other_channels(portfolio: Portfolio, as_of_us: int) -> Ints:
    """Count the channels of each relationship; without a channel column, 1 where there is any."""
    counted = contacts_until(portfolio, as_of_us)
    groups = portfolio.groups
    if "channel" not in portfolio.columns:
        return (groups.count(counted) > 0).astype(np.int64)
    number = len(portfolio.categories["channel"]) + 1
    # An unknown channel is one way too.
    code = groups.spread(np.arange(len(portfolio))) * number + portfolio.columns["channel"] + 1
    distinct = np.unique(code[counted])
    return np.bincount(distinct // number, minlength=len(portfolio))


def other_contacts(portfolio: Portfolio, as_of_us: int, gone: Bools) -> Ints:
    """Count, for each relationship, the others with contact that lead to the same counterpart.

    Across sides the counterpart is the organisation of the target, or the target itself where that
    is not known. Where no side is ours it is the end that has fewer others, or the end that stays
    where the other one is gone.
    """
    alive = portfolio.groups.count(contacts_until(portfolio, as_of_us)) > 0
    organisation = organisations_of(portfolio).of
    person = np.arange(len(portfolio.ids))
    holder = np.where(organisation >= 0, len(person) + organisation, person)
    sided = portfolio.sided
    most = int(holder.max(initial=0)) + 1
    counts = np.bincount(holder[portfolio.target[sided & alive]], minlength=most)
    across = counts[holder[portfolio.target]] - alive
    ends = np.concatenate([portfolio.source[alive], portfolio.target[alive]])
    degree = np.bincount(ends, minlength=len(person))
    degree = np.where(gone, len(portfolio) + 1, degree)
    nearest = np.minimum(degree[portfolio.source], degree[portfolio.target]) - alive
    return np.where(sided, across, nearest)
