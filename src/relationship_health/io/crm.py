"""Activities that a customer database exports: its columns and words are presets, kept as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.errors import ReaderError
from relationship_health.frames import Table, read_table
from relationship_health.hookspecs import Reader, Reading, hookimpl
from relationship_health.io.addresses import MOST_RECIPIENTS
from relationship_health.io.collecting import Collected
from relationship_health.io.delimited import read_delimited
from relationship_health.model import CHANNELS

PRESETS = ("hubspot", "pipedrive", "salesforce")
_PEOPLE = re.compile(r"\s*;\s*")
_CLOCK = re.compile(r"(\d+):(\d\d)(?::\d\d)?")


def _clock_minutes(text: str) -> float:
    found = _CLOCK.fullmatch(text)
    return float(text) if found is None else 60.0 * int(found[1]) + int(found[2])


_MINUTES: Mapping[str, Callable[[str], float]] = {
    "minutes": float,
    "seconds": lambda text: float(text) / 60,
    "milliseconds": lambda text: float(text) / 60_000,
    "length": _clock_minutes,
}
_TOO_MANY = ("recipient", "too-many-recipients",
             f"more than {MOST_RECIPIENTS:,} contacts are named")  # fmt: skip
_NO_LENGTH = "duration", "bad-number", "the duration cannot be read; set to unknown"
_KEPT = ("sender", "recipient", "time", "interaction", "channel", "direction", "status", "duration")


@hookimpl
def rh_readers() -> Iterable[Reader]:
    """Give a reader for each customer database that there is a preset of."""
    for name in PRESETS:
        preset = read_preset(name)
        yield Reader(
            name=name,
            suffixes=(f".{name}.csv", f".{name}.csv.gz"),
            read=partial(read_activities, preset=preset),
            summary=preset.summary,
        )


@attrs.frozen(slots=True, kw_only=True)
class Preset:
    """What one customer database calls things.

    Parameters
    ----------
    name, summary : str
    columns : mapping of str to sequence of str
        For each meaning the names that its column may have, the likeliest first.
    words : mapping of meaning to mapping of str to str
        What the words of a column mean, in small letters.
    aside : mapping of str to str
        Kinds of activity that are no contact, and why.
    formats : sequence of str
        Formats of times that are not ISO 8601.
    number : str
        Unit of times that are numbers; empty where there are none.
    remark : str
        What to say where one of the formats was needed.
    """

    name: str
    summary: str
    columns: Mapping[str, Sequence[str]]
    words: Mapping[str, Mapping[str, str]]
    aside: Mapping[str, str]
    formats: Sequence[str] = ()
    number: str = ""
    remark: str = ""

    def found(self, names: Iterable[str]) -> dict[str, str]:
        """Return which of a table's columns holds which meaning."""
        known = {name.strip().lower(): name for name in reversed(list(names))}
        places = {}
        for meaning, candidates in self.columns.items():
            named = [known[name.lower()] for name in candidates if name.lower() in known]
            if named:
                places[meaning] = named[0]
        return places


@cache
def read_preset(name: str) -> Preset:
    """Return a preset by its name."""
    text = Path(__file__).parent.joinpath("presets", f"{name}.toml").read_text("utf-8")
    given = tomllib.loads(text)
    return Preset(
        name=name, summary=given["summary"], columns=given["columns"], words=given["words"],
        aside=given["aside"], **given["times"],
    )  # fmt: skip


def read_activities(path: Path, options: Mapping[str, Any], *, preset: Preset) -> Reading:
    """Read a table of activities, one row for each and each contact that it names.

    Parameters
    ----------
    path : Path
    options : mapping
        ``delimiter``, as of any delimited text. ``time_format``: times are left as they stand.
    preset : Preset

    Returns
    -------
    Reading
        Whoever is assigned counts as sender, and so as ours; the direction is that of the
        activity; where nothing tells it, mutual for meetings and outbound for the rest. Tasks and
        notes are ignored. Only columns that the preset names are read.

    Raises
    ------
    ReaderError
        Where a column that has to be there is not.
    """
    wanted = {name.lower() for names in preset.columns.values() for name in names}
    names: list[str] = []

    def skip(name: str) -> bool:
        names.append(name)
        return name.strip().lower() not in wanted

    try:
        plain = read_delimited(path, {**options, "skip": skip})
    except ReaderError:
        if names:
            _expect_columns(path, preset, preset.found(names))
        raise
    table = read_table(plain.frame)
    places = preset.found(table.names)
    _expect_columns(path, preset, places)
    activities = _Activities(preset, options)
    lines = np.arange(table.rows) if plain.places is None else plain.places
    for place, cells in zip(lines.tolist(), _rows(table, places), strict=True):
        activities.read(place, cells)
    return activities.finished(plain)


def _expect_columns(path: Path, preset: Preset, places: Mapping[str, str]) -> None:
    for needed in ("sender", "recipient", "time"):
        if needed not in places:
            message = (
                f"{path} has no column that {preset.summary.split()[-1]} would name the {needed} "
                f"by, expected one of {', '.join(preset.columns[needed])}: check the export, or "
                "read it as csv and name its columns."
            )
            raise ReaderError(message)


def _rows(table: Table, places: Mapping[str, str]) -> Iterable[dict[str, str]]:
    columns = {meaning: table.column(name).texts() for meaning, name in places.items()}
    for values in zip(*columns.values(), strict=True):
        yield {m: (v or "").strip() for m, v in zip(columns, values, strict=True)}


class _Activities(Collected):
    """Collects activities."""

    def __init__(self, preset: Preset, options: Mapping[str, Any]) -> None:
        super().__init__(_KEPT, "activity in line", options.get("skip"))
        self.preset, self.options = preset, options
        self.remarked = False

    def read(self, place: int, cells: Mapping[str, str]) -> None:
        """Take in an activity."""
        kind = cells.get("kind", "").lower()
        if kind in self.preset.aside:
            self.ignore(place, ("", "not-a-contact", self.preset.aside[kind]))
            return
        people = [name for name in _PEOPLE.split(cells["recipient"]) if name]
        if len(people) > MOST_RECIPIENTS:
            self.reject(place, _TOO_MANY)
            return
        channel = self._word("kind", kind)
        unsaid = "mutual" if channel in CHANNELS and CHANNELS[channel].mutual else "outbound"
        shared = (
            self._time(cells), cells.get("interaction") or None, channel or None,
            self._word("direction", cells.get("direction", "").lower()) or unsaid,
            self._word("status", cells.get("status", "").lower()) or None,
            self._minutes(place, cells),
        )  # fmt: skip
        sender = cells["sender"] or None
        self.add(place, ((sender, person, *shared) for person in people or [None]))

    def _word(self, meaning: str, word: str) -> str:
        return self.preset.words.get(meaning, {}).get(word, word)

    def _time(self, cells: Mapping[str, str]) -> str:
        """Return a time as ISO 8601 where it can be read, else as it stands."""
        text = f"{cells['time']} {cells.get('clock', '')}".strip()
        if self.options.get("time_format"):
            return text
        if self.preset.number == "ms" and len(text) > len("20260105") and text.isdigit():
            moment = np.datetime64(int(text), "ms") if len(text) < 15 else None  # noqa: PLR2004  the year 9999 and more
            return text if moment is None else f"{moment}Z"
        for layout in self.preset.formats:
            try:
                found = datetime.strptime(text, layout)  # noqa: DTZ007  the zone is an option
            except ValueError:
                continue
            self.remarked = self.remarked or bool(self.preset.remark)
            return found.isoformat()
        return text

    def _minutes(self, place: int, cells: Mapping[str, str]) -> float | None:
        for unit, minutes in _MINUTES.items():
            if cells.get(unit):
                try:
                    return minutes(cells[unit])
                except ValueError:
                    self.repair(place, _NO_LENGTH)
        return None

    def finished(self, plain: Reading) -> Reading:
        """Return the rows, and the account of the activities."""
        self.rejected.extend(plain.rejected)
        remark = f"{self.preset.remark}; --time-format says otherwise"
        return self.reading([remark] if self.remarked else [])
