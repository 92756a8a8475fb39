"""``explain``: one relationship's score, taken apart."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from relationship_health.cli.loading import score_file
from relationship_health.cli.options import SHOWING, Options, PluginChoice
from relationship_health.cli.printing import clean, show, show_json
from relationship_health.columns import Key, Portfolio
from relationship_health.composite import Explanation
from relationship_health.errors import UnknownRelationshipError

_DEFAULT = Options()


def explain(  # noqa: PLR0913  the arguments of a command are its interface
    file: Path,
    source: str,
    target: str,
    /,
    *,
    options: Options = _DEFAULT,
    json: Annotated[bool, Parameter(group=SHOWING, negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Say why a relationship scores as it does: metrics, evidence, interactions, in words.

    Parameters
    ----------
    file
        The log, of any format that a reader knows, or a project file that ends in .toml.
    source
        Id of one end.
    target
        Id of the other end.
    options
        How the log is read and scored.
    json
        Print everything as JSON.
    plugins
        Which plugins may be loaded.
    """
    scored = score_file(file, options, plugins)
    explained = scored.scorecard.explain(find(scored.scorecard.portfolio, source, target))
    if json:
        show_json(explained.to_dict())
    else:
        show(str(_inert(explained)))
    return 0 if scored.whole else 3


def find(portfolio: Portfolio, source: str, target: str) -> Key:
    """Return ids as they stand in the log.

    Raises
    ------
    UnknownRelationshipError
        Where one of them does not occur in it, with the nearest that do.
    """
    ids = {str(given): given for given in portfolio.ids.tolist()}
    for wanted in (source, target):
        if wanted not in ids:
            near = difflib.get_close_matches(wanted, ids, n=1, cutoff=0.75)
            hint = f"did you mean {near[0]!r}?" if near else "check its spelling."
            message = (
                f"{wanted!r} does not occur in the log, expected an id as it stands there: {hint}"
            )
            raise UnknownRelationshipError(message)
    return ids[source], ids[target]


def _inert(explained: Explanation) -> Explanation:
    """Return an explanation whose texts from the data are one line each."""
    contacts = tuple(
        attrs.evolve(
            contact,
            channel=None if contact.channel is None else clean(contact.channel),
            interaction=None if contact.interaction is None else clean(contact.interaction),
        )
        for contact in explained.contacts
    )
    return attrs.evolve(
        explained, source=clean(explained.source), target=clean(explained.target), contacts=contacts
    )
