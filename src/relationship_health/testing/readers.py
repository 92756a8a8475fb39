"""The conformance kit for readers of file formats."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.errors import RelationshipHealthError
from relationship_health.frames import read_table
from relationship_health.hookspecs import Finding, Reader, Reading, never
from relationship_health.plugins.faults import reader_fault
from relationship_health.sources import START_BYTES
from relationship_health.testing.checks.audit import watched
from relationship_health.testing.results import CheckResults
from relationship_health.testing.running import OnFail, leave_out, named, refute, run_checks

LONGEST_VALUE = 200
ONE_ROW_EACH = ("line", "row")
CONNECTIONS = ("socket.", "urllib.", "subprocess.", "ftplib.", "smtplib.", "http.")

DIRTY: Mapping[str, bytes] = {
    "empty": b"",
    "one byte": b"\x00",
    "not text": bytes(range(256)) * 8,
    "half a character": "a b 1\nä b 2\n".encode()[:-6] + b"\xc3",
    "a mark of byte order": b"\xef\xbb\xbf",
    "one long line": b"a" * 100_000,
    "quotes without end": b'sender,recipient,time\n"a,b,1\n' * 20,
    "deep brackets": b"[" * 5_000,
    "no line at all": b"\n" * 500,
}


FOREIGN: Mapping[str, bytes] = {
    "a table": b"From address,To address,At\nana,bo,2026-01-05\n",
    "objects": b'{"sender": "ana", "recipient": "bo"}\n',
    "a letter in plain words": b"From me to you\nall the best\n",
}


@attrs.frozen(slots=True, kw_only=True)
class _Subject:
    """A reader, and a file that it should be able to read."""

    reader: Reader
    example: Path | None = None

    def read(self, path: Path, **options: Any) -> Reading:
        given = {"delimiter": None, "skip": lambda _: False, **options}
        reading = self.reader.read(path, given)
        if not isinstance(reading, Reading):
            refute(f"it returned {type(reading).__name__}, expected a Reading")
        return reading

    def read_example(self, **options: Any) -> Reading:
        if self.example is None:
            leave_out("no example file was given")
        return self.read(self.example, **options)


def check_reader(
    reader: Reader,
    example: str | os.PathLike[str] | None = None,
    *,
    on_fail: OnFail = "raise",
    expected_failures: Mapping[str, str] | None = None,
) -> CheckResults:
    """Hold a reader against what the command line relies on.

    Parameters
    ----------
    reader : Reader
    example : path, optional
        A file of the format, with a bad row or two; without it only files that are no such files
        can be tried.
    on_fail, expected_failures
        As for :func:`check_metric`.

    Returns
    -------
    list of CheckResult

    Raises
    ------
    ConformanceError
        Where a check failed, or none ran, and ``on_fail`` is "raise".

    Examples
    --------
    >>> from relationship_health.io.files import rh_readers
    >>> print(check_reader(list(rh_readers())[0], on_fail=None))
    5 passed, 7 skipped
    """
    subject = _Subject(reader=reader, example=None if example is None else Path(example))
    name = str(getattr(reader, "name", type(reader).__name__))
    return run_checks(
        READER_CHECKS, subject, name, on_fail=on_fail, expected_failures=expected_failures
    )


def declaration(subject: _Subject) -> None:
    """Say that name, suffixes and function are what a plugin may offer."""
    fault = reader_fault(subject.reader)
    if fault:
        refute(f"it offers {fault}")
    if not subject.reader.suffixes:
        refute("it answers to no suffix, expected one at least")
    for suffix in subject.reader.suffixes:
        if not suffix.startswith(".") or suffix != suffix.lower():
            refute(f"it answers to {suffix!r}, expected a dot and small letters")


def example_suffix(subject: _Subject) -> None:
    """Find the example by the end of its name."""
    if subject.example is None:
        leave_out("no example file was given")
    if not subject.example.name.lower().endswith(subject.reader.suffixes):
        refute(f"{subject.example.name} ends in none of {', '.join(subject.reader.suffixes)}")


def accounts_for_rows(subject: _Subject) -> None:
    """Account for every row: those of the frame, rejected and ignored are all there are."""
    reading = subject.read_example()
    rows = read_table(reading.frame).rows
    if not _is_accounted(reading):
        refute(
            f"{rows} rows in the frame, {len(reading.rejected)} rejected and "
            f"{len(reading.ignored)} ignored are not the {reading.rows_in} that it found"
        )
    if not rows:
        refute("it read no row of the example, expected some")


def places(subject: _Subject) -> None:
    """Say of each row of the frame where it stands, in order; a line or row gives one at most."""
    reading = subject.read_example()
    if reading.places is None:
        leave_out("it tells no places: rows are counted from 0")
    found, rows = np.asarray(reading.places), read_table(reading.frame).rows
    if found.shape != (rows,) or found.dtype.kind not in "iu":
        refute(f"places are {found.dtype} of shape {found.shape}, expected {rows} whole numbers")
    if (np.diff(found) < 0).any():
        refute("places are not in order")
    aside = {each[0] for each in (*reading.rejected, *reading.ignored)}
    if reading.unit in ONE_ROW_EACH and (
        (np.diff(found) == 0).any() or set(found.tolist()) & aside
    ):
        refute(f"two rows have one place, or one has that of a rejected row: a {reading.unit} "
               "is one row")  # fmt: skip
    if not {each[0] for each in reading.repaired} <= set(found.tolist()):
        refute("it repaired a row that is not there")


def rejected_rows(subject: _Subject) -> None:
    """Tell of each row that was rejected, repaired or ignored place, column, value and reason."""
    reading = subject.read_example()
    for row in (*reading.rejected, *reading.repaired, *reading.ignored):
        sound = isinstance(row, Finding) and type(row[0]) is int
        if not sound or not all(isinstance(c, str) for c in row[1:]) or not row.reason.strip():
            refute(f"it found {row!r}, expected place, column, value and a reason")
        if len(row.value) > LONGEST_VALUE:
            refute("it repeats a long part of the file, expected a value at most")


def same_again(subject: _Subject) -> None:
    """Read the same file twice to the same end, and leave it as it is."""
    if subject.example is None:
        leave_out("no example file was given")
    before = _bytes_of(subject.example)
    one, two = (_contents(subject.read_example()) for _ in range(2))
    if one != two:
        refute("reading the example twice gives two results")
    if _bytes_of(subject.example) != before:
        refute("it writes into the file that it reads")


def skips_columns(subject: _Subject) -> None:
    """Leave out a column whose name it is told to skip, or read it all the same."""
    names = read_table(subject.read_example().frame).names
    read_table(subject.read_example(skip=lambda name: name == names[-1]).frame)


def recognises(subject: _Subject) -> None:
    """Recognise the example, if anything, and no table, text or folder that is of no format."""
    known = subject.reader.recognises
    with tempfile.TemporaryDirectory() as folder:
        strange = {"a folder": known(Path(folder), b"")}
        for what, content in {**FOREIGN, **DIRTY}.items():
            path = Path(folder) / "strange"
            path.write_bytes(content)
            strange[f"a file with {what}"] = known(path, content[:START_BYTES])
    for what, claimed in strange.items():
        if claimed:
            refute(f"it recognises {what}, and would take the files of other readers")
    if known is never:
        return
    if subject.example is None:
        leave_out("no example file was given")
    start = b"" if subject.example.is_dir() else subject.example.read_bytes()[:START_BYTES]
    if not known(subject.example, start):
        refute("it does not recognise the example")


def missing_file(subject: _Subject) -> None:
    """Refuse a file that is not there in a sentence of the library's own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"absent{_suffix(subject)}"
        with _only_refusals("a file that is not there"):
            subject.read(path)
            refute("it reads a file that is not there")


def dirty_files(subject: _Subject) -> None:
    """Refuse what is no such file, or read what can be read of it; never blow up."""
    for what, content in DIRTY.items():
        _read_bytes(subject, content, f"a file with {what}")


def cut_files(subject: _Subject) -> None:
    """Refuse a file that was cut off somewhere, or read what can be read of it."""
    if subject.example is None:
        leave_out("no example file was given")
    if subject.example.is_dir():
        leave_out("the example is a folder")
    content = subject.example.read_bytes()
    for cut in range(1, 8):
        _read_bytes(subject, content[: len(content) * cut // 8], f"the first {cut} eighths")


def no_connections(subject: _Subject) -> None:
    """Read files, and open neither connection nor process."""
    with watched() as seen:
        _read_bytes(subject, DIRTY["empty"], "a file with empty")
        if subject.example is not None:
            subject.read_example()
    strange = [what for what in seen if what.startswith(CONNECTIONS)]
    if strange:
        refute(f"it does {strange[0]}, expected a file to be read and nothing else")


def _read_bytes(subject: _Subject, content: bytes, what: str) -> None:
    with tempfile.TemporaryDirectory() as folder, _only_refusals(what):
        path = Path(folder) / f"dirty{_suffix(subject)}"
        path.write_bytes(content)
        reading = subject.read(path)
        if not _is_accounted(reading):
            refute(f"it does not account for the {reading.rows_in} rows of {what}")


def _is_accounted(reading: Reading) -> bool:
    rows = read_table(reading.frame).rows
    return rows + len(reading.rejected) + len(reading.ignored) == reading.rows_in


@contextmanager
def _only_refusals(what: str) -> Iterator[None]:
    try:
        yield
    except (RelationshipHealthError, AssertionError) as error:
        if isinstance(error, AssertionError):
            raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's code raises
        refute(
            f"on {what} it raised {type(error).__name__}: {error}, expected a ReaderError that "
            "says what is wrong with the file"
        )


def _bytes_of(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return {str(file): file.read_bytes() for file in files}


def _suffix(subject: _Subject) -> str:
    return subject.reader.suffixes[0]


def _contents(reading: Reading) -> object:
    table = read_table(reading.frame)
    cells = {name: repr(table.column(name)) for name in table.names}
    return cells, reading.rows_in, reading.rejected, reading.notes


READER_CHECKS = named((
    declaration, example_suffix, accounts_for_rows, places, rejected_rows, same_again,
    skips_columns, recognises, missing_file, dirty_files, cut_files, no_connections,
))  # fmt: skip
