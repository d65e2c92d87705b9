"""Catalogues: which titles are to be made, and how. TOML, or CSV as a publisher exports it."""

from __future__ import annotations

import csv
import io
import math
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from narrator.batch.report import NAME
from narrator.book.bind import FORMATS
from narrator.errors import ManuscriptError, UsageError
from narrator.manuscript.details import NAMES, check_details

if TYPE_CHECKING:
    from narrator.delivery.profile import Profile

_LARGEST = 64 << 20
_SIGNS = ",;\t|"
"""What may stand between the columns of a CSV."""
_LIST = re.compile(r"[\s,;|]+")


class Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One title of a catalogue: a manuscript, and what is to be different from the usual for it.

    ``manuscript`` and ``cast`` are relative to the catalogue's folder. ``formats`` are those of
    ``narrator build --format``, ``part_hours`` the option of that name, ``max_cost`` US dollars,
    ``profile`` what the finished files are made for and held against, by its name or its path.
    Titles of higher ``priority`` come first. ``folder`` is the name of the title's folder in the
    output, where its own would not do.
    """

    manuscript: str
    engine: str | None = None
    voice: str | None = None
    formats: tuple[str, ...] = ()
    part_hours: float | None = None
    cast: str | None = None
    series: str | None = None
    max_cost: float | None = None
    profile: str | None = None
    priority: int = 0
    folder: str | None = None
    metadata: dict[str, str | list[str]] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A catalogue as TOML has it: an ``[[title]]`` for each."""

    title: tuple[Title, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The titles of a catalogue, in its order, and the folder that their paths start from."""

    path: Path
    titles: tuple[Title, ...]

    def locate(self, name: str) -> Path:
        """Tell where a file is that a title names. Raises ManuscriptError where that is no path."""
        wrong = f"{self.path} names {name!r}, which is no path. Mend that."
        if "\0" in name:
            raise ManuscriptError(wrong)
        try:
            return self.path.parent / Path(name).expanduser()
        except RuntimeError as error:  # of a user whom nobody knows
            raise ManuscriptError(wrong) from error

    def find_profile(self, title: Title) -> Profile | None:
        """Read the profile of a title; None where it has none. Raises UsageError."""
        from narrator.delivery.profile import is_path, read_profile

        if not title.profile:
            return None
        name = title.profile
        return read_profile(str(self.locate(name)) if is_path(name) else name)


def read_catalog(path: Path) -> Catalog:
    """Read a catalogue. Raises ManuscriptError naming the file, the title and what is wrong."""
    text = _read_text(path)
    titles = _read_rows(text, path) if path.suffix.lower() == ".csv" else _read_toml(text, path)
    if not titles:
        raise ManuscriptError(f"{path} names no title. Write a [[title]] with its manuscript.")
    catalog = Catalog(path, titles)
    for number, title in enumerate(titles, 1):
        where = f"{path}, title {number}"
        _check(title, where)
        try:
            catalog.find_profile(title)
        except UsageError as error:
            raise ManuscriptError(f"{where}: {error}") from error
    return catalog


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise ManuscriptError(f"{path} is larger than 64 MiB; divide the catalogue.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManuscriptError(f"{path} is not UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise ManuscriptError(
            f"{path} cannot be read: {error.strerror or error}. Name a catalogue: TOML or CSV."
        ) from error


def _read_toml(text: str, path: Path) -> tuple[Title, ...]:
    try:
        return msgspec.convert(tomllib.loads(text), _File).title
    except tomllib.TOMLDecodeError as error:
        raise ManuscriptError(f"{path} is not TOML: {error}. Mend that line.") from error
    except msgspec.ValidationError as error:
        raise ManuscriptError(f"{path}: {_explain(error)}") from error


def _read_rows(text: str, path: Path) -> tuple[Title, ...]:
    """Read a CSV, its columns divided by whichever sign its first line has most of."""
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(_SIGNS, key=first.count))
    try:
        return tuple(
            _read_row(row, f"{path}, line {rows.line_num}") for row in rows if _says_something(row)
        )
    except csv.Error as error:
        raise ManuscriptError(f"{path}, line {rows.line_num}: {error}. Mend that line.") from error


def _says_something(row: dict[str | Any, str | Any]) -> bool:
    """Tell whether a row has any cell that is filled: spreadsheets end with rows that have none."""
    return any("".join(cell or "").strip() for cell in row.values())


def _read_row(row: dict[str | Any, str | Any], where: str) -> Title:
    """Read a row: an empty cell says nothing, a list's items are divided by semicolons."""
    if None in row:
        raise ManuscriptError(f"{where} has more cells than the first line has names.")
    cells = {name.strip().lower(): (cell or "").strip() for name, cell in row.items()}
    told = {name: cell for name, cell in cells.items() if cell}
    values: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    for name, cell in told.items():
        bare = name.removeprefix("metadata.")
        if name != bare or (bare in NAMES and bare != "series"):
            metadata[bare] = _split(cell) if bare in ("author", "authors") else cell
        else:
            values[name] = _LIST.split(cell) if name == "formats" else cell
    try:
        return msgspec.convert({**values, "metadata": metadata}, Title, strict=False)
    except msgspec.ValidationError as error:
        raise ManuscriptError(f"{where}: {_explain(error)}") from error


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _explain(error: msgspec.ValidationError) -> str:
    known = ", ".join(Title.__struct_fields__)
    return f"{error}. A title may have: {known}."


def _check(title: Title, where: str) -> None:
    """Refuse what no title can have, before any is begun."""
    check_details(title.metadata, where)
    if unknown := [name for name in title.formats if name not in FORMATS]:
        raise ManuscriptError(
            f"{where}: there is no format {unknown[0]!r}. Known: {', '.join(FORMATS)}."
        )
    if title.part_hours is not None and not 0 <= title.part_hours < math.inf:
        raise ManuscriptError(f"{where}: part_hours is a number of hours, from 0 up.")
    if title.max_cost is not None and not title.max_cost >= 0:
        raise ManuscriptError(f"{where}: max_cost is a number of US dollars, from 0 up.")
    if title.folder is not None and not _is_name(title.folder):
        raise ManuscriptError(
            f"{where}: folder is the name of one folder in the output, not {title.folder!r}."
        )


def _is_name(name: str) -> bool:
    """Tell whether a name may be that of a title's folder, beside the report of the batch."""
    taken = name.casefold() in {f"{NAME}.json", f"{NAME}.html"}
    usual = name.isprintable() and not set(name) & set('/\\:*?"<>|')
    return bool(name.strip(" .")) and usual and not taken
