"""Messages collected into columns: one row for each message and each whom it reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Column, array_column
from relationship_health.hookspecs import Finding, Reading
from relationship_health.io.addresses import MOST_RECIPIENTS
from relationship_health.io.headers import Envelope, Fault, read_headers
from relationship_health.io.mbox import LONGEST_HEADERS, Block
from relationship_health.io.rejects import never, notes_on

COLUMNS = ("sender", "recipient", "time", "interaction", "thread", "channel", "automated",
           "addressed", "answers")  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_CONVERSATION = 10_000


class Letters:
    """Collects the messages of a mailbox."""

    def __init__(self, path: Path, options: Mapping[str, Any]) -> None:
        self.path = path
        self.most_recipients = int(options.get("max_recipients") or MOST_RECIPIENTS)
        self.skip = options.get("skip", never)
        self.envelopes: list[tuple[int, Envelope]] = []
        self.rejected: list[Finding] = []
        self.repaired: list[Finding] = []
        self.ignored: list[Finding] = []
        self.notes: list[str] = []

    def add(self, place: int, block: Block) -> None:
        """Read the headers of a message."""
        if not block.is_whole:
            reason = f"the headers are longer than {LONGEST_HEADERS:,} bytes"
            self.reject(place, ("", "headers-too-long", reason), f"{block.length:,} bytes")
            return
        found = read_headers(block.data, self.most_recipients)
        if isinstance(found, Envelope):
            self.envelopes.append((place, found))
        else:
            self.reject(place, found)

    def reject(self, place: int, fault: Fault, value: str = "") -> None:
        """Enter a message, or one of its recipients, as bad."""
        column, code, reason = fault
        self.rejected.append(Finding(place, column, value, reason, code))

    def ignore(self, place: int, code: str, reason: str) -> None:
        """Enter a message that is left out by rule."""
        self.ignored.append(Finding(place, "", "", reason, code))

    def reading(self) -> Reading:
        """Return the rows, and the account of the messages."""
        known = {letter.id: letter for _, letter in reversed(self.envelopes) if letter.id}
        rows: list[tuple[Any, ...]] = []
        places: list[int] = []
        for place, letter in self.envelopes:
            reached = self._reached(place, letter, known)
            if not reached:
                continue
            repairs = list(letter.repaired)
            if not letter.id and len(reached) > 1:
                reason = "it has no Message-ID; its place in the file stands in for it"
                repairs.append(("interaction", "no-message-id", reason))
            self.repaired.extend(Finding(place, c, "", why, code) for c, code, why in repairs)
            own = letter.id or f"{self.path.name}#{place}"
            shared = (own, _thread(letter, known) or own, "email", letter.automated)
            us = (letter.time - _EPOCH) // timedelta(microseconds=1)
            for address, addressed in reached:
                rows.append(
                    (letter.sender, address, us, *shared, addressed, letter.reply_to or None)
                )
                places.append(place)
        return self._account(rows, places)

    def _reached(
        self, place: int, letter: Envelope, known: Mapping[str, Envelope]
    ) -> tuple[tuple[str, str], ...]:
        """Return whom a message reached: in lists, whoever wrote what it answers."""
        for _ in range(letter.bad_recipients):
            self.reject(place, ("recipient", "bad-recipient", "it is no mail address"))
        if letter.recipients or letter.bad_recipients:
            return letter.recipients
        answered = known.get(letter.reply_to)
        if answered is not None:
            return ((answered.sender, "answered"),)
        if letter.reply_to:
            reason = "it names no recipient, and the message that it answers is not here"
            self.ignore(place, "unknown-recipient", reason)
        else:
            self.ignore(place, "no-recipient", "it names no recipient, and answers no message")
        return ()

    def _account(self, rows: list[tuple[Any, ...]], places: list[int]) -> Reading:
        columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        frame = dict(zip(COLUMNS, map(array_column, columns), strict=True))
        us = np.array(columns[2], dtype=np.int64)
        frame["time"] = Column(
            kind="time", values=us, missing=np.zeros(len(us), dtype=np.bool_), zoned=True
        )
        left_out = [name for name in COLUMNS if self.skip(name)]
        messages = len(self.envelopes) + len({found.place for found in self.rejected} - {
            place for place, _ in self.envelopes
        })  # fmt: skip
        noun = "message" if messages == 1 else "messages"
        return Reading(
            frame={name: column for name, column in frame.items() if name not in left_out},
            rows_in=len(rows) + len(self.rejected) + len(self.ignored),
            rejected=tuple(sorted(self.rejected)), repaired=tuple(sorted(self.repaired)),
            ignored=tuple(sorted(self.ignored)), places=np.array(places, dtype=np.int64),
            unit="message",
            notes=(f"{messages:,} {noun}; one row for each recipient", *self.notes,
                   *notes_on(left_out)),
            names={address: name for _, e in reversed(self.envelopes) for address, name in e.names},
        )  # fmt: skip


def _thread(letter: Envelope, known: Mapping[str, Envelope]) -> str:
    """Return the id of the first message of a conversation, as far as it is here."""
    thread = letter.thread
    for _ in range(_LONGEST_CONVERSATION):
        earlier = known.get(thread)
        if earlier is None or earlier.thread in {thread, letter.id, ""}:
            break
        thread = earlier.thread
    return thread
