"""Runs named checks on one thing, each in its own try, and leaves none of them out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NoReturn

import attrs

from relationship_health.errors import InputError
from relationship_health.testing.results import CheckResult, CheckResults, ConformanceError

OnFail = Literal["raise"] | None
ANY_CHECK_RAN = "any_check_ran"
_LONGEST = 400


class Refuted(AssertionError):  # noqa: N818  a verdict, and no error of the kit
    """A check found that the contract is broken."""


class NotApplicable(Exception):  # noqa: N818  no error: the check has nothing to look at
    """What is checked declares that a check does not concern it."""


def refute(message: str) -> NoReturn:
    """End a check: what it looks for is there."""
    raise Refuted(message)


def leave_out(reason: str) -> NoReturn:
    """End a check that does not concern what is checked, saying why."""
    raise NotApplicable(reason)


@attrs.frozen(slots=True, kw_only=True)
class Check:
    """A question with a name, asked of one thing.

    Parameters
    ----------
    name : str
    ask : function of the subject
        Returns where all is well; otherwise refutes, leaves itself out, or raises anything.
    """

    name: str
    ask: Callable[[Any], None]


def named(functions: Iterable[Callable[[Any], None]]) -> tuple[Check, ...]:
    """Make checks of functions, each under the name of its function.

    Examples
    --------
    >>> [check.name for check in named([print])]
    ['print']
    """
    return tuple(Check(name=function.__name__, ask=function) for function in functions)


def outcome(check: Check, thing: Any, subject: str, expected: str | None) -> CheckResult:
    """Run one check and say what came of it."""
    try:
        check.ask(thing)
    except NotApplicable as left:
        return CheckResult(name=check.name, status="skipped", reason=str(left), subject=subject)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's code raises
        if expected is not None:
            return CheckResult(name=check.name, status="xfailed", reason=expected, subject=subject)
        return CheckResult(
            name=check.name, status="failed", reason=_told(error), subject=subject
        )  # fmt: skip
    if expected is not None:
        reason = f"it passed, expected to fail ({expected}): take it off expected_failures"
        return CheckResult(name=check.name, status="failed", reason=reason, subject=subject)
    return CheckResult(name=check.name, status="passed", subject=subject)


def run_checks(
    checks: Sequence[Check],
    thing: Any,
    subject: str,
    *,
    on_fail: OnFail,
    expected_failures: Mapping[str, str] | None,
) -> CheckResults:
    """Run all checks on one thing.

    Raises
    ------
    InputError
        Where ``expected_failures`` names a check that does not exist.
    ConformanceError
        Where a check failed and ``on_fail`` is "raise".
    """
    refuse_unknown_option(on_fail)
    expected = dict(expected_failures or {})
    refuse_unknown(expected, [check.name for check in checks])
    results = CheckResults(
        outcome(check, thing, subject, expected.get(check.name)) for check in checks
    )
    return concluded(results, subject, on_fail)


def concluded(results: CheckResults, subject: str, on_fail: OnFail) -> CheckResults:
    """Add a failure where nothing ran, and raise the failures where that is asked for.

    Examples
    --------
    >>> nothing = CheckResults([CheckResult(name="places", status="skipped", reason="no file")])
    >>> print(concluded(nothing, "acme", None))
    1 failed, 1 skipped
    """
    if all(result.status == "skipped" for result in results):
        reason = "no check ran, expected one at least: nothing is proved"
        results.append(
            CheckResult(name=ANY_CHECK_RAN, status="failed", reason=reason, subject=subject)
        )
    if on_fail == "raise" and results.failed:
        lines = [f"{subject} fails {len(results.failed)} of its checks ({results.summary}):"]
        lines += [f"  {r.subject or subject}, {r.name}: {r.reason}" for r in results.failed]
        raise ConformanceError("\n".join(lines), results=results)
    return results


def refuse_unknown_option(on_fail: object) -> None:
    """Refuse a way of failing that does not exist."""
    if on_fail not in {"raise", None}:
        message = f"on_fail is {on_fail!r}, expected 'raise', or None to get the results."
        raise InputError(message)


def refuse_unknown(expected: Mapping[str, str], known: Sequence[str]) -> None:
    """Refuse expected failures of checks that do not exist, naming the nearest, or no reason."""
    for name, reason in expected.items():
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4)
            hint = f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
            message = (
                f"expected_failures names {name!r}{hint}, expected checks: {', '.join(known)}."
            )
            raise InputError(message)
        if not isinstance(reason, str) or not reason.strip():
            message = (
                f"expected_failures gives {reason!r} for {name!r}, expected a text that says why "
                "it fails: write the reason."
            )
            raise InputError(message)


def _told(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  a broken __str__ must not end the run
        text = ""
    if not isinstance(error, Refuted):
        text = f"it raised {type(error).__name__}{f': {text}' if text else ''}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
