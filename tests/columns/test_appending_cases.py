"""Single cases of appending: what is refused, how frames are read, what the account says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import relationship_health as rh
from relationship_health import Interaction, Portfolio
from relationship_health.analysis.leaving_out import keep_rows
from relationship_health.errors import ColumnError, InputError, RowError
from relationship_health.validation.disguise import past
from tests.columns._logs import START_US, counts, log, portfolio
from tests.frames._sentence import assert_one_sentence

MAIL = log(("ana", "bo"), ("bo", "ana"), ("ana", "dee"))
MORE = log(("ana", "bo"), ("cy", "ana"))


def together(*parts: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return frames of the same columns one under the other."""
    return {name: [cell for part in parts for cell in part[name]] for name in parts[0]}


DIRECTED = MAIL | {"recipient": ["bo", "cy", "dee"], "direction": ["outbound"] * 3}
LONG = 2**53

REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "numbers to texts": (MAIL, log((1, 2)), {}, ("'sender' holds whole numbers", "expected text")),
    "texts to numbers": (log((1, 2)), MAIL, {}, ("'sender' holds text", "expected whole numbers")),
    "texts to a column of numbers": (
        MAIL | {"level": [1, 2, 3]}, MORE | {"level": ["a", "b"]}, {},
        ("'level'", "integer", "text"),
    ),
    "lists to a column of text": (
        MAIL | {"level": ["a", "b", "c"]}, MORE | {"level": [[1], [2]]}, {}, ("'level'", "other"),
    ),
    "ids of interactions of another type": (
        MAIL | {"interaction": [1, 2, 3]}, MORE | {"interaction": ["a", "b"]}, {},
        ("'interaction' holds text", "expected whole numbers"),
    ),
    "long numbers that come to lack some": (
        MAIL | {"level": [LONG + 1, 2, 3]}, MORE, {}, ("'level'", "too long for floats", "as text"),
    ),
    "times with a zone to times without": (
        MAIL | {"until": [datetime(2027, 1, 1)] * 3},  # noqa: DTZ001  that is the case
        MORE | {"until": [datetime(2027, 1, 1, tzinfo=UTC)] * 2}, {},
        ("'until'", "time in one part", "time with a zone in another"),
    ),
    "no directions to stated ones": (DIRECTED, MORE, {}, ("states no directions", "direction=")),
    "directions to none": (
        MAIL, MORE | {"direction": ["outbound", "inbound"]}, {}, ("states directions", "our_side"),
    ),
    "senders to each other": (
        DIRECTED, log(("bo", "ana")) | {"direction": ["outbound"]}, {}, ("senders to each other",),
    ),
    "both sides said of one": (
        MAIL | {"us": [True, False, True]}, MORE | {"us": [False, False]}, {"our_side": "us"},
        ("says both true and false", "'ana'"),
    ),
    "a column that says no side": (
        MAIL | {"us": [True, False, True]}, MORE | {"us": [1.5, 2.5]}, {"our_side": "us"},
        ("'us'", "boolean", "float"),
    ),
    "a column that was an attribute": (
        MAIL, MORE | {"us": [True, False]},
        {"our_side": "us", "stakeholders": {"id": ["ana"], "us": [True]}},
        ("has a column 'us'", "attribute of stakeholders"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "later", "options", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_go_together(
    first: dict[str, Any], later: dict[str, Any], options: dict[str, Any], words: tuple[str, ...]
) -> None:
    """It is refused in one sentence, and the portfolio stays what it was."""
    built = portfolio(first, **options)
    with pytest.raises((InputError, ColumnError)) as caught:
        built.append(later)
    assert_one_sentence(caught.value, *words)
    assert built == portfolio(first, **options)


def test_parts_of_a_portfolio() -> None:
    """To a selection, to what a past knew and to what is left of rows nothing is appended."""
    built = portfolio(MAIL)
    left = keep_rows(built, built.time > START_US)
    for part in (built.select([("ana", "bo")]), past(built, START_US), left):
        with pytest.raises(InputError) as caught:
            part.append(MORE)
        assert_one_sentence(caught.value, "part of one", "select again")


def test_time_and_again() -> None:
    """What was appended to is appended to, by nothing at all too."""
    last = log(("bo", "dee"))
    built = portfolio(MAIL).append(MORE).append(last)
    assert built == portfolio(together(MAIL, MORE, last))
    assert built.append({name: [] for name in MAIL}) == built
    assert [part.source for part in built.issues.sources] == ["table 1", "table 2", "table 3"]


def test_a_file_that_was_read_goes_on(tmp_path: Path) -> None:
    """A portfolio from a file takes further rows; its account still names places in the file."""
    file = tmp_path / "log.csv"
    file.write_text("sender,recipient,time\nana,bo,2026-01-01\nana,,2026-01-02\n", "utf-8")
    built = rh.read(file, our_side={"ana"}, on_error="collect")
    row = {"sender": ["bo"], "recipient": ["ana"], "time": ["2026-01-03"]}
    whole = built.append(row)
    assert counts(whole) == {("ana", "bo"): 2}
    issues = whole.issues
    assert (issues.rows_in, issues.accepted, issues.rejected) == (3, 2, 1)
    assert [(i.source, i.row) for i in issues] == [("table 1", i.row) for i in built.issues]
    assert [(part.source, part.unit) for part in issues.sources] == [
        ("table 1", built.issues.unit), ("table 2", "row"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind", [pd.DataFrame, pl.DataFrame, pa.table, dict], ids=["pandas", "polars", "arrow", "dict"]
)
def test_frames_of_any_library(kind: Any) -> None:
    """The appended frame may come from another library; results stay those of the first."""
    first = Portfolio.from_frame(pd.DataFrame(MAIL), time_unit="us", our_side={"ana"})
    whole = first.append(kind(MORE))
    assert whole == portfolio(together(MAIL, MORE), our_side={"ana"})
    assert whole.backend == "pandas"


def test_the_first_reading_holds() -> None:
    """Names of columns, unit, zone and format are those of the first frame, unless said."""
    named = {"who": ["ana"], "whom": ["bo"], "at": ["05.01.2026 09:00"], "medium": ["email"]}
    first = Portfolio.from_frame(
        named, sender="who", recipient="whom", time="at", channel="medium", our_side={"ana"},
        timezone="Europe/Berlin", time_format="%d.%m.%Y %H:%M",
    )  # fmt: skip
    plain = {"sender": ["ana"] * 2, "recipient": ["bo"] * 2, "channel": ["email"] * 2}
    expected = portfolio(
        plain | {"time": [1_767_600_000_000_000, 1_767_686_400_000_000]}, our_side={"ana"}
    )
    assert first.append(named | {"at": ["06.01.2026 09:00"]}) == expected
    other = {"from": ["ana"], "to": ["bo"], "s": [1_767_686_400], "channel": ["email"]}
    asked: Any = {"sender": "from", "recipient": "to", "time": "s", "channel": "channel"}
    assert first.append(other, **asked, time_unit="s") == expected
    zoned = first.append(named | {"at": ["06.01.2026 08:00"]}, timezone="UTC")
    assert zoned == expected


def test_a_named_column_that_is_not_there() -> None:
    """Named for the first frame it is missing in the others; named for them it is an error."""
    first = portfolio(MAIL | {"medium": ["email"] * 3}, channel="medium")
    whole = first.append(MORE)
    filled = MORE | {"medium": [None, None]}
    assert whole == portfolio(together(MAIL | {"medium": ["email"] * 3}, filled), channel="medium")
    with pytest.raises(ColumnError, match="'media'"):
        first.append(MORE, channel="media")
    with pytest.raises(TypeError, match="chanel"):
        first.append(MORE, chanel="media")  # type: ignore[call-arg]  # what is refused


def test_numbers_that_floats_crowd() -> None:
    """Long numbers that turn into equal floats are sorted again by what else the rows say."""
    ties = log(*[("ana", "bo")] * 3)
    ties["time"] = [START_US] * 3
    first = ties | {"level": [LONG, LONG + 1, LONG + 1], "zone": ["c", "a", "b"]}
    later = ties | {"level": [0.5, 2.0, 1.0], "zone": ["c", "b", "a"]}
    whole = portfolio(first).append(later)
    assert whole == portfolio(together(first, later))
    zones = whole.categories["zone"]
    assert [zones[code] for code in whole.columns["zone"]] == ["c", "a", "b", "a", "b", "c"]


def test_times_that_come_to_lack_some() -> None:
    """A column of times becomes one of floats where a frame lacks it, as in one frame."""
    ends = [np.datetime64("9999-12-31"), np.datetime64("2027-01-01"), np.datetime64("2027-01-02")]
    first = MAIL | {"until": ends}
    whole = portfolio(first).append(MORE)
    assert whole == portfolio(together(first, MORE | {"until": [None, None]}))


def test_what_is_not_kept_stays_out() -> None:
    """Content and values of mixed types are not kept of later frames either, and are noted."""
    odd = {"body": ["x"] * 2, "mixed": [[1], {2}]}
    whole = portfolio(MAIL).append(MORE | odd)
    assert whole == portfolio(together(MAIL, MORE))
    assert sum("not kept" in note for note in whole.issues.notes) == 2


def test_bad_rows_of_the_appended_frame() -> None:
    """They are an error with the row's own number, or set aside in an account that adds up."""
    built = portfolio(MAIL | {"duration": [-1, 2, 3]}, on_error="collect")
    bad = MORE | {"recipient": ["bo", None], "duration": [5, -7]}
    with pytest.raises(RowError) as caught:
        built.append(bad)
    assert_one_sentence(caught.value, "Row 1 of interactions", "an id is missing")
    assert caught.value.issues.rows_in == 2  # type: ignore[attr-defined]  # an account of rows
    issues = built.append(bad, on_error="collect").issues
    assert (issues.rows_in, issues.accepted, issues.repaired) == (5, 3, 1)
    assert [(i.source, i.row, i.action) for i in issues] == [
        ("table 1", 0, "repaired"), ("table 2", 1, "rejected"), ("table 2", 1, "repaired"),
    ]  # fmt: skip
    assert [str(part) for part in issues.sources] == [
        "3 rows in: 2 accepted, 1 repaired, 0 ignored by rule, 0 rejected.",
        "2 rows in: 1 accepted, 0 repaired, 0 ignored by rule, 1 rejected.",
    ]
    with pytest.raises(InputError, match="on_error is 'ignore'"):
        built.append(MORE, on_error="ignore")  # type: ignore[arg-type]  # what is refused


def test_a_repeat_that_came_earlier() -> None:
    """The smaller of two rows stays, and the appended one counts as the repeat."""
    first = log(("ana", "bo"), ("ana", "cy"), interaction=["m", "m"])
    again = log(("ana", "bo"), interaction=["m"]) | {"time": [START_US - 5]}
    whole = portfolio(first).append(again)
    assert whole == portfolio(together(first, again))
    assert whole.time.tolist()[0] == START_US - 5
    assert [(i.source, i.row, i.code) for i in whole.issues] == [("table 2", 0, "duplicate")]
    assert (whole.issues.accepted, whole.issues.ignored) == (2, 1)


def test_a_later_copy_reaches_more() -> None:
    """A copy that went out with the message changes its audience; one that went later does not."""
    first = log(("ana", "bo"), interaction=["m"])
    copies = {"sender": ["ana"] * 2, "recipient": ["cy", "dee"], "interaction": ["m"] * 2}
    whole = portfolio(first).append(copies | {"time": [START_US, START_US + 1]})
    assert whole.columns["audience"].tolist() == [2, 2, 3]


def test_sides_that_come_to_light() -> None:
    """Who turns out to be ours is the source from then on, and what within=False ignored counts."""
    first = log(("bo", "ana"), ("ana", "cy"), us=[None, True], interaction=["m", "n"])
    built = portfolio(first, our_side="us", within=False)
    assert counts(built) == {("ana", "bo"): 1, ("ana", "cy"): 1}
    later = log(("cy", "bo"), us=[True], interaction=["o"])
    whole = built.append(later)
    assert whole == portfolio(together(first, later), our_side="us", within=False)
    assert counts(whole) == {("ana", "bo"): 1, ("cy", "bo"): 1}
    issues = whole.issues
    assert (issues.rows_in, issues.accepted, issues.ignored) == (3, 2, 1)
    assert any("1 row of earlier tables is ignored" in note for note in issues.notes)


def test_notes_about_the_whole() -> None:
    """What was said of the whole log is said of the larger one, and no longer where it is wrong."""
    first = portfolio(log(("ana", "bo")), our_side={"ana"}, stakeholders={"id": ["zed"]})
    said = ("nothing inbound", "no one of stakeholders")
    assert [n.startswith(said) for n in first.issues.notes] == [True, True]
    assert not first.append(log(("bo", "ana"), ("zed", "ana"))).issues.notes
    still = first.append(log(("ana", "cy"))).issues.notes
    assert [n.startswith(said) for n in still] == [True, True]
    naive = {"sender": ["ana"] * 2, "recipient": ["bo"] * 2, "time": ["2026-01-01", "2026-01-02"]}
    both = Portfolio.from_frame(naive).append(naive).issues.notes
    assert both == ("column 'time': 4 times carry no zone and were read as UTC",)


def test_model_objects() -> None:
    """To a portfolio of model objects a frame is appended under the columns' plain names."""
    mail = Interaction(sender="ana", recipients="bo", time=datetime(2026, 1, 1, tzinfo=UTC))
    built = Portfolio.from_model(interactions=[mail], our_side={"ana"})
    later = {"sender": ["bo"], "recipient": ["ana"], "time": ["2026-01-02T00:00Z"]}
    first = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-01T00:00Z"]}
    assert built.append(later) == Portfolio.from_frame(together(first, later), our_side={"ana"})


def test_ids_are_added_to_ids_alone() -> None:
    """Ours besides may be ids where ids were given, and nothing else."""
    cases: list[tuple[Any, Any]] = [
        (None, {"ana"}), (lambda name: name == "ana", {"bo"}), ({"ana"}, "bo"),
        ({"ana"}, lambda name: name == "bo"), ({"ana"}, 7),
    ]  # fmt: skip
    for first, more in cases:
        built = portfolio(MAIL, our_side=first)
        with pytest.raises(InputError) as caught:
            built.append(MORE, our_side=more)
        assert_one_sentence(caught.value, "our_side is", "expected ids")


def test_our_side_is_asked_once() -> None:
    """Ids given as a generator are remembered, and a function is asked of new ids alone."""
    built = portfolio(MAIL, our_side=(name for name in ("ana", "eve")))
    whole = built.append(log(("eve", "bo")))
    assert whole == portfolio(together(MAIL, log(("eve", "bo"))), our_side={"ana", "eve"})
    asked: list[Any] = []

    def is_ours(name: Any) -> bool:
        asked.append(name)
        return bool(name == "ana")

    built = portfolio(MAIL, our_side=is_ours)
    asked.clear()
    built.append(MORE)
    assert asked == ["cy"]


def test_inputs_and_the_old_portfolio_are_left_alone() -> None:
    """Neither the frame nor the old portfolio is written to, and the new one is sealed."""
    built = portfolio(MAIL)
    before = {name: list(cells) for name, cells in MORE.items()}
    whole = built.append(MORE)
    assert before == MORE
    assert built == portfolio(MAIL)
    arrays = [whole.time, whole.direction, whole.source, whole.ids, *whole.columns.values()]
    assert not any(array.flags.writeable for array in arrays)
