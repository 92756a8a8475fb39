"""What is wrong with a file or an option, in one sentence and in the words of the command line."""

from __future__ import annotations

import re
from pathlib import Path

from relationship_health.cli.options import Options
from relationship_health.columns import Issue, Issues
from relationship_health.errors import ColumnError, InputError, RowError
from relationship_health.frames import REMEDY
from relationship_health.wording import number_of

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_ARGUMENTS = {
    "time_unit='s', 'ms' or 'us'": "--time-unit s, ms or us",
    "our_side names": "--our-side names",
    "The timezone is": "--timezone is",
    "The delimiter is": "--delimiter is",
    "horizon_days is": "--horizon-days is",
    "budget_hours is": "--budget-hours is",
    "horizon_days, or pass dates as origins": "--horizon-days",
}


class UsageError(InputError):
    """The command was used wrongly: an option has a value that means nothing."""


def in_options(message: str) -> str:
    """Name options where the library's sentence names arguments."""
    for argument, option in _ARGUMENTS.items():
        message = message.replace(argument, option)
    return message


def of_log(error: InputError, options: Options) -> str:
    """Word an error in options, those that name a column among them."""
    message = in_options(str(error))
    if isinstance(error, ColumnError):
        for option in ("sender", "recipient", "time"):
            if getattr(options, option) == error.column:
                message = message.replace(REMEDY, f"say which it is with --{option}")
    return message


def of_file(path: Path, error: InputError, options: Options) -> InputError:
    """Return an error that says which file it is about, and which option names a column."""
    return InputError(f"{path}: {of_log(error, options)}")


def no_rows(path: Path, issues: Issues, options: Options) -> InputError:
    """Return the error for a file without one row that can be used."""
    if not issues.rows_in:
        return InputError(f"{path} has a header and no rows, expected interactions.")
    first = _first(issues, ignored=True)
    reason = f"; {_described(issues, first)}: {_remedy(first, options)}" if first else ""
    return InputError(f"{path}: none of the {issues.rows_in:,} rows can be used{reason}.")


def strict_breach(path: Path, issues: Issues, options: Options) -> RowError | None:
    """Return the error for bad rows under ``--strict``; None where there is none."""
    first = _first(issues)
    if first is None:
        return None
    count = issues.rejected + issues.repaired
    message = (
        f"{path} {_described(issues, first)} ({number_of(count, 'such row')} in all): "
        f"{_remedy(first, options)}, or leave out --strict."
    )
    return RowError(message, issues=issues)


def _first(issues: Issues, *, ignored: bool = False) -> Issue | None:
    """Return the first bad row."""
    found = [group.issue(0) for group in issues.groups if ignored or group.action != "ignored"]
    return min(found, key=lambda issue: (issue.action == "ignored", issue.row), default=None)


def _described(issues: Issues, issue: Issue) -> str:
    column = f", column {issue.column!r}" if issue.column else ""
    value = f": found {issue.value!r}" if issue.value else ""
    return f"{issues.unit} {issue.row}{column}{value}: {issue.reason}"


def _remedy(issue: Issue, options: Options) -> str:
    """Say what would help with a bad row."""
    if issue.column == options.time and "can be read" in issue.reason:
        if _NUMBER.fullmatch(issue.value.strip()) and not options.time_unit:
            return "it is a number, so say --time-unit s, ms or us"
        if not options.time_format:
            return "say --time-format, such as '%d/%m/%Y %H:%M'"
    if "too many cells" in issue.reason and not options.delimiter:
        return "mend the line, or say --delimiter"
    if issue.action == "ignored":
        return "check which columns hold what"
    return "mend it"
