"""What the headers of one message say of who wrote to whom, when, and in answer to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parsedate_to_datetime

import attrs

from relationship_health.io.addresses import (
    DEEPEST_COMMENT,
    Addresses,
    is_too_deep,
    read_addresses,
)
from relationship_health.io.collecting import Fault

_ID = re.compile(r"<([^<>\s]{1,998})>")
_LONGEST_ID = 998
_BULK = frozenset({"bulk", "junk", "auto_reply"})
_ADDRESSED = ("to", "cc", "bcc")


@attrs.frozen(slots=True, kw_only=True)
class Envelope:
    """One message without what it says.

    Parameters
    ----------
    id : str
        Its Message-ID; empty where it has none.
    reply_to : str
        Id of the message that it answers, empty where it answers none.
    thread : str
        Id of the first message of the conversation, as far as the headers tell.
    sender : str
    recipients : tuple of (address, "to", "cc" or "bcc")
    bad_recipients : int
        How many more there are that are no addresses.
    time : datetime
    automated : bool
        Whether a machine sent it.
    names : tuple of (address, name)
    repaired : tuple of Fault
    """

    id: str
    reply_to: str
    thread: str
    sender: str
    recipients: tuple[tuple[str, str], ...]
    bad_recipients: int
    time: datetime
    automated: bool
    names: tuple[tuple[str, str], ...]
    repaired: tuple[Fault, ...]


def read_headers(block: bytes, most_recipients: int) -> Envelope | Fault:
    """Read a block of header lines; the first thing that spoils the message is returned instead."""
    # The older policy parses no value unless asked to, and never fails on one.
    headers = BytesParser(policy=compat32).parsebytes(block, headersonly=True)
    spelt = {name: _values(headers, name) for name in ("from", "sender", *_ADDRESSED)}
    fault = _unreadable(headers, spelt, most_recipients)
    if fault is not None:
        return fault
    sender = read_addresses(spelt["from"] or spelt["sender"])
    moment, repairs = _moment(headers)
    if not sender.found or moment is None:
        return _lacking(headers, moment)
    reached = {name: read_addresses(spelt[name]) for name in _ADDRESSED}
    recipients: dict[str, str] = {}
    for name, addresses in reached.items():
        for address, _ in addresses.found:
            recipients.setdefault(address, name)
    if len(recipients) > most_recipients:
        return _too_many(most_recipients)
    if any(addresses.hidden for addresses in (sender, *reached.values())):
        repairs.append(("", "hidden-address", "an address was written out, and is put together"))
    own, reply_to, thread = _ids(headers)
    return Envelope(
        id=own, reply_to=reply_to, thread=thread, sender=_author(sender, spelt["sender"]),
        recipients=tuple(recipients.items()), time=moment, automated=_is_automated(headers),
        bad_recipients=sum(addresses.bad for addresses in reached.values()),
        names=tuple(n for a in (sender, *reached.values()) for n in a.found if n[1]),
        repaired=tuple(repairs),
    )  # fmt: skip


def _unreadable(
    headers: Message, spelt: Mapping[str, Sequence[str]], most_recipients: int
) -> Fault | None:
    """Return why addresses must not even be looked for."""
    if not headers.keys():
        return "", "no-headers", "the message has no headers"
    if any(map(is_too_deep, spelt.values())):
        return "", "too-deep", f"comments are nested more than {DEEPEST_COMMENT} times"
    # Names may hold a comma each; beyond that the list is too long whatever is in it.
    if sum(value.count(",") for n in _ADDRESSED for value in spelt[n]) >= 2 * most_recipients:
        return _too_many(most_recipients)
    return None


def _lacking(headers: Message, moment: datetime | None) -> Fault:
    if moment is None:
        code, words = ("bad-date", "no sound") if headers["date"] else ("no-date", "no")
        return "time", code, f"the message has {words} Date, and no Received tells it either"
    named = headers["from"] or headers["sender"]
    code, words = ("bad-sender", "no sound sender") if named else ("no-sender", "no sender")
    return "sender", code, f"the message names {words}"


def _too_many(most: int) -> Fault:
    return "recipient", "too-many-recipients", f"the message has more than {most:,} recipients"


def _values(headers: Message, name: str) -> list[str]:
    return [" ".join(str(value).split()) for value in headers.get_all(name, [])]


def _author(authors: Addresses, sender: Sequence[str]) -> str:
    """Return the one of several authors who sent it, or else the first."""
    if len(authors.found) > 1:
        sent = read_addresses(sender).found
        if sent and sent[0][0] in dict(authors.found):
            return sent[0][0]
    return authors.found[0][0]


def _moment(headers: Message) -> tuple[datetime | None, list[Fault]]:
    """Return when it was sent, or else when it arrived, and what was mended for that."""
    found = _date(headers["date"])
    if found is not None:
        return found, []
    for received in headers.get_all("received", []):
        arrived = _date(str(received).rpartition(";")[2])
        if arrived is not None:
            code, words = ("bad-date", "no time") if headers["date"] else ("no-date", "not there")
            reason = f"the Date is {words}; taken from Received"
            return arrived, [("time", code, reason)]
    return None, []


def _date(value: object) -> datetime | None:
    """Return the moment that a header tells; without a zone it is UTC, as RFC 5322 has it."""
    try:
        found = parsedate_to_datetime(str(value or ""))
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _ids(headers: Message) -> tuple[str, str, str]:
    """Return the message's own id, that of the message it answers, that of the first of all."""
    own = "".join(_listed(headers, "message-id")[:1])
    given = str(headers["message-id"] or "").strip().strip("<>")
    if not own and given and len(given) <= _LONGEST_ID and " " not in given:
        own = given if given.isprintable() else ""
    earlier, answered = _listed(headers, "references"), _listed(headers, "in-reply-to")
    reply_to = (answered or earlier[-1:] or [""])[0]
    return own, reply_to, (earlier or answered or [own])[0]


def _listed(headers: Message, name: str) -> list[str]:
    return [i for i in _ID.findall(str(headers[name] or "")) if i.isprintable()]


def _is_automated(headers: Message) -> bool:
    submitted = str(headers["auto-submitted"] or "no").split(";")[0].strip().lower()
    if submitted != "no" or str(headers["precedence"] or "").strip().lower() in _BULK:
        return True
    invitation = str(headers["content-type"] or "").lower().startswith("text/calendar")
    # A list of people can be written to; a newsletter can only be left.
    newsletter = headers["list-unsubscribe"] and not (
        headers["list-post"] or headers["in-reply-to"]
    )
    return invitation or bool(newsletter)
