"""Lines of the log, in columns of codes, before they become a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints

CHANNELS = ("chat", "email", "meeting", "newsletter", "phone", "video")
OUTCOMES = ("acted", "attended", "clicked", "connected", "none", "opened", "resolved")
PURPOSES = (
    "billing", "complaint", "feedback", "feedback_request", "introduction", "news", "other",
    "request", "sales", "service", "social", "support",
)  # fmt: skip
STATUSES = ("bounced", "cancelled", "declined", "done", "note")

NOTHING = -1
"""Code of a cell that is empty."""


def code(name: str, words: Sequence[str]) -> int:
    """Return the code of a word.

    Examples
    --------
    >>> code("email", CHANNELS)
    1
    """
    return list(words).index(name)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Lines:
    """Lines of the log; text is coded, ``NOTHING`` where empty.

    Parameters
    ----------
    relationship, conversation : int64 arrays
        Which they belong to; a newsletter is no conversation.
    mailing : int64 array
        Which mailing of a newsletter, ``NOTHING`` for all else.
    time : int64 array
        Microseconds UTC.
    by_us : bool array
        Whether the source sent it.
    channel, purpose, outcome, status : int64 arrays
    duration, value : float64 arrays
        Minutes and worth, NaN where there is none.
    audience : int64 array
    """

    relationship: Ints
    conversation: Ints
    mailing: Ints
    time: Ints
    by_us: Bools
    channel: Ints
    purpose: Ints
    outcome: Ints
    status: Ints
    duration: Floats
    value: Floats
    audience: Ints

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.time)

    @classmethod
    def plain(
        cls,
        *,
        relationship: Ints,
        conversation: Ints,
        time: Ints,
        by_us: Bools,
        channel: Ints,
        **others: Array,
    ) -> Self:
        """Make lines that are done, reach one person and say nothing more than asked for.

        Examples
        --------
        >>> one = np.array([0])
        >>> Lines.plain(
        ...     relationship=one, conversation=one, time=one, by_us=one == 0, channel=one
        ... ).audience
        array([1])
        """  # fmt: skip
        count = len(time)
        defaults: dict[str, Array] = {
            "mailing": np.full(count, NOTHING), "purpose": np.full(count, NOTHING),
            "outcome": np.full(count, NOTHING), "status": np.full(count, code("done", STATUSES)),
            "duration": np.full(count, np.nan), "value": np.full(count, np.nan),
            "audience": np.ones(count, dtype=np.int64),
        }  # fmt: skip
        return cls(
            relationship=relationship, conversation=conversation, time=time, by_us=by_us,
            channel=channel, **{**defaults, **others},
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Put lines one after another."""
        names = [field.name for field in attrs.fields(cls)]
        return cls(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})

    def take(self, chosen: Ints | Bools) -> Self:
        """Return some lines, in the order asked for."""
        fields = attrs.asdict(self, recurse=False)
        return type(self)(**{name: values[chosen] for name, values in fields.items()})
