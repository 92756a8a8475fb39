"""Messages collected into columns: one row for each message and each whom it reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from relationship_health.hookspecs import Reading
from relationship_health.io.addresses import MOST_RECIPIENTS
from relationship_health.io.collecting import Collected
from relationship_health.io.headers import Envelope, read_headers
from relationship_health.io.mbox import LONGEST_HEADERS, Block
from relationship_health.wording import number_of

COLUMNS = ("sender", "recipient", "time", "interaction", "thread", "channel", "automated",
           "addressed", "answers")  # fmt: skip
NO_ID = (
    "interaction", "no-message-id", "it has no Message-ID; its place in the file stands in for it",
)  # fmt: skip
BAD_RECIPIENT = "recipient", "bad-recipient", "it is no mail address"
UNKNOWN_RECIPIENT = (
    "", "unknown-recipient", "it names no recipient, and the message that it answers is not here",
)  # fmt: skip
NO_RECIPIENT = "", "no-recipient", "it names no recipient, and answers no message"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_CONVERSATION = 10_000


class Letters(Collected):
    """Collects the messages of a mailbox."""

    def __init__(self, path: Path, options: Mapping[str, Any]) -> None:
        super().__init__(COLUMNS, "message", options.get("skip"))
        self.path = path
        self.most_recipients = int(options.get("max_recipients") or MOST_RECIPIENTS)
        self.envelopes: list[tuple[int, Envelope]] = []
        self.count = 0

    def read(self, place: int, block: Block) -> None:
        """Read the headers of a message."""
        self.count += 1
        if not block.is_whole:
            reason = f"the headers are longer than {LONGEST_HEADERS:,} bytes"
            self.reject(place, ("", "headers-too-long", reason), f"{block.length:,} bytes")
            return
        found = read_headers(block.data, self.most_recipients)
        if isinstance(found, Envelope):
            self.envelopes.append((place, found))
        else:
            self.reject(place, found)

    def finished(self) -> Reading:
        """Return the rows, and the account of the messages."""
        known = {letter.id: letter for _, letter in reversed(self.envelopes) if letter.id}
        names: dict[str, str] = {}
        for place, letter in self.envelopes:
            self._enter(place, letter, self._reached(place, letter, known), known)
            for address, name in letter.names:
                names.setdefault(address, name)
        note = f"{number_of(self.count, 'message')}; one row for each recipient"
        return self.reading([note], names=names)

    def _enter(
        self, place: int, letter: Envelope, reached: Sequence[tuple[str, str]],
        known: Mapping[str, Envelope],
    ) -> None:  # fmt: skip
        if not reached:
            return
        for fault in letter.repaired:
            self.repair(place, fault)
        if not letter.id and len(reached) > 1:
            self.repair(place, NO_ID)
        own = letter.id or f"{self.path.name}#{place}"
        us = (letter.time - _EPOCH) // timedelta(microseconds=1)
        shared = (us, own, _thread(letter, known) or own, "email", letter.automated)
        answers = letter.reply_to or None
        self.add(place, ((letter.sender, who, *shared, how, answers) for who, how in reached))

    def _reached(
        self, place: int, letter: Envelope, known: Mapping[str, Envelope]
    ) -> Sequence[tuple[str, str]]:
        """Return whom a message reached: in lists, whoever wrote what it answers."""
        for _ in range(letter.bad_recipients):
            self.reject(place, BAD_RECIPIENT)
        if letter.recipients or letter.bad_recipients:
            return letter.recipients
        answered = known.get(letter.reply_to)
        if answered is not None:
            return ((answered.sender, "answered"),)
        self.ignore(place, UNKNOWN_RECIPIENT if letter.reply_to else NO_RECIPIENT)
        return ()


def _thread(letter: Envelope, known: Mapping[str, Envelope]) -> str:
    """Return the id of the first message of a conversation, as far as it is here."""
    thread = letter.thread
    for _ in range(_LONGEST_CONVERSATION):
        earlier = known.get(thread)
        if earlier is None or earlier.thread in {thread, letter.id, ""}:
            break
        thread = earlier.thread
    return thread
