"""The shared definitions: their defaults, units and limits."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.errors import ModelError
from relationship_health.model import Terms
from tests.model._laws import refused

DEFAULTS = {
    "half_life_days": 180.0,
    "conversation_gap_hours": 1.0,
    "thread_gap_hours": 24.0,
    "broadcast_audience": 10,
    "response_window_days": 14.0,
    "case_window_days": 30.0,
    "action_window_days": 90.0,
    "recovery_window_days": 7.0,
}
DURATIONS = [name for name in DEFAULTS if name != "broadcast_audience"]
changes = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.floats(1e-3, 36_525) | st.integers(1, 36_525) for name in DURATIONS},
        "broadcast_audience": st.integers(1, 2**63 - 1),
    },
)


def test_the_defaults() -> None:
    """They are those of the definition of the metrics."""
    assert Terms().to_dict() == DEFAULTS


@given(changes)
def test_terms_go_through_json(changed: dict[str, Any]) -> None:
    """Writing and reading them changes nothing, and what is left out is the default."""
    terms = Terms(**changed)
    assert Terms.from_dict(json.loads(json.dumps(terms.to_dict()))) == terms
    assert Terms.from_dict(changed) == terms
    assert terms.to_dict() == {**DEFAULTS, **changed}
    assert hash(terms) == hash(Terms(**changed))


@given(changes)
def test_microseconds_are_exact_ints_of_at_least_one(changed: dict[str, Any]) -> None:
    """Each duration is its number of days or hours, and fits int64."""
    terms = Terms(**changed)
    for name in DURATIONS:
        stem, _, unit = name.rpartition("_")
        if stem == "half_life":
            continue
        us = getattr(terms, f"{stem}_us")
        hours = getattr(terms, name) * (24 if unit == "days" else 1)
        assert type(us) is int
        assert 1 <= us < 2**63
        assert us == pytest.approx(hours * 3.6e9, abs=1, rel=1e-12)


def test_the_default_durations() -> None:
    """One hour, one day, and two weeks, to the microsecond."""
    terms = Terms()
    assert terms.conversation_gap_us == 3_600_000_000
    assert terms.thread_gap_us == 86_400_000_000
    assert terms.response_window_us == 14 * 86_400_000_000
    assert terms.case_window_us == 30 * 86_400_000_000
    assert terms.action_window_us == 90 * 86_400_000_000
    assert terms.recovery_window_us == 7 * 86_400_000_000


@pytest.mark.parametrize("name", DURATIONS)
@pytest.mark.parametrize(
    "value", [0, -1, 1e-300, float("nan"), float("inf"), True, None, "7", 1e9, [7]], ids=repr
)
def test_a_duration_refuses(name: str, value: Any) -> None:
    """Only a positive number that is not absurd is a duration."""
    refused(Terms, name, **{name: value})


@pytest.mark.parametrize("value", [0, -1, 2.5, 10.0, True, None, "10", 2**63], ids=repr)
def test_an_audience_refuses(value: Any) -> None:
    """Only an int of at least 1 is an audience."""
    refused(Terms, "broadcast_audience", broadcast_audience=value)


def test_an_unknown_term_is_answered_with_the_nearest() -> None:
    """A slip of the pen is never silently ignored."""
    with pytest.raises(ModelError) as caught:
        Terms.from_dict({"half_live_days": 90})
    assert str(caught.value) == (
        "Terms.half_live_days is 90 (int), expected a name among its terms "
        "(did you mean 'half_life_days'?)."
    )


@pytest.mark.parametrize("given_terms", [{"xyz": 1}, {"a\nb": 1}, {3: 1}, {None: 1}])
def test_a_strange_term_is_answered_with_all_of_them(given_terms: Any) -> None:
    """Where nothing is near, the sentence lists the terms, on one line."""
    with pytest.raises(ModelError) as caught:
        Terms.from_dict(given_terms)
    assert all(name in str(caught.value) for name in DEFAULTS)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("given_terms", [None, [("half_life_days", 90)], "half_life_days"])
def test_only_a_mapping_is_read(given_terms: Any) -> None:
    """Anything else is refused by name."""
    with pytest.raises(ModelError, match=r"Terms\.from_dict is .* expected a mapping"):
        Terms.from_dict(given_terms)


def test_terms_are_frozen() -> None:
    """No definition changes while metrics use it."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Terms().half_life_days = 1  # type: ignore[misc]
