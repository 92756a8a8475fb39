"""The folder of a log that was partitioned: what lies where, and what is known of all of it.

``rows/`` and ``pairs/`` hold one Parquet file for each part. A row group of the one goes with the
row group of the same number of the other: a piece, which holds whole relationships, all that is
needed to score them, and nothing of others.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import attrs

from relationship_health.columns.found import Found
from relationship_health.errors import InputError, ReaderError

FORMAT = 1
MANIFEST = "manifest.json"


@attrs.frozen(slots=True, kw_only=True)
class Piece:
    """Some relationships of one part, and where they lie.

    Parameters
    ----------
    part, group : int
        The file, and the row group in it.
    relationships, rows, largest : int
        How many relationships and interactions, and how many of these the largest has.
    """

    part: int
    group: int
    relationships: int
    rows: int
    largest: int


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Manifest:
    """What is known of a partitioned log as a whole.

    Parameters
    ----------
    parts : int
        How many; which one a relationship is in, its ids tell.
    pieces : tuple of Piece
        In the order of parts.
    found : Found
        The account of the rows, and what columns hold.
    columns : tuple of str
        The optional columns.
    texts : tuple of str
        Those that hold codes of values.
    first_us : int or None
        Time of the first interaction; None where there is none, or where relationships were
        declared, which are known from the beginning.
    last_us : int or None
        Time of the last contact, or interaction where nothing was contact.
    """

    parts: int
    pieces: tuple[Piece, ...]
    found: Found
    columns: tuple[str, ...]
    texts: tuple[str, ...]
    first_us: int | None
    last_us: int | None

    def save(self, folder: Path) -> None:
        """Write the manifest."""
        data = {
            "format": FORMAT, "relationship_health": "partitioned log",
            "parts": self.parts, "pieces": [attrs.astuple(piece) for piece in self.pieces],
            "found": self.found.to_dict(), "columns": self.columns, "texts": self.texts,
            "first_us": self.first_us, "last_us": self.last_us,
        }  # fmt: skip
        with (folder / MANIFEST).open("w", encoding="utf-8") as stream:
            json.dump(data, stream)
            stream.flush()
            os.fsync(stream.fileno())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the manifest of a folder.

        Raises
        ------
        ReaderError
            Where it is missing or damaged, or of another format.
        """
        path = folder / MANIFEST
        try:
            data = json.loads(path.read_text("utf-8"))
            if data["format"] != FORMAT:
                message = (
                    f"{path} has format {data['format']!r}, expected {FORMAT}: partition the log "
                    "again with this version."
                )
                raise ReaderError(message)
            names = [field.name for field in attrs.fields(Piece)]
            return cls(
                parts=int(data["parts"]),
                pieces=tuple(
                    Piece(**dict(zip(names, piece, strict=True))) for piece in data["pieces"]
                ),
                found=Found.from_dict(data["found"]), columns=tuple(data["columns"]),
                texts=tuple(data["texts"]),
                first_us=data["first_us"], last_us=data["last_us"],
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as error:
            if isinstance(error, ReaderError):
                raise
            message = f"{path} is no manifest of a partitioned log ({error!r}): partition it again."
            raise ReaderError(message) from error


def is_partitioned(place: object) -> bool:
    """Whether a place is the folder of a partitioned log."""
    return isinstance(place, str | Path) and (Path(place) / MANIFEST).is_file()


def rows_file(folder: Path, part: int) -> Path:
    """Return the file with the interactions of a part."""
    return folder / "rows" / f"part-{part:05d}.parquet"


def pairs_file(folder: Path, part: int) -> Path:
    """Return the file with the relationships of a part."""
    return folder / "pairs" / f"part-{part:05d}.parquet"


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder beside the target, which takes its name once it is whole.

    Raises
    ------
    InputError
        Where there is something already, or nothing can be written.
    """
    target = folder.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        message = f"{folder} is there already, expected a new folder: name another, or remove it."
        raise InputError(message)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        try:
            draft.mkdir()
            yield draft
            if target.exists():
                target.rmdir()
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror or error}): choose another place."
        raise InputError(message) from error
