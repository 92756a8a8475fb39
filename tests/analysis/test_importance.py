"""What makes a relationship matter: money, what is declared, or what the user says."""

from __future__ import annotations

import sys
from unittest.mock import patch

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.analysis.importance import importance_of
from relationship_health.analysis.lifetime_value import lifetime_value, purchase_days
from relationship_health.analysis.organisations import contacts_of
from relationship_health.analysis.purchases import purchases_in_log, purchases_of_accounts
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.analysis._stories import AS_OF, portfolio_of, scored, talk

FIRMS = {"bo": "Acme", "cy": "Acme", "dee": "Bell"}
ROWS = [*talk("ana", "bo"), *talk("ana", "cy"), *talk("ana", "dee")]


@pytest.fixture(scope="module")
def shop() -> rh.Portfolio:
    """Build a log of purchases in which customers differ in pace and in worth."""
    rng = np.random.default_rng(5)
    count = rng.integers(1, 30, 200)
    who = np.repeat(np.arange(200), count)
    worth = np.repeat(rng.gamma(5.0, 10.0, 200), count) * rng.gamma(8.0, 1 / 8.0, len(who))
    return rh.Portfolio.from_frame(
        {
            "sender": [f"c{i:03d}" for i in who.tolist()], "recipient": ["shop"] * len(who),
            "time": AS_OF_US - rng.integers(1, 700, len(who)) * DAY_US, "value": worth,
        },
        our_side={"shop"}, time_unit="us",
    )  # fmt: skip


AS_OF_US = round(AS_OF.timestamp() * 1e6)
DAY_US = 86_400_000_000


def test_days_of_purchase_are_counted_as_for_the_lifetime_models(shop: rh.Portfolio) -> None:
    """A log of purchases gives the arrays that ``lifetime.summary`` gives."""
    found = purchases_in_log(shop, AS_OF_US)
    frequency, recency, age, worth = purchase_days(found, AS_OF_US)
    expected = rh.lifetime.summary(shop, AS_OF)
    np.testing.assert_array_equal(frequency, expected.frequency)
    np.testing.assert_allclose(recency, expected.recency, rtol=1e-15)
    np.testing.assert_allclose(age, expected.age, rtol=1e-15)
    assert expected.monetary is not None
    np.testing.assert_allclose(worth, expected.monetary, rtol=1e-12)


@pytest.mark.needs("scipy")
def test_lifetime_value_is_expected_purchases_times_their_worth(shop: rh.Portfolio) -> None:
    """It is the product of the two models, fitted to all buyers."""
    found = lifetime_value(purchases_in_log(shop, AS_OF_US), AS_OF_US)
    data = rh.lifetime.summary(shop, AS_OF)
    rhythm = rh.lifetime.ModifiedBetaGeometric().fit(*data.arrays)
    money = rh.lifetime.GammaGamma().fit(data.frequency, data.monetary)
    expected = rhythm.expected(365 / 7, *data.arrays) * money.expected(
        data.frequency, data.monetary
    )
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.needs("scipy")
def test_relationships_share_the_value_of_their_account() -> None:
    """Every relationship with an account matters as the account does; shared, it counts once."""
    simulated = sales_team()
    card = rh.score(simulated.portfolio, as_of=simulated.as_of)
    found = importance_of(card)
    assert (found.name, found.unit) == ("lifetime_value", "money expected in 365 days")
    contacts = contacts_of(card)
    bought = purchases_of_accounts(card.portfolio, contacts.organisations, card.as_of_us)
    worth = lifetime_value(bought, card.as_of_us)
    for row, organisation in zip(contacts.row, contacts.organisation, strict=True):
        assert found.values[row] == worth[organisation] or np.isnan(worth[organisation])
    reached = np.unique(contacts.organisation)
    assert np.nansum(found.shared) == pytest.approx(np.nansum(worth[reached]))


def test_without_scipy_what_was_spent_stands_for_it() -> None:
    """The reason is one sentence, the values are sums halved for every half-life of their age."""
    deals = {"account": ["Acme", "Acme"], "time": ["2026-11-01", "2026-05-05"], "value": [8.0, 4.0]}
    portfolio = portfolio_of(ROWS, FIRMS, our_side={"ana"}, transactions=deals)
    with patch.dict(sys.modules, {"scipy": None, "scipy.optimize": None}):
        found = importance_of(scored(portfolio))
    assert found.name == "spend"
    assert found.unit == "money spent, halved every 180 days"
    assert found.values.tolist()[:2] == [10.0, 10.0]
    assert np.isnan(found.values[2])
    assert found.missing[0].startswith("Lifetime value: it cannot be estimated (")
    assert "install relationship-health[stats]" in found.missing[0]


@pytest.mark.needs("scipy")
def test_too_few_purchases_are_said() -> None:
    """Models that cannot be fitted are replaced by what was spent, with the reason."""
    deals = {"account": ["Acme", "Bell"], "time": ["2026-10-01", "2026-05-05"], "value": [8.0, 4.0]}
    portfolio = portfolio_of(ROWS, FIRMS, our_side={"ana"}, transactions=deals)
    found = importance_of(scored(portfolio))
    assert found.name == "spend"
    assert "frequency is 0 for every customer" in found.missing[0]


def test_what_is_declared_is_taken_from_the_person_or_the_organisation() -> None:
    """An attribute of the person goes before one of the organisation."""
    people = {
        "id": ["bo", "cy", "Acme"], "organisation": ["Acme", "Acme", None],
        "kind": ["person", "person", "organisation"], "own_audience": [50, None, 7],
        "reach": [None, 3.5, None],
    }  # fmt: skip
    portfolio = portfolio_of(ROWS, our_side={"ana"}, stakeholders=people)
    card = scored(portfolio)
    assert importance_of(card).name == "own_audience"
    assert importance_of(card).values.tolist()[:2] == [50.0, 7.0]
    assert np.isnan(importance_of(card, "reach").values).tolist() == [True, False, True]
    assert "no stakeholder has 'importance'" in importance_of(card, "importance").missing[0]


def test_numbers_of_the_user_go_from_the_particular_to_the_general() -> None:
    """A pair goes before a person, a person before an organisation."""
    card = scored(portfolio_of(ROWS, FIRMS, our_side={"ana"}))
    found = importance_of(card, {"Acme": 1.0, "cy": 2.0, ("ana", "dee"): 3.0})
    assert found.values.tolist() == [1.0, 2.0, 3.0]
    assert found.shared.tolist() == [1.0, 2.0, 3.0]
    assert importance_of(card, {"Acme": 1.0}).shared.tolist()[:2] == [0.5, 0.5]
    assert "names nobody" in importance_of(card, {"Nowhere": 1.0}).missing[0]


def test_without_sides_the_end_that_matters_more_counts() -> None:
    """Where nobody is ours, no end is the outside."""
    card = scored(portfolio_of(ROWS))
    found = importance_of(card, {"ana": 5.0, "dee": 9.0})
    assert found.values.tolist() == [5.0, 5.0, 9.0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3, "value is int"),
        ({"bo": "much"}, r"value\['bo'\] is 'much', expected a finite number"),
        ({"bo": float("inf")}, r"value\['bo'\] is inf"),
        ("organisation", "no such"),
    ],
)
def test_what_is_no_importance_is_refused(value: object, said: str) -> None:
    """Anything but a name or numbers is an error that says what was expected."""
    card = scored(portfolio_of(ROWS, FIRMS, our_side={"ana"}))
    if value == "organisation":
        assert "no stakeholder has 'organisation'" in importance_of(card, value).missing[0]
        return
    with pytest.raises(InputError, match=said):
        importance_of(card, value)  # type: ignore[arg-type]  # what is refused


def test_nothing_known_is_said() -> None:
    """Without any of it, everything is unknown, in one sentence."""
    found = importance_of(scored(portfolio_of(ROWS)))
    assert np.isnan(found.values).all()
    assert np.isnan(found.shared).all()
    assert found.missing[0].startswith("Importance: nothing says what matters")
