"""What every noun is held to: strategies for valid ones, and the shape of a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import strategies as st

from relationship_health.errors import ModelError
from relationship_health.model import Interaction, Relationship, Stakeholder, Transaction

texts = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
identifiers = texts | st.integers(-(2**63), 2**63 - 1)
times = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - the strategy asks for naive bounds
    max_value=datetime(9999, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
finite = st.floats(allow_nan=False, allow_infinity=False)
extras = st.dictionaries(texts, texts | st.integers() | st.lists(st.integers()), max_size=3)
words = st.lists(texts, max_size=3)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


stakeholders = st.fixed_dictionaries(
    {"id": identifiers},
    optional={
        "kind": st.sampled_from(["person", "organisation"]),
        "role": _maybe(texts),
        "organisation": _maybe(identifiers),
        "identifiers": words,
        "attributes": extras,
        "preferred_channels": words,
        "interests": words,
        "motives": words,
        "importance": _maybe(st.floats(0, 1)),
        "own_audience": _maybe(st.integers(0, 2**63 - 1)),
        "name": _maybe(texts),
    },
)
relationships = st.fixed_dictionaries(
    {"source": texts, "target": st.integers(0, 9)},
    optional={
        "kind": _maybe(texts),
        "cadence": _maybe(st.floats(0.001, 36_525) | st.sampled_from(["weekly", "P3M"])),
        "since": _maybe(times),
        "owner": _maybe(identifiers),
        "attributes": extras,
    },
)
interactions = st.fixed_dictionaries(
    {
        "sender": identifiers,
        "recipients": st.lists(identifiers, min_size=1, max_size=3),
        "time": times,
    },
    optional={
        "id": _maybe(identifiers),
        "direction": _maybe(st.sampled_from(["outbound", "inbound", "mutual"])),
        "channel": _maybe(texts),
        "audience": _maybe(st.integers(1, 2**63 - 1)),
        "duration_minutes": _maybe(st.floats(0, 1e9)),
        "thread": _maybe(identifiers),
        "purpose": _maybe(texts),
        "outcome": _maybe(texts),
        "automated": _maybe(st.booleans()),
        "status": texts,
        "value": _maybe(finite),
        "attributes": extras,
    },
)
transactions = st.fixed_dictionaries(
    {"account": identifiers, "time": times, "value": finite},
    optional={
        "product": _maybe(identifiers),
        "cost": _maybe(finite),
        "attributes": extras,
    },
)
nouns = st.one_of(
    stakeholders.map(lambda given: (Stakeholder, given)),
    relationships.map(lambda given: (Relationship, given)),
    interactions.map(lambda given: (Interaction, given)),
    transactions.map(lambda given: (Transaction, given)),
)


def numbered(rows: list[tuple[str, Any]]) -> list[str]:
    """Name each row by its place, since values may look alike or hold an address."""
    return [f"{place}-{name}" for place, (name, _) in enumerate(rows)]


def refused(make: Callable[..., object], attribute: str, **given: Any) -> ModelError:
    """Check that a value is refused in one sentence that says all it should."""
    with pytest.raises(ModelError) as caught:
        make(**given)
    error = caught.value
    assert error.attribute == attribute
    sentence = str(error)
    where = re.escape(f"{getattr(make, '__name__', '')}.{attribute}")
    assert re.fullmatch(rf"{where}(\[\d+\])? is .{{1,80}} \([\w.]+\), expected .+\.", sentence)
    assert ". " not in sentence.replace("...", "")
    assert error.expected in sentence
    return error
