"""The tables of a simulation: what a portfolio takes, without a row set aside."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from relationship_health.columns import Portfolio
from relationship_health.model import (
    CHANNELS,
    KINDS,
    MOTIVES,
    OUTCOMES,
    PURPOSES,
    ROLES,
    STATUSES,
    nonstandard,
)
from relationship_health.simulate import STORIES, Simulation, sales_team
from relationship_health.simulate.names import NAMES
from tests.simulate._estimators import large, talks

PERSON = re.compile(r"[a-z]+[0-9]*@(us|(customer|supplier|partner)[0-9]{2,})\.example")


@pytest.fixture(scope="module")
def simulated() -> Simulation:
    """Return the simulation that everybody gets who asks for nothing."""
    return sales_team()


def test_every_row_is_accepted(simulated: Simulation) -> None:
    """Rows in are rows accepted, and nothing needs saying."""
    issues = simulated.portfolio.issues
    assert issues.rows_in == issues.accepted == len(simulated.log["time"])
    assert (issues.repaired, issues.rejected, issues.ignored) == (0, 0, 0)
    assert issues.notes == ()


def test_the_plain_log_makes_the_same_portfolio(simulated: Simulation) -> None:
    """Nothing is lost in the plain dict of columns; only its times no longer say their zone."""
    plain = Portfolio.from_frame(
        simulated.log, our_side=simulated.our_side, stakeholders=simulated.stakeholders,
        relationships=simulated.relationships, transactions=simulated.transactions,
    )  # fmt: skip
    assert plain == simulated.portfolio
    (note,) = plain.issues.notes
    assert "read as UTC" in note


def test_the_truth_follows_the_portfolio(simulated: Simulation) -> None:
    """Row for row, truth, declared relationships and portfolio speak of the same pair."""
    truth, declared = simulated.truth, simulated.relationships
    assert list(zip(truth.source, truth.target, strict=True)) == simulated.portfolio.keys
    assert np.array_equal(truth.source, declared["source"])
    assert np.array_equal(truth.target, declared["target"])
    assert simulated.portfolio.declared.all()


def test_sides(simulated: Simulation) -> None:
    """All but colleagues are seen from our side."""
    inside = simulated.truth.story == "colleague"
    assert np.array_equal(simulated.portfolio.sided, ~inside)


@pytest.mark.parametrize("relationships", [20, 200])
def test_every_story_is_told(relationships: int) -> None:
    """No story is missing once there are enough relationships for all."""
    assert set(sales_team(relationships=relationships, days=30).truth.story) == set(STORIES)


def test_problems_name_metrics() -> None:
    """What is wrong is told of the stories in which something is."""
    problems = {name for name, story in STORIES.items() if story.problem}
    assert problems == {"neglect", "over_contact", "broadcast", "churn"}
    assert sum(story.share for story in STORIES.values()) == pytest.approx(1.0)


def test_ids_are_plain_and_sorted(simulated: Simulation) -> None:
    """People are invented names at domains that cannot exist; tables come in their order."""
    table = simulated.stakeholders
    assert table["id"].tolist() == sorted(set(table["id"]))
    for key, kind in zip(table["id"], table["kind"], strict=True):
        if kind == "person":
            assert PERSON.fullmatch(key)
            assert re.split(r"[0-9@]", key)[0] in NAMES
        else:
            assert PERSON.fullmatch(f"x@{key}.example")
    assert list(simulated.our_side) == sorted(simulated.our_side)
    assert {home.rsplit("@")[-1] for home in simulated.our_side} == {"us.example"}


def test_names_differ_within_an_organisation() -> None:
    """No two people share an id, however many there are."""
    ids = large().stakeholders["id"].tolist()
    assert len(ids) == len(set(ids))


def test_everyone_is_introduced(simulated: Simulation) -> None:
    """Whoever occurs in the log is a stakeholder, with an organisation that is one too."""
    known = simulated.portfolio.stakeholders
    people = set(simulated.log["sender"]) | set(simulated.log["recipient"])
    assert people <= set(known)
    for person in people:
        assert known[person].kind == "person"
        organisation = known[person].organisation
        assert organisation is not None
        assert known[organisation].kind == "organisation"


@pytest.mark.parametrize(
    ("column", "vocabulary"),
    [("channel", CHANNELS), ("purpose", PURPOSES), ("outcome", OUTCOMES), ("status", STATUSES)],
    ids=["channel", "purpose", "outcome", "status"],
)
def test_the_log_speaks_the_standard_words(column: str, vocabulary: dict[str, object]) -> None:
    """Every word of the log is standard, and several are used."""
    words = set(large().log[column]) - {None}
    assert nonstandard(words, vocabulary) == ()
    assert len(words) >= 5


def test_stakeholders_speak_the_standard_words(simulated: Simulation) -> None:
    """Roles, motives, interests and channels of stakeholders are standard."""
    people = simulated.portfolio.stakeholders.values()
    assert {person.kind for person in people} == set(KINDS)
    assert nonstandard([p.role for p in people if p.role], ROLES) == ()
    assert nonstandard([word for p in people for word in p.motives], MOTIVES) == ()
    assert nonstandard([word for p in people for word in p.interests], PURPOSES) == ()
    assert nonstandard([word for p in people for word in p.preferred_channels], CHANNELS) == ()
    assert any(p.preferred_channels for p in people)
    assert any(p.own_audience for p in people)


def test_accounts_have_several_contacts(simulated: Simulation) -> None:
    """About three contacts an account, and none without."""
    people = simulated.portfolio.stakeholders.values()
    homes = [p.organisation for p in people if p.kind == "person" and p.organisation != "us"]
    accounts = {p.id for p in people if p.kind == "organisation"} - {"us"}
    assert set(homes) == accounts
    assert 2.0 < len(homes) / len(accounts) <= 3.0


def test_some_contacts_know_two_of_us(simulated: Simulation) -> None:
    """A few contacts have relationships with two of us, never twice with one."""
    truth = simulated.truth
    pairs = list(zip(truth.source, truth.target, strict=True))
    assert len(set(pairs)) == len(pairs)
    outside = truth.target[truth.story != "colleague"]
    _, counts = np.unique(outside.astype(str), return_counts=True)
    assert set(counts.tolist()) == {1, 2}


def test_preferred_channels_are_used() -> None:
    """People open conversations mostly through channels that they asked for, and we with them."""
    known, target = large().portfolio.stakeholders, large().truth.target
    liked: dict[bool, list[bool]] = {True: [], False: []}
    for talk in talks(large()):
        asked = known[target[talk.relationship]].preferred_channels
        if asked:
            liked[talk.by_source].append(talk.channel in asked)
    theirs, ours = np.mean(liked[False]), np.mean(liked[True])
    assert theirs > ours > 0.5
    assert theirs > 0.6


def test_durations_belong_to_talk(simulated: Simulation) -> None:
    """Calls that connected and meetings that were attended last, nothing else does."""
    log = simulated.log
    lasting = np.isin(log["outcome"].astype(str), ["connected", "attended"])
    assert np.array_equal(~np.isnan(log["duration"]), lasting)
    assert log["duration"][lasting].min() >= 1.0


def test_rows_are_in_order_and_interactions_differ(simulated: Simulation) -> None:
    """Rows come in time order; only copies of a newsletter share their interaction."""
    log = simulated.log
    assert (np.diff(log["time"]) >= np.timedelta64(0)).all()
    ids, first, counts = np.unique(log["interaction"], return_index=True, return_counts=True)
    assert ids.tolist() == list(range(1, len(ids) + 1))
    assert counts[~log["automated"][first]].max() == 1
    assert counts.max() > 1
    mailings = ids[log["automated"][first]]
    for mailing in mailings[:20].tolist():
        copies = log["interaction"] == mailing
        assert len(set(log["sender"][copies])) == len(set(log["time"][copies].tolist())) == 1
        assert log["audience"][copies].min() >= copies.sum()


def test_threads_stay_within_a_relationship(simulated: Simulation) -> None:
    """A thread never holds rows of two relationships."""
    pairs: dict[str, frozenset[str]] = {}
    log = simulated.log
    for thread, *ends in zip(log["thread"], log["sender"], log["recipient"], strict=True):
        if thread is not None:
            assert pairs.setdefault(thread, frozenset(ends)) == frozenset(ends)
    assert len(pairs) > 1000


def test_sponsors_have_a_declared_cadence(simulated: Simulation) -> None:
    """Only sponsors' cadence is declared, and it is a quarter."""
    sponsors = simulated.truth.story == "sponsor"
    cadence = simulated.portfolio.cadence_days
    assert np.allclose(cadence[sponsors], 91.3125)
    assert np.isnan(cadence[~sponsors]).all()
    assert np.allclose(simulated.truth.cadence_days[sponsors], 91.3125)


def test_since_agrees_with_the_truth(simulated: Simulation) -> None:
    """Newcomers are known since they began, all others since before the log."""
    since, began = simulated.relationships["since"], simulated.truth.began_at
    new = simulated.truth.story == "new"
    assert np.array_equal(since[new], began[new])
    assert np.isnat(began[~new]).all()
    assert (since[~new] <= simulated.log["time"].min()).all()


def test_deals_are_between_organisations(simulated: Simulation) -> None:
    """Deals name customers, cost less than they bring, and come in time order."""
    deals = simulated.transactions
    assert len(simulated.portfolio.transactions) == len(deals["value"]) > 50
    assert all(account.startswith("customer") for account in deals["account"])
    assert (deals["cost"] < deals["value"]).all()
    assert (deals["value"] > 0).all()
    assert all(first <= second for first, second in pairwise(deals["time"].tolist()))


def test_accounts_whose_every_contact_left_stop_buying() -> None:
    """No deal comes after the last contact of an account fell silent."""
    sim = sales_team(relationships=60, shares={"churn": 1}, days=730)
    ended: dict[str, np.datetime64] = {}
    for target, moment in zip(sim.truth.target, sim.truth.ended_at, strict=True):
        account = target.split("@")[1].removesuffix(".example")
        ended[account] = max(ended.get(account, moment), moment)
    deals = sim.transactions
    assert len(deals["time"]) > 20
    for account, moment in zip(deals["account"], deals["time"], strict=True):
        assert moment <= ended[account]


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", "dict"])
def test_the_truth_as_a_frame(backend: str, simulated: Simulation) -> None:
    """Every library gets all columns and rows."""
    frame = simulated.truth.to_frame(backend)
    names = list(frame) if backend == "dict" else [str(name) for name in getattr(
        frame, "column_names", getattr(frame, "columns", ()))]  # fmt: skip
    assert names == list(simulated.truth.columns())
    assert len(frame["source"]) == len(simulated.truth) == 200


def test_a_summary_shows_sizes_only(simulated: Simulation) -> None:
    """Neither repr shows an id."""
    text = repr(simulated) + repr(simulated.truth)
    assert "200 relationships" in text
    assert "@" not in text
