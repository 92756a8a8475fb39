"""The definitions that all metrics share, so that no two of them disagree."""

import difflib
from collections.abc import Mapping
from typing import Any, Final, Self

import attrs

from relationship_health.errors import ModelError
from relationship_health.model import checks
from relationship_health.model.plain import to_integer, to_number

_US_PER_HOUR: Final = 3_600_000_000
_US_PER_DAY: Final = 24 * _US_PER_HOUR
# Within these every duration is at least 1 and fits int64 as microseconds.
_DAYS: Final = checks.number(
    "a positive number of days up to 36525", lowest=1 / _US_PER_DAY, highest=36_525
)
_HOURS: Final = checks.number(
    "a positive number of hours up to 876600",
    lowest=1 / _US_PER_HOUR,
    highest=876_600,
)


def _term(default: float, check: checks.Check) -> Any:
    return attrs.field(default=default, converter=to_number, validator=check)


@attrs.frozen(kw_only=True)
class Terms:
    """What counts as one conversation, one broadcast, one answer in time.

    Parameters
    ----------
    half_life_days : float
        Age at which an interaction weighs half, in days.
    conversation_gap_hours : float
        Longest pause inside one conversation, in hours.
    thread_gap_hours : float
        Longest pause inside one conversation for lines of one thread, in hours.
    broadcast_audience : int
        Largest audience that is not yet a broadcast, 1 or more.
    response_window_days : float
        How long an answer still answers, in days.
    case_window_days : float
        How long what follows belongs to a case without a thread, in days.
    action_window_days : float
        How long an action still uses the feedback, in days.
    recovery_window_days : float
        How soon we must reach out after a failure, in days.

    Raises
    ------
    ModelError
        If a value is not a positive number; it names the attribute.

    Examples
    --------
    >>> terms = Terms(response_window_days=7)
    >>> terms.half_life_days, terms.response_window_us
    (180.0, 604800000000)
    >>> Terms.from_dict(terms.to_dict()) == terms
    True
    """

    half_life_days: float = _term(180.0, _DAYS)
    conversation_gap_hours: float = _term(1.0, _HOURS)
    thread_gap_hours: float = _term(24.0, _HOURS)
    broadcast_audience: int = attrs.field(
        default=10, converter=to_integer, validator=checks.integer_from(1)
    )
    response_window_days: float = _term(14.0, _DAYS)
    case_window_days: float = _term(30.0, _DAYS)
    action_window_days: float = _term(90.0, _DAYS)
    recovery_window_days: float = _term(7.0, _DAYS)

    @property
    def conversation_gap_us(self) -> int:
        """The conversation gap in microseconds."""
        return round(self.conversation_gap_hours * _US_PER_HOUR)

    @property
    def thread_gap_us(self) -> int:
        """The thread gap in microseconds."""
        return round(self.thread_gap_hours * _US_PER_HOUR)

    @property
    def response_window_us(self) -> int:
        """The response window in microseconds."""
        return round(self.response_window_days * _US_PER_DAY)

    @property
    def case_window_us(self) -> int:
        """The case window in microseconds."""
        return round(self.case_window_days * _US_PER_DAY)

    @property
    def action_window_us(self) -> int:
        """The action window in microseconds."""
        return round(self.action_window_days * _US_PER_DAY)

    @property
    def recovery_window_us(self) -> int:
        """The recovery window in microseconds."""
        return round(self.recovery_window_days * _US_PER_DAY)

    def to_dict(self) -> dict[str, float | int]:
        """Return every term by name, ready for JSON.

        Examples
        --------
        >>> Terms().to_dict()["broadcast_audience"]
        10
        """
        return attrs.asdict(self)

    @classmethod
    def from_dict(cls, terms: Mapping[str, float]) -> Self:
        """Return the terms of a mapping; those that it leaves out are the defaults.

        Raises
        ------
        ModelError
            If a name is not a term's (close names are named), or a value is not
            accepted.

        Examples
        --------
        >>> Terms.from_dict({"half_life_days": 90}).half_life_days
        90.0
        """
        if not isinstance(terms, Mapping):
            raise ModelError(
                where=cls.__name__,
                attribute="from_dict",
                found=terms,
                expected="a mapping of terms to numbers",
            )
        known = [field.name for field in attrs.fields(cls)]
        for name, value in terms.items():
            if name not in known:
                raise _unknown(cls.__name__, name, value, known)
        return cls(**dict[str, Any](terms))


def _unknown(where: str, name: object, value: object, known: list[str]) -> ModelError:
    close = difflib.get_close_matches(str(name)[:100], known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known)}"
    plain = isinstance(name, str) and name.isidentifier()
    return ModelError(
        where=where,
        attribute=str(name) if plain else "from_dict",
        found=value if plain else name,
        expected=f"a name among its terms ({hint})",
    )
