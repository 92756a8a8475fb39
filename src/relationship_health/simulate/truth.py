"""What is true of every simulated relationship."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.frames import write_table
from relationship_health.simulate.mixture import STORIES, Plot
from relationship_health.simulate.working_time import WorkingTime
from relationship_health.wording import number_of

_NAT = np.iinfo(np.int64).min


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Truth:
    """The truth, one row per relationship, in the order of a portfolio.

    Attributes
    ----------
    source, target : object arrays
        Ids; the source is ours.
    story : object array
        Its name, see ``STORIES``.
    our_rate, their_rate : float64 arrays
        Conversations that the source and the target open per working day, before any turn; of
        broadcasts, the issues that we send. An ordinary week has seven working days, see
        ``working_time``.
    our_reply_probability, their_reply_probability : float64 arrays
        That the side takes part in a conversation that the other opened, before any turn.
    our_reply_days, their_reply_days : float64 arrays
        Mean of the exponential delay of written answers, in working days, before any turn.
    regularity : object array
        "poisson" or "regular".
    cadence_days : float64 array
        Mean working days between conversations that either side opens, before any turn.
    subscribed : bool array
        Whether our newsletter goes to the target.
    began_at, turned_at, ended_at : datetime64[us] arrays
        When it began, if within the time simulated; when our behaviour turned; when the target
        fell silent for good. NaT where it did not.
    problem : object array
        Name of the metric that should show what is wrong, empty where nothing is.
    """

    source: Array
    target: Array
    story: Array
    our_rate: Floats
    their_rate: Floats
    our_reply_probability: Floats
    their_reply_probability: Floats
    our_reply_days: Floats
    their_reply_days: Floats
    regularity: Array
    cadence_days: Floats
    subscribed: Bools
    began_at: Array
    turned_at: Array
    ended_at: Array
    problem: Array

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.source)

    def __repr__(self) -> str:
        """Return the size only."""
        return f"<Truth: {number_of(len(self), 'relationship')}>"

    def columns(self) -> dict[str, Array]:
        """Return the truth as columns."""
        return attrs.asdict(self, recurse=False)

    def to_frame(self, backend: str = "dict") -> Any:
        """Return the truth as a frame.

        Parameters
        ----------
        backend : "pandas", "polars", "pyarrow" or "dict"
            The library of the frame.
        """
        return write_table(self.columns(), backend)


def tell(
    plot: Plot, reading: Bools, ends: Sequence[Array], order: Ints, clock: WorkingTime
) -> Truth:
    """Gather the truth.

    Parameters
    ----------
    plot : Plot
    reading : bool array over relationships
        Who gets the newsletter.
    ends : pair of object arrays over relationships
        Source and target ids.
    order : int64 array
        Which relationship comes when.
    clock : WorkingTime
    """
    usual, course = plot.course.usual.take(order), plot.course
    names = np.array(plot.story, dtype=object)[order]
    problems = {name: story.problem for name, story in STORIES.items()}
    moments = {
        name: clock.moments_or(values[order], _NAT).astype("datetime64[us]")
        for name, values in (
            ("began_at", course.began), ("turned_at", course.turned), ("ended_at", course.ended)
        )
    }  # fmt: skip
    return Truth(
        source=ends[0][order], target=ends[1][order], story=names,
        our_rate=usual.our_rate, their_rate=usual.their_rate,
        our_reply_probability=usual.our_reply, their_reply_probability=usual.their_reply,
        our_reply_days=usual.our_delay, their_reply_days=usual.their_delay,
        regularity=np.array(["poisson", "regular"], dtype=object)[usual.regular.astype(np.int64)],
        cadence_days=1.0 / (usual.our_rate + usual.their_rate), subscribed=reading[order],
        problem=np.array([problems[name] for name in names] + [None], dtype=object)[:-1],
        **moments,
    )  # fmt: skip
