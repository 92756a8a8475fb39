"""What our people hold up: off without consent, shared among colleagues, in alphabetical order."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.analysis import team
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.analysis._stories import AS_OF, FEW, NASTY, portfolio_of, scored, talk
from tests.logs import RandomLog, logs


@pytest.mark.parametrize("consent", [False, 1, "yes", None])
def test_without_consent_nothing_is_shown(consent: object) -> None:
    """Anything but a plain yes is refused, with the reason."""
    card = scored(portfolio_of(talk("ana", "bo"), our_side={"ana"}))
    with pytest.raises(InputError, match="off unless they know of it and agree"):
        team(card, consent=consent)  # type: ignore[arg-type]  # what is refused


@FEW
@given(logs())
def test_the_shares_sum_to_what_is_sure_of_everybody_outside(log: RandomLog) -> None:
    """Together we hold up the best relationship with each person outside, no more and no less."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=rh.Benchmark.default())
    found = team(card, consent=True)
    best = dict[str, float]()
    for i, target in enumerate(card.target.tolist()):
        if card.portfolio.sided[card.rows[i]] and not np.isnan(card.health[i]):
            best[target] = max(best.get(target, 0.0), card.composite.lower[i] / 100)
    assert found.table["strength"].sum() == pytest.approx(sum(best.values()), abs=1e-12)
    people = found.columns()["person"].tolist()
    assert people == sorted(people)
    if log.our_side is None:
        assert len(found) == 0
        assert "nobody is said to be ours" in found.missing[0]


def test_credit_for_one_contact_is_shared() -> None:
    """Two who know somebody equally well share them; who alone knows another has them alone."""
    rows = [
        *talk("ana", "bo"),
        *talk("amy", "bo"),
        *talk("ana", "cy"),
        *talk("al", "dee", every=90),
    ]
    firms = {"bo": "Acme", "cy": "Acme", "dee": "Bell"}
    card = scored(portfolio_of(rows, firms, our_side={"ana", "amy", "al"}))
    found = team(card, consent=True)
    table = found.columns()
    sure = {key: card.composite.lower[card.row_of(key)] / 100
            for key in (("ana", "bo"), ("ana", "cy"), ("al", "dee"))}  # fmt: skip
    assert table["person"].tolist() == ["al", "amy", "ana"]
    assert table["strength"].tolist() == pytest.approx(
        [sure["al", "dee"], sure["ana", "bo"] / 2, sure["ana", "bo"] / 2 + sure["ana", "cy"]]
    )
    assert table["relationships"].tolist() == [1, 1, 2]
    assert table["accounts"].tolist() == [1, 1, 1]
    assert table["share"].sum() == pytest.approx(1.0)
    assert found.behind(2).keys == [("ana", "bo"), ("ana", "cy")]


def test_an_hour_with_several_counts_once_for_each_of_us() -> None:
    """A meeting that reached three people is an hour, in the window only, if it took place."""
    at = [AS_OF - timedelta(days=d) for d in (10, 10, 10, 20, 500, 30, 40)]
    log = {
        "sender": ["ana", "ana", "ana", "ana", "ana", "ana", "bo"],
        "recipient": ["bo", "cy", "dee", "bo", "bo", "bo", "ana"],
        "time": at, "interaction": ["m", "m", "m", "n", "o", "p", "q"],
        "duration": [60.0, 60.0, 60.0, 30.0, 90.0, 45.0, None],
        "status": ["done", "done", "done", "done", "done", "cancelled", "done"],
    }  # fmt: skip
    found = team(scored(rh.Portfolio.from_frame(log, our_side={"ana"})), consent=True)
    assert found.table["hours"].tolist() == [1.5]
    assert found.timed == pytest.approx(4 / 5)
    assert found.table["begun"].tolist() == [2.0]
    expected = found.table["strength"] / 1.5
    np.testing.assert_allclose(found.table["strength_per_hour"], expected)
    without = {name: cells for name, cells in log.items() if name != "interaction"}
    plain = team(scored(rh.Portfolio.from_frame(without, our_side={"ana"})), consent=True)
    assert plain.table["hours"].tolist() == [3.5]


def test_simulated_strength_goes_with_the_relationships_that_live() -> None:
    """Who has more relationships that are alive by the truth holds up more."""
    simulated = sales_team(relationships=400)
    card = rh.score(simulated.portfolio, as_of=simulated.as_of)
    found = team(card, consent=True).columns()
    truth = simulated.truth
    lively = np.isin(truth.story.astype(str), ("ordinary", "new", "supplier", "sponsor"))
    alive = [(lively & (truth.source == who)).sum() for who in found["person"]]
    assert np.corrcoef(alive, found["strength"])[0, 1] > 0.9


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """Without durations, organisations, or an older log, each is named."""
    card = scored(portfolio_of(talk("ana", "bo"), our_side={"ana"}))
    found = team(card, consent=True)
    assert [told.split(":")[0] for told in found.missing] == [
        "Strength per hour", "What began of late", "Accounts",
    ]  # fmt: skip
    assert np.isnan(found.table["begun"]).all()
    assert np.isnan(found.table["strength_per_hour"]).all()
    assert "ana" not in " ".join(found.words)


@pytest.mark.needs("matplotlib")
def test_views_escape_what_the_data_say() -> None:
    """No name reaches a notebook as markup, none stands in the repr, and the plot is labelled."""
    from matplotlib import pyplot as plt

    card = scored(portfolio_of(talk(NASTY, "bo"), our_side={NASTY}))
    found = team(card, consent=True)
    assert "<script" not in found._repr_html_()
    assert "alert" not in repr(found)
    ax = found.plot()
    assert ax.get_xlabel().startswith("strength held up")
    assert ax.get_ylabel() == "in alphabetical order"
    ax.figure.canvas.draw()
    plt.close(ax.figure)  # type: ignore[arg-type]  # a figure of its own
