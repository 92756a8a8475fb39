"""Which reader a file goes to."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from relationship_health.errors import InputError, PluginError, ReaderError
from relationship_health.hookspecs import Reader, Reading
from relationship_health.plugins import Registered
from relationship_health.sources import choose_reader, read, read_project
from tests.io.reading import READERS


def _read(path: Path, options: Mapping[str, Any]) -> Reading:
    raise NotImplementedError(path, options)


def _given(name: str, **how: Any) -> Registered[Reader]:
    reader = Reader(name=name, read=_read, **{"suffixes": (), **how})
    return Registered(name=name, item=reader, plugin="acme")


def test_the_longest_fitting_suffix_is_taken() -> None:
    """A plugin can take .log.csv without taking .csv; case does not matter."""
    readers = [*READERS, _given("special", suffixes=(".log.csv",))]
    names = {
        name: choose_reader(Path(name), readers).name
        for name in ("a.csv", "a.log.csv", "A.CSV.GZ", "a.ndjson", "a.parquet", "a.tsv", "a.b.txt")
    }
    assert list(names.values()) == ["csv", "special", "csv", "jsonl", "parquet", "csv", "csv"]
    with pytest.raises(ReaderError, match=r"no reader knows such a name, expected one of \.csv"):
        choose_reader(Path("a.xlsx"), readers)


MBOX = b"From ana@us.example Mon Jan  5 09:00:00 2026\nFrom: ana@us.example\n\n"


@pytest.mark.parametrize("name", ["inbox", "inbox.txt", "inbox.csv", "Sent Items"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_content_comes_before_the_suffix(tmp_path: Path, name: str, mark: bytes) -> None:
    """A mailbox is one whatever it is called, packed or not, with a byte order mark or without."""
    path = tmp_path / name
    path.write_bytes(mark + MBOX)
    assert choose_reader(path, READERS).name == "mbox"
    path.write_bytes(gzip.compress(mark + MBOX))
    assert choose_reader(path, READERS).name == "mbox"


def test_a_header_that_begins_with_from_is_no_mailbox(tmp_path: Path) -> None:
    """A table whose first column is called From, and more, stays a table."""
    path = tmp_path / "log.csv"
    for header in ("From,To,At\n", "From address,To address,At\n", "From \tTo\n"):
        path.write_text(header + "ana@us.example,bo@them.example,2026-01-05\n")
        assert choose_reader(path, READERS).name == "csv"


def test_a_name_overrules_everything(tmp_path: Path) -> None:
    """Whoever names a reader gets it; a wrong name is told with the nearest."""
    path = tmp_path / "inbox.csv"
    path.write_bytes(MBOX)
    assert choose_reader(path, READERS, "jsonl").name == "jsonl"
    with pytest.raises(InputError, match=r"no reader 'mbx' \(did you mean 'mbox'\?\)"):
        choose_reader(path, READERS, "mbx")


def test_a_url_goes_by_its_scheme() -> None:
    """A scheme of a reader is found with a driver behind it or without."""
    readers = [*READERS, _given("special", schemes=("acme",))]
    assert choose_reader("acme+fast://host/db", readers).name == "special"
    with pytest.raises(ReaderError, match="No reader knows URLs of 'gopher'"):
        choose_reader("gopher://secret@host", readers)


def test_two_that_recognise_a_file_are_told_apart_by_its_suffix(tmp_path: Path) -> None:
    """Where content speaks for several, the suffix decides among them, or else their order."""
    first = _given("first", recognises=lambda *_: True, suffixes=(".one",))
    second = _given("second", recognises=lambda *_: True, suffixes=(".two",))
    for name, chosen in (("a.two", "second"), ("a.one", "first"), ("a.csv", "first")):
        (tmp_path / name).write_text("x")
        assert choose_reader(tmp_path / name, [*READERS, first, second]).name == chosen


def test_a_plugin_that_fails_at_recognising_is_named(tmp_path: Path) -> None:
    """A stranger's error is told with the name of the plugin."""
    bad = _given("bad", recognises=lambda _, start: bool(start[10**6]))
    with pytest.raises(PluginError, match=r"Reader 'bad' of plugin 'acme'.*IndexError"):
        choose_reader(tmp_path / "a.csv", [bad, *READERS])


def test_a_folder_without_messages_is_refused(tmp_path: Path) -> None:
    """A directory is nobody's file."""
    with pytest.raises(ReaderError, match="is a directory that no reader knows"):
        choose_reader(tmp_path, READERS)


@pytest.mark.parametrize("reads", [read, read_project])
def test_a_mode_that_is_none_is_refused(reads: Callable[..., object], tmp_path: Path) -> None:
    """A misspelt mode does not set bad rows aside in silence."""
    with pytest.raises(InputError, match=r"^on_error is 'colect', expected 'raise' or 'collect'"):
        reads(tmp_path / "log.csv", on_error="colect")
