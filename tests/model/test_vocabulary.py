"""The standard words, exactly as the definition of the metrics lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.errors import ModelError
from relationship_health.model import (
    CHANNELS,
    DIRECTIONS,
    INBOUND,
    KINDS,
    MOTIVES,
    MUTUAL,
    OUTBOUND,
    OUTCOMES,
    PURPOSES,
    ROLES,
    STATUSES,
    Channel,
    Outcome,
    Purpose,
    Status,
    channel,
    direction_name,
    nonstandard,
)
from tests.model._laws import refused

VOCABULARIES: list[Mapping[str, Any]] = [
    CHANNELS,
    DIRECTIONS,
    KINDS,
    MOTIVES,
    OUTCOMES,
    PURPOSES,
    ROLES,
    STATUSES,
]


def words(text: str) -> set[str]:
    """Split a list of words."""
    return set(text.split())


def test_mutual_is_both_directions() -> None:
    """The bits compose, and names and bits are one to one."""
    assert (OUTBOUND, INBOUND, MUTUAL) == (1, 2, 3)
    assert OUTBOUND | INBOUND == MUTUAL
    assert {direction_name(bits): bits for bits in (1, 2, 3)} == DIRECTIONS


@pytest.mark.parametrize("bits", [0, 4, -1, True, None, "1"])
def test_other_bits_are_no_direction(bits: Any) -> None:
    """They are refused, a bool too."""
    with pytest.raises(ModelError, match=r"vocabulary\.direction is .*expected 1 .outbound"):
        direction_name(bits)


def test_the_statuses() -> None:
    """Only done is contact; some are failures to recover from."""
    assert set(STATUSES) == words("done scheduled cancelled declined no_show bounced note task")
    assert [name for name, status in STATUSES.items() if status.contact] == ["done"]
    failures = {name: s.failure for name, s in STATUSES.items() if s.failure != "never"}
    assert failures == {"cancelled": "ours", "no_show": "ours", "bounced": "always"}


def test_the_purposes() -> None:
    """Three open a case; feedback is asked for or given."""
    assert set(PURPOSES) == words(
        "request support complaint sales news service billing feedback_request feedback social "
        "introduction other"
    )
    opening = {name for name, purpose in PURPOSES.items() if purpose.opens_case}
    assert opening == words("request support complaint")
    feedback = {name: p.feedback for name, p in PURPOSES.items() if p.feedback}
    assert feedback == {"feedback_request": "asked", "feedback": "given"}


def test_the_outcomes() -> None:
    """An open alone is no engagement."""
    assert set(OUTCOMES) == words(
        "replied attended clicked opened connected resolved failed bought acted none"
    )
    sets = {
        flag: {name for name, outcome in OUTCOMES.items() if getattr(outcome, flag)}
        for flag in ("engaged", "mutual", "resolves", "fails", "acts")
    }
    assert sets == {
        "engaged": words("replied attended clicked connected bought"),
        "mutual": words("attended connected"),
        "resolves": {"resolved"},
        "fails": {"failed"},
        "acts": {"acted"},
    }


def test_the_other_words() -> None:
    """Roles, kinds and motives come with their meaning."""
    assert set(ROLES) == words(
        "customer supplier regulator colleague manager partner investor other"
    )
    assert set(KINDS) == words("person organisation")
    assert set(MOTIVES) == words("price convenience trust quality habit")


def test_the_channels() -> None:
    """Both sides take part in a meeting; a purchase does not say where it was made."""
    assert words(
        "email phone sms chat social video meeting visit event letter web purchase newsletter"
    ) <= set(CHANNELS)
    both = {name for name, entry in CHANNELS.items() if entry.mutual}
    assert both == words("meeting visit video event webinar")
    offline = {name for name, entry in CHANNELS.items() if entry.online is False}
    assert offline == words("phone voicemail meeting visit event letter")
    assert CHANNELS["purchase"].online is None


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_vocabulary_is_read_only(vocabulary: Any) -> None:
    """Nobody can change what a word means for everybody else."""
    with pytest.raises(TypeError):
        vocabulary["email"] = None


@pytest.mark.parametrize("vocabulary", [CHANNELS, OUTCOMES, PURPOSES, STATUSES])
def test_an_entry_stands_under_its_name(vocabulary: Any) -> None:
    """Keys and names agree."""
    assert {name: entry.name for name, entry in vocabulary.items()} == {n: n for n in vocabulary}


def test_a_channel_of_any_name() -> None:
    """A standard one is itself, another one is unknown in every respect."""
    assert channel("visit") is CHANNELS["visit"]
    assert channel("fax") == Channel(name="fax", online=None, mutual=False)


@pytest.mark.parametrize(
    ("kind", "attribute", "value"),
    [
        (Channel, "name", ""),
        (Channel, "name", None),
        (Channel, "online", "yes"),
        (Channel, "mutual", None),
        (Status, "contact", 1),
        (Status, "failure", "sometimes"),
        (Purpose, "opens_case", "no"),
        (Purpose, "feedback", "maybe"),
        (Outcome, "engaged", 0),
        (Outcome, "fails", None),
    ],
)
def test_an_entry_is_checked(kind: Any, attribute: str, value: Any) -> None:
    """Each refusal names the attribute."""
    refused(kind, attribute, **{"name": "x", attribute: value})


@given(st.lists(st.text() | st.sampled_from(sorted(CHANNELS))))
def test_nonstandard_is_what_the_vocabulary_lacks(values: list[str]) -> None:
    """Sorted, each once, complete, and empty for the vocabulary itself."""
    odd = nonstandard(values, CHANNELS)
    assert list(odd) == sorted(set(odd))
    assert set(odd) | (set(values) & set(CHANNELS)) == set(values)
    assert nonstandard(odd, odd) == nonstandard(CHANNELS, CHANNELS) == ()
