"""Files that were damaged at random: an exact account or a refusal, and never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationship_health.errors import ReaderError
from relationship_health.frames import read_table
from relationship_health.sources import read_source
from tests.io.dirty import calendars, cards, mail, tables
from tests.io.reading import READERS

SOUND = {
    "mbox": mail.box(mail.headers(1), mail.headers(2, To="a@x.example, Bo <bo@x.example>")),
    "eml": mail.headers(1, References="<a@x> <b@x>"),
    "ics": calendars.calendar(
        calendars.zone("Office"),
        calendars.event(1, "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260112T090100Z"),
        calendars.event(2, "DTSTART;TZID=Office:20260105T110100", DTSTART=None),
    ),
    "vcard": (cards.SOUND + cards.card("FN:Cy", "EMAIL;TYPE=PREF:cy@x.example")).encode(),
    "csv": tables.csv(tables.ROW * 3),
    "jsonl": (tables.OBJECT * 3).encode(),
    "hubspot": (tables.HUBSPOT + tables.activity("1", "CALL", "2026-01-12 14:00", "Ana", "b;c",
                                                 "OUTBOUND", "360000")).encode(),
}  # fmt: skip
FEWER = max(20, settings().max_examples // 5)
"""Each example opens a file; ``nox -s fuzz`` tries many more."""

BY_NAME = {given.name: given for given in READERS}
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["drop", "put", "repeat"]),
        st.binary(max_size=6)
        | st.sampled_from(
            [b"\n", b"\r", b"\n ", b"(", b'"', b",", b";", b":", b"@", b"=", b"From "]
        ),
    ),
    max_size=6,
)


def changed(content: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    """Change a file at some places."""
    for where, how, what in changes:
        place = int(where * len(content))
        if how == "drop":
            content = content[:place] + content[place + 1 + len(what) :]
        elif how == "put":
            content = content[:place] + what + content[place:]
        else:
            content = content[:place] + content[max(0, place - 40) :]
    return content


@pytest.mark.parametrize("name", SOUND)
@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_damage_is_refused_or_accounted_for(
    name: str, changes: list[tuple[float, str, bytes]], tmp_path: Path
) -> None:
    """Whatever happens to a file, its rows add up, or the file is refused in our own words."""
    if name == "ics":
        pytest.importorskip("icalendar")
    path = tmp_path / f"a{BY_NAME[name].item.suffixes[0]}"
    path.write_bytes(changed(SOUND[name], changes))
    try:
        reading = read_source(BY_NAME[name], path, {})
    except ReaderError:
        return
    rows = read_table(reading.frame).rows
    assert rows + len(reading.rejected) + len(reading.ignored) == reading.rows_in
    places = range(rows) if reading.places is None else reading.places.tolist()
    assert {found.place for found in reading.repaired} <= set(places)
    found = (*reading.rejected, *reading.repaired, *reading.ignored)
    assert all(each.code and each.reason and len(each.value) <= 200 for each in found)
