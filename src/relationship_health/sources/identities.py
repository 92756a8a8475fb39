"""Who is who across sources: one spelling, explicit aliases, and suggestions; no silent merge."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import attrs

from relationship_health.errors import InputError

MOST_SUGGESTIONS = 1_000
_NEAR = 0.88
_LARGEST_DOMAIN = 400
_SHORTEST_LOCAL = 3
_SHARED = frozenset({
    "admin", "billing", "contact", "hello", "help", "info", "mail", "marketing", "no-reply",
    "noreply", "office", "press", "root", "sales", "service", "support", "team", "webmaster",
})  # fmt: skip
"""What many organisations call an address: it tells nothing of who is behind it."""


@attrs.frozen(slots=True, kw_only=True)
class Suggestion:
    """Two ids that may be one person.

    Parameters
    ----------
    first, second : str
    reason : str
    """

    first: str
    second: str
    reason: str


@attrs.frozen(slots=True, kw_only=True)
class Identities:
    """How ids of several sources become one.

    Parameters
    ----------
    aliases : mapping of str to sequence of str
        Further ids of one stakeholder, by the id that it is to have.
    plus_addressing : bool
        Whether what follows a ``+`` before the ``@`` is left out.

    Raises
    ------
    InputError
        Where an id would have to be two people.

    Examples
    --------
    >>> known = Identities(aliases={"ana@us.example": ["Ana Lopez"]}, plus_addressing=True)
    >>> known.resolve("Ana Lopez"), known.resolve("ANA+news@us.example"), known.resolve("A17")
    ('ana@us.example', 'ana@us.example', 'A17')
    """

    aliases: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    plus_addressing: bool = False
    _table: Mapping[str, str] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        table: dict[str, str] = {}
        mains = {self.spelt(main) for main in self.aliases}
        for main, others in self.aliases.items():
            target = self.spelt(main)
            for other in map(self.spelt, others):
                taken = table.setdefault(other, target)
                if taken != target or (other in mains and other != target):
                    also = taken if taken != target else other
                    message = (
                        f"The alias {other!r} belongs to {target!r} and to {also!r}, expected one "
                        "stakeholder: leave it out at one of them."
                    )
                    raise InputError(message)
        object.__setattr__(self, "_table", table)

    def spelt(self, given: str | int) -> str:
        """Return an id in its one spelling: composed characters, addresses in small letters."""
        text = unicodedata.normalize("NFC", str(given).strip())
        if "@" not in text:
            return text
        local, _, domain = text.lower().rpartition("@")
        head, plus, _ = local.partition("+")
        return f"{head if plus and head and self.plus_addressing else local}@{domain}"

    def resolve(self, given: str | int) -> str:
        """Return the id that a stakeholder has in all sources."""
        text = self.spelt(given)
        return self._table.get(text, text)


def suggest(
    ids: Iterable[str], names: Mapping[str, str], cards: Iterable[Sequence[str]] = ()
) -> tuple[Suggestion, ...]:
    """Return pairs of ids that may be one person, the surest first, each pair once.

    Parameters
    ----------
    ids : iterable of str
        As they stand after resolving.
    names : mapping of str to str
        Display names by id.
    cards : iterable of sequences of str
        Addresses that stand on one contact card.

    Examples
    --------
    >>> suggest(["ana@us.example", "ana@home.example"], {})[0].reason
    'the same name before the @'
    """
    known = sorted(set(ids))
    found: dict[tuple[str, str], str] = {}
    for first, second, reason in _pairs(known, names, cards):
        if first != second:
            found.setdefault((min(first, second), max(first, second)), reason)
        if len(found) >= MOST_SUGGESTIONS:
            break
    return tuple(Suggestion(first=a, second=b, reason=why) for (a, b), why in found.items())


def _pairs(
    known: Sequence[str], names: Mapping[str, str], cards: Iterable[Sequence[str]]
) -> Iterator[tuple[str, str, str]]:
    present = set(known)
    for card in cards:
        here = [name for name in card if name in present]
        yield from ((a, b, "on one contact card") for a, b in combinations(here, 2))
    yield from _alike(known, _without_tag, "the same address but for what follows the +")
    shown = {name: _folded(names.get(name, name if "@" not in name else "")) for name in known}
    full = [name for name in known if " " in shown[name]]
    yield from _alike(full, shown.__getitem__, "the same display name")
    personal = [n for n in known if len(_local(n)) >= _SHORTEST_LOCAL and _local(n) not in _SHARED]
    yield from _alike(personal, _local, "the same name before the @")
    yield from _near(personal)


def _alike(
    known: Iterable[str], key: Callable[[str], str], reason: str
) -> Iterator[tuple[str, str, str]]:
    groups: dict[str, list[str]] = {}
    for name in known:
        groups.setdefault(key(name), []).append(name)
    for text, group in groups.items():
        if text and len(group) <= _LARGEST_DOMAIN:
            yield from ((a, b, reason) for a, b in combinations(group, 2))


def _near(known: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Give addresses of one domain whose first parts differ by little."""
    domains: dict[str, list[str]] = {}
    for name in known:
        domains.setdefault(name.rpartition("@")[2], []).append(name)
    for group in domains.values():
        if len(group) > _LARGEST_DOMAIN:
            continue
        for a, b in combinations(group, 2):
            matcher = difflib.SequenceMatcher(None, _local(a), _local(b), autojunk=False)
            # The quick ones are upper bounds, and spare most pairs the slow one.
            ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(ratio() >= _NEAR for ratio in ratios):
                yield a, b, "nearly the same address"


def _folded(name: str) -> str:
    return " ".join(sorted(name.casefold().replace(",", " ").split()))


def _local(name: str) -> str:
    return name.rpartition("@")[0]


def _without_tag(name: str) -> str:
    local, _, domain = name.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if local else ""
