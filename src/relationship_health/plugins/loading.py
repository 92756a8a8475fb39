"""Loading: every plugin through the same steps, each in its own try, built-ins included."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Literal

import attrs

from relationship_health.errors import (
    InputError,
    PluginConflictError,
    PluginContractError,
    PluginError,
    PluginWarning,
)
from relationship_health.plugins.blame import Candidate, blame, show
from relationship_health.plugins.discovery import built_in, requested
from relationship_health.plugins.hooks import Collected, collect
from relationship_health.plugins.records import (
    PluginRecord,
    Registered,
    Registry,
    Status,
    blocking_nothing,
)
from relationship_health.plugins.selection import Selection, names

_KINDS = {
    "rh_metrics": "metric",
    "rh_readers": "reader",
    "rh_aggregators": "aggregator",
    "rh_report_sections": "report section",
}

_NOTHING = Collected()


def load(
    builtins: Iterable[ModuleType],
    *,
    plugins: Iterable[object] | None = None,
    enabled: Iterable[str] | None = None,
    disabled: Iterable[str] = (),
    on_plugin_error: Literal["raise", "warn"] = "raise",
) -> Registry:
    """Load plugins and collect what they give.

    Parameters
    ----------
    builtins : iterable of modules
        The library's own plugins, loaded first.
    plugins : None, "all", or a list
        None for the built-ins alone; ``"all"`` for every installed plugin; or names of installed
        plugins or of their distributions, and objects (modules, instances) with hooks.
    enabled : iterable of str, optional
        Allow-list: of the installed plugins only those of these names, or from distributions of
        these names, are imported. None allows all.
    disabled : iterable of str
        Block-list of the same kind of names. It wins over the allow-list.
    on_plugin_error : "raise" or "warn"
        Whether a plugin that fails ends the loading, or is left out with a `PluginWarning`.

    Returns
    -------
    Registry
        What was loaded, and a record of each plugin, blocked and failed ones too.

    Raises
    ------
    InputError
        Where an argument is none of the above.
    PluginLoadError
        Where a plugin is not installed, cannot be imported, or fails in a hook.
    PluginApiError
        Where it was written for another version of the hooks.
    PluginContractError
        Where it has hooks that do not exist, or returns what a hook must not return.
    PluginConflictError
        Where two plugins, or two of their items, have the same name.

    Examples
    --------
    >>> load([], plugins="all", enabled=()).metrics
    ()
    """
    if on_plugin_error not in {"raise", "warn"}:
        message = f"on_plugin_error is {show(on_plugin_error)}, expected 'raise' or 'warn'."
        raise InputError(message)
    allowed = None if enabled is None else names("enabled", enabled)
    selection = Selection.of(allowed, disabled)
    found = [*built_in(builtins), *requested(plugins, allowed)]
    loading = _Loading()
    for candidate, refusal in selection.judge(found):
        if refusal:
            loading.note(candidate, "blocked", refusal)
            continue
        try:
            loading.accept(candidate, collect(candidate))
        except PluginError as error:
            if on_plugin_error == "raise":
                raise
            loading.note(candidate, "failed", str(error))
            warnings.warn(str(error), PluginWarning, stacklevel=2)
    registry = loading.registry()
    # Where no installed plugin was asked for, blocking one by its name is only foresight.
    blocked = sorted(selection.disabled) if plugins else ()
    for sentence in blocking_nothing(blocked, registry.records):
        warnings.warn(sentence, PluginWarning, stacklevel=2)
    return registry


@attrs.define(slots=True, eq=False)
class _Loading:
    """What one call of `load` has gathered so far."""

    records: list[PluginRecord] = attrs.field(factory=list)
    given: dict[str, dict[str, tuple[Candidate, Any]]] = attrs.field(
        factory=lambda: {hook: {} for hook in _KINDS}
    )

    def note(
        self,
        candidate: Candidate,
        status: Status,
        reason: str = "",
        collected: Collected = _NOTHING,
    ) -> None:
        """Write down what became of a plugin."""
        record = PluginRecord(
            name=candidate.name,
            source=candidate.source,
            status=status,
            distribution=candidate.distribution,
            version=candidate.version,
            reason=reason,
            summary=collected.summary,
            hooks=collected.hooks,
            metrics=tuple(name for name, _ in collected.items.get("rh_metrics", ())),
        )
        self.records.append(record)

    def accept(self, candidate: Candidate, collected: Collected) -> None:
        """Take all that a plugin gives, or, where a name is taken, nothing."""
        given = {hook: dict(known) for hook, known in self.given.items()}
        for hook, items in collected.items.items():
            for name, item in items:
                if name in given[hook]:
                    owner, _ = given[hook][name]
                    raise _conflict(candidate, f"{_KINDS[hook]} {show(name)}", owner)
                given[hook][name] = (candidate, item)
        self.given = given
        self.note(candidate, "loaded", collected=collected)

    def registry(self) -> Registry:
        """Return everything, frozen."""
        return Registry(
            records=tuple(self.records),
            metrics=self._registered("rh_metrics"),
            readers=self._registered("rh_readers"),
            aggregators=self._registered("rh_aggregators"),
            report_sections=self._registered("rh_report_sections"),
        )

    def _registered(self, hook: str) -> tuple[Registered[Any], ...]:
        return tuple(
            Registered(
                name=name,
                item=item,
                plugin=candidate.name,
                distribution=candidate.distribution,
                version=candidate.version,
            )
            for name, (candidate, item) in self.given[hook].items()
        )


def _conflict(candidate: Candidate, what: str, owner: Candidate) -> PluginError:
    if owner is candidate:
        return blame(PluginContractError, candidate, f"gives {what} twice")
    return blame(
        PluginConflictError,
        candidate,
        f"gives {what}, which plugin {owner} gives already",
        f"rename it, or leave one of the two plugins out, as in {candidate.blocking}",
    )
