"""Who is who: one spelling, aliases, and suggestions that merge nobody."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.errors import InputError
from relationship_health.sources import Identities, suggest

NAMES = st.text(st.characters(codec="utf-8"), max_size=12)
ADDRESSES = st.builds("{}@{}".format, NAMES, NAMES)


@given(NAMES | ADDRESSES, st.booleans())
def test_spelling_twice_changes_nothing(name: str, plus: bool) -> None:  # noqa: FBT001  drawn
    """The one spelling of an id is its own spelling."""
    known = Identities(plus_addressing=plus)
    once = known.resolve(unicodedata.normalize("NFD", name))
    assert known.resolve(once) == once == unicodedata.normalize("NFC", once)


def test_case_counts_only_outside_of_addresses() -> None:
    """Addresses are written in small letters; ids of databases differ in case alone."""
    known = Identities()
    assert known.resolve("ANA@US.example") == "ana@us.example"
    assert known.resolve("0035f00A") != known.resolve("0035f00a")
    assert known.resolve(17) == "17"


def test_what_follows_a_plus_is_kept_unless_asked() -> None:
    """Plus addressing is an option, and an address that begins with a plus stays whole."""
    assert Identities().resolve("ana+x@us.example") == "ana+x@us.example"
    known = Identities(plus_addressing=True)
    assert known.resolve("Ana+x+y@us.example") == "ana@us.example"
    assert known.resolve("+x@us.example") == "+x@us.example"


def test_aliases_lead_to_one_id() -> None:
    """Each alias, however it is spelt, becomes the id that it was named for."""
    known = Identities(aliases={"Ana@us.example": ["Ana Lopez", "ANA@home.example"]})
    for name in ("ana@us.example", "Ana Lopez", "ana@HOME.example"):
        assert known.resolve(name) == "ana@us.example"
    assert known.resolve("ana lopez") == "ana lopez"


@pytest.mark.parametrize(
    "aliases",
    [{"a": ["x"], "b": ["x"]}, {"a": ["b"], "b": ["c"]}, {"a@x.example": ["c"], "b": ["C", "c"]}],
)
def test_an_alias_of_two_is_refused(aliases: dict[str, list[str]]) -> None:
    """Nobody is two people."""
    with pytest.raises(InputError, match="expected one stakeholder"):
        Identities(aliases=aliases)


IDS = ["ana@us.example", "ana@home.example", "ana.lopez@us.example", "anna.lopez@us.example",
       "info@x.example", "info@y.example", "bo+news@them.example", "bo@them.example",
       "Ana Lopez", "cy@them.example"]  # fmt: skip


def test_suggestions_say_why() -> None:
    """Each kind of likeness is found, and shared addresses such as info are none."""
    names = {"ana@us.example": "Lopez, Ana", "cy@them.example": "Cy"}
    found = {(s.first, s.second): s.reason for s in suggest(IDS, names)}
    assert found == {
        ("bo+news@them.example", "bo@them.example"):
            "the same address but for what follows the +",
        ("Ana Lopez", "ana@us.example"): "the same display name",
        ("ana@home.example", "ana@us.example"): "the same name before the @",
        ("ana.lopez@us.example", "anna.lopez@us.example"): "nearly the same address",
    }  # fmt: skip


def test_a_card_suggests_its_addresses() -> None:
    """Two addresses of one card that both occur are suggested, and no others."""
    cards = [("cy@them.example", "bo@them.example", "gone@x.example")]
    found = suggest(["bo@them.example", "cy@them.example"], {}, cards)
    assert [(s.first, s.second, s.reason) for s in found] == [
        ("bo@them.example", "cy@them.example", "on one contact card")
    ]


@given(st.lists(ADDRESSES, max_size=8))
def test_nobody_is_suggested_to_be_themselves(ids: list[str]) -> None:
    """A suggestion names two different ids that occur, the smaller one first, each pair once."""
    pairs = [(s.first, s.second) for s in suggest(ids, {})]
    assert all(first < second and {first, second} <= set(ids) for first, second in pairs)
    assert len(set(pairs)) == len(pairs)
