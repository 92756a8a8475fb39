"""Which stories a sales team's relationships tell, and how many tell each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import attrs
import numpy as np

from relationship_health.errors import InputError
from relationship_health.simulate import stories
from relationship_health.simulate.stories import Course
from relationship_health.simulate.streams import stream
from relationship_health.simulate.stretches import Stretches
from relationship_health.simulate.traits import Traits


@attrs.frozen(slots=True, kw_only=True)
class Story:
    """A kind of relationship.

    Parameters
    ----------
    unfold : function of count, working days and random numbers
        Tells what became of so many relationships.
    share : float
        Its part of the relationships of a sales team.
    role : str
        What the other side is to us, see ``ROLES``.
    subscribed : float
        Share that gets our newsletter.
    problem : str
        Metric that should show what is wrong, empty where nothing is.
    cadence : str
        Cadence that is declared for it, empty where none is.
    """

    unfold: Callable[[int, float, np.random.Generator], Course]
    share: float
    role: str = "customer"
    subscribed: float = 0.0
    problem: str = ""
    cadence: str = ""


_SUBSCRIBED = 0.35

STORIES: Mapping[str, Story] = MappingProxyType({
    "ordinary": Story(unfold=stories.ordinary, share=0.50, subscribed=_SUBSCRIBED),
    "sponsor": Story(unfold=stories.sponsor, share=0.05, role="partner", cadence="quarterly"),
    "neglect": Story(unfold=stories.neglect, share=0.07, problem="frequency_balance"),
    "over_contact": Story(
        unfold=stories.over_contact, share=0.07, subscribed=_SUBSCRIBED,
        problem="frequency_balance",
    ),
    "broadcast": Story(
        unfold=stories.broadcast, share=0.07, subscribed=1.0, problem="engagement_vs_reach"
    ),
    "churn": Story(
        unfold=stories.churn, share=0.08, subscribed=_SUBSCRIBED, problem="recency_decay"
    ),
    "new": Story(unfold=stories.new, share=0.06, subscribed=_SUBSCRIBED),
    "supplier": Story(unfold=stories.supplier, share=0.05, role="supplier"),
    "colleague": Story(unfold=stories.colleague, share=0.05, role="colleague"),
})  # fmt: skip
"""The stories of a sales team by name; their shares add up to 1."""


def allot(relationships: int, shares: Mapping[str, float] | None = None) -> dict[str, int]:
    """Divide relationships among stories, by largest remainder.

    Parameters
    ----------
    relationships : int
    shares : mapping of story to number, optional
        Parts, in any unit; by default those of ``STORIES``. Every story with a part gets one
        relationship at least, where there are enough of them.

    Raises
    ------
    InputError
        Where a story is unknown or a share no number of at least 0, or all are 0.

    Examples
    --------
    >>> allot(4, {"ordinary": 3, "churn": 1})
    {'ordinary': 3, 'churn': 1}
    """
    given = {n: s.share for n, s in STORIES.items()} if shares is None else dict(shares)
    for name, share in given.items():
        if name not in STORIES:
            message = f"shares names {name!r}, expected stories: {', '.join(STORIES)}."
            raise InputError(message)
        if isinstance(share, bool) or not 0.0 <= share < np.inf:
            message = f"The share of {name!r} is {share!r}, expected a number of at least 0."
            raise InputError(message)
    told = {name: share for name, share in given.items() if share > 0}
    if not told:
        message = "All shares are 0, expected a positive one among them."
        raise InputError(message)
    least = int(relationships >= len(told))
    exact = np.array(list(told.values())) / sum(told.values()) * (relationships - least * len(told))
    counts = np.floor(exact).astype(np.int64)
    left = relationships - least * len(told) - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return {name: int(n) + least for name, n in zip(told, counts, strict=True)}


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Plot:
    """All relationships' stories, one story's after another's."""

    story: tuple[str, ...]
    course: Course

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.story)


def unfold(counts: Mapping[str, int], span: float, seed: int) -> Plot:
    """Tell every story as often as asked for.

    Examples
    --------
    >>> plot = unfold({"ordinary": 2, "churn": 1}, 300.0, seed=1)
    >>> plot.story, plot.course.stretches.relationship
    (('ordinary', 'ordinary', 'churn'), array([0, 1, 2, 2]))
    """
    names = [name for name, count in counts.items() for _ in range(count)]
    courses, stretches, first = [], [], 0
    for name, count in counts.items():
        courses.append(STORIES[name].unfold(count, span, stream(seed, f"story of {name}")))
        stretches.append(courses[-1].stretches.moved(first))
        first += count
    course = Course(
        usual=Traits.joined([course.usual for course in courses]),
        stretches=Stretches.joined(stretches),
        began=np.concatenate([course.began for course in courses]),
        turned=np.concatenate([course.turned for course in courses]),
        ended=np.concatenate([course.ended for course in courses]),
    )
    return Plot(story=tuple(names), course=course)
