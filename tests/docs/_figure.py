"""The figure of the README, from the small log that it tells of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import relationship_health as rh

MONTHS = ("January", "February", "March", "April", "May", "June")
WRITTEN = (2, 2, 4, 8, 16, 28)
ANSWERED = (2, 2, 2, 2, 1, 0)
YEAR = 2026


def small_log() -> dict[str, list[object]]:
    """Spread each month's mails over four weeks; the first of them are answered within a day."""
    rows: list[tuple[str, str, datetime]] = []
    for month, (written, answered) in enumerate(zip(WRITTEN, ANSWERED, strict=True), 1):
        for mail in range(written):
            sent = datetime(YEAR, month, 1 + 28 * mail // written, 9, tzinfo=UTC)
            rows.append(("ana", "bo", sent))
            if mail < answered:
                rows.append(("bo", "ana", sent + timedelta(hours=6)))
    sender, recipient, time = zip(*rows, strict=True)
    return {"sender": list(sender), "recipient": list(recipient), "time": list(time)}


def figure() -> str:
    """Draw one line a month: mails written, mails answered, health at its end in fives."""
    portfolio = rh.Portfolio.from_frame(small_log(), our_side={"ana"})
    lines = [f"{'':9} {'reach: mails written':31}  {'engagement: answered':20}  health"]
    for month, name in enumerate(MONTHS):
        reach, engagement = WRITTEN[month], ANSWERED[month]
        (health,) = rh.score(portfolio, as_of=datetime(YEAR, month + 2, 1, tzinfo=UTC)).health
        bars = "#" * reach, "#" * engagement, "#" * round(health / 5)
        lines.append(
            f"{name:9} {reach:2} {bars[0]:28}  {engagement:2} {bars[1]:17}  {health:2.0f} {bars[2]}"
        )
    return "\n".join(lines)
