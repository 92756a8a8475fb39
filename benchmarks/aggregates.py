"""The raw aggregates that the metrics rest on, as polars and DuckDB compute them."""

from __future__ import annotations

import numpy as np
import polars as pl

from relationship_health.simulate import END

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
YEAR_US = 365 * DAY_US
WINDOW_US = 14 * DAY_US
BROADCAST = 10
END_US = int(np.datetime64(END, "us").astype(np.int64))


def polars_simple(frame: pl.DataFrame) -> pl.DataFrame:
    """Last engaged contact, decayed count, counts in and out in a year, broadcasts."""
    inbound, outbound = (pl.col("direction") & 2) > 0, (pl.col("direction") & 1) > 0
    recent = pl.col("time") > END_US - YEAR_US
    return frame.group_by("relationship", maintain_order=True).agg(
        pl.col("time").filter(inbound).max().alias("last"),
        (-(END_US - pl.col("time")) / DAY_US / 180.0 * np.log(2)).exp().sum().alias("decayed"),
        (inbound & recent).sum().alias("received"),
        (outbound & recent).sum().alias("sent"),
        (pl.col("audience") > BROADCAST).sum().alias("broadcasts"),
    )


def polars_all(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the sum and number of gaps over an hour and the answered touches."""
    inbound, outbound = (pl.col("direction") & 2) > 0, (pl.col("direction") & 1) > 0
    recent = pl.col("time") > END_US - YEAR_US
    same = pl.col("relationship") == pl.col("relationship").shift(1)
    prepared = frame.with_columns(
        gap=pl.when(same).then(pl.col("time").diff()),
        row=pl.when(inbound).then(pl.int_range(pl.len())).otherwise(None).backward_fill(),
    ).with_columns(
        replier=pl.col("relationship").gather(pl.col("row")),
        reply=pl.col("time").gather(pl.col("row")),
    )
    answered = (
        outbound
        & (pl.col("replier") == pl.col("relationship"))
        & (pl.col("reply") <= pl.col("time") + WINDOW_US)
    )
    long = pl.col("gap") > HOUR_US
    return prepared.group_by("relationship", maintain_order=True).agg(
        pl.col("time").filter(inbound).max().alias("last"),
        (-(END_US - pl.col("time")) / DAY_US / 180.0 * np.log(2)).exp().sum().alias("decayed"),
        (inbound & recent).sum().alias("received"),
        (outbound & recent).sum().alias("sent"),
        (pl.col("audience") > BROADCAST).sum().alias("broadcasts"),
        pl.col("gap").filter(long).sum().alias("gap_sum"),
        long.sum().alias("gaps"),
        answered.sum().alias("answered"),
    )


DUCKDB_SIMPLE = f"""
    SELECT relationship, max(time) FILTER (direction & 2 > 0) AS last,
           sum(exp2(-({END_US} - time) / {DAY_US}.0 / 180.0)) AS decayed,
           count(*) FILTER (direction & 2 > 0 AND time > {END_US - YEAR_US}) AS received,
           count(*) FILTER (direction & 1 > 0 AND time > {END_US - YEAR_US}) AS sent,
           count(*) FILTER (audience > 10) AS broadcasts
    FROM log GROUP BY relationship
""".replace("exp2(", "pow(2, ")  # noqa: S608  constants of this file

DUCKDB_ALL = f"""
    WITH ready AS (
        SELECT *, time - lag(time) OVER sorted AS gap,
               first_value(CASE WHEN direction & 2 > 0 THEN time END IGNORE NULLS) OVER (
                   PARTITION BY relationship ORDER BY time
                   ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS reply
        FROM log WINDOW sorted AS (PARTITION BY relationship ORDER BY time))
    SELECT relationship, max(time) FILTER (direction & 2 > 0) AS last,
           sum(pow(2, -({END_US} - time) / {DAY_US}.0 / 180.0)) AS decayed,
           count(*) FILTER (direction & 2 > 0 AND time > {END_US - YEAR_US}) AS received,
           count(*) FILTER (direction & 1 > 0 AND time > {END_US - YEAR_US}) AS sent,
           count(*) FILTER (audience > 10) AS broadcasts,
           sum(gap) FILTER (gap > 3600000000) AS gap_sum,
           count(*) FILTER (gap > 3600000000) AS gaps,
           count(*) FILTER (direction & 1 > 0 AND reply <= time + {WINDOW_US}) AS answered
    FROM ready GROUP BY relationship
"""  # noqa: S608  constants of this file
