"""Whatever a reader raises, in an error that names the reader's plugin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from relationship_health.errors import PluginContractError, PluginError, RelationshipHealthError
from relationship_health.hookspecs import Reader
from relationship_health.plugins import Registered


@contextmanager
def blamed(given: Registered[Reader]) -> Iterator[None]:
    """Let refusals of our own kind pass, and name the plugin for everything else."""
    try:
        yield
    except RelationshipHealthError:
        raise
    except (Exception, SystemExit) as error:
        what = f"failed ({type(error).__name__}: {error})"
        raise _reader_error(PluginError, given, what) from error


def contract_breach(given: Registered[Reader], what: str) -> PluginError:
    """Return the error for a reader that does not keep to what was agreed."""
    return _reader_error(PluginContractError, given, what)


def _reader_error(kind: type[PluginError], given: Registered[Reader], what: str) -> PluginError:
    message = (
        f"Reader {given.name!r} of plugin {given.plugin!r} (distribution {given.distribution} "
        f"{given.version}) {what}: update it, or leave it out with --no-plugin {given.plugin}."
    )
    return kind(
        message, plugin=given.plugin, distribution=given.distribution, version=given.version
    )
