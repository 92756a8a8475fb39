"""The table of the README: four histories, and what scores say of them."""

from __future__ import annotations

import relationship_health as rh
from relationship_health.validation.rivals import POINTS
from tests.logs import AS_OF_US
from tests.test_histories import BROKEN, FIRST, PUSHED, SPONSOR, US, Rows, explain

HISTORIES: dict[str, tuple[Rows, str]] = {
    "quarterly sponsor, on time, last contact 45 days ago": (SPONSOR, "healthy"),
    "60 mails in 90 days, no reply ever": (PUSHED, "poor"),
    "weekly for years, then 42 days of silence": (BROKEN, "alarm"),
    "one mail, one reply, yesterday": (FIRST, "too early to say"),
}
SHOWN = ("rival.margince", "rival.everreach", "rival.days_since_last", "rival.count_90")
HEADER = "| history | should be | relationship-health | margince | EverReach | days since last | in 90 days |"  # noqa: E501


def table() -> str:
    """Score each history alone against the shipped benchmark, and ask the others."""
    lines = [HEADER, "|---" * 7 + "|"]
    for history, (rows, right) in HISTORIES.items():
        found = explain(rows, among_others=False)
        verdict = found.band if found.status == "established" or found.upper < 40 else found.status
        ours = f"{verdict}: {found.health:.0f} ({found.lower:.0f} to {found.upper:.0f})"
        others = [f"{points(name, rows):.0f}" for name in SHOWN]
        lines.append(f"| {' | '.join([history, right, ours, *others])} |")
    return "\n".join(lines)


def points(name: str, rows: Rows) -> float:
    """Return a rival's points of one history."""
    log = dict(
        zip(("sender", "recipient", "time"), map(list, zip(*rows, strict=True)), strict=True)
    )
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={US})
    (rival,) = [rival for rival in POINTS if rival.name == name]
    return float(rival.points(portfolio.block(0, 1, AS_OF_US, rh.Terms()))[0])
