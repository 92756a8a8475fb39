"""``partition``: a log that is larger than memory, written once so that it can be scored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, cast

from cyclopts import Parameter

from relationship_health.cli.complaints import UsageError, of_log
from relationship_health.cli.loading import check_options
from relationship_health.cli.options import READING, SHOWING, Options
from relationship_health.cli.ours import OursIs, check_our_side, read_our_side
from relationship_health.cli.printing import progress, say, show_json
from relationship_health.columns.standard import OptionalColumns
from relationship_health.distributed import Scan, scan
from relationship_health.distributed.folder import Manifest
from relationship_health.distributed.scanned import partitioned
from relationship_health.errors import InputError
from relationship_health.wording import number_of

_DEFAULT = Options()


def partition(
    *logs: Path,
    output: Annotated[Path, Parameter(name=["--output", "-o"], group=SHOWING)],
    memory: Annotated[str, Parameter(group=READING)] = "2GiB",
    partitions: Annotated[int | None, Parameter(group=READING)] = None,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
    options: Options = _DEFAULT,
) -> int:
    """Write a log in Parquet files to a folder that can be scored piece by piece.

    Parameters
    ----------
    logs
        Parquet files, folders of them, or patterns.
    output
        The folder; it appears when it is whole.
    memory
        What the process may take, such as 2GiB.
    partitions
        Into how many parts; by default as many as the memory asks for.
    json
        Print the account of the rows as JSON.
    options
        How the log is read.
    """
    if not logs:
        message = "No log was named, expected Parquet files, folders of them, or patterns."
        raise UsageError(message)
    check_options(options)
    if options.recipient_value is not None:
        message = "--recipient-value does not go with partition: the log needs a recipient column."
        raise UsageError(message)
    ours = read_our_side(options.our_side)
    raw = _opened(logs, options, ours, memory)
    with progress(f"Partitioning {raw.place}"):
        parts = partitioned(raw, output, partitions, _expecting(options, ours))
    if json:
        sizes = {"relationships": len(parts), "interactions": parts.interactions}
        show_json({"folder": str(output), **sizes, **parts.issues.to_dict()})
    else:
        say(parts.issues.summary())
    say(
        f"Wrote {number_of(len(parts), 'relationship')}, "
        f"{number_of(parts.interactions, 'interaction')} to {output}; score it with: "
        f"relationship-health score {output}"
    )
    return 0


def _opened(logs: tuple[Path, ...], options: Options, ours: OursIs | None, memory: str) -> Scan:
    columns = cast("OptionalColumns", options.optional_columns)
    try:
        return scan(
            logs, memory=memory, sender=options.sender, recipient=options.recipient,
            time=options.time, our_side=ours, timezone=options.timezone,
            time_unit=options.time_unit, time_format=options.time_format,
            on_error="raise" if options.strict else "collect", **columns,
        )  # fmt: skip
    except InputError as error:
        raise InputError(of_log(error, options)) from error


def _expecting(options: Options, ours: OursIs | None) -> Callable[[Manifest], None]:
    """Return what a partitioned log is held to before it appears: rows, and somebody of ours."""

    def check(manifest: Manifest) -> None:
        found = manifest.found
        if not found.account.rows.accepted + found.account.rows.repaired:
            message = f"None of the {number_of(found.account.rows.rows_in, 'row')} can be used."
            raise InputError(message)
        if ours is not None and not found.ours and found.id is not None:
            check_our_side(options.our_side or "", ours, [found.id])

    return check
