"""Errors that name the plugin, its distribution and version, and say what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs

from relationship_health.errors import PluginError, PluginLoadError
from relationship_health.plugins.records import Source

_LONGEST = 200


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Candidate:
    """A plugin that was found and not yet imported.

    Parameters
    ----------
    name, source, distribution, version
        As in `PluginRecord`.
    provide : callable
        Gives the plugin; for an entry point that is the import.
    problem : PluginError, optional
        Why the plugin cannot be loaded, where that is known beforehand.
    """

    name: str
    source: Source
    provide: Callable[[], object]
    distribution: str | None = None
    version: str | None = None
    problem: PluginError | None = None

    @property
    def blocking(self) -> str:
        """The argument of an engine that blocks this plugin."""
        return f"disabled_plugins=[{show(self.name)}]"

    def __str__(self) -> str:
        if self.distribution is None:
            return f"{show(self.name)} ({self.source})"
        owner = self.distribution if self.version is None else f"{self.distribution} {self.version}"
        return f"{show(self.name)} of {one_line(owner)}"


def one_line(text: str) -> str:
    r"""Make a text of unknown origin safe to print: one line, bounded, nothing invisible.

    Examples
    --------
    >>> one_line("red\x1b[31m\nand more")
    'red [31m and more'
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST]).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def show(value: object) -> str:
    """Say what a value is without calling any code of its own.

    Examples
    --------
    >>> show("acme"), show(3.5)
    ("'acme'", 'float')
    """
    return one_line(repr(value)) if type(value) is str else type(value).__name__


def blame(
    kind: type[PluginError], candidate: Candidate, what: str, remedy: str | None = None
) -> PluginError:
    """Build an error of one sentence: the plugin, what it did, and what to do."""
    message = f"Plugin {candidate} {what}: {remedy or _remedy(candidate)}."
    return kind(
        message,
        plugin=candidate.name,
        distribution=candidate.distribution,
        version=candidate.version,
    )


@contextmanager
def blamed(candidate: Candidate, what: str) -> Iterator[None]:
    """Turn whatever a plugin's code raises into an error that names the plugin.

    ``SystemExit`` too: ``except Exception`` lets it pass, and a plugin would end the program.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        if isinstance(error, PluginError) and error.plugin == candidate.name:
            raise
        raise blame(PluginLoadError, candidate, f"{what} ({described(error)})") from error


def described(error: BaseException) -> str:
    """Give an exception's type and the first words of its text, safe to print."""
    name = type(error).__name__
    try:
        text = one_line(str(error)).rstrip(".")
    except (Exception, SystemExit):  # noqa: BLE001 - a broken __str__ must not hide the error
        text = ""
    return f"{name}: {text}" if text else name


def _remedy(candidate: Candidate) -> str:
    match candidate.source:
        case "entry point":
            owner = one_line(candidate.distribution or candidate.name)
            return f"upgrade or remove {owner}, or block it with {candidate.blocking}"
        case "object":
            return "mend it, or leave it out of plugins"
        case "built-in":
            return "this is a fault of relationship-health, please report it"
