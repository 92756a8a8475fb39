"""The checks that the nouns share, each refusing by class and attribute.

A check is an attrs validator: called with the instance, the attribute and the
value that the converter (see ``plain``) made. It returns nothing or raises
`ModelError`.
"""

import math
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeAlias

import attrs

from relationship_health.errors import ModelError
from relationship_health.model.plain import FrozenAttributes

Field: TypeAlias = "attrs.Attribute[Any]"
Check: TypeAlias = "Callable[[object, Field, object], None]"

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
A_TEXT = "a non-empty string that is valid Unicode and not only spaces"
AN_IDENTIFIER = "a non-empty string or an int within 64 bits"
A_TIME = "a datetime with a time zone, between the years 1 and 9999 in UTC"
ATTACH_A_ZONE = (
    "a datetime with a time zone (attach the one it was recorded in, such as "
    "value.replace(tzinfo=datetime.UTC))"
)


def refuse(
    instance: object,
    field: Field,
    found: object,
    expected: str,
    index: int | None = None,
) -> NoReturn:
    """Raise the error that names class, attribute, found and expected."""
    raise ModelError(
        where=type(instance).__name__,
        attribute=field.name,
        found=found,
        expected=expected,
        index=index,
    )


def is_text(value: object) -> bool:
    """Tell whether a value is a string with something to read in it."""
    if not isinstance(value, str) or not value.strip():
        return False
    try:
        value.encode()  # lone surrogates: no file, frame or database takes them
    except UnicodeEncodeError:
        return False
    return True


def is_integer(value: object) -> bool:
    """Tell whether a value is an int, not a bool, within int64."""
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return INT64_MIN <= value <= INT64_MAX


def is_identifier(value: object) -> bool:
    """Tell whether a value can be an id."""
    return is_text(value) or is_integer(value)


def text(instance: object, field: Field, value: object) -> None:
    """Accept a string that is not empty."""
    if not is_text(value):
        refuse(instance, field, value, A_TEXT)


def identifier(instance: object, field: Field, value: object) -> None:
    """Accept an id."""
    if not is_identifier(value):
        refuse(instance, field, value, AN_IDENTIFIER)


def texts(instance: object, field: Field, value: object) -> None:
    """Accept a tuple of strings, possibly empty."""
    if not isinstance(value, tuple):
        refuse(instance, field, value, f"a sequence of strings, each {A_TEXT}")
    for index, item in enumerate(value):
        if not is_text(item):
            refuse(instance, field, item, A_TEXT, index)


def identifiers(instance: object, field: Field, value: object) -> None:
    """Accept a tuple of one id or more."""
    if not isinstance(value, tuple) or not value:
        refuse(instance, field, value, f"at least one id, each {AN_IDENTIFIER}")
    for index, item in enumerate(value):
        if not is_identifier(item):
            refuse(instance, field, item, AN_IDENTIFIER, index)


def aware(instance: object, field: Field, value: object) -> None:
    """Accept a datetime that knows its zone and exists in UTC."""
    if not isinstance(value, datetime):
        refuse(instance, field, value, A_TIME)
    try:
        offset = value.utcoffset()
        value.astimezone(UTC)
    except (ValueError, OverflowError):
        # pandas' NaT is a datetime, and says ValueError here.
        refuse(instance, field, value, A_TIME)
    if offset is None:
        refuse(instance, field, value, ATTACH_A_ZONE)


def flag(instance: object, field: Field, value: object) -> None:
    """Accept True or False."""
    if not isinstance(value, bool):
        refuse(instance, field, value, "True or False")


def attributes(instance: object, field: Field, value: object) -> None:
    """Accept a mapping whose names are strings."""
    if not isinstance(value, FrozenAttributes):
        refuse(instance, field, value, "a mapping of names to values")
    for name in value:
        if not is_text(name):
            refuse(instance, field, name, f"names that are {A_TEXT}")


def one_of(accepted: Collection[str]) -> Check:
    """Make a check that accepts these strings only."""
    names = ", ".join(repr(name) for name in accepted)

    def check(instance: object, field: Field, value: object) -> None:
        if not isinstance(value, str) or value not in accepted:
            refuse(instance, field, value, f"one of {names}")

    return check


def integer_from(lowest: int) -> Check:
    """Make a check that accepts ints from ``lowest`` on, within int64."""

    def check(instance: object, field: Field, value: object) -> None:
        if not (isinstance(value, int) and is_integer(value) and value >= lowest):
            refuse(instance, field, value, f"an int of at least {lowest}")

    return check


def number(expected: str, *, lowest: float = -math.inf, highest: float = math.inf) -> Check:
    """Make a check that accepts finite floats within closed bounds."""

    def check(instance: object, field: Field, value: object) -> None:
        # isfinite first: every comparison with NaN is false, whichever way it asks.
        if not isinstance(value, float) or not math.isfinite(value):
            refuse(instance, field, value, expected)
        if not lowest <= value <= highest:
            refuse(instance, field, value, expected)

    return check
