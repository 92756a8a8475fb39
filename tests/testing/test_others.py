"""Readers, aggregators, sections and whole plugins: ours pass, and each bad one is caught."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
import rh_steadiness

import relationship_health as rh
from relationship_health.api import BUILT_IN_PLUGINS
from relationship_health.composite.aggregation import rh_aggregators
from relationship_health.testing import (
    CheckResults,
    ConformanceError,
    check_aggregator,
    check_plugin,
    check_reader,
    check_report_section,
)
from tests.io.dirty import calendars as dirty_calendars
from tests.io.dirty import cards as dirty_cards
from tests.io.dirty import mail as dirty_mail
from tests.io.dirty import tables as dirty_tables
from tests.io.reading import READERS as ALL_READERS
from tests.testing._bad_manners import UpsideDown

READERS = {given.name: given.item for given in ALL_READERS}
ROWS = "sender,recipient,time\nana,bo,2026-01-05\nana,cy,2026-01-06\ntoo,many,cells,here\n"


def failed(results: CheckResults) -> set[str]:
    """Name the checks that failed."""
    return {result.name for result in results.failed}


def test_our_readers_pass(tmp_path: Path) -> None:
    """The readers of the library pass with an example, and without one are tried on dirt."""
    csv, jsonl = tmp_path / "log.csv", tmp_path / "log.jsonl"
    csv.write_text(ROWS)
    jsonl.write_text('{"sender": "ana", "recipient": "bo", "time": "2026-01-05"}\n[1]\n')
    for name, example in (("csv", csv), ("jsonl", jsonl)):
        assert check_reader(READERS[name], example).summary == "12 passed"
        assert check_reader(READERS[name]).summary == "5 passed, 7 skipped"


@pytest.mark.needs("duckdb")
def test_our_reader_of_parquet_passes() -> None:
    """Files that are no Parquet are refused in sentences of the library's own."""
    assert check_reader(READERS["parquet"]).summary == "5 passed, 7 skipped"


def test_our_readers_of_mail_pass(tmp_path: Path) -> None:
    """Mailboxes in one file, single messages and folders of them keep to what is agreed."""
    mailbox, message, folder = (tmp_path / name for name in ("a.mbox", "a.eml", "a.maildir"))
    mailbox.write_bytes(dirty_mail.box(dirty_mail.headers(1), dirty_mail.headers(2, Date=None)))
    message.write_bytes(dirty_mail.headers(1))
    (folder / "cur").mkdir(parents=True)
    for number in (1, 2):
        (folder / "cur" / f"{number}:2,S").write_bytes(dirty_mail.headers(number))
    assert check_reader(READERS["mbox"], mailbox).summary == "12 passed"
    assert check_reader(READERS["eml"], message).summary == "12 passed"
    assert check_reader(READERS["maildir"], folder).summary == "11 passed, 1 skipped"


@pytest.mark.needs("icalendar")
def test_our_reader_of_calendars_passes(tmp_path: Path) -> None:
    """Calendars, with what repeats in them, keep to what is agreed."""
    path = tmp_path / "a.ics"
    weekly = dirty_calendars.event(1, "RRULE:FREQ=WEEKLY;COUNT=3")
    path.write_bytes(dirty_calendars.calendar(weekly, dirty_calendars.event(2, DTSTART=None)))
    assert check_reader(READERS["ics"], path).summary == "12 passed"


def test_our_reader_of_cards_passes(tmp_path: Path) -> None:
    """Contact cards, one of them without an address, keep to what is agreed."""
    path = tmp_path / "a.vcf"
    path.write_text(dirty_cards.SOUND + dirty_cards.card("FN:Nobody"))
    assert check_reader(READERS["vcard"], path).summary == "12 passed"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("hubspot", "Activity date,Owner,Contact,Type\n2026-01-05 10:00,Ana,Bo;Cy,CALL\n1\n"),
        ("salesforce", "Date,Assigned,Contact,Status\n1/5/2026,Ana,Bo,Completed\n,,\n"),
        ("pipedrive", "Due date,Owner,Person,Type\n2026-01-05,Ana,Bo,task\n2026,Ana,Bo,call\n"),
    ],
)
def test_our_readers_of_exports_pass(name: str, table: str, tmp_path: Path) -> None:
    """Activities that customer databases export keep to what is agreed."""
    path = tmp_path / f"a.{name}.csv"
    path.write_text(table)
    assert check_reader(READERS[name], path).summary == "12 passed"


@pytest.mark.needs("sqlalchemy")
def test_our_reader_of_databases_passes(tmp_path: Path) -> None:
    """A table of an SQLite file keeps to what is agreed; rows are counted from 0."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(dirty_tables.database(dirty_tables.MADE, dirty_tables.FILLED))
    assert check_reader(READERS["sql"], path).summary == "11 passed, 1 skipped"


def lines(path: Path, options: Mapping[str, Any]) -> rh.Reading:
    """Read words on lines, soundly."""
    del options
    try:
        cells = [line.split() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} is no text: {type(error).__name__}."
        raise rh.errors.ReaderError(message) from error
    good = [row for row in cells if len(row) == 3]
    bad = tuple((n, "", "", "expected three words") for n, row in enumerate(cells) if len(row) != 3)
    places = np.array([n for n, row in enumerate(cells) if len(row) == 3], dtype=np.int64)
    columns = [list(column) for column in zip(*good, strict=True)] or [[], [], []]
    frame = dict(zip(("sender", "recipient", "time"), columns, strict=True))
    return rh.Reading(frame=frame, rows_in=len(cells), rejected=bad, places=places)


NOW = itertools.count()


def loses_rows(path: Path, options: Mapping[str, Any]) -> rh.Reading:
    """Find one row more than it tells of."""
    return attrs.evolve(lines(path, options), rows_in=lines(path, options).rows_in + 1)


def repeats_places(path: Path, options: Mapping[str, Any]) -> rh.Reading:
    """Give every row the same place."""
    reading = lines(path, options)
    return attrs.evolve(reading, places=np.zeros(len(reading.places or ()), dtype=np.int64))


def gives_no_reason(path: Path, options: Mapping[str, Any]) -> rh.Reading:
    """Reject without a word."""
    reading = lines(path, options)
    return attrs.evolve(reading, rejected=tuple((*row[:3], "") for row in reading.rejected))


def changes_its_mind(path: Path, options: Mapping[str, Any]) -> rh.Reading:
    """Say something else each time."""
    return attrs.evolve(lines(path, options), notes=(f"reading {next(NOW)}",))


def blows_up(path: Path, options: Mapping[str, Any]) -> rh.Reading:
    """Let the errors of Python through."""
    del options
    text = path.read_text("utf-8")
    return lines(path, {"rows": text.count("\n")})


def returns_rows(path: Path, options: Mapping[str, Any]) -> Any:
    """Return the frame alone."""
    return lines(path, options).frame


BAD_READERS: dict[Callable[..., Any], str] = {
    loses_rows: "accounts_for_rows",
    repeats_places: "places",
    gives_no_reason: "rejected_rows",
    changes_its_mind: "same_again",
    blows_up: "dirty_files",
    returns_rows: "accounts_for_rows",
}


@pytest.mark.parametrize("read", BAD_READERS, ids=lambda read: read.__name__)
def test_a_bad_reader_is_caught(read: Callable[..., Any], tmp_path: Path) -> None:
    """Each way of reading wrongly fails the check that is named for it; the sound one none."""
    example = tmp_path / "log.words"
    example.write_text("ana bo 2026-01-05\nana cy 2026-01-06\nnot these\n")

    def results_of(function: Callable[..., Any]) -> CheckResults:
        reader = rh.Reader(name="acme.words", suffixes=(".words",), read=function)
        return check_reader(reader, example, on_fail=None)

    assert results_of(lines).summary == "12 passed"
    assert BAD_READERS[read] in failed(results_of(read))


GREEDY: list[Callable[[Path, bytes], bool]] = [
    lambda *_: True, lambda path, _: path.is_dir(), lambda _, start: start[:4] == b"From",
]  # fmt: skip


@pytest.mark.parametrize("recognises", GREEDY, ids=["all", "folders", "from"])
def test_a_reader_that_takes_strange_files_is_caught(recognises: Any) -> None:
    """Who recognises what is not of the format would take the files of other readers."""
    reader = rh.Reader(name="acme.words", suffixes=(".words",), read=lines, recognises=recognises)
    assert failed(check_reader(reader, on_fail=None)) == {"recognises"}


def test_a_reader_with_odd_suffixes_is_caught(tmp_path: Path) -> None:
    """A suffix has a dot, and the example has the suffix."""
    reader = rh.Reader(name="acme.words", suffixes=("words",), read=lines)
    assert "declaration" in failed(check_reader(reader, on_fail=None))
    example = tmp_path / "log.txt"
    example.write_text("ana bo 2026-01-05\n")
    reader = rh.Reader(name="acme.words", suffixes=(".words",), read=lines)
    assert failed(check_reader(reader, example, on_fail=None)) == {"example_suffix"}


def test_our_aggregator_passes() -> None:
    """The weighted mean passes all checks."""
    for aggregator in rh_aggregators():
        assert check_aggregator(aggregator).summary == "9 passed"


def mean(values: Any, weights: Any) -> Any:
    """Contribute to a weighted mean, soundly."""
    share = np.where(np.isnan(values), 0.0, weights)
    total = share.sum(axis=1, keepdims=True)
    return np.nan_to_num(values) * share / np.where(total > 0, total, 1.0)


def in_place(values: Any, weights: Any) -> Any:
    """Fill the unknowns of the caller."""
    values[np.isnan(values)] = 0.0
    return mean(values, weights)


def warning(values: Any, weights: Any) -> Any:
    """Take the mean of nothing."""
    np.nanmean(values, axis=1)
    return mean(values, weights)


BAD_AGGREGATORS: dict[str, tuple[Callable[..., Any], str]] = {
    "half of what is unknown": (lambda v, w: mean(np.nan_to_num(v, nan=0.5), w),
                                "unknown_gives_nothing"),
    "points": (lambda v, w: 100 * mean(v, w), "health_range"),
    "health only": (lambda v, w: mean(v, w).sum(axis=1), "shape_dtype"),
    "single precision": (lambda v, w: mean(v, w).astype(np.float32), "shape_dtype"),
    "ranks": (lambda v, w: mean(v, w) / (1 + np.nan_to_num(v).max(initial=0)),
              "partition_invariance"),
    "needs a row": (lambda v, w: mean(v, w) * (v[0, 0] != 2), "edges"),
    "in place": (in_place, "read_only_input"),
    "chance": (lambda v, w: mean(v, w) * (1 - 1e-9 * np.random.random()),  # noqa: NPY002
               "deterministic"),
    "warns": (warning, "no_warnings"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_AGGREGATORS)
def test_a_bad_aggregator_is_caught(name: str) -> None:
    """Each way of adding up wrongly fails the check that is named for it; the sound one none."""
    function, check = BAD_AGGREGATORS[name]
    bad = rh.Aggregator(name="acme.bad", contributions=function)
    assert check in failed(check_aggregator(bad, on_fail=None))
    assert not failed(check_aggregator(rh.Aggregator(name="acme.mean", contributions=mean)))


class Html:
    """Claims to be markup."""

    def __html__(self) -> str:
        """Return markup."""
        return "<b>"


SECTIONS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "uneven": (lambda card: {"a": [1, 2], "b": card.health[:1]}, "columns_alike"),
    "no columns": (lambda card: [card], "columns_alike"),
    "markup": (lambda _: {"a": [Html()]}, "plain_cells"),
    "first row": (lambda card: {"a": [card.health[0]]}, "empty_scorecard"),
    "counts up": (lambda _: {"a": [next(NOW)]}, "deterministic"),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_bad_section_is_caught(name: str) -> None:
    """Each way of showing wrongly fails the check that is named for it."""
    function, check = SECTIONS[name]
    section = rh.ReportSection(name="acme.bad", title="Bad", columns=function)
    assert check in failed(check_report_section(section, on_fail=None))


def test_a_section_may_show_an_answer_and_only_columns_that_it_has() -> None:
    """An object with columns() passes; a column to show that is not there is named."""
    section = rh.ReportSection(
        name="acme.kinds", title="Kinds", columns=rh.analysis.segments, show=("segment", "health")
    )
    assert not failed(check_report_section(section, on_fail=None))
    wrong = rh.ReportSection(
        name="acme.kinds", title="Kinds", columns=rh.analysis.segments, show=("sgment",)
    )
    assert "columns_alike" in failed(check_report_section(wrong, on_fail=None))


@pytest.mark.parametrize(
    "plugin",
    [
        "relationship_health.metrics.momentum",
        "relationship_health.composite.aggregation",
        "relationship_health.io.mail",
        "relationship_health.io.crm",
    ],
)
def test_a_built_in_plugin_passes_by_its_name(plugin: str) -> None:
    """A built-in is loaded for the check as a stranger is."""
    assert plugin in {module.__name__ for module in BUILT_IN_PLUGINS}
    results = check_plugin(plugin)
    assert (results[0].name, results[0].subject) == ("loads", plugin)
    assert not results.failed


class Several:
    """A plugin with a bad metric, and a good thing of each other kind."""

    @rh.hookimpl
    def rh_metrics(self) -> Iterable[Any]:
        """Offer a bad metric."""
        return [UpsideDown()]

    @rh.hookimpl
    def rh_readers(self) -> Iterable[rh.Reader]:
        """Offer a reader."""
        return [rh.Reader(name="acme.words", suffixes=(".words",), read=lines)]

    @rh.hookimpl
    def rh_aggregators(self) -> Iterable[rh.Aggregator]:
        """Offer an aggregator."""
        return [rh.Aggregator(name="acme.mean", contributions=mean)]

    @rh.hookimpl
    def rh_report_sections(self) -> Iterable[rh.ReportSection]:
        """Offer a section."""
        return [
            rh.ReportSection(name="acme.warm", title="W", columns=lambda card: {"a": card.health})
        ]


def test_everything_that_a_plugin_gives_is_checked(tmp_path: Path) -> None:
    """Each item has its own results, and an example goes to the reader that it fits."""
    example = tmp_path / "log.words"
    example.write_text("ana bo 2026-01-05\n")
    results = check_plugin(Several(), on_fail=None, examples=[tmp_path / "no.csv", example])
    subjects = list(dict.fromkeys(result.subject for result in results))
    assert subjects == ["Several", "bad.upsidedown", "acme.words", "acme.mean", "acme.warm"]
    assert [(r.subject, r.name) for r in results.failed] == [
        ("bad.upsidedown", "monotone_evidence")
    ]
    assert not [r for r in results if r.subject == "acme.words" and r.status == "skipped"]
    with pytest.raises(ConformanceError, match=r"bad\.upsidedown, monotone_evidence: with twice"):
        check_plugin(Several())


def test_failures_of_a_plugin_can_be_expected() -> None:
    """An excuse names item and check; one too many is a failure, an unknown one an error."""
    excuse = {"bad.upsidedown:monotone_evidence": "we mean doubt"}
    assert "1 xfailed" in check_plugin(Several(), expected_failures=excuse).summary
    idle = {**excuse, "acme.mean:edges": "we do not know"}
    results = check_plugin(Several(), on_fail=None, expected_failures=idle)
    assert [(r.subject, r.name) for r in results.failed] == [("acme.mean", "edges")]
    with pytest.raises(rh.errors.InputError, match=r"did you mean 'acme\.mean:edges'"):
        check_plugin(Several(), expected_failures={"acme.mean:edge": "we do not know"})


def test_a_plugin_that_does_not_load_fails() -> None:
    """What cannot be loaded is one failure with the reason, and no exception of its own."""
    results = check_plugin("no-such-plugin", on_fail=None)
    assert [(r.name, r.status) for r in results] == [("loads", "failed")]
    assert "not installed" in results[0].reason


class Idle:
    """A plugin that only says what it is."""

    @rh.hookimpl
    def rh_plugin_info(self) -> Iterable[rh.PluginInfo]:
        """Say it."""
        return [rh.PluginInfo(summary="nothing")]


def test_a_plugin_that_gives_nothing_fails() -> None:
    """Nothing checked is nothing proved."""
    assert failed(check_plugin(Idle(), on_fail=None)) == {"gives"}


def test_the_example_plugin_passes() -> None:
    """The plugin that authors start from passes as a whole."""
    assert not check_plugin(rh_steadiness).failed
