"""What one word of a vocabulary means for the metrics."""

from typing import Literal, TypeAlias, get_args

import attrs
from attrs.validators import optional

from relationship_health.model import checks

Failure: TypeAlias = Literal["never", "ours", "always"]
Feedback: TypeAlias = Literal["asked", "given"]


@attrs.frozen(kw_only=True)
class Channel:
    """A medium that a contact went through.

    Parameters
    ----------
    name : str
        The channel's name.
    online : bool, optional
        True where it goes through a screen and a network, False by voice, on
        paper or in person, None where the name does not tell.
    mutual : bool
        True where both sides take part by nature, as in a meeting.

    Examples
    --------
    >>> from relationship_health.model import CHANNELS
    >>> CHANNELS["meeting"].mutual, CHANNELS["email"].online
    (True, True)
    """

    name: str = attrs.field(validator=checks.text)
    online: bool | None = attrs.field(default=None, validator=optional(checks.flag))
    mutual: bool = attrs.field(default=False, validator=checks.flag)


@attrs.frozen(kw_only=True)
class Status:
    """What became of an interaction.

    Parameters
    ----------
    name : str
        The status's name.
    contact : bool
        True where it counts as contact.
    failure : {"never", "ours", "always"}
        Whether it is a failure of ours to recover from: never, if the row's
        sender is on our side, or always.

    Examples
    --------
    >>> from relationship_health.model import STATUSES
    >>> [status.name for status in STATUSES.values() if status.contact]
    ['done']
    """

    name: str = attrs.field(validator=checks.text)
    contact: bool = attrs.field(default=False, validator=checks.flag)
    failure: Failure = attrs.field(default="never", validator=checks.one_of(get_args(Failure)))


@attrs.frozen(kw_only=True)
class Purpose:
    """What an interaction was for.

    Parameters
    ----------
    name : str
        The purpose's name.
    opens_case : bool
        True where it opens a case that waits for resolution.
    feedback : {"asked", "given"}, optional
        Whether feedback is asked for or given.

    Examples
    --------
    >>> from relationship_health.model import PURPOSES
    >>> PURPOSES["complaint"].opens_case, PURPOSES["feedback"].feedback
    (True, 'given')
    """

    name: str = attrs.field(validator=checks.text)
    opens_case: bool = attrs.field(default=False, validator=checks.flag)
    feedback: Feedback | None = attrs.field(
        default=None, validator=optional(checks.one_of(get_args(Feedback)))
    )


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of an interaction.

    Parameters
    ----------
    name : str
        The outcome's name.
    engaged : bool
        True where the other side took part: an open alone is not that, since
        privacy proxies open mail.
    mutual : bool
        True where both sides took part at once.
    resolves, fails, acts : bool
        True where it closes a case, is a failure, or marks feedback as used.

    Examples
    --------
    >>> from relationship_health.model import OUTCOMES
    >>> OUTCOMES["opened"].engaged, OUTCOMES["resolved"].resolves
    (False, True)
    """

    name: str = attrs.field(validator=checks.text)
    engaged: bool = attrs.field(default=False, validator=checks.flag)
    mutual: bool = attrs.field(default=False, validator=checks.flag)
    resolves: bool = attrs.field(default=False, validator=checks.flag)
    fails: bool = attrs.field(default=False, validator=checks.flag)
    acts: bool = attrs.field(default=False, validator=checks.flag)
