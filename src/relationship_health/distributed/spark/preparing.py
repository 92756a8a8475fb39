"""Before anything moves: which columns are read, who is ours, where declared relationships go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns.account import Account
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import Declared, read_side_tables, with_flagged
from relationship_health.columns.people import marks_of, mix
from relationship_health.columns.rows import Request
from relationship_health.columns.settled import NUMBERS, OWN_NAMES, SENDER
from relationship_health.columns.standard import OPTIONAL_NAMES, is_content
from relationship_health.distributed.settling import Settling
from relationship_health.distributed.spark.building import BUCKET
from relationship_health.distributed.spark.naming import quoted
from relationship_health.distributed.spark.packing import Place, pieces_of
from relationship_health.distributed.spark.sides import resolved_side
from relationship_health.frames import Table, array_column
from relationship_health.model import Relationship

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_KEPT = ("string", "varchar", "char", "tinyint", "smallint", "int", "bigint", "float", "double",
         "decimal", "boolean", "date", "timestamp")  # fmt: skip


def chosen_columns(frame: DataFrame, request: Request) -> tuple[DataFrame, tuple[str, ...]]:
    """Leave out what is never kept, before anything of it is moved.

    Returns
    -------
    frame : DataFrame
    remarks : tuple of str
        On the columns left out.

    Raises
    ------
    ColumnError
        Where a column that is asked for is not there.
    """
    kinds = dict(frame.dtypes)
    table = Table(names=tuple(kinds), rows=0, backend="pyarrow", load=lambda _: array_column([]))
    asked = (request.sender, request.recipient, request.time, *request.optional.values())
    for name in asked:
        table.column(name)
    refused = {name: _refusal(name, kinds[name]) for name in request.unused(kinds)}
    kept = [quoted(name) for name in kinds if not refused.get(name)]
    remarks = tuple(f"column {name!r} {why}" for name, why in refused.items() if why)
    return frame.select(*kept), remarks


def _refusal(name: str, kind: str) -> str:
    if name in OPTIONAL_NAMES:
        return "was left out, as asked"
    if is_content(name):
        return "looks like content and was not kept"
    if not kind.startswith(_KEPT):
        return "holds values of mixed or unsupported types and was not kept"
    return ""


def with_bucket(frame: DataFrame, request: Request, partitions: int) -> DataFrame:
    """Say of each row where it is settled, so that all rows of an interaction are together."""
    from pyspark.sql import functions as F  # noqa: N812

    interaction = F.col(quoted(request.optional["interaction"]))
    anywhere = [F.col(quoted(n)) for n in (request.sender, request.recipient, request.time)]
    spread = F.when(interaction.isNull(), F.xxhash64(*anywhere)).otherwise(F.xxhash64(interaction))
    places = F.lit(partitions * pieces_of(partitions))
    return frame.withColumn(BUCKET, F.pmod(spread, places).cast("int"))


def placed(
    ties: Sequence[tuple[int, Relationship]], partitions: int
) -> dict[Place, list[tuple[int, Relationship]]]:
    """Return where each declared relationship goes: to the rows between the same two."""
    if not ties:
        return {}
    pieces = pieces_of(partitions)
    ends = [marks_of(_ids([getattr(tie, end) for _, tie in ties])) for end in ("source", "target")]
    bucket = mix(ends[0] + ends[1]) % np.uint64(partitions * pieces)
    found: dict[Place, list[tuple[int, Relationship]]] = {}
    for given, place in zip(ties, bucket.tolist(), strict=True):
        found.setdefault(divmod(place, pieces), []).append(given)
    return found


def _ids(values: list[Any]) -> Array:
    ids: Array = np.empty(len(values), dtype=object if isinstance(values[0], str) else np.int64)
    ids[:] = values
    return ids


def moved(packed: DataFrame, partitions: int) -> DataFrame:
    """Bring packed rows to their tasks, in the order of their places."""
    from pyspark.sql import functions as F  # noqa: N812

    if hasattr(packed, "repartitionById"):  # Spark 4.1: no two parts meet in one task
        packed = packed.repartitionById(partitions, F.col("part"))
    else:
        packed = packed.repartition(partitions, "part")
    return packed.sortWithinPartitions("part", "piece")


SAMPLE_ROWS = 1000
"""Rows that are read first, on the driver: what is wrong with a column is then said at once."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Source:
    """A log on a cluster, and how it is read.

    Parameters
    ----------
    frame : DataFrame
        The columns that are read.
    settling : Settling
    schema : pyarrow schema
        Of settled rows.
    declared : Declared
    account : Account
        Of the side tables, and of the columns left out.
    """

    frame: DataFrame
    settling: Settling
    schema: Any
    declared: Declared
    account: Account

    @classmethod
    def of(cls, frame: DataFrame, request: Request) -> Source:
        """Read the side tables and the first rows.

        Raises
        ------
        InputError
            Where a column is missing, or holds what cannot be read.
        """
        frame, remarks = chosen_columns(frame, request)
        ledger = Ledger(0)
        ledger.notes.extend(remarks)
        declared = read_side_tables(request, ledger)
        request = with_flagged(request, frame.columns, declared)
        side = resolved_side(frame, request, [tie for _, tie in declared.ties])
        settling = Settling(
            request=attrs.evolve(request, our_side=side, stakeholders=None, relationships=None)
        )
        sample = frame.limit(SAMPLE_ROWS).toArrow()
        settling.settle(sample)
        return cls(
            frame=frame, settling=settling, schema=settling.schema(sample.schema),
            declared=declared, account=Account.of(ledger),
        )  # fmt: skip

    @property
    def by_interaction(self) -> bool:
        """Whether rows of one interaction have to be settled together."""
        return "interaction" in self.settling.request.optional

    @property
    def needs_all(self) -> bool:
        """Whether the form of some column is known only when every row has been seen."""
        plain = {*OWN_NAMES, *NUMBERS, "interaction"}
        return not plain.issuperset(self.schema.names)

    @property
    def columns(self) -> frozenset[str]:
        """The optional columns, as far as no row says more."""
        return frozenset(self.schema.names) - OWN_NAMES

    @property
    def id_type(self) -> str:
        """The type of ids as Spark spells it."""
        return "string" if str(self.schema.field(SENDER).type) == "string" else "bigint"
