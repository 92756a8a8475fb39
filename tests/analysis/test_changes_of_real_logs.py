"""Real logs, where they are at hand: each answer holds a finding that was read in the raw rows."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import relationship_health as rh
from relationship_health.analysis import (
    capital,
    change_impact,
    forecast,
    movers,
    retention,
    then_and_now,
)


@cache
def enron(folder: Path) -> rh.Portfolio:
    """Return the mails of an office, its lawyers as our side."""
    mails = pl.read_csv(folder / "enron" / "events.csv.gz")
    people = pl.read_csv(folder / "enron" / "people.tsv", separator="\t")
    return rh.Portfolio.from_frame(
        mails, sender="sender", recipient="rcv", time="t", time_unit="s", interaction="mid",
        our_side=set(people.filter(pl.col("department") == "Legal")["id"]),
        stakeholders={"id": people["id"].to_list(), "organisation": people["department"].to_list()},
    )  # fmt: skip


@cache
def cdnow(folder: Path) -> rh.Portfolio:
    """Return purchases of a shop's customers."""
    with gzip.open(folder / "cdnow" / "CDNOW_master.txt.gz", "rt") as lines:
        rows = [line.split() for line in lines][1:]
    log = {
        "customer": [row[0] for row in rows], "shop": ["shop"] * len(rows),
        "date": [f"{row[1][:4]}-{row[1][4:6]}-{row[1][6:]}" for row in rows],
        "value": [float(row[3]) for row in rows],
    }  # fmt: skip
    return rh.Portfolio.from_frame(
        log, sender="customer", recipient="shop", time="date", our_side={"shop"}
    )


def test_movers_of_an_office(shared_data: Path) -> None:
    """29 and 43: one mail in May 2000, then silence, then seventeen in the second half of 2001."""
    history = rh.Engine().history(enron(shared_data), as_of=["2001-07-01", "2002-01-01"])
    found = movers(history)
    table = found.columns()
    place = list(zip(table["source"], table["target"], strict=True)).index((29, 43))
    assert len(found.explain(place).steps) == 17
    assert table["change"][place] > 60
    assert table["interactions"][place] > 60


def test_a_person_goes(shared_data: Path) -> None:
    """Person 20 had mail with 38 others by October 2001, most of all, 1,340 rows, with 131."""
    found = change_impact(enron(shared_data), rh.Engine(), "2001-10-01", {"stakeholder": 20})
    table = found.columns()
    assert len(found) == 38
    assert (table["source"][0], table["target"][0], table["interactions"][0]) == (20, 131, 1340)
    assert np.isnan(table["after"]).all()


def test_an_office_then_and_now(shared_data: Path) -> None:
    """30 people from other departments wrote to the lawyers in one year, 55 in the next."""
    found = then_and_now(enron(shared_data), rh.Engine(), "2000-10-01", "2001-10-01")
    table = found.columns()
    place = table["measure"].tolist().index("people in contact")
    assert (table["then"][place], table["now"][place]) == (30, 55)
    assert table["verdict"][place] == "more"


def test_who_stays_in_an_office(shared_data: Path) -> None:
    """Every period closes, and the number alive falls with the bankruptcy."""
    dates = ["2001-04-01", "2001-07-01", "2001-10-01", "2002-01-01", "2002-04-01"]
    table = retention(rh.Engine().history(enron(shared_data), as_of=dates)).columns()
    closing = table["alive_before"] + table["new"] + table["won_back"] - table["lost"]
    np.testing.assert_array_equal(closing, table["alive_after"])
    assert table["lost"][-1] > 2 * (table["new"][-1] + table["won_back"][-1])


def test_mails_to_expect(shared_data: Path) -> None:
    """3,639 rows came in sixty days; and of five looks a month ahead most hold what came."""
    portfolio = enron(shared_data)
    found = forecast(portfolio, "2001-10-01", 60).columns()
    assert found["last"][0] == 3639
    held = []
    for month in ("2000-04-01", "2000-08-01", "2000-12-01", "2001-04-01", "2001-08-01"):
        table = forecast(portfolio, month, 30).columns()
        since = np.datetime64(month, "us").astype("int64")
        inside = (portfolio.time > since) & (portfolio.time <= since + 30 * 86_400_000_000)
        began = portfolio.groups.min(portfolio.time, np.iinfo(np.int64).max)
        came = portfolio.groups.count(inside)[began <= since].sum()
        held.append(table["lower"][0] <= came <= table["upper"][0])
    assert sum(held) >= 4


def test_the_ledger_of_a_shop(shared_data: Path) -> None:
    """20917 bought for the last time on 17 April 1998 after 49 purchases: written off by July."""
    history = rh.Engine().history(cdnow(shared_data), as_of=["1998-04-01", "1998-07-01"])
    found = capital(history, "spend")
    table = found.columns()
    total = table["opening"] + table["won"] + table["strengthened"]
    np.testing.assert_array_equal(total - table["weakened"] - table["lost"], table["closing"])
    members = found.members(0)
    place = members["target"].tolist().index("20917")
    assert members["part"][place] == "lost"
    lost = retention(history).behind(0, "lost")
    assert ("shop", "20917") in lost.keys


@pytest.mark.needs("scipy")
def test_purchases_to_expect(shared_data: Path) -> None:
    """6,590 purchase days worth 262,122.52 came in the quarter before April 1998."""
    table = forecast(cdnow(shared_data), "1998-04-01", 90).columns()
    days, worth = (table["what"].tolist().index(n) for n in ("purchase days", "worth of purchases"))
    assert table["last"][days] == 6590
    assert table["last"][worth] == pytest.approx(262_122.52)
    # What really came: 5,619 days worth 211,934.34.
    assert table["lower"][days] <= 5619 <= table["upper"][days]
    assert table["lower"][worth] <= 211_934.34 <= table["upper"][worth]


def test_products_of_a_crm(shared_data: Path) -> None:
    """Deals opened for each product, and those won, are counted as a filter of the export does."""
    deals = pl.read_csv(shared_data / "crm_export" / "sales_pipeline.csv.gz").with_columns(
        pl.col("engage_date", "close_date").str.to_date("%d-%m-%Y")
    )
    known = deals.filter(pl.col("account").is_not_null())
    opened = known.filter(pl.col("engage_date").is_not_null())
    won = known.filter(pl.col("deal_stage") == "Won")
    portfolio = rh.Portfolio.from_frame(
        opened.select("sales_agent", "account", "engage_date", "product"),
        sender="sales_agent", recipient="account", time="engage_date",
        our_side=set(opened["sales_agent"]),
        transactions=won.select("account", "product", time="close_date", value="close_value"),
    )  # fmt: skip
    found = then_and_now(portfolio, rh.Engine(), "2017-06-30", "2017-12-31")
    table = found.columns()
    days = pl.date(2017, 6, 30), pl.date(2017, 12, 31)
    within = pl.col("engage_date").is_between(*days, closed="right")
    mine = opened.filter(within & (pl.col("product") == "GTX Pro"))
    place = table["measure"].tolist().index("contacts about GTX Pro")
    assert table["now"][place] == mine.height == 560
    sold = won.filter(pl.col("close_date").is_between(*days, closed="right"))
    worth = sold["close_value"].to_numpy()
    of_it = worth[(sold["product"] == "GTX Pro").to_numpy()].sum()
    share = table["measure"].tolist().index("share of GTX Pro")
    assert table["now"][share] == pytest.approx(of_it / worth.sum())
    # No answer of a customer is in a list of deals, and that is said.
    assert "Contact: none that the other side took part in is recorded in either window." in (
        found.missing
    )
