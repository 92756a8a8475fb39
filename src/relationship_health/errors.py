"""Every exception that the library raises on purpose.

Each class inherits the builtin that a caller would catch anyway, so ``except
ValueError`` and ``except RelationshipHealthError`` both work. A message is one
sentence: where, what was found, what was expected, what to do.
"""

from __future__ import annotations

import reprlib
from typing import Any

__all__ = [
    "BenchmarkError",
    "ClusterError",
    "ColumnError",
    "InputError",
    "MetricError",
    "MissingExtraError",
    "ModelError",
    "PluginApiError",
    "PluginConflictError",
    "PluginContractError",
    "PluginError",
    "PluginLoadError",
    "PluginWarning",
    "ProfileError",
    "ReaderError",
    "RelationshipHealthError",
    "RowError",
    "StoreError",
    "UnknownRelationshipError",
    "UnknownRunError",
]

_REPR_WIDTH = 80
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = _REPR_WIDTH
_PORTABLE = (str, int, float, bool, bytes, type(None))


def described(value: object) -> str:
    """Say a value and its type on one printable line of bounded length."""
    kind = type(value)
    try:
        text = _REPR.repr(value)
    except Exception:  # noqa: BLE001 - a broken repr must not hide the error
        text = f"<{kind.__name__} without a repr>"
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(text) > _REPR_WIDTH:
        text = text[: _REPR_WIDTH - 3] + "..."
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    return f"{text} ({name})"


def _revive(
    kind: type[RelationshipHealthError],
    args: tuple[object, ...],
    state: dict[str, Any],
) -> RelationshipHealthError:
    """Rebuild a copied exception without calling its keyword-only constructor."""
    error = kind.__new__(kind, *args)
    # The builtin's own constructor still has to run: ImportError keeps `msg` there.
    super(RelationshipHealthError, error).__init__(*args)
    error.__dict__.update(state)
    return error


class RelationshipHealthError(Exception):
    """Anything that this library refuses or fails at, on purpose.

    Copies and crossings between processes keep the message, the attributes and
    the notes of every subclass, whatever its constructor looks like.

    Examples
    --------
    >>> issubclass(InputError, (RelationshipHealthError, ValueError))
    True
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Describe the exception for ``copy`` and for other processes."""
        return _revive, (type(self), self.args, dict(self.__dict__))


class InputError(RelationshipHealthError, ValueError):
    """What the caller passed in cannot be used.

    Examples
    --------
    >>> raise InputError("as_of is None, expected a date.")
    Traceback (most recent call last):
    relationship_health.errors.InputError: as_of is None, expected a date.
    """


class ColumnError(InputError, LookupError):
    """A column that is needed is not in the table.

    Parameters
    ----------
    message : str
        The sentence to show.
    column : str
        The name that was asked for.
    nearest : tuple of str
        Names in the table that are close to it, closest first.

    Examples
    --------
    >>> error = ColumnError("No column 'form'.", column="form", nearest=("from",))
    >>> error.column, error.nearest
    ('form', ('from',))
    """

    def __init__(self, message: str, *, column: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.column = column
        self.nearest = tuple(nearest)


class RowError(InputError):
    """Rows were rejected and the caller asked for that to be an error.

    Parameters
    ----------
    message : str
        The sentence to show.
    issues : object
        Every rejected row with its column, value and reason.

    Examples
    --------
    >>> RowError("1 of 9 rows was rejected.", issues=["row 3"]).issues
    ['row 3']
    """

    def __init__(self, message: str, *, issues: object = None) -> None:
        super().__init__(message)
        self.issues = issues


class ReaderError(InputError):
    """A file, mailbox, calendar or database could not be read.

    Examples
    --------
    >>> str(ReaderError("log.csv is empty, expected a header line."))
    'log.csv is empty, expected a header line.'
    """


class ModelError(InputError):
    """A value that a noun of the model does not accept.

    Parameters
    ----------
    where : str
        The class, such as ``"Stakeholder"``.
    attribute : str
        The attribute of that class.
    found : object
        The value that was given. Away from this process, anything but a plain
        scalar is replaced by its description, so that the error always travels.
    expected : str
        What is accepted, to follow the word "expected".
    index : int, optional
        Which element of a sequence it was, counted from 0.

    Examples
    --------
    >>> raise ModelError(where="Stakeholder", attribute="role", found=3, expected="a string")
    Traceback (most recent call last):
    relationship_health.errors.ModelError: Stakeholder.role is 3 (int), expected a string.
    """

    def __init__(
        self,
        *,
        where: str,
        attribute: str,
        found: object,
        expected: str,
        index: int | None = None,
    ) -> None:
        name = attribute if index is None else f"{attribute}[{index}]"
        message = f"{where}.{name} is {described(found)}, expected {expected}."
        super().__init__(message)
        self.where = where
        self.attribute = attribute
        self.found = found
        self.expected = expected
        self.index = index

    def __reduce__(self) -> tuple[Any, ...]:
        """Describe the exception, with a ``found`` that any process can rebuild."""
        state = dict(self.__dict__)
        if type(self.found) not in _PORTABLE:
            state["found"] = described(self.found)
        return _revive, (type(self), self.args, state)


class UnknownRelationshipError(RelationshipHealthError, LookupError):
    """The scorecard or portfolio holds no such relationship.

    Examples
    --------
    >>> issubclass(UnknownRelationshipError, LookupError)
    True
    """


class StoreError(RelationshipHealthError, RuntimeError):
    """A score store cannot be used: locked, full, out of reach, or of another version.

    Examples
    --------
    >>> issubclass(StoreError, RuntimeError)
    True
    """


class UnknownRunError(RelationshipHealthError, LookupError):
    """The score store holds no such run.

    Examples
    --------
    >>> issubclass(UnknownRunError, LookupError)
    True
    """


class BenchmarkError(RelationshipHealthError, ValueError):
    """A benchmark cannot be fitted, read, or used with these metrics.

    Examples
    --------
    >>> issubclass(BenchmarkError, ValueError)
    True
    """


class ClusterError(RelationshipHealthError, RuntimeError):
    """A cluster cannot do what is asked: no Java, or a worker that lacks what the driver has.

    Examples
    --------
    >>> issubclass(ClusterError, RuntimeError)
    True
    """


class ProfileError(RelationshipHealthError, ValueError):
    """A profile of weights or bands is not valid.

    Examples
    --------
    >>> issubclass(ProfileError, ValueError)
    True
    """


class MissingExtraError(RelationshipHealthError, ImportError):
    """An optional dependency is not installed.

    Parameters
    ----------
    feature : str
        What was asked for, to begin the sentence.
    extra : str
        The extra of the distribution that brings it.

    Examples
    --------
    >>> print(MissingExtraError("Reading Parquet", "files"))
    Reading Parquet needs the extra 'files': install relationship-health[files].
    """

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs the extra {extra!r}: install relationship-health[{extra}]."
        )
        self.feature = feature
        self.extra = extra


class PluginError(RelationshipHealthError, RuntimeError):
    """A plugin failed; the plugin is named, as far as it is known.

    Parameters
    ----------
    message : str
        The sentence to show.
    plugin, distribution, version : str, optional
        The plugin's name, and the distribution and version that brought it.

    Examples
    --------
    >>> error = PluginError("acme failed.", plugin="acme", version="1.2")
    >>> error.plugin, error.distribution, error.version
    ('acme', None, '1.2')
    """

    def __init__(
        self,
        message: str,
        *,
        plugin: str | None = None,
        distribution: str | None = None,
        version: str | None = None,
    ) -> None:
        super().__init__(message)
        self.plugin = plugin
        self.distribution = distribution
        self.version = version


class PluginLoadError(PluginError):
    """A plugin could not be imported or registered.

    Examples
    --------
    >>> issubclass(PluginLoadError, PluginError)
    True
    """


class PluginApiError(PluginError):
    """A plugin was written for another version of the plugin interface.

    Examples
    --------
    >>> issubclass(PluginApiError, PluginError)
    True
    """


class PluginContractError(PluginError):
    """A plugin returned something that the contract does not allow.

    Examples
    --------
    >>> issubclass(PluginContractError, PluginError)
    True
    """


class PluginConflictError(PluginError):
    """Two plugins claim the same name.

    Examples
    --------
    >>> issubclass(PluginConflictError, PluginError)
    True
    """


class MetricError(PluginError):
    """A metric failed; the metric and its plugin are named.

    Parameters
    ----------
    message : str
        The sentence to show.
    metric : str, optional
        The metric's name.
    plugin, distribution, version : str, optional
        As in `PluginError`.

    Examples
    --------
    >>> MetricError("acme.tone raised.", metric="acme.tone").metric
    'acme.tone'
    """

    def __init__(
        self,
        message: str,
        *,
        metric: str | None = None,
        plugin: str | None = None,
        distribution: str | None = None,
        version: str | None = None,
    ) -> None:
        super().__init__(message, plugin=plugin, distribution=distribution, version=version)
        self.metric = metric


class PluginWarning(UserWarning):
    """A plugin was skipped or failed, and the work went on without it.

    Examples
    --------
    >>> issubclass(PluginWarning, UserWarning)
    True
    """
