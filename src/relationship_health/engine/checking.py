"""Every answer of every metric is checked, and every failure names its metric."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn, TypeVar

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.contract import MetricResult
from relationship_health.errors import MetricError, PluginContractError

T = TypeVar("T")


@attrs.frozen(slots=True, kw_only=True)
class Origin:
    """Where a metric comes from, for errors and listings."""

    plugin: str = "none"
    distribution: str = "none"
    version: str = "unknown"

    @property
    def label(self) -> str:
        """Plugin and, where one brought it, distribution."""
        if self.distribution == "none":
            return f"plugin {self.plugin!r}"
        return f"plugin {self.plugin!r} (distribution {self.distribution} {self.version})"


@attrs.frozen(slots=True, kw_only=True)
class Diagnostic:
    """A metric that failed, and why."""

    metric: str
    phase: str
    message: str
    origin: Origin


def checked(result: object, expected: int) -> MetricResult:
    """Return a metric's result if it keeps the contract.

    Raises
    ------
    PluginContractError
        With what was found and what was expected.
    """
    sound = shaped(result, expected)
    fault = fault_of(sound.value, sound.evidence)
    if fault:
        _refuse(*fault)
    return sound


def fault_of(value: Floats, evidence: Floats) -> tuple[str, str] | None:
    """Say what is wrong with values and evidence, of one metric or of several; None if nothing."""
    # Smallest and largest leave out NaN in values, which is allowed, and find it in evidence.
    lowest = np.fmin.reduce(value, axis=None, initial=0.0)
    if lowest < 0.0 or np.fmax.reduce(value, axis=None, initial=1.0) > 1.0:
        return "returned a value outside [0, 1]", "values in [0, 1], NaN for unknown"
    least = np.minimum.reduce(evidence, axis=None, initial=0.0)
    if not (least >= 0.0 and np.maximum.reduce(evidence, axis=None, initial=0.0) < np.inf):
        return "returned evidence that is negative or not finite", "counts of observations"
    if np.logical_or.reduce(np.isnan(value) != (evidence == 0.0), axis=None):
        return "returned evidence and NaN that disagree", "NaN exactly where evidence is 0"
    return None


def shaped(result: object, expected: int) -> MetricResult:
    """Return a metric's result if it has the form of one, whatever its figures say.

    Raises
    ------
    PluginContractError
    """
    if not isinstance(result, MetricResult):
        _refuse(f"returned {type(result).__name__}", "a MetricResult")
    for name in ("value", "evidence"):
        array = getattr(result, name)
        if type(array) is not np.ndarray or array.dtype != np.float64:
            found = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            _refuse(f"returned {name} of type {found}", "a float64 array")
        if array.shape != (expected,):
            _refuse(f"returned {name} of shape {array.shape}", f"shape ({expected},)")
    _check_extras(result, expected)
    return result


def _check_extras(result: MetricResult, expected: int) -> None:
    """Check what an explanation will read, before anyone asks for one."""
    variance = result.variance
    if variance is not None and not (
        type(variance) is np.ndarray
        and variance.dtype == np.float64
        and variance.shape == (expected,)
    ):
        _refuse("returned a variance that is no float64 array of its length", "one, or None")
    if not isinstance(result.details, Mapping):
        _refuse(f"returned details of type {type(result.details).__name__}", "a mapping")
    for name, figures in result.details.items():
        sound = type(figures) is np.ndarray and figures.dtype.kind in "biuf"
        if type(name) is not str or not sound or figures.shape != (expected,):
            _refuse(f"returned details {name!r} that are no numbers of its length", "arrays")


def _refuse(found: str, expected: str) -> NoReturn:
    message = f"It {found}, expected {expected}."
    raise PluginContractError(message)


@attrs.define(slots=True)
class Guard:
    """Calls metrics, each in its own try, and keeps account of those that failed.

    Parameters
    ----------
    origins : mapping
        Where each metric comes from, by name.
    on_error : "raise" or "warn"
        Whether a failure ends the scoring or makes that one metric unknown.
    """

    origins: Mapping[str, Origin]
    on_error: str
    diagnostics: dict[str, Diagnostic] = attrs.field(factory=dict)

    def fork(self) -> Guard:
        """Return a guard for one block that may be judged beside others."""
        return attrs.evolve(self, diagnostics=dict(self.diagnostics))

    def note(self, failed: Mapping[str, Diagnostic]) -> None:
        """Take over what was noted elsewhere; taken in one order, the first note stays."""
        for metric, diagnostic in failed.items():
            self.diagnostics.setdefault(metric, diagnostic)

    def call(
        self, metric: str, phase: str, function: Callable[[], T], kind: str = "Metric"
    ) -> T | None:
        """Return the function's answer; None if it failed and failures are to be noted."""
        if metric in self.diagnostics:
            return None
        try:
            with np.errstate(all="ignore"):
                return function()
        except (Exception, SystemExit) as error:
            origin = self.origins.get(metric, Origin())
            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            if not reason.endswith((".", "!", "?")):
                reason += "."
            message = (
                f"{kind} {metric!r} of {origin.label} failed in {phase}: {reason} "
                "Update or block that plugin"
            )
            if self.on_error == "raise":
                remedy = f"{message}, or pass on_plugin_error='warn' to score without it."
                raise MetricError(
                    remedy, metric=metric, plugin=origin.plugin,
                    distribution=origin.distribution, version=origin.version,
                ) from error  # fmt: skip
            self.diagnostics[metric] = Diagnostic(
                metric=metric, phase=phase, message=f"{message}.", origin=origin
            )
            return None
