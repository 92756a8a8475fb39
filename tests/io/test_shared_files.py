"""Real files: how many rows of each went where. No name and no address is written here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import relationship_health as rh
from relationship_health.errors import ReaderError
from tests.io.reading import read
from tests.io.test_dirty import account

Counts = tuple[int, int, int, int]

# Accepted, repaired, ignored, rejected.
MAIL: dict[str, Counts] = {
    "bigbang/2001-November.txt.gz": (0, 94, 70, 0),
    "bigbang/bigbang-dev-test.txt": (0, 3, 3, 0),
    "fake-email-attachment.eml": (1, 0, 0, 0),
    "perceval/hyperkitty_2016_april.mbox": (0, 2, 1, 0),
    "perceval/hyperkitty_2016_march.mbox": (0, 0, 1, 0),
    "perceval/mbox_complex.mbox": (7, 0, 0, 0),
    "perceval/mbox_iso8859_encoding.mbox": (0, 0, 1, 0),
    "perceval/mbox_multipart.mbox": (2, 0, 0, 0),
    "perceval/mbox_no_fields.mbox": (0, 0, 4, 2),
    "perceval/mbox_single.mbox": (0, 0, 1, 0),
    "perceval/mbox_unixfrom_encoding.mbox": (0, 0, 1, 0),
    "perceval/mbox_unknown_encoding.mbox": (1, 0, 0, 0),
    "perceval/pipermail_2015_november.mbox": (0, 2, 2, 0),
    "perceval/pipermail_2016_april.mbox": (0, 2, 1, 0),
    "perceval/pipermail_2016_march.mbox": (0, 0, 1, 0),
}
ACTIONS = ("accepted", "repaired", "ignored", "rejected")
NOT_ASCII = ("perceval/mbox_iso8859_encoding.mbox", "perceval/mbox_unixfrom_encoding.mbox")


def counted(path: Path) -> tuple[Counts, Counter[str]]:
    """Count the rows of a file, and what was found in it."""
    accepted, rejected, repaired, ignored = account(read(path))
    counts = (accepted, *(sum(c.values()) for c in (repaired, ignored, rejected)))
    return counts, Counter({**rejected, **repaired, **ignored})  # type: ignore[return-value]


@pytest.mark.parametrize("name", MAIL)
def test_every_message_is_accounted_for(name: str, shared_data: Path) -> None:
    """Archives of lists and small mailboxes have the account that is known of each."""
    assert counted(shared_data / "mail" / name)[0] == MAIL[name]


@pytest.mark.parametrize("name", NOT_ASCII)
def test_a_from_line_that_is_not_ascii_is_no_obstacle(name: str, shared_data: Path) -> None:
    """Such a mailbox has its one message, which names no recipient."""
    path = shared_data / "mail" / name
    assert any(byte > 127 for byte in path.read_bytes().partition(b"\n")[0])
    assert sum(counted(path)[0]) == 1


def test_a_month_of_a_list_knows_whom_its_messages_answer(shared_data: Path) -> None:
    """Of 164 messages without any recipient 94 answer one that is there: their rows."""
    (*_,), found = counted(shared_data / "mail" / "bigbang" / "2001-November.txt.gz")
    assert found == {"hidden-address": 94, "no-recipient": 50, "unknown-recipient": 20}


def test_a_zip_is_refused(shared_data: Path) -> None:
    """A packed mailbox is refused, with what to do, and not read as an empty one."""
    path = shared_data / "mail" / "perceval" / "messages.zip"
    with pytest.raises(ReaderError, match="zip archive"):
        read_as(path, "mbox")


def read_as(path: Path, name: str) -> rh.Portfolio:
    """Read a file with a reader by its name."""
    return rh.read(path, reader=name, on_error="collect")


@pytest.mark.needs("icalendar")
def test_every_event_is_accounted_for(shared_data: Path) -> None:
    """Of 141 calendars, some of them broken on purpose, three are none and refused."""
    totals, codes, refused = Counter[str](), Counter[str](), 0
    for path in sorted((shared_data / "ics").rglob("*.ics")):
        try:
            counts, found = counted(path)
        except ReaderError:
            refused += 1
            continue
        totals.update(dict(zip(ACTIONS, counts, strict=True)))
        codes.update(found)
    assert refused == 3
    assert totals == {"accepted": 69, "repaired": 0, "ignored": 118, "rejected": 67}
    assert codes == {
        "no-guests": 101, "not-a-meeting": 17, "no-time": 57, "bad-time": 4, "no-organiser": 6,
    }  # fmt: skip


def test_every_card_is_accounted_for(shared_data: Path) -> None:
    """Cards of seventeen files, old ones in quoted-printable among them, are read or explained."""
    found = [counted(path) for path in sorted((shared_data / "vcf").glob("*.vcf"))]
    assert [sum(counts) for counts, _ in found].count(1) == 14
    totals = [sum(column) for column in zip(*(counts for counts, _ in found), strict=True)]
    assert totals == [21, 1, 3, 0]
    assert sum((codes for _, codes in found), Counter()) == {"no-address": 3, "bad-address": 1}


def test_every_deal_is_accounted_for(shared_data: Path) -> None:
    """An export of deals has a row for each, and those without account or date are rejected."""
    portfolio = rh.read(
        shared_data / "crm_export" / "sales_pipeline.csv.gz", sender="sales_agent",
        recipient="account", time="engage_date", time_format="%d-%m-%Y", value="close_value",
        on_error="collect",
    )  # fmt: skip
    issues = portfolio.issues
    assert (issues.rows_in, issues.repaired, issues.ignored) == (8800, 0, 0)
    assert issues.accepted + issues.rejected == 8800
    codes = Counter(issue.code for issue in issues)
    assert codes["no-id"] == 1425
    assert set(codes) <= {"no-id", "no-time"}


def test_every_purchase_is_accounted_for(shared_data: Path) -> None:
    """Columns that stand below each other are read as such, leading zeros and all."""
    portfolio = rh.read(
        shared_data / "cdnow" / "CDNOW_master.txt.gz", sender="customer_id",
        recipient="number_of_cds", time="date", value="dollar_value",
    )  # fmt: skip
    assert portfolio.issues.rows_in == portfolio.issues.accepted == 69_659
    assert sum(str(name).startswith("0") for name in portfolio.ids.tolist()) > 9_000


def test_every_office_mail_is_accounted_for(shared_data: Path) -> None:
    """The log of office mail is accepted whole, its messages to several people as such."""
    portfolio = rh.read(
        shared_data / "enron" / "events.csv.gz", sender="sender", recipient="rcv", time="t",
        time_unit="s", interaction="mid",
    )  # fmt: skip
    assert portfolio.issues.rows_in == portfolio.issues.accepted == 38_388
    assert portfolio.columns["audience"].max() == 57
