"""Questions asked of real logs, where they are at hand; each answer is read in the raw rows too."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import relationship_health as rh
from relationship_health.analysis import (
    accounts,
    benchmarks,
    matrix,
    segments,
    team,
    who_knows_whom,
)

CUT = 999_302_400  # 2001-09-01, seconds
DAY = 86_400


@pytest.fixture(scope="module")
def mail(shared_data: Path) -> pl.DataFrame:
    """Give the rows of the office mail up to the cut."""
    return pl.read_csv(shared_data / "enron" / "events.csv.gz").filter(pl.col("t") <= CUT)


@pytest.fixture(scope="module")
def people(shared_data: Path) -> pl.DataFrame:
    """Give its people: departments as organisations, titles as roles."""
    table = pl.read_csv(shared_data / "enron" / "people.tsv", separator="\t")
    return table.rename({"department": "organisation", "title": "role"})


@pytest.fixture(scope="module")
def office(mail: pl.DataFrame, people: pl.DataFrame) -> rh.Scorecard:
    """Score it, with the legal department as ours."""
    ours = people.filter(pl.col("organisation") == "Legal")["id"].to_list()
    portfolio = rh.Portfolio.from_frame(
        mail, sender="sender", recipient="rcv", time="t", time_unit="s", interaction="mid",
        our_side=ours, stakeholders=people,
    )  # fmt: skip
    return rh.score(portfolio, as_of="2001-09-01")


def between(mail: pl.DataFrame, one: int, other: int) -> pl.DataFrame:
    """Give the raw rows between two people in the order of time."""
    ends = (pl.col("sender").is_in([one, other])) & (pl.col("rcv").is_in([one, other]))
    return mail.filter(ends & (pl.col("sender") != pl.col("rcv"))).sort("t")


def test_accounts_of_the_office_are_its_departments(
    office: rh.Scorecard, mail: pl.DataFrame, people: pl.DataFrame
) -> None:
    """Relationships and people of each department are those that the raw rows count."""
    department = dict(zip(people["id"], people["organisation"], strict=True))
    pairs = {frozenset(row) for row in mail.select("sender", "rcv").iter_rows()}
    found = accounts(office)
    for name in ("Other", "Trading"):
        cross = [p for p in pairs if sorted(department[i] for i in p) == sorted(("Legal", name))]
        row = found.names.tolist().index(name)
        theirs, ours = (
            {i for p in cross for i in p if department[i] == d} for d in (name, "Legal")
        )
        counted = found.relationships[row], found.people[row], found.our_people[row]
        assert counted == (len(cross), len(theirs), len(ours))
    # Their strongest has written and was written to in most weeks of the year before.
    strongest, through = found.strongest[0], found.members.through[0]
    rows = between(mail, strongest, through)
    assert (strongest, through, len(rows)) == (61, 122, 268)
    assert rows["t"].max() > CUT - DAY  # type: ignore[operator]  # a number
    # Without them it is what is scored without them.
    rest = office.portfolio.select([k for k in office.portfolio.keys if 61 not in k])
    again = accounts(rh.score(rest, as_of="2001-09-01", benchmark=office.benchmark))
    assert again.health[again.names.tolist().index("Other")] == found.left[0]


def test_ways_to_somebody_go_through_lively_mail(office: rh.Scorecard, mail: pl.DataFrame) -> None:
    """The surest way over another goes through pairs that write daily, in both directions."""
    found = who_knows_whom(office, 131)
    path = next(path for path in found.paths if len(path) == 3)
    assert path == (122, 61, 131)
    for one, other in ((122, 61), (61, 131)):
        rows = between(mail, one, other)
        late = rows.filter(pl.col("t") > CUT - 90 * DAY)
        assert len(late) >= 45
        assert set(late["sender"].to_list()) == {one, other}


def test_who_is_below_their_kind_was_never_answered(
    office: rh.Scorecard, mail: pl.DataFrame
) -> None:
    """A single mail of January 2000, never answered: below since the month after."""
    columns = benchmarks(office, "role").columns()
    pairs = list(zip(columns["source"].tolist(), columns["target"].tolist(), strict=True))
    row = pairs.index((34, 59))
    assert columns["below"][row]
    assert columns["sure"][row]
    rows = between(mail, 34, 59)
    assert rows["sender"].to_list() == [34]
    first = np.datetime64(rows["t"].item(), "s")
    assert np.timedelta64(14, "D") < columns["since"][row] - first < np.timedelta64(60, "D")


def test_kinds_of_the_office_are_those_of_the_raw_rows(
    office: rh.Scorecard, mail: pl.DataFrame
) -> None:
    """Steady, cooling and one-way, each read in the raw rows; the kinds sum to all."""
    found = segments(office)
    assert found.summary.columns()["count"].sum() == len(office) == 1436
    kinds = {
        key: found.segment[office.row_of(key)] for key in ((1, 42), (1, 60), (1, 10))
    }  # fmt: skip
    assert kinds == {(1, 42): "steady", (1, 60): "cooling", (1, 10): "one-way"}
    steady, cooling, one_way = (between(mail, *key) for key in kinds)
    late = steady.filter(pl.col("t") > CUT - 90 * DAY)
    before = steady.filter((pl.col("t") > CUT - 360 * DAY) & (pl.col("t") <= CUT - 90 * DAY))
    assert (len(late), len(before)) == (5, 13)
    assert cooling["t"].max() < CUT - 200 * DAY  # type: ignore[operator]  # a number
    assert one_way["sender"].to_list() == [1]


def test_the_team_of_the_office_is_the_legal_department(
    office: rh.Scorecard, mail: pl.DataFrame, people: pl.DataFrame
) -> None:
    """Relationships, and those begun within a year, are what the raw rows count."""
    legal = set(people.filter(pl.col("organisation") == "Legal")["id"].to_list())
    found = team(office, consent=True).columns()
    assert set(found["person"].tolist()) <= legal
    first: dict[frozenset[int], int] = {}
    for one, other, at in mail.sort("t").select("sender", "rcv", "t").iter_rows():
        first.setdefault(frozenset((one, other)), at)
    outside = {p: t for p, t in first.items() if 34 in p and len(p - legal) == 1}
    row = found["person"].tolist().index(34)
    new = sum(t > CUT - 365 * DAY for t in outside.values())
    assert (found["relationships"][row], found["begun"][row]) == (len(outside), new) == (16, 7)


@pytest.mark.needs("scipy")
def test_the_most_valuable_weak_customer_of_the_shop_has_just_gone_quiet(
    shared_data: Path,
) -> None:
    """Customer 13167 bought on 35 days, often since November, and not in the last five weeks."""
    with gzip.open(shared_data / "cdnow" / "CDNOW_master.txt.gz", "rt") as lines:
        rows = [line.split() for line in lines][1:]
    log = {
        "customer": [row[0] for row in rows], "shop": ["shop"] * len(rows),
        "date": [row[1] for row in rows], "value": [float(row[3]) for row in rows],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(
        log, sender="customer", recipient="shop", time="date", time_format="%Y%m%d",
        our_side={"shop"},
    )  # fmt: skip
    found = matrix(rh.score(portfolio, as_of="1998-07-01"))
    assert found.importance.name == "lifetime_value"
    assert len(found) == 23_570
    assert found.columns()["target"][0] == "13167"
    dates = sorted({row[1] for row in rows if row[0] == "13167"})
    assert len(dates) == 35
    assert dates[-1] == "19980523"


def test_deals_without_people_answer_what_they_can(shared_data: Path) -> None:
    """Accounts are healthy or not without threads; the value is there; the rest is named."""
    table = pl.read_csv(shared_data / "crm_export" / "sales_pipeline.csv.gz").drop_nulls(
        ["account", "engage_date"]
    )
    when = {
        name: pl.col(name).str.strptime(pl.Datetime("us"), "%d-%m-%Y")
        for name in ("engage_date", "close_date")
    }
    log = table.select(sender="sales_agent", recipient="account", time=when["engage_date"])
    won = table.filter(pl.col("deal_stage") == "Won").select(
        "account", "product", time=when["close_date"], value=pl.col("close_value").cast(pl.Float64)
    )
    portfolio = rh.Portfolio.from_frame(
        log, our_side=set(log["sender"].to_list()), transactions=won
    )
    found = accounts(rh.score(portfolio, as_of="2017-12-31"))
    spent = (
        won.filter(pl.col("time") <= pl.datetime(2017, 12, 31))
        .group_by("account")
        .agg(pl.col("value").sum(), pl.len())
    )
    raw = {name: (value, count) for name, value, count in spent.iter_rows()}
    rows = zip(
        found.names.tolist(), found.money["value"].tolist(), found.money["transactions"].tolist(),
        strict=True,
    )  # fmt: skip
    assert {name: (value, count) for name, value, count in rows} == raw
    assert np.isnan(found.threads).all()
    assert found.missing[0].startswith("People of 85 organisations")
