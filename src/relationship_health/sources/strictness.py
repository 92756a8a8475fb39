"""Bad rows as an error, for those who did not ask to have them set aside."""

from __future__ import annotations

from relationship_health.columns import Issues
from relationship_health.errors import RowError
from relationship_health.wording import number_of


def expect_sound(issues: Issues, where: object) -> None:
    """Refuse an account with a rejected or repaired row in it.

    Raises
    ------
    RowError
        With the place of the first, and how many there are like it.
    """
    bad = next((group for group in issues.groups if group.action != "ignored"), None)
    if bad is None:
        return
    column = f", column {bad.column!r}" if bad.column else ""
    message = (
        f"{where}: {bad.where}{column}: {bad.reason} "
        f"({number_of(len(bad.rows), 'such row')} in all); mend the data, or pass "
        "on_error='collect' to set bad rows aside and account for them."
    )
    raise RowError(message, issues=issues)
