"""What a question can be asked of."""

from __future__ import annotations

from relationship_health.composite import Scorecard
from relationship_health.errors import InputError


def with_log(card: Scorecard, question: str) -> Scorecard:
    """Return a scorecard that has its log.

    Raises
    ------
    InputError
        Where it is something else, such as a record that was read from a store.

    Examples
    --------
    >>> with_log("scores.csv", "accounts")
    Traceback (most recent call last):
    relationship_health.errors.InputError: accounts was given str, expected a scorecard with its \
log, as engine.score returns it.
    """
    if not isinstance(card, Scorecard):
        message = (
            f"{question} was given {type(card).__name__}, expected a scorecard with its log, as "
            "engine.score returns it."
        )
        raise InputError(message)
    return card
