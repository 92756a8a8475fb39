"""Who is ours, before any part of a log is settled: parts may not show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from relationship_health.columns.found import IdsOfOurs
from relationship_health.columns.rows import Request
from relationship_health.columns.sides import HEARD, OURS, SEEN, THEIRS, ids_of
from relationship_health.distributed.sides import decided
from relationship_health.distributed.spark.naming import quoted
from relationship_health.errors import InputError
from relationship_health.model import Relationship

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def resolved_side(
    frame: DataFrame, request: Request, ties: Sequence[Relationship]
) -> Callable[[str | int], bool] | str | None:
    """Return who is ours as a function of an id that can travel, or None where nobody says.

    Raises
    ------
    InputError
        Where a column says both of one sender, or is not boolean.
    """
    side = request.our_side
    if side is None or callable(side):
        return side
    if not isinstance(side, str):
        return IdsOfOurs(ids_of(side))
    # What is no column of the log is refused where the log is read.
    return _flagged(frame, request, side, ties) if side in frame.columns else side


def _flagged(
    frame: DataFrame, request: Request, name: str, ties: Sequence[Relationship]
) -> IdsOfOurs:
    """Decide by a column that says of each sender whether it is ours."""
    kind = dict(frame.dtypes)[name]
    if kind != "boolean":
        message = (
            f"our_side names column {name!r}, which holds {kind}, expected true and false for 'the "
            "sender is ours': convert it, or pass ids."
        )
        raise InputError(message)
    ends = {end for tie in ties for end in (tie.source, tie.target)}
    signs = _signs(frame, request, name, sorted(ends, key=str))
    return decided(name, signs, ties)


def _signs(
    frame: DataFrame, request: Request, name: str, ends: Sequence[str | int]
) -> dict[str | int, int]:
    """Return all that the log says of those ids whose side it may not be to be the other one."""
    from pyspark.sql import functions as F  # noqa: N812  as all of Spark's users call it

    us = F.col(quoted(name))
    said = F.when(us, F.lit(int(OURS))).when(~us, F.lit(int(THEIRS))).otherwise(F.lit(0))
    heard = F.when(~us, F.lit(int(HEARD))).otherwise(F.lit(0))
    told = [
        frame.select(F.col(quoted(end)).alias("id"), sign.bitwiseOR(F.lit(int(SEEN))).alias("sign"))
        for end, sign in ((request.sender, said), (request.recipient, heard))
    ]
    signs = (
        told[0].union(told[1]).where("id is not null and trim(cast(id as string)) <> ''")
        .groupBy("id").agg(F.bit_or("sign").alias("sign"))
    )  # fmt: skip
    theirs = (F.col("sign").bitwiseAND(F.lit(int(OURS))) == 0) & (
        (F.col("sign").bitwiseAND(F.lit(int(HEARD))) == 0)
        | (F.col("sign").bitwiseAND(F.lit(int(THEIRS))) != 0)
    )
    asked = ~theirs | F.col("id").isin(list(ends)) if ends else ~theirs
    return {row.id: row.sign for row in signs.where(asked).collect()}
