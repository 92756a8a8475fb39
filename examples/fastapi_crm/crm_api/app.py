"""The requests."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import attrs
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, HTTPException
from pydantic import AwareDatetime, BaseModel

import relationship_health as rh
from crm_api.database import contacts, forget, people
from crm_api.scoring import Crm


class Contact(BaseModel):
    """A contact to be noted down."""

    sender: str
    recipient: str
    at: AwareDatetime
    channel: str
    outcome: str | None = None
    subject: str | None = None


@asynccontextmanager
async def one_at_a_time(_: FastAPI) -> AsyncIterator[None]:
    """Answer in one thread: a score is work for the processor, at which threads only take turns.

    What makes use of more cores is more processes.
    """
    current_default_thread_limiter().total_tokens = 1
    yield


def create_app(crm: Crm) -> FastAPI:
    """Make the application over a CRM."""
    app = FastAPI(title="A CRM that knows how its relationships are", lifespan=one_at_a_time)

    @app.put("/people/{person}", status_code=204)
    def meet(person: str, *, ours: bool = False) -> None:
        with crm.database.begin() as connection:
            connection.execute(people.insert().values(id=person, ours=ours))

    @app.post("/contacts", status_code=201)
    def note(contact: Contact) -> None:
        moment = contact.at.astimezone(UTC).replace(tzinfo=None)
        with crm.database.begin() as connection:
            connection.execute(contacts.insert().values(contact.model_dump() | {"at": moment}))

    @app.get("/relationships/{source}/{target}")
    def one(source: str, target: str, as_of: datetime | None = None) -> dict[str, Any]:
        # The library never reads the clock: the application says what time it is.
        try:
            card = crm.score(source, target, as_of=as_of or datetime.now(UTC))
            explanation = card.explain((source, target))
        except (rh.errors.UnknownRelationshipError, rh.errors.InputError) as error:
            raise HTTPException(404, "no contact between the two by then") from error
        return plain(attrs.asdict(explanation, recurse=False), *SHOWN) | {"why": str(explanation)}

    @app.get("/relationships/{source}/{target}/history")
    def history(source: str, target: str) -> list[dict[str, Any]]:
        try:
            columns = crm.store().history([(source, target)]).columns()
        except LookupError as error:
            raise HTTPException(404, "not scored yet") from error
        return table(columns, "as_of", "health", "lower", "upper", "status", "band")

    @app.get("/relationships")
    def ranked(limit: int = 20) -> list[dict[str, Any]]:
        runs = crm.store().runs()
        if not runs:
            raise HTTPException(404, "not scored yet")
        rows = table(crm.store().load(runs[-1]).columns(), "source", "target", "health", "lower")
        known = [row for row in rows if row["health"] is not None]
        return sorted(known, key=lambda row: -row["lower"])[:limit]

    @app.delete("/people/{person}", status_code=204)
    def erase(person: str) -> None:
        with crm.database.begin() as connection:
            forget(connection, person)
        crm.store().erase(person)

    return app


SHOWN = ("source", "target", "as_of", "health", "lower", "upper", "status", "band")


def plain(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return some cells of a row, None where unknown: JSON has no NaN."""
    cells = {name: row[name] for name in names}
    return {
        name: None if isinstance(cell, float) and math.isnan(cell) else cell
        for name, cell in cells.items()
    }


def table(columns: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """Return some columns as rows."""
    cells = zip(*(columns[name].tolist() for name in names), strict=True)
    return [plain(dict(zip(names, row, strict=True)), *names) for row in cells]
