"""Mail addresses out of headers, calendars and cards: one spelling each, bounded work."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import getaddresses

import attrs

DEEPEST_COMMENT = 20
"""Brackets within brackets: the standard library recurses once for each."""

MOST_RECIPIENTS = 1_000
"""Recipients of one message or meeting: what reached more is no contact between two people."""

_LONGEST_ADDRESS = 320
_LONGEST_NAME = 200
_SPECIAL = r'\s@<>()\[\],;:"\\'
_ADDRESS = re.compile(rf"[^{_SPECIAL}]+@[^{_SPECIAL}]+")
# Archives of mailing lists hide addresses from those who would collect them.
_HIDDEN = re.compile(r"^\s*([^\s@<>()]+)(?: at |\(a\)|\(at\))([^\s@<>()]+)\s*(?:\((.*)\))?\s*$")
# Later versions of Python give nothing at all where one of many addresses is odd.
_LENIENT = {"strict": False} if "strict" in inspect.signature(getaddresses).parameters else {}


@attrs.frozen(slots=True, kw_only=True)
class Addresses:
    """The addresses of a header.

    Parameters
    ----------
    found : tuple of (address, name)
        Sound ones, each once, in their order.
    bad : int
        How many are none.
    hidden : bool
        Whether they were spelt to be read by people only.
    """

    found: tuple[tuple[str, str], ...] = ()
    bad: int = 0
    hidden: bool = False


def mail_address(text: str) -> str:
    """Return an address in its one spelling, small letters in composed form; empty if it is none.

    Examples
    --------
    >>> mail_address(" Ana@US.example"), mail_address("ana at home")
    ('ana@us.example', '')
    """
    plain = unicodedata.normalize("NFC", text.strip()).lower()
    sound = len(plain) <= _LONGEST_ADDRESS and plain.isprintable() and _ADDRESS.fullmatch(plain)
    return plain if sound else ""


def read_addresses(values: Sequence[str]) -> Addresses:
    """Read the addresses of some header lines.

    Examples
    --------
    >>> read_addresses(["Ana <Ana@us.example>, bo@them.example, nobody"])
    Addresses(found=(('ana@us.example', 'Ana'), ('bo@them.example', '')), bad=1, hidden=False)
    """
    hidden = _HIDDEN.match(values[0]) if len(values) == 1 else None
    if hidden:
        address = mail_address(f"{hidden[1]}@{hidden[2]}")
        if address:
            return Addresses(found=((address, decoded_name(hidden[3] or "")),), hidden=True)
    found: dict[str, str] = {}
    bad = 0
    for name, given in getaddresses(list(values), **_LENIENT):
        address = mail_address(given)
        if address:
            found.setdefault(address, decoded_name(name))
        elif given.strip():
            bad += 1
    return Addresses(found=tuple(found.items()), bad=bad)


def is_too_deep(values: Sequence[str]) -> bool:
    """Whether comments nest too deeply to be read.

    Examples
    --------
    >>> is_too_deep(["(a) (b) ana@us.example"] * 50), is_too_deep(["(" * 50])
    (False, True)
    """
    for value in values:
        depth = 0
        for mark in re.findall(r"[()]", value):
            depth = max(depth + (1 if mark == "(" else -1), 0)
            if depth > DEEPEST_COMMENT:
                return True
    return False


def decoded_name(text: str) -> str:
    """Return a display name in plain characters; one that cannot be decoded stays as it is.

    Examples
    --------
    >>> decoded_name("=?utf-8?q?J=C3=B6?=")
    'Jö'
    """
    text = text[:_LONGEST_NAME]
    if "=?" in text:
        with suppress(MessageError, LookupError, ValueError):
            text = str(make_header(decode_header(text)))
    text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(unicodedata.normalize("NFC", text).split())
