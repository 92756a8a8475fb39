"""What a caller gives, made into the plain builtins that the nouns store.

A converter never refuses: what it cannot make plain it hands on untouched, and
the check of that attribute (see ``checks``) refuses it by name.
"""

import numbers
import operator
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias, cast

Identifier: TypeAlias = str | int
"""What names a stakeholder, thread or interaction: a string or an int64."""


class FrozenAttributes(Mapping[Any, Any]):
    """A read-only mapping of extra attributes, copied from the one given.

    The copy is shallow. Equality is a mapping's. It can be copied and sent to
    another process, which ``types.MappingProxyType`` cannot.

    Parameters
    ----------
    items : Mapping, optional
        Names and values.

    Examples
    --------
    >>> extra = FrozenAttributes({"region": "north"})
    >>> extra["region"], extra == {"region": "north"}
    ('north', True)
    >>> extra["region"] = "south"
    Traceback (most recent call last):
    TypeError: 'FrozenAttributes' object does not support item assignment
    """

    __slots__ = ("_items",)
    _items: dict[str, Any]

    def __init__(self, items: Mapping[Any, Any] | None = None) -> None:
        # A name that only this class spells: nothing can rebind it by accident.
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: the mapping is frozen."""
        msg = f"FrozenAttributes is read-only, {name!r} cannot be set."
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> None:
        """Refuse: the mapping is frozen."""
        msg = f"FrozenAttributes is read-only, {name!r} cannot be deleted."
        raise AttributeError(msg)

    def __getitem__(self, name: str) -> Any:
        """Return the value under a name."""
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        """Go over the names in the order given."""
        return iter(self._items)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._items)

    def __repr__(self) -> str:
        """Show a few names and values, cut short."""
        return reprlib.repr(self._items)

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from a plain dict."""
        return FrozenAttributes, (dict(self._items),)


NO_ATTRIBUTES = FrozenAttributes()
"""What all share that have none: most interactions, and there are many."""


def is_quantity(value: object) -> bool:
    """Tell a number from a flag, and from numpy's spans of time, which pass for integers."""
    return type(value).__name__ not in {"bool", "timedelta64"}


def to_text(value: str) -> str:
    """Make a string an exact ``str``: a subclass may carry ``__html__``."""
    return str.__str__(value) if isinstance(value, str) else value


def to_identifier(value: Identifier) -> Identifier:
    """Make an id an exact ``str`` or ``int`` (numpy integers become ``int``)."""
    return to_text(value) if isinstance(value, str) else to_integer(value)


def to_integer(value: int) -> int:
    """Make any integral number an ``int``; a bool stays what it is."""
    if isinstance(value, numbers.Integral) and is_quantity(value):
        return operator.index(value)
    return value


def to_number(value: float | Decimal) -> float:
    """Make any real number or ``Decimal`` a ``float``; a bool stays what it is."""
    if not isinstance(value, numbers.Real | Decimal) or not is_quantity(value):
        return cast("float", value)
    try:
        return float(value)
    except (OverflowError, ValueError):
        return cast("float", value)


def to_texts(value: str | Iterable[str]) -> tuple[str, ...]:
    """Make one string or several a tuple of strings."""
    return cast("tuple[str, ...]", _to_tuple(value))


def to_identifiers(value: Identifier | Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Make one id or several a tuple of ids."""
    return cast("tuple[Identifier, ...]", _to_tuple(value))


def to_attributes(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make any mapping a frozen copy."""
    if not isinstance(value, Mapping):
        return value
    return FrozenAttributes(value) if value else NO_ATTRIBUTES


def to_cadence(value: float | str | timedelta) -> float | str | timedelta:
    """Keep a cadence as given, save that its string is an exact ``str``."""
    return to_text(value) if isinstance(value, str) else value


def _to_tuple(value: object) -> object:
    if isinstance(value, str | numbers.Integral) and not isinstance(value, bool):
        return (to_identifier(cast("Identifier", value)),)
    if isinstance(value, bytes | bytearray | Mapping) or not isinstance(value, Iterable):
        return value
    made = [to_identifier(item) for item in value]
    # The order of a set changes from run to run with the hash seed.
    if isinstance(value, set | frozenset):
        made.sort(key=lambda item: (isinstance(item, str), str(item)))
    return tuple(made)
