"""What is bought, then and now, and how much of the contact is about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.analysis.organisations import organisations_of
from relationship_health.analysis.purchases import purchases_of_accounts
from relationship_health.analysis.ratios import Ratio, ratio_of_counts, ratio_of_means
from relationship_health.analysis.windows import Window
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.columns import Portfolio

MOST = 8
"""Products that have rows of their own: those of which most is sold."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Sales:
    """Purchases of every product by every account, in each window.

    Attributes
    ----------
    products : tuple
        Names, those first of which most was sold.
    number, value : mapping of window to float64 array, shape (products, accounts)
        Refunds are left out of both.
    """

    products: tuple[str, ...]
    number: Mapping[str, Floats]
    value: Mapping[str, Floats]


def sales_within(portfolio: Portfolio, windows: Mapping[str, Window]) -> Sales | None:
    """Count purchases; None where no transaction says what was bought."""
    organisations = organisations_of(portfolio)
    until = max(window.until_us for window in windows.values())
    bought = purchases_of_accounts(portfolio, organisations, until)
    named = np.array([product is not None for product in bought.product], dtype=np.bool_)
    within = {
        name: (bought.time > w.since_us) & (bought.time <= w.until_us) & named & (bought.value >= 0)
        for name, w in windows.items()
    }
    counted = np.any(list(within.values()), axis=0)
    if not counted.any():
        return None
    texts = np.array([str(product) for product in bought.product], dtype=object)
    products = sorted(set(texts[counted]))
    place = {name: code for code, name in enumerate(products)}
    code = np.array([place.get(text, 0) for text in texts], dtype=np.int64)
    account = bought.groups.spread(np.arange(len(bought.groups)))
    shape = (len(products), len(bought.groups))

    def table(mask: Array, amounts: Floats) -> Floats:
        found = np.zeros(shape)
        np.add.at(found, (code[mask], account[mask]), amounts[mask])
        return found

    number = {name: table(mask, np.ones(len(code))) for name, mask in within.items()}
    value = {name: table(mask, bought.value) for name, mask in within.items()}
    sold = sum(part.sum(axis=1) for part in value.values())
    order = np.argsort(-np.asarray(sold), kind="stable")
    return Sales(
        products=tuple(products[i] for i in order),
        number={name: part[order] for name, part in number.items()},
        value={name: part[order] for name, part in value.items()},
    )


def shares_of_value(sales: Sales) -> list[tuple[str, Ratio]]:
    """Return the share of what was sold for each of the largest products, then and now."""
    then, now = sales.value["then"], sales.value["now"]
    return [
        (name, ratio_of_means((then[i], then.sum(axis=0)), (now[i], now.sum(axis=0))))
        for i, name in enumerate(sales.products[:MOST])
    ]


def contacts_about(
    portfolio: Portfolio, windows: Mapping[str, Window], products: Sequence[str]
) -> dict[str, Floats]:
    """Count the interactions about each product, by relationship, in each window."""
    labels = [str(label) for label in portfolio.categories["product"].tolist()]
    place = {name: code for code, name in enumerate(products)}
    table = np.array([*(place.get(label, -1) for label in labels), -1], dtype=np.int64)
    product = table[portfolio.columns["product"]]
    relationship: Ints = portfolio.groups.spread(np.arange(len(portfolio)))
    found = {}
    for name, window in windows.items():
        counted = (portfolio.time > window.since_us) & (portfolio.time <= window.until_us)
        counted &= product >= 0
        code = product[counted] * len(portfolio) + relationship[counted]
        counts = np.bincount(code, minlength=len(products) * len(portfolio)).astype(np.float64)
        found[name] = counts.reshape(len(products), len(portfolio))
    return found


def contacts_per_purchase(
    sales: Sales, contacts: Mapping[str, Floats]
) -> list[tuple[str, Ratio, Ratio]]:
    """Return, for each of the largest products, its contacts and the contacts per purchase."""
    found = []
    for i, name in enumerate(sales.products[:MOST]):
        about = ratio_of_counts(contacts["then"][i], contacts["now"][i])
        per = ratio_of_means(
            *((_wide(contacts[when][i], sales.number[when][i])) for when in ("then", "now")),
            together=False,
        )
        found.append((name, about, per))
    return found


def _wide(contacts: Floats, number: Floats) -> tuple[Floats, Floats]:
    """Bring relationships and accounts, which are no clusters of each other, to one length."""
    size = max(len(contacts), len(number))
    return np.pad(contacts, (0, size - len(contacts))), np.pad(number, (0, size - len(number)))
