"""Dirty tables: delimited text, JSON lines, Parquet, SQLite, exports of customer databases."""

from __future__ import annotations

import gzip
import json
import sqlite3
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.io.dirty.case import CANARY, Case

HEAD = "sender,recipient,time\n"
ROW = "ana,bo,2026-01-05T09:00Z\n"
HUBSPOT = ("Record ID,Activity type,Activity date,Activity assigned to,Associated contacts,"
           "Call direction,Call duration,Call notes\n")  # fmt: skip


def csv(text: str) -> bytes:
    """Write a table."""
    return (HEAD + text).encode()


def activity(*cells: str) -> str:
    """Write an activity of HubSpot, with what nobody reads behind it."""
    return ",".join([*cells, CANARY]) + "\n"


def database(*statements: str) -> bytes:
    """Write an SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return path.read_bytes()


def parquet(*, rows: int = 1, **columns: str) -> bytes:
    """Write a Parquet file."""
    if find_spec("duckdb") is None:
        return b""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        row = ", ".join(f"{value} AS {name}" for name, value in columns.items())
        select = f"SELECT {row} FROM range({rows})"  # noqa: S608  our own words
        duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


MADE = "CREATE TABLE log (sender TEXT, recipient TEXT, time TEXT, body TEXT)"
FILLED = "INSERT INTO log VALUES ('ana', 'bo', '2026-01-05', '" + CANARY + "')"  # noqa: S608  our own words
PARQUET = parquet(sender="'ana'", recipient="'bo'", time="'2026-01-05'")

DELIMITED = (
    Case(file="sound.csv", content=csv(ROW * 3), accepted=3),
    Case(file="sound.csv.gz", content=gzip.compress(csv(ROW * 3)), accepted=3),
    Case(file="semicolons.csv", content=csv(ROW).replace(b",", b";"), accepted=1,
         checks={"recipient": ["bo"]}),
    Case(file="tabs.tsv", content=csv(ROW).replace(b",", b"\t"), accepted=1),
    Case(file="marked.csv", content=b"\xef\xbb\xbf" + csv(ROW), accepted=1,
         checks={"sender": ["ana"]}),
    Case(file="blanks.txt", accepted=2, rejected={"too-few-cells": 1},
         content=b" sender  recipient time \r\n  ana   bo 2026\r\nana bo\nana cy  2026  \n",
         checks={"recipient": ["bo", "cy"]}),
    Case(file="too-many.csv", content=csv("a,b,c,d\n" + ROW), accepted=1,
         rejected={"too-many-cells": 1}),
    Case(file="too-few.csv", content=csv("a,b\n" + ROW), accepted=1,
         rejected={"too-few-cells": 1}),
    Case(file="open-quote.csv", content=csv('"a,b,c\n' + ROW * 5), accepted=5,
         rejected={"open-quote": 1}),
    Case(file="quote-over-lines.csv", content=csv('"a\nb",b,c\n' + ROW), accepted=2),
    Case(file="not-utf8.csv", content=csv(ROW) + b"\xff,b,c\n" + ROW.encode(), accepted=2,
         rejected={"not-utf8": 1}),
    Case(file="nul.csv", content=csv(ROW) + b"a\0,b,c\n", accepted=1, rejected={"nul": 1}),
    Case(file="long.csv", content=csv(ROW) + b"x" * 5_000_000 + b"\n" + ROW.encode(), accepted=2,
         rejected={"too-long": 1}),
    Case(file="zeros.csv", content=csv("001,NA,2026\n9007199254740993,null,2026\n"), accepted=2,
         checks={"sender": ["001", "9007199254740993"], "recipient": ["NA", "null"]}),
    Case(file="blank-lines.csv", content=csv("\n\n" + ROW + "\n"), accepted=1),
    Case(file="header-only.csv", content=csv(""), accepted=0),
    Case(file="only-body.csv", content=b"body,subject\nx,y\n",
         refused="no column that may be read"),
    Case(file="twice.csv", content=b"a,a\n1,2\n", refused="two columns named 'a'"),
    Case(file="empty.csv", content=b"", refused="is empty"),
    Case(file="workbook.csv", content=b"PK\x03\x04" + csv(ROW), refused="is a zip archive"),
    Case(file="wide.csv", content=csv(ROW).decode().encode("utf-16"), refused="is UTF-16 text"),
    Case(file="bomb.csv.gz", content=gzip.compress(csv(ROW) + b" " * 300_000_000),
         refused="is packed more than 100 times"),
)  # fmt: skip

OBJECT = json.dumps({"sender": "ana", "recipient": "bo", "time": "2026-01-05"}) + "\n"
OBJECTS = (
    Case(file="sound.jsonl", content=(OBJECT * 2).encode(), accepted=2),
    Case(file="broken.jsonl", content=(OBJECT + '{"sender": \n' + OBJECT).encode(), accepted=2,
         rejected={"bad-json": 1}),
    Case(file="list.jsonl", content=(OBJECT + "[1]\n").encode(), accepted=1,
         rejected={"no-object": 1}),
    Case(file="nothing.jsonl", content=b"{}\n" * 3, rejected={"empty-object": 3}),
    Case(file="only-body.jsonl", content=b'{"body": "x"}\n', refused="no column that may be read"),
    Case(file="key-twice.jsonl", content=(OBJECT + '{"a": 1, "a": 2}\n').encode(), accepted=1,
         rejected={"key-twice": 1}),
    Case(file="half.jsonl", content=(OBJECT + '{"a": "\\ud800"}\n').encode(), accepted=1,
         rejected={"bad-text": 1}),
    Case(file="deep.jsonl", content=OBJECT.encode() + b"[" * 100_000 + b"\n", accepted=1,
         rejected={"too-deep": 1}),
    Case(file="long-number.jsonl", content=OBJECT.encode() + b'{"a": ' + b"9" * 5_000 + b"}\n",
         accepted=1, rejected={"too-deep": 1}),
    Case(file="array.jsonl", content=b"[" + OBJECT.encode() + b"]", refused="is a JSON array"),
)  # fmt: skip

EXPORTS = (
    Case(file="sound.hubspot.csv", accepted=1, checks={"duration": [6.0], "channel": ["phone"]},
         content=(HUBSPOT + activity("1", "CALL", "2026-01-12 14:00", "Ana", "bo@x.example",
                                     "OUTBOUND", "360000")).encode()),
    Case(file="several.hubspot.csv", accepted=2, checks={"direction": ["mutual"] * 2},
         content=(HUBSPOT + activity("1", "MEETING", "2026-01-12 14:00", "Ana",
                                     "bo@x.example; cy@x.example", "", "")).encode()),
    Case(file="notes.hubspot.csv", ignored={"not-a-contact": 2},
         content=(HUBSPOT + activity("1", "NOTE", "2026-01-12 14:00", "Ana", "b", "", "")
                  + activity("2", "TASK", "2026-01-12 14:00", "Ana", "b", "", "")).encode()),
    Case(file="duration.hubspot.csv", repaired={"bad-number": 1}, checks={"duration": [None]},
         content=(HUBSPOT + activity("1", "CALL", "2026-01-12 14:00", "Ana", "b", "", "long"))
         .encode()),
    Case(file="crowd.hubspot.csv", rejected={"too-many-recipients": 1},
         content=(HUBSPOT + activity("1", "CALL", "2026-01-12 14:00", "Ana", ";".join(
             map(str, range(1_001))), "", "")).encode()),
    Case(file="short.hubspot.csv", accepted=0, rejected={"too-few-cells": 1},
         content=(HUBSPOT + "1,CALL\n").encode()),
    Case(file="other.hubspot.csv", content=csv(ROW), refused="has no column that HubSpot"),
    Case(file="us.salesforce.csv", accepted=1, checks={"time": ["2026-01-12T00:00:00"],
                                                        "status": ["done"]},
         content=b"Assigned,Contact,Date,TaskSubtype,Status\nAna,Bo,1/12/2026,Call,Completed\n"),
    Case(file="open.pipedrive.csv", accepted=1, checks={"status": ["scheduled"],
                                                         "duration": [90.0]},
         content=(b"Type,Due date,Due time,Duration,Contact person,Assigned to user,Done\n"
                  b"call,2026-01-12,14:00,01:30,Bo,Ana,To do\n")),
)  # fmt: skip

STORED = (
    Case(file="sound.parquet", content=PARQUET, accepted=1),
    Case(file="bomb.parquet", refused="which is no log",
         content=parquet(rows=1_000, sender="repeat('x', 1000000)", recipient="'bo'",
                         time="range")),
    Case(file="cut.parquet", content=PARQUET[:-40], refused="cannot be read as Parquet"),
    Case(file="text.parquet", content=b"sender,recipient", refused="cannot be read as Parquet"),
    Case(file="empty.parquet", content=b"", refused="cannot be read as Parquet"),
    Case(file="flipped.parquet", content=PARQUET[:-8] + b"\xff\xff\xff\x7fPAR1",
         refused="cannot be read as Parquet"),
    Case(file="sound.sqlite", content=database(MADE, FILLED), accepted=1),
    Case(file="only-body.sqlite", content=database("CREATE TABLE log (body)"),
         refused="no column that may be read"),
    Case(file="only-body.parquet", content=parquet(body="'x'"),
         refused="no column that may be read"),
    Case(file="two-tables.sqlite", content=database(MADE, "CREATE TABLE other (a)"),
         refused="has 2 tables"),
    Case(file="named.sqlite", content=database(MADE, FILLED, "CREATE TABLE other (a)"), accepted=1,
         options={"table": "log"}),
    Case(file="odd-name.sqlite", accepted=1, options={"table": 'a "b" c'},
         content=database('CREATE TABLE "a ""b"" c" ("select" TEXT, "x y" TEXT)',
                          """INSERT INTO "a ""b"" c" VALUES ('1', '2')"""),
         checks={"select": ["1"], "x y": ["2"]}),
    Case(file="no-table.sqlite", content=database(MADE), options={"table": "lgo"},
         refused="has no table 'lgo'"),
    Case(file="bad-query.sqlite", content=database(MADE, FILLED), options={"query": "SELEC 1"},
         refused="gives an error"),
    Case(file="writing.sqlite", content=database(MADE, FILLED),
         options={"query": "DELETE FROM log"}, refused="readonly database"),
    Case(file="same-name.sqlite", content=database(MADE, FILLED),
         options={"query": "SELECT sender, sender FROM log"}, refused="two columns of one name"),
    Case(file="text.sqlite", content=b"sender,recipient\n", refused="gives an error"),
    Case(file="empty.sqlite", content=b"", refused="has 0 tables"),
    Case(file="cut.sqlite", content=database(MADE, FILLED)[:2_000], refused="gives an error"),
)  # fmt: skip

CASES = (*DELIMITED, *OBJECTS, *EXPORTS, *STORED)
