"""The example of a CRM with Django does what its page says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")
pytest.importorskip("sqlalchemy")

from tests.examples._contacts import CONTACTS, NIGHT, OURS, PEOPLE

SUBJECT = "canary-subject"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Set Django up, once in a process as it wants it, with its files in an empty folder."""
    import django
    from django.core.management import call_command
    from django.db import connection

    folder = tmp_path_factory.mktemp("django")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_FOLDER", str(folder))
        patch.setenv("DJANGO_SETTINGS_MODULE", "crm_site.settings")
        django.setup()
        call_command("migrate", verbosity=0)
        yield folder
        connection.close()


@pytest.fixture
def client(site: Path) -> Iterator[Any]:
    """Give a client of a site that knows some people and contacts, and no scores yet."""
    from crm.models import Contact, Person
    from django.test import Client

    Person.objects.bulk_create([Person(id=name, ours=name in OURS) for name in PEOPLE])
    Contact.objects.bulk_create([
        Contact(sender_id=row["sender"], recipient_id=row["recipient"], at=row["at"],
                channel=row["channel"], outcome=row["outcome"], subject=SUBJECT)
        for row in CONTACTS
    ])  # fmt: skip
    yield Client()
    Person.objects.all().delete()
    for name in ("scores.db", "benchmark.json"):
        (site / name).unlink(missing_ok=True)


def at_night(*words: str) -> str:
    """Run the job and return what it says."""
    from django.core.management import call_command

    said = io.StringIO()
    call_command("score_relationships", *words, stdout=said)
    return said.getvalue()


def test_the_migration_is_that_of_the_models(site: Path) -> None:
    """The tables are those that the models describe."""
    from django.core.management import call_command

    assert site.is_dir()
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("check", fail_level="WARNING")


def test_a_request_and_the_night_say_the_same(client: Any) -> None:
    """One relationship alone has, to the bit, the health that the nightly run saved for it."""
    from crm import scoring

    first = at_night("--fit", "--as-of", NIGHT)
    assert at_night("--as-of", NIGHT) == first
    (run,) = scoring.store().runs()
    assert run.id in first
    saved = scoring.store().load(run)
    assert len(saved) == len(PEOPLE) - len(OURS)
    for row in range(len(saved)):
        pair = f"{saved.source[row]}/{saved.target[row]}"
        told = client.get(f"/relationships/{pair}/", {"as_of": NIGHT}).json()
        assert told["health"] == saved.health[row]
        assert told["lower"] == saved.composite.lower[row]
        assert told["source"] in told["why"]


def test_before_the_first_night(client: Any) -> None:
    """A score is there at once, under the shipped priors; history and ranking are not."""
    pair = f"{OURS[0]}/{PEOPLE[-1]}"
    told = client.get(f"/relationships/{pair}/", {"as_of": NIGHT})
    assert told.status_code == 200
    assert 0 <= told.json()["health"] <= 100
    for address in (f"/relationships/{pair}/history/", "/relationships/", "/relationships/a/b/"):
        assert client.get(address).status_code == 404


def test_nights_make_a_history(client: Any) -> None:
    """Each night adds a date; the ranking is that of the last, the surest first."""
    for night in ("2026-03-01", "2026-04-01", NIGHT):
        at_night("--as-of", night)
    rows = client.get(f"/relationships/{OURS[0]}/{PEOPLE[-1]}/history/").json()["history"]
    assert [row["as_of"][:10] for row in rows] == ["2026-03-01", "2026-04-01", NIGHT[:10]]
    ranking = client.get("/relationships/", {"limit": 2}).json()["relationships"]
    assert len(ranking) == 2
    assert ranking[0]["lower"] >= ranking[1]["lower"]


def test_who_asks_to_be_forgotten_is(client: Any, site: Path) -> None:
    """No score of the person is left, and subjects never were among the scores."""
    from crm.models import Contact

    at_night("--as-of", NIGHT)
    person, scores = PEOPLE[-1], site / "scores.db"
    assert person.encode() in scores.read_bytes()
    assert SUBJECT.encode() not in scores.read_bytes()
    assert client.get(f"/people/{person}/forget/").status_code == 405
    assert client.post(f"/people/{person}/forget/").status_code == 204
    assert person.encode() not in scores.read_bytes()
    assert not Contact.objects.filter(sender=person).exists()
    assert client.get(f"/relationships/{OURS[0]}/{person}/").status_code == 404
