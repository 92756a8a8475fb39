"""Through which channel to reach somebody, and how many minutes that takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.kernels.segments import Groups
from relationship_health.model import CHANNELS, OUTBOUND

MINUTES: Mapping[str, float] = MappingProxyType({
    "email": 8.0, "phone": 15.0, "voicemail": 3.0, "sms": 3.0, "chat": 8.0, "social": 5.0,
    "video": 45.0, "webinar": 90.0, "meeting": 75.0, "visit": 150.0, "event": 180.0,
    "letter": 20.0, "ticket": 15.0,
})  # fmt: skip
"""What a contact takes where the log does not say: a judgement, editable."""

OTHERWISE = 10.0
"""Minutes of a contact by a channel of which nothing is known."""

IMPERSONAL = frozenset({"newsletter", "survey", "web", "app", "purchase", "webinar"})
"""Channels through which nobody is contacted in person."""


def best_channel(block: Block) -> Ints:
    """Return the channel to use for each relationship, as a code; -1 where there is none.

    The first that they said they prefer; else the one with most engaged conversations in person,
    the more recent one between equals.
    """
    if "channel" not in block.columns:
        return np.full(len(block), -1)
    names = block.categories["channel"].tolist()
    personal = np.array([name not in IMPERSONAL for name in names] + [False])
    talks = block.conversations
    code = block.openings["channel"].astype(np.int64)
    usable = block.engaged & block.personal.take(talks.first_row) & personal[code]
    place = np.flatnonzero(usable)
    owner = talks.groups.spread(np.arange(len(block)))[place]
    shape = (len(block), len(names) + 1)
    cell = owner * shape[1] + code[place]
    count = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    recent = np.full(shape[0] * shape[1], -1.0)
    recent[cell] = place
    # A later place in the block breaks a tie; it is less than one conversation.
    best = np.argmax(count + (recent.reshape(shape) + 1.0) / (len(code) + 2.0), axis=1)
    best = np.where(count.max(axis=1, initial=0) > 0, best, -1)
    return _declared(block, personal, best)


def _declared(block: Block, personal: np.ndarray, otherwise: Ints) -> Ints:
    """Put the first wish that can be fulfilled in the place of what was observed."""
    wishes = block.preferred_channels
    possible = personal[wishes.codes]
    owner = wishes.groups.spread(np.arange(len(block)))[possible]
    people, first = np.unique(owner, return_index=True)
    chosen = otherwise.copy()
    chosen[people] = wishes.codes[possible][first]
    return chosen


def minutes_of(block: Block, channel: Ints, minutes: Mapping[str, float] | None = None) -> Floats:
    """Return what a contact takes in each relationship.

    The median of what contacts by that channel took this relationship; where no duration is known,
    what ``minutes`` says of the channel, or else :data:`MINUTES`.

    Parameters
    ----------
    channel : int64 array over relationships
        Codes, -1 for none.
    """
    usual = {**MINUTES, **(minutes or {})}
    names = block.categories["channel"].tolist() if "channel" in block.columns else []
    table = np.array([usual.get(name, OTHERWISE) for name in names] + [usual["email"]])
    found = table[channel]
    if "duration" not in block.columns:
        return found
    same = np.ones(len(block.time), dtype=np.bool_)
    if names:
        same = block.columns["channel"] == block.groups.spread(channel)
    spent = block.columns["duration"]
    told = same & ((block.direction & OUTBOUND) != 0) & (np.nan_to_num(spent) > 0)
    groups = Groups(np.append(0, np.cumsum(block.count(told))))
    own = groups.quantile(spent[told], 0.5)
    return np.where(np.isnan(own), found, own)


def is_mutual(block: Block, channel: Ints) -> np.ndarray:
    """Whether contact by each channel is a meeting of both."""
    names = block.categories["channel"].tolist() if "channel" in block.columns else []
    known = [name in CHANNELS and CHANNELS[name].mutual for name in names]
    return np.array([*known, False])[channel]
