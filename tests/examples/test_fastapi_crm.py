"""The example of a CRM with FastAPI does what its page says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")
pytest.importorskip("sqlalchemy")

from tests.examples._contacts import CONTACTS, NIGHT, OURS, PEOPLE

if TYPE_CHECKING:
    from crm_api.scoring import Crm
    from fastapi.testclient import TestClient

SUBJECT = "canary-subject"


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """Give a CRM in an empty folder."""
    from crm_api.scoring import Crm

    monkeypatch.setenv("CRM_DATABASE", f"sqlite:///{tmp_path}/crm.db")
    monkeypatch.setenv("CRM_SCORES", f"sqlite:///{tmp_path}/scores.db")
    monkeypatch.setenv("CRM_BENCHMARK", str(tmp_path / "benchmark.json"))
    crm = Crm.from_environment()
    yield crm
    crm.database.dispose()


@pytest.fixture
def client(crm: Crm) -> Iterator[TestClient]:
    """Give a client of an application that knows some people and contacts."""
    from crm_api.app import create_app
    from crm_api.database import contacts
    from fastapi.testclient import TestClient

    with TestClient(create_app(crm)) as client:
        for person in PEOPLE:
            done = client.put(f"/people/{person}", params={"ours": person in OURS})
            assert done.status_code == 204
        assert client.post("/contacts", json=CONTACTS[0] | {"subject": SUBJECT}).status_code == 201
        # All in one transaction: a request for each would be a test of the disk.
        rest = [row | {"at": datetime.fromisoformat(row["at"])} for row in CONTACTS[1:]]
        with crm.database.begin() as connection:
            connection.execute(contacts.insert(), rest)
        yield client


def test_a_request_and_the_night_say_the_same(client: TestClient, crm: Crm) -> None:
    """One relationship alone has, to the bit, the health that the nightly run saved for it."""
    from crm_api.nightly import main

    main(["--fit", "--as-of", NIGHT])
    main(["--as-of", NIGHT])
    (run,) = crm.store().runs()
    saved = crm.store().load(run)
    assert len(saved) == len(PEOPLE) - len(OURS)
    for row in range(len(saved)):
        pair = f"{saved.source[row]}/{saved.target[row]}"
        told = client.get(f"/relationships/{pair}", params={"as_of": NIGHT}).json()
        assert told["health"] == saved.health[row]
        assert told["lower"] == saved.composite.lower[row]
        assert told["source"] in told["why"]


def test_before_the_first_night(client: TestClient) -> None:
    """A score is there at once, under the shipped priors; history and ranking are not."""
    pair = f"{OURS[0]}/{PEOPLE[-1]}"
    told = client.get(f"/relationships/{pair}", params={"as_of": NIGHT})
    assert told.status_code == 200
    assert 0 <= told.json()["health"] <= 100
    assert client.get(f"/relationships/{pair}/history").status_code == 404
    assert client.get("/relationships").status_code == 404
    assert client.get("/relationships/nobody/else").status_code == 404


def test_nights_make_a_history(client: TestClient) -> None:
    """Each night adds a date; the ranking is that of the last, the surest first."""
    from crm_api.nightly import main

    for night in ("2026-03-01", "2026-04-01", NIGHT):
        main(["--as-of", night])
    rows = client.get(f"/relationships/{OURS[0]}/{PEOPLE[-1]}/history").json()
    assert [row["as_of"][:10] for row in rows] == ["2026-03-01", "2026-04-01", NIGHT[:10]]
    ranking = client.get("/relationships", params={"limit": 2}).json()
    assert len(ranking) == 2
    assert ranking[0]["lower"] >= ranking[1]["lower"]


def test_who_asks_to_be_forgotten_is(client: TestClient, crm: Crm, tmp_path: Path) -> None:
    """The person is in neither database any more, and subjects never were among the scores."""
    from crm_api.nightly import main

    main(["--as-of", NIGHT])
    person = PEOPLE[-1]
    assert person.encode() in (tmp_path / "scores.db").read_bytes()
    assert SUBJECT.encode() not in (tmp_path / "scores.db").read_bytes()
    assert client.delete(f"/people/{person}").status_code == 204
    assert person.encode() not in (tmp_path / "scores.db").read_bytes()
    told = client.get(f"/relationships/{OURS[0]}/{person}", params={"as_of": NIGHT})
    assert told.status_code == 404
    assert len(crm.store().load(NIGHT)) == len(PEOPLE) - len(OURS) - 1


def test_the_clock_is_the_applications(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a moment the application looks at its own clock."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Stopped:
            return cls.fromisoformat(NIGHT).astimezone(tz)

    monkeypatch.setattr("crm_api.app.datetime", Stopped)
    told = client.get(f"/relationships/{OURS[0]}/{PEOPLE[-1]}").json()
    assert told["as_of"] == NIGHT.replace("+00:00", "Z")
