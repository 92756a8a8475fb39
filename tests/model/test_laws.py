"""What holds for every noun: frozen, equal by value, copied, sent, rebuilt."""

from __future__ import annotations

import copy
import inspect
import operator
import reprlib
from collections.abc import Mapping
from multiprocessing.reduction import ForkingPickler
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given

from relationship_health import model
from relationship_health.model import (
    FrozenAttributes,
    Interaction,
    Relationship,
    Stakeholder,
    Terms,
    Transaction,
)
from tests.model._laws import extras, nouns

NOUNS = [Interaction, Relationship, Stakeholder, Transaction]
Given = tuple[Any, dict[str, Any]]


class Marked(str):
    """A string that a template would take for safe markup."""

    __slots__ = ()

    def __html__(self) -> str:
        """Claim to be safe."""
        return self


def values(noun: Any) -> dict[str, Any]:
    """Return the attributes of a noun, not those of what is in them."""
    return {field.name: getattr(noun, field.name) for field in attrs.fields(type(noun))}


@given(nouns)
def test_a_noun_is_rebuilt_from_its_own_values(drawn: Given) -> None:
    """Converting twice is converting once; equal nouns have equal hashes."""
    kind, given_values = drawn
    noun = kind(**given_values)
    again = kind(**values(noun))
    assert noun == again == attrs.evolve(noun)
    assert hash(noun) == hash(again)
    assert len({noun, again}) == 1


@given(nouns)
def test_a_noun_survives_copying_and_sending(drawn: Given) -> None:
    """Copies, deep copies and what another process gets are equal to it."""
    kind, given_values = drawn
    noun = kind(**given_values)
    sent = ForkingPickler.loads(ForkingPickler.dumps(noun))
    assert noun == copy.copy(noun) == copy.deepcopy(noun) == sent
    assert hash(noun) == hash(sent)


@given(nouns)
def test_a_noun_is_frozen(drawn: Given) -> None:
    """No attribute can be set, deleted or added."""
    kind, given_values = drawn
    noun = kind(**given_values)
    for name in values(noun):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(noun, name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(noun, name)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        noun.subject = "hello"
    assert not hasattr(noun, "__dict__")


@given(nouns)
def test_what_was_given_is_neither_written_to_nor_kept(drawn: Given) -> None:
    """The caller's containers stay as they were, and later changes reach nothing."""
    kind, given_values = drawn
    before = copy.deepcopy(given_values)
    noun = kind(**given_values)
    assert given_values == before
    kept = copy.deepcopy(values(noun))
    for value in given_values.values():
        if isinstance(value, dict | list):
            value.clear()
    assert values(noun) == kept


@pytest.mark.parametrize("kind", NOUNS)
def test_arguments_are_given_by_name_only(kind: Any) -> None:
    """Every parameter is keyword-only."""
    kinds = {p.kind for p in inspect.signature(kind).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("kind", [*NOUNS, Terms])
def test_every_attribute_is_documented(kind: Any) -> None:
    """The Parameters section names each of them."""
    section = kind.__doc__.split("Parameters\n")[1].split("Raises\n")[0]
    documented = {
        name.strip()
        for line in section.splitlines()
        if " : " in line or line.strip() == "attributes : Mapping"
        for name in line.partition(" : ")[0].split(",")
    }
    assert documented == {field.name for field in attrs.fields(kind)}


@pytest.mark.parametrize("kind", NOUNS)
def test_annotations_are_resolvable(kind: Any) -> None:
    """Serialisers can ask attrs for the real types."""
    assert all(not isinstance(f.type, str) for f in attrs.fields(attrs.resolve_types(kind)))


def test_content_has_no_place() -> None:
    """An interaction is metadata: no field for what was said."""
    names = {field.name for field in attrs.fields(Interaction)}
    assert names & {"body", "subject", "text", "content", "message", "description"} == set()


def test_strings_and_numbers_become_plain() -> None:
    """Subclasses that carry markup and numpy scalars are not kept."""
    noun = Stakeholder(
        id=np.int64(7),  # type: ignore[arg-type]  # typeshed knows no numpy integer
        name=Marked("<b>"),
        interests=[Marked("news")],
        importance=np.float32(0.5),  # type: ignore[arg-type]
    )
    kept = (noun.id, noun.name, noun.interests[0], noun.importance)
    assert kept == (7, "<b>", "news", 0.5)
    assert [type(value) for value in kept] == [int, str, str, float]


def test_a_set_is_put_in_order() -> None:
    """What another hash seed would reorder is sorted."""
    assert Stakeholder(id=1, interests={"news", "sales", "billing"}).interests == (
        "billing",
        "news",
        "sales",
    )


def test_a_string_is_never_taken_apart() -> None:
    """One word is a sequence of one."""
    assert Stakeholder(id=1, identifiers="ana@us.example").identifiers == ("ana@us.example",)


@given(extras)
def test_frozen_attributes_are_a_mapping(items: dict[str, Any]) -> None:
    """They equal the mapping they copied, in content and order, and can be sent."""
    frozen = FrozenAttributes(items)
    assert isinstance(frozen, Mapping)
    assert frozen == items == dict(frozen)
    assert list(frozen) == list(items)
    assert len(frozen) == len(items)
    assert ForkingPickler.loads(ForkingPickler.dumps(frozen)) == frozen
    assert repr(frozen) == reprlib.repr(items)


def test_frozen_attributes_are_frozen() -> None:
    """Neither an item nor an attribute can be changed."""
    frozen = FrozenAttributes({"a": 1})
    for change in (
        lambda: setattr(frozen, "_items", {}),
        lambda: setattr(frozen, "other", 1),
        lambda: delattr(frozen, "_items"),
        lambda: operator.setitem(frozen, "a", 2),  # type: ignore[call-overload]
    ):
        with pytest.raises((AttributeError, TypeError)):
            change()
    assert frozen == {"a": 1}


def test_a_huge_attribute_does_not_flood_the_repr() -> None:
    """Extra columns are shown cut short."""
    assert len(repr(Stakeholder(id=1, attributes={"blob": "x" * 10**6}))) < 1000


def test_the_public_names_are_sorted_and_documented() -> None:
    """``__all__`` sorts constants, classes, functions; each one with a docstring has an example."""
    groups = [
        [name for name in model.__all__ if name.isupper()],
        [name for name in model.__all__ if name[0].isupper() and not name.isupper()],
        [name for name in model.__all__ if name.islower()],
    ]
    assert model.__all__ == [name for group in groups for name in sorted(group)]
    for name in groups[1] + groups[2]:
        value = getattr(model, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert ">>>" in (inspect.getdoc(value) or ""), name
