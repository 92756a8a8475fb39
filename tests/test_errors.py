"""Every exception: what it is, what it says, and that it survives a journey."""

from __future__ import annotations

import copy
import threading
import warnings
from multiprocessing.reduction import ForkingPickler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health import errors
from relationship_health.errors import (
    ColumnError,
    InputError,
    MetricError,
    MissingExtraError,
    ModelError,
    PluginError,
    PluginWarning,
    RelationshipHealthError,
    RowError,
)

BUILTINS = {
    "BenchmarkError": ValueError,
    "ClusterError": RuntimeError,
    "ColumnError": LookupError,
    "InputError": ValueError,
    "MetricError": RuntimeError,
    "MissingExtraError": ImportError,
    "ModelError": ValueError,
    "PluginApiError": RuntimeError,
    "PluginConflictError": RuntimeError,
    "PluginContractError": RuntimeError,
    "PluginError": RuntimeError,
    "PluginLoadError": RuntimeError,
    "ProfileError": ValueError,
    "ReaderError": ValueError,
    "RelationshipHealthError": Exception,
    "RowError": ValueError,
    "StoreError": RuntimeError,
    "UnknownRelationshipError": LookupError,
    "UnknownRunError": LookupError,
}
WITH_ARGUMENTS: dict[str, RelationshipHealthError] = {
    "ColumnError": ColumnError("No column 'form'.", column="form", nearest=("from", "for")),
    "MetricError": MetricError(
        "m failed.", metric="m", plugin="p", distribution="d", version="1.2"
    ),
    "MissingExtraError": MissingExtraError("Reading Parquet", "files"),
    "ModelError": ModelError(
        where="Stakeholder", attribute="motives", found="", expected="a word", index=2
    ),
    "PluginError": PluginError("p failed.", plugin="p", distribution="d", version="1.2"),
    "RowError": RowError("1 of 2 rows was rejected.", issues=[("row", 2)]),
}


class Awkward:
    """Something whose repr fails and which no process can send."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def __repr__(self) -> str:
        """Fail."""
        raise RuntimeError


class StrangerError(PluginError):
    """A plugin author's own error, with a constructor of its own."""

    def __init__(self, *, code: int) -> None:
        super().__init__(f"code {code}.", plugin="stranger")
        self.code = code


def instances() -> list[RelationshipHealthError]:
    """Make one of each, by its own constructor."""
    made = [WITH_ARGUMENTS.get(name) or getattr(errors, name)("It failed.") for name in BUILTINS]
    return [*made, StrangerError(code=7)]


def same(left: BaseException, right: BaseException) -> bool:
    """Tell whether two exceptions say and hold the same."""
    return (type(left), str(left), left.args, left.__dict__) == (
        type(right),
        str(right),
        right.args,
        right.__dict__,
    )


def sent(value: Any) -> Any:
    """Send a value the way multiprocessing does."""
    return ForkingPickler.loads(ForkingPickler.dumps(value))


def test_the_list_of_names_is_complete_and_sorted() -> None:
    """Every public class is in ``__all__``, and is checked here."""
    public = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert errors.__all__ == sorted(errors.__all__)
    assert set(errors.__all__) == public == {*BUILTINS, "PluginWarning"}


@pytest.mark.parametrize("name", BUILTINS)
def test_the_builtin_that_a_caller_would_catch_catches_it(name: str) -> None:
    """Each class is the library's error and a builtin one."""
    kind = getattr(errors, name)
    assert issubclass(kind, RelationshipHealthError)
    assert issubclass(kind, BUILTINS[name])


@pytest.mark.parametrize("name", ["ColumnError", "ModelError", "ReaderError", "RowError"])
def test_input_errors_are_input_errors(name: str) -> None:
    """What the caller passed in is refused by one family."""
    assert issubclass(getattr(errors, name), InputError)


@pytest.mark.parametrize("error", instances(), ids=lambda error: type(error).__name__)
def test_an_exception_survives_copying_and_sending(error: RelationshipHealthError) -> None:
    """Type, message, attributes and notes come through."""
    error = copy.copy(error)
    error.add_note("in row 3")
    for made in (copy.copy(error), copy.deepcopy(error), sent(error)):
        assert same(made, error)
        assert made is not error
    with pytest.raises(type(error)):
        raise sent(error)


def test_an_import_error_keeps_its_message_attribute() -> None:
    """``ImportError.msg`` is set by a constructor that copying must not skip."""
    error = sent(MissingExtraError("Plotting", "plot"))
    assert error.msg == "Plotting needs the extra 'plot': install relationship-health[plot]."
    assert (error.feature, error.extra) == ("Plotting", "plot")


def test_what_cannot_be_sent_is_described() -> None:
    """A value that no process can rebuild travels as words; the original keeps it."""
    found = Awkward()
    error = ModelError(where="A", attribute="b", found=found, expected="c")
    assert error.found is found
    assert sent(error).found.startswith("<Awkward instance at 0x")
    assert str(sent(error)) == str(error)


def test_the_sentence_of_a_model_error() -> None:
    """Class, attribute, value, type and remedy are in it."""
    error = ModelError(where="Stakeholder", attribute="role", found="x", expected="a role")
    assert str(error) == "Stakeholder.role is 'x' (str), expected a role."
    assert (error.where, error.attribute, error.found, error.expected, error.index) == (
        "Stakeholder",
        "role",
        "x",
        "a role",
        None,
    )
    assert "Stakeholder.motives[2] is '' (str)" in str(WITH_ARGUMENTS["ModelError"])


@given(
    st.text()
    | st.binary()
    | st.floats()
    | st.integers()
    | st.datetimes()
    | st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_a_model_error_is_one_short_printable_line(found: object) -> None:
    """Whatever was found, no control character and no flood reaches the terminal."""
    sentence = str(ModelError(where="A", attribute="b", found=found, expected="c"))
    assert sentence.isprintable()
    shown = sentence.removeprefix("A.b is ").rpartition(" (")[0]
    assert 1 <= len(shown) <= 80


@pytest.mark.parametrize(
    "found",
    ["x" * 10**7, 10**5000, ["y" * 10**6] * 10**4, "\x1b[31m\u202e\n", Awkward()],
    ids=["long text", "long int", "long list", "controls", "no repr"],
)
def test_awkward_values_are_shown_briefly(found: object) -> None:
    """Length, control characters and broken reprs do no harm."""
    sentence = str(ModelError(where="A", attribute="b", found=found, expected="c"))
    assert sentence.isprintable()
    assert len(sentence) < 160


def test_plugin_errors_name_what_they_know() -> None:
    """Names that are not known are None."""
    error = MetricError("m failed.")
    assert (error.metric, error.plugin, error.distribution, error.version) == (None,) * 4


def test_a_plugin_warning_is_a_warning() -> None:
    """It goes through ``warnings`` and is no error."""
    assert not issubclass(PluginWarning, RelationshipHealthError)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("acme was skipped.", PluginWarning, stacklevel=1)
    assert [item.category for item in caught] == [PluginWarning]
