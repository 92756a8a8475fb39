"""From coded lines to the columns of a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from relationship_health.arrays import Array, Bools, Column, Ints
from relationship_health.simulate.lines import (
    CHANNELS,
    NOTHING,
    OUTCOMES,
    PURPOSES,
    STATUSES,
    Lines,
    code,
)


def text(codes: Ints, words: Sequence[str]) -> Column:
    """Return a text column of sorted words.

    Examples
    --------
    >>> text(np.array([1, -1]), ("email", "phone")).texts()
    array(['phone', None], dtype=object)
    """
    return Column(kind="text", values=codes, missing=codes < 0, categories=tuple(words))


def whole(values: Array, kind: str = "integer") -> Column:
    """Return a column of integers, flags or floats, NaN being missing."""
    missing = np.isnan(values) if kind == "float" else np.zeros(len(values), dtype=np.bool_)
    return Column(kind=kind, values=values, missing=missing)  # type: ignore[arg-type]  # as said


def interaction_ids(mailing: Ints) -> Ints:
    """Return numbers of what was sent, from 1: every line its own, all copies of a mailing one.

    Examples
    --------
    >>> interaction_ids(np.array([-1, 4, 4, -1]))
    array([1, 3, 3, 2])
    """
    single = mailing == NOTHING
    count = int(single.sum())
    ids = np.cumsum(single)
    ids[~single] = count + 1 + np.unique(mailing[~single], return_inverse=True)[1]
    return ids


def thread_names(conversation: Ints, threaded: Bools) -> Column:
    """Name the threads by their place in time.

    Parameters
    ----------
    conversation : int64 array over lines
        ``NOTHING`` where a line is in none.
    threaded : bool array over conversations

    Examples
    --------
    >>> thread_names(np.array([2, -1, 0, 1]), np.array([True, False, True])).texts()
    array(['t2', None, 't1', None], dtype=object)
    """
    names = np.append(np.where(threaded, np.cumsum(threaded) - 1, NOTHING), NOTHING)
    count = int(threaded.sum())
    width = len(str(count))
    return text(names[conversation], [f"t{number:0{width}d}" for number in range(1, count + 1)])


def log_table(
    lines: Lines, ids: Sequence[str], source: Ints, target: Ints, threaded: Bools
) -> dict[str, Column]:
    """Return the log, in order of time.

    Parameters
    ----------
    lines : Lines
    ids : sequence of str
        Ids of all people, sorted.
    source, target : int64 arrays over relationships
        Positions among the ids.
    threaded : bool array over conversations
    """
    lines = lines.take(np.argsort(lines.time, kind="stable"))
    ours, theirs = source[lines.relationship], target[lines.relationship]
    automated = lines.channel == code("newsletter", CHANNELS)
    none = np.zeros(len(lines), dtype=np.bool_)
    return {
        "sender": text(np.where(lines.by_us, ours, theirs), ids),
        "recipient": text(np.where(lines.by_us, theirs, ours), ids),
        "time": Column(kind="time", values=lines.time, missing=none, zoned=True),
        "channel": text(lines.channel, CHANNELS),
        "audience": whole(lines.audience),
        "duration": whole(lines.duration, "float"),
        "thread": thread_names(lines.conversation, threaded),
        "purpose": text(lines.purpose, PURPOSES),
        "outcome": text(lines.outcome, OUTCOMES),
        "status": text(lines.status, STATUSES),
        "automated": whole(automated, "boolean"),
        "interaction": whole(interaction_ids(lines.mailing)),
        "value": whole(lines.value, "float"),
    }


def plain(columns: Mapping[str, Column]) -> dict[str, Array]:
    """Return columns as a user would hold them, text as objects and times as datetime64."""
    arrays: dict[str, Array] = {}
    for name, column in columns.items():
        match column.kind:
            case "text":
                arrays[name] = column.texts()
            case "time":
                arrays[name] = column.values.astype("datetime64[us]")
            case _:
                arrays[name] = column.values.copy()
    return arrays
