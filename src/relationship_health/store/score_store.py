"""The store that a user holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from relationship_health.columns import Key, read_moment
from relationship_health.composite import Scorecard, ScoreHistory, ScoreRecord
from relationship_health.errors import InputError, UnknownRunError
from relationship_health.store import names, people, scores
from relationship_health.store.connecting import open_database
from relationship_health.store.runs import Run, Wanted, between, find_run
from relationship_health.store.tables import is_ready, prepare


class ScoreStore:
    """Keeps scorecards over time, in a file or in a database.

    A run is one saved scorecard. It is written whole or not at all, and it is known by what it
    says: the same scorecard saved twice is one run. Once :meth:`save` has returned, the run
    survives the death of the process and of the machine. Any number of processes may read and
    write at once; writers take turns. No connection stays open between two calls, so that
    nothing has to be closed, and a process may fork.

    Parameters
    ----------
    url : str
        ``sqlite:///scores.db`` for a file of that name, made where there is none, or
        ``postgresql://user:password@host/database`` for PostgreSQL, which needs the extra
        ``postgresql``. The tables have names that begin with ``rh_``.
    key : bytes or str, optional
        The key of a store of pseudonyms, at least 16 bytes; see :meth:`pseudonymise`.
    timeout : number
        Seconds to wait for other writers.
    migrate : bool
        Whether to bring the tables of an earlier version to this one; make a copy before.

    Raises
    ------
    StoreError
        Where the database cannot be used, or was written by a later version.
    InputError
        Where URL, key or timeout cannot be used.
    MissingExtraError
        Where SQLAlchemy or the driver is not installed.

    Notes
    -----
    It holds ids, which are personal data, and scores of people: keep the file or the database
    where only those can read it who may. Neither errors nor the repr show a password or an id.
    """

    def __init__(
        self,
        url: str,
        *,
        key: bytes | str | None = None,
        timeout: float = 30.0,
        migrate: bool = False,
    ) -> None:
        self._key = None if key is None else names.read_key(key)
        self._database = open_database(url, timeout)
        database = self._database
        with database.reading() as connection:
            ready = is_ready(connection) and names.is_keyed(connection, self._key)
        # Whoever finds all as it should be does not wait for those who write.
        with database.reading() if ready else database.writing() as connection:
            prepare(connection, migrate=migrate)
            names.check_key(connection, self._key)

    def __repr__(self) -> str:
        """Return where it is, without the password."""
        return f"<ScoreStore {self._database.name}>"

    def save(self, scorecard: Scorecard | ScoreRecord) -> Run:
        """Save a scorecard, whole or not at all.

        Parameters
        ----------
        scorecard : Scorecard, or ScoreRecord from this or another store

        Returns
        -------
        Run
            The new run, or the old one where the very same was saved before. Of that one nothing
            is added: who was erased from it stays erased.

        Raises
        ------
        StoreError
            Where the database fails, or the store holds pseudonyms and the key is missing.
        """
        record = scorecard.record() if isinstance(scorecard, Scorecard) else scorecard
        with self._database.writing() as connection:
            names.check_open(connection, self._key)
            return scores.write(connection, record, self._key)

    def runs(self, *, since: Any = None, until: Any = None) -> tuple[Run, ...]:
        """Return the runs, earliest ``as_of`` first; runs of one moment in the order of saving.

        Parameters
        ----------
        since, until : datetime, date or ISO 8601 text, optional
            First and last moment, both included.
        """
        with self._database.reading() as connection:
            return between(connection, since, until)

    def load(self, run: Wanted) -> ScoreRecord:
        """Return a saved scorecard, every number in the bits that it was saved in.

        Parameters
        ----------
        run : Run, its id, or the moment of the scores
            Of several runs as of one moment the one that was saved last.

        Raises
        ------
        UnknownRunError
            Where there is no such run.
        """
        with self._database.reading() as connection:
            (record,) = scores.read(connection, [find_run(connection, run)])
        return record

    def history(
        self, chosen: Iterable[Key] | None = None, *, since: Any = None, until: Any = None
    ) -> ScoreHistory[ScoreRecord]:
        """Return the runs as a history, one for each moment: the one that was saved last.

        Parameters
        ----------
        chosen : pairs of ids, optional
            Only these relationships, named from either end, as in the log; the others are not
            even fetched.
        since, until : datetime, date or ISO 8601 text, optional
            First and last moment, both included.

        Returns
        -------
        ScoreHistory of ScoreRecord
            Metrics that a run did not have are unknown in it. Runs under different benchmarks
            stand side by side: a change of score is then not one of the relationship alone.

        Raises
        ------
        InputError
            Where the chosen are no pairs.
        UnknownRunError
            Where there is no run.
        UnknownRelationshipError
            Where a chosen relationship is in none of the runs.
        """
        pairs = None if chosen is None else [self._pair(pair) for pair in chosen]
        with self._database.reading() as connection:
            latest = {run.as_of_us: run for run in between(connection, since, until)}
            if not latest:
                message = "The store has no run between these moments, expected one: save one."
                raise UnknownRunError(message)
            only = scores.among(connection, pairs)
            history = ScoreHistory(scores.read(connection, list(latest.values()), *only))
        return history if pairs is None else history.select(pairs)

    def erase(self, person: names.Person) -> int:
        """Delete a person: their id, and every score of a relationship that they are an end of.

        The files are rewritten, so that no byte of the id is left in them; everybody else's
        scores stay what they are. In PostgreSQL that locks the tables for the time it takes, and
        copies outside of the tables (its write-ahead log until it is recycled, backups, replicas'
        logs) are out of reach.

        Parameters
        ----------
        person : id
            As in the log; in a store of pseudonyms that is open without its key, the pseudonym.

        Returns
        -------
        int
            Scores deleted; 0 where there was no such person.

        Raises
        ------
        StoreError
            Where others use the store so that its files cannot be rewritten. The person is gone
            from the tables then; erase again to make up for the rest.
        """
        with self._database.writing() as connection:
            gone = people.erase(connection, person, self._key)
        self._database.compact()
        return gone

    def export(self, person: names.Person) -> dict[str, Any]:
        """Return all that is kept of a person, as plain data ready for JSON.

        Parameters
        ----------
        person : id
            As for :meth:`erase`.

        Returns
        -------
        dict
            ``person``, and ``runs``: of each its id, ``as_of``, how it was made, and the person's
            relationships with health, interval, coverage, status, band, metrics and contributions;
            None where unknown. The other ends of the relationships are in it, who are people too.
        """
        with self._database.reading() as connection:
            return people.export(connection, person, self._key)

    def purge(self, older_than: Any) -> int:
        """Delete the runs as of moments before one, with who is in no other run, for good.

        Parameters
        ----------
        older_than : datetime, date or ISO 8601 text
            The moment from which on runs are kept.

        Returns
        -------
        int
            Runs deleted.

        Raises
        ------
        StoreError
            As for :meth:`erase`.
        """
        before = read_moment(older_than, "older_than")
        with self._database.writing() as connection:
            gone = people.purge(connection, before)
        self._database.compact()
        return gone

    def pseudonymise(self, key: bytes | str) -> int:
        """Replace every id by its HMAC-SHA256 under a key, for good.

        From then on the store takes, and returns, pseudonyms only: open it with ``key`` to save,
        or to name people by their ids. Whoever has the key can find a person again, and scores
        may give one away without it: **this is still personal data**. Keep the key elsewhere.

        Parameters
        ----------
        key : bytes or str
            At least 16 bytes, such as ``secrets.token_bytes(32)``.

        Returns
        -------
        int
            Names replaced; 0 where it was done before.

        Raises
        ------
        StoreError
            Where it was done under another key, and as for :meth:`erase`.
        """
        secret = names.read_key(key)
        with self._database.writing() as connection:
            replaced = names.replace_all(connection, secret)
        self._key = secret
        self._database.compact()
        return replaced

    def pseudonym(self, person: names.Person) -> names.Person:
        """Return the id under which a person stands in the store."""
        name, number = names.stored(person, self._key)
        return int(name) if number else name

    def _pair(self, pair: Key) -> Key:
        if not isinstance(pair, tuple | list) or len(pair) != 2:  # noqa: PLR2004  two ends
            message = f"history was given {pair!r}, expected pairs of ids: [(source, target), ...]."
            raise InputError(message)
        return self.pseudonym(pair[0]), self.pseudonym(pair[1])
