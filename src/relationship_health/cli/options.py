"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import attrs
from cyclopts import Group, Parameter

from relationship_health.columns import OPTIONAL_NAMES

COLUMNS = Group(
    "Columns", help="Which column of the file holds what; an empty name leaves one out.", sort_key=1
)
READING = Group("Reading", sort_key=2)
SCORING = Group("Scoring", sort_key=3)
SHOWING = Group("Output", sort_key=4)

Column = Annotated[str | None, Parameter(group=COLUMNS)]
Flag = Annotated[bool, Parameter(negative="")]


@Parameter(name="*")
@attrs.frozen(kw_only=True)
class Options:
    """How a log is read and scored.

    Parameters
    ----------
    sender
        Column that says who contacted.
    recipient
        Column that says whom.
    recipient_value
        One recipient for all rows, such as the shop of a purchase log.
    time
        Column that says when.
    interaction
        Id of the interaction; rows that share it are one message to several recipients.
    direction
        outbound, inbound or mutual, for a log that is already seen from our side.
    channel
        email, phone, meeting and so on.
    audience
        How many people were reached.
    duration
        Minutes.
    thread
        Id of the conversation.
    purpose
        What it was for.
    outcome
        What came of it.
    automated
        Whether a machine sent it.
    status
        done, scheduled, cancelled and so on; only done is contact.
    value
        What it was worth.
    reader
        Name of the format, where neither content nor suffix tells it.
    table
        Table of a database that has several.
    owner
        Whose calendar it is, where meetings name no organiser.
    delimiter
        Character between cells; found in the header where it is not given.
    time_unit
        Unit of times that are numbers.
    time_format
        Format of times that are not ISO 8601, such as "%d/%m/%Y %H:%M".
    timezone
        Zone of times that carry none.
    our_side
        Who is ours: a file with one id per line or, where there is no such file, a pattern
        such as "*@us.example".
    strict
        Make any bad row an error.
    as_of
        Moment that scores speak of, ISO 8601, in UTC where it has no zone; by default the time
        of the last interaction.
    benchmark
        File with what is usual, by default learned from the log.
    profile
        Weights and bands: default, sales, customer_success, or a TOML file.
    """

    sender: Annotated[str, Parameter(group=COLUMNS)] = "sender"
    recipient: Annotated[str, Parameter(group=COLUMNS)] = "recipient"
    recipient_value: Column = None
    time: Annotated[str, Parameter(group=COLUMNS)] = "time"
    interaction: Column = None
    direction: Column = None
    channel: Column = None
    audience: Column = None
    duration: Column = None
    thread: Column = None
    purpose: Column = None
    outcome: Column = None
    automated: Column = None
    status: Column = None
    value: Column = None
    reader: Annotated[str | None, Parameter(group=READING)] = None
    table: Annotated[str | None, Parameter(group=READING)] = None
    owner: Annotated[str | None, Parameter(group=READING)] = None
    delimiter: Annotated[str | None, Parameter(group=READING)] = None
    time_unit: Annotated[Literal["s", "ms", "us"] | None, Parameter(group=READING)] = None
    time_format: Annotated[str | None, Parameter(group=READING)] = None
    timezone: Annotated[str, Parameter(group=READING)] = "UTC"
    our_side: Annotated[str | None, Parameter(group=READING)] = None
    strict: Annotated[bool, Parameter(group=READING, negative="")] = False
    as_of: Annotated[str | None, Parameter(group=SCORING)] = None
    benchmark: Annotated[Path | None, Parameter(group=SCORING)] = None
    profile: Annotated[str, Parameter(group=SCORING)] = "default"

    @property
    def optional_columns(self) -> dict[str, str | None]:
        """The optional columns that were named; None for those to be left out."""
        named = {name: getattr(self, name) for name in OPTIONAL_NAMES}
        return {name: given or None for name, given in named.items() if given is not None}


@Parameter(name="*")
@attrs.frozen(kw_only=True)
class Showing:
    """What is shown of the scores.

    Parameters
    ----------
    top
        Which end of the ranking comes first.
    limit
        Rows of the table.
    json
        Print all rows as JSON instead of the table.
    output
        Write all rows to a file: .csv, .json, .jsonl or .parquet.
    """

    top: Annotated[Literal["coldest", "warmest"], Parameter(group=SHOWING)] = "coldest"
    limit: Annotated[int, Parameter(group=SHOWING)] = 20
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], group=SHOWING)] = None


@attrs.frozen(kw_only=True)
class PluginChoice:
    """Which of the installed plugins may be loaded.

    Parameters
    ----------
    allowed : tuple of str or None
        Names; None for all.
    blocked : tuple of str
        Names that are left out all the same.
    """

    allowed: tuple[str, ...] | None = None
    blocked: tuple[str, ...] = ()
