"""Newsletters: automated, to many at once, in the name of the one of us who knows each reader."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.simulate.lines import (
    CHANNELS,
    NOTHING,
    OUTCOMES,
    PURPOSES,
    Lines,
    code,
)
from relationship_health.simulate.mixture import STORIES, Plot
from relationship_health.simulate.stories import NEWSLETTER_DAYS
from relationship_health.simulate.working_time import WorkingTime

LIST_SIZES = (150, 600)
"""Readers of one of us who are no stakeholders here."""
OPENED = 0.3
CLICKED = 0.04
"""Share of issues that readers open, or click in; mere readers never click."""


def subscribers(plot: Plot, rng: np.random.Generator) -> Bools:
    """Draw who gets the newsletter.

    Examples
    --------
    >>> from relationship_health.simulate.mixture import unfold
    >>> plot = unfold({"broadcast": 2, "supplier": 1}, 300.0, seed=1)
    >>> subscribers(plot, np.random.default_rng(1))
    array([ True,  True, False])
    """
    share = np.array([STORIES[name].subscribed for name in plot.story])
    return np.asarray(rng.random(len(plot)) < share)


def newsletter_lines(
    plot: Plot, reading: Bools, source: Ints, clock: WorkingTime, rng: np.random.Generator
) -> Lines:
    """Return a line for every issue that reached a reader.

    Parameters
    ----------
    plot : Plot
    reading : bool array over relationships
        Who gets it.
    source : int64 array over relationships
        Who of us sends it; all copies of one sender's issue are one interaction.
    clock : WorkingTime
    rng : Generator
    """
    issues = clock.moments(np.arange(rng.random() * NEWSLETTER_DAYS, clock.span, NEWSLETTER_DAYS))
    readers = np.flatnonzero(reading)
    reader = np.repeat(readers, len(issues))
    issue = np.tile(np.arange(len(issues)), len(readers))
    began = clock.moments_or(plot.course.began, clock.start_us)
    until = clock.moments_or(plot.course.ended, np.iinfo(np.int64).max)
    clicks = np.array([name != "broadcast" for name in plot.story])[reader]
    luck = rng.random(len(reader))
    outcome = np.where(luck < OPENED, code("opened", OUTCOMES), NOTHING)
    outcome = np.where(clicks & (luck < CLICKED), code("clicked", OUTCOMES), outcome)
    outcome[issues[issue] >= until[reader]] = NOTHING
    senders = int(source.max(initial=0)) + 1
    mailing = source[reader] * len(issues) + issue
    size = rng.integers(*LIST_SIZES, senders)
    own = np.bincount(source[readers], minlength=senders)
    lines = Lines.plain(
        relationship=reader, conversation=np.full(len(reader), NOTHING), mailing=mailing,
        time=issues[issue], by_us=np.ones(len(reader), dtype=np.bool_),
        channel=np.full(len(reader), code("newsletter", CHANNELS)),
        purpose=np.full(len(reader), code("news", PURPOSES)), outcome=outcome,
        audience=(size + own)[source[reader]],
    )  # fmt: skip
    return lines.take((lines.time >= began[reader]) & (lines.time < clock.end_us))
