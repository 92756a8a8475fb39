"""What is declared beside a log, kept with its parts as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import attrs

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns import Key
from relationship_health.errors import ReaderError
from relationship_health.model import Relationship, Stakeholder, Transaction

FILE = "declared.json"
M = TypeVar("M", Stakeholder, Relationship, Transaction)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class SideTables:
    """Stakeholders, declared relationships and transactions.

    Parameters
    ----------
    stakeholders : mapping of id to Stakeholder
    relationships : mapping of pair to Relationship
        By source and target as they are scored.
    transactions : tuple of Transaction
    """

    stakeholders: Mapping[str | int, Stakeholder] = attrs.field(factory=dict)
    relationships: Mapping[Key, Relationship] = attrs.field(factory=dict)
    transactions: tuple[Transaction, ...] = ()

    def people_among(self, ids: Array) -> dict[str | int, Stakeholder]:
        """Return what is declared of some people."""
        if not self.stakeholders:
            return {}
        return {i: self.stakeholders[i] for i in ids.tolist() if i in self.stakeholders}

    def ties_among(
        self, ids: Array, source: Ints, target: Ints, declared: Bools
    ) -> dict[Key, Relationship]:
        """Return the relationships that were declared, of some."""
        ends = (ids[end[declared]].tolist() for end in (source, target))
        return {key: self.relationships[key] for key in zip(*ends, strict=True)}

    def save(self, folder: Path) -> None:
        """Write all of it to a folder."""
        data = {
            "stakeholders": list(map(_fields, self.stakeholders.values())),
            "relationships": [[*key, _fields(tie)] for key, tie in self.relationships.items()],
            "transactions": list(map(_fields, self.transactions)),
        }
        (folder / FILE).write_text(json.dumps(data, default=_plain), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what was saved.

        Raises
        ------
        ReaderError
            Where it is missing or damaged.
        """
        path = folder / FILE
        try:
            data = json.loads(path.read_text("utf-8"), object_hook=_times)
            people = [Stakeholder(**given) for given in data["stakeholders"]]
            return cls(
                stakeholders={person.id: person for person in people},
                relationships={
                    (source, target): Relationship(**given)
                    for source, target, given in data["relationships"]
                },
                transactions=tuple(Transaction(**given) for given in data["transactions"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{path} cannot be read ({error!r}): partition the log again."
            raise ReaderError(message) from error


def _fields(item: Stakeholder | Relationship | Transaction) -> dict[str, Any]:
    """Return the fields of an object that say anything."""
    fields = attrs.fields(type(item))
    cells = {field.name: getattr(item, field.name) for field in fields}
    return {name: cell for name, cell in cells.items() if cell not in (None, ())}


def _plain(value: Any) -> Any:
    """Return a value that JSON does not know as one that it does."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return {"@time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"@seconds": value.total_seconds()}
    return value.item() if hasattr(value, "item") else str(value)


def _times(given: dict[str, Any]) -> Any:
    """Return the times among what JSON says."""
    if given.keys() == {"@time"}:
        return datetime.fromisoformat(given["@time"])
    return timedelta(seconds=given["@seconds"]) if given.keys() == {"@seconds"} else given
