"""What we use against what they want, and over how many channels contact spreads."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from .conversation import ENGAGED_OUTCOMES, continues
from .judgement import UNKNOWN, Judgement, both_views
from .line import DAY_US, INBOUND, OUTBOUND, existing, instant, other_view
from .rhythm import age_days, decayed_weight

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .line import Line

FIRST_LINE = 0
WINDOW_US = 14 * DAY_US
MOST_PERSONAL = 10
ERRANDS = {"request", "support", "complaint", "feedback", "feedback_request"}


def chains(lines: Sequence[Line], as_of_us: int) -> list[list[Line]]:
    """Return the lines of each conversation."""
    found: list[list[Line]] = []
    for line in existing(lines, as_of_us):
        if found and continues(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def is_engaged(chain: list[Line]) -> bool:
    """They took part, or an outcome says that they engaged."""
    return any(line.direction & INBOUND or line.outcome in ENGAGED_OUTCOMES for line in chain)


def responded(place: int, all_chains: list[list[Line]]) -> bool:
    """Ours, and they took part in it or spoke within the window after it."""
    chain = all_chains[place]
    if not any(line.direction & OUTBOUND for line in chain):
        return False
    end = chain[-1].time_us
    later = [line for other in all_chains[place + 1 :] for line in other]
    return is_engaged(chain) or any(
        line.direction & INBOUND and line.time_us - end <= WINDOW_US for line in later
    )


def fit(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    sided: bool,
    column: str,
    categories: float,
    strata: str | None = None,
    wishes: tuple[Collection[str], Collection[str]] = ((), ()),
    least_categories: int = 1,
) -> Judgement:
    """Return the overlap of our use with their preference; both views where no side is ours."""

    def from_view(view: Sequence[Line], asked_for: Collection[str]) -> Judgement:
        if categories < least_categories:
            return UNKNOWN
        return one_view(view, as_of_us, column, categories, strata, asked_for)

    if sided:
        return from_view(lines, wishes[1])
    return both_views(from_view(lines, wishes[1]), from_view(other_view(lines), wishes[0]))


def one_view(  # noqa: PLR0913, PLR0917 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    column: str,
    categories: float,
    strata: str | None,
    wishes: Collection[str],
) -> Judgement:
    """Return the overlap within each stratum, weighed by our use of the stratum."""
    talks = chains(lines, as_of_us)
    use: dict[object, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    shown: dict[object, Counter[str]] = defaultdict(Counter)
    every: Counter[str] = Counter()
    used = 0
    for place, chain in enumerate(talks):
        first = chain[FIRST_LINE]
        value = getattr(first, column)
        if value is None or (column == "purpose" and value in ERRANDS):
            continue
        layer = getattr(first, strata) if strata else None
        ours = bool(instant(first, chain) & OUTBOUND)
        if ours:
            used += 1
            use[layer][value] += decayed_weight(age_days(chain[-1].time_us, as_of_us), 180.0)
        if not ours or responded(place, talks):
            shown[layer][value] += 1
            every[value] += 1
    if not used or not (every or wishes):
        return UNKNOWN
    total = sum(sum(amounts.values()) for amounts in use.values())
    score = 0.0
    for layer, amounts in use.items():
        mass = sum(amounts.values())
        for value, amount in amounts.items():
            if wishes:
                wanted = (value in wishes) / len(set(wishes))
            else:
                pooled = (every[value] + 1.0 / categories) / (every.total() + 1.0)
                wanted = (shown[layer][value] + pooled) / (shown[layer].total() + 1.0)
            score += mass / total * min(amount / mass, wanted)
    return Judgement(value=score, evidence=used)


def channel_diversity(
    lines: Sequence[Line], as_of_us: int, *, sided: bool, channels: float
) -> Judgement:
    """Return 1 - 1/D over the undecayed channels of engaged conversations."""
    counts = Counter(
        chain[FIRST_LINE].channel
        for chain in chains(lines, as_of_us)
        if (is_engaged(chain) or not sided) and chain[FIRST_LINE].channel is not None
    )
    if not counts or channels <= 1:
        return UNKNOWN
    shares = [count / counts.total() for count in counts.values()]
    effective = math.exp(-math.fsum(share * math.log(share) for share in shares))
    return Judgement(value=1.0 - 1.0 / effective, evidence=counts.total())


def depth(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    sided: bool,
    median_minutes: float,
    columns: Collection[str],
    a: float = 2.0,
    r0: float = 0.3,
) -> Judgement:
    """Return the geometric mean of what is known of time, attention and authenticity."""
    engaged = [c for c in chains(lines, as_of_us) if is_engaged(c) or not sided]
    if not engaged:
        return UNKNOWN
    weights = [decayed_weight(age_days(c[-1].time_us, as_of_us), 180.0) for c in engaged]
    parts = []
    timed = [
        (w, sum(line.duration for line in c if line.duration is not None))
        for w, c in zip(weights, engaged, strict=True)
        if any(line.duration is not None for line in c)
    ]
    if timed:
        mean = math.fsum(w * t for w, t in timed) / math.fsum(w for w, _ in timed)
        parts.append(mean / (mean + median_minutes))
    total = math.fsum(weights)
    if "audience" in columns:
        shares = [1.0 / min(line.audience for line in c) for c in engaged]
        parts.append(shrunk(weights, shares, total, a, r0))
    if "audience" in columns or "automated" in columns:
        personal = [
            float(any(not line.automated and line.audience <= MOST_PERSONAL for line in c))
            for c in engaged
        ]
        parts.append(shrunk(weights, personal, total, a, r0))
    if not parts:
        return UNKNOWN
    return Judgement(value=math.prod(parts) ** (1.0 / len(parts)), evidence=len(engaged))


def shrunk(
    weights: Sequence[float], figures: Sequence[float], total: float, a: float, r0: float
) -> float:
    """Return a weighted mean drawn towards r0 as if by a observations."""
    seen = math.fsum(w * x for w, x in zip(weights, figures, strict=True))
    return (seen + a * r0) / (total + a)
