"""Read and write the edits file, ``<stem>.edits.toml``: what was chosen line by line.

::

    [[takes]]
    speaker = "Mara"
    text = "“Who goes there?”"
    take = 2

A line is found by its words and how they are said (``direction``, where it has one), wherever it
stands. People may edit the file; it is theirs. Its other entries, ``[[lines]]``, are those of
:mod:`narrator.script.line_edits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.cache.store import replacing
from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from tomlkit import TOMLDocument
    from tomlkit.items import AoT

    from narrator.script.model import Segment

KINDS = ("takes", "lines")
"""What the file may hold entries of."""

LineName = tuple[str, str | None, str]
"""Speaker, direction, and text as printed."""
Takes = dict[LineName, int]
"""The number of the take that is heard of a line. Others have take 1."""


def name_line(segment: Segment) -> LineName:
    """Name a line as the edits file does."""
    return segment.speaker, segment.direction, segment.text


def read_entries(path: Path, kind: str) -> list[Any]:
    """Return the entries of a kind (``takes``, ``lines``) as they stand; [] where there is no file.

    Raises ManuscriptError where it cannot be read as an edits file.
    """
    tables = read_toml(path, "edits file", optional=True)
    if set(tables) - set(KINDS) or not all(isinstance(it, list) for it in tables.values()):
        raise ManuscriptError(
            f"{path}: write entries [[takes]] and [[lines]] in the edits file, and no others."
        )
    entries: list[Any] = tables.get(kind, [])
    return entries


def open_document(path: Path) -> TOMLDocument:
    """Open the file to be changed: whatever people wrote in it stays."""
    import tomlkit

    return tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")


def open_entries(document: TOMLDocument, kind: str) -> AoT:
    """Open the entries of a kind, to be added to: a list in brackets becomes tables."""
    import tomlkit
    from tomlkit import items

    entries = document.setdefault(kind, tomlkit.aot())
    if isinstance(entries, items.AoT):
        return entries
    tables = tomlkit.aot()
    for entry in entries.unwrap():
        tables.append(tomlkit.item(entry))
    document.remove(kind)
    document.append(kind, tables)
    return tables


def save_document(path: Path, document: TOMLDocument) -> None:
    """Put a document in the place of the file."""
    import tomlkit

    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")


def read_takes(path: Path) -> Takes:
    """Return the takes that the file chooses; {} where there is no file.

    Raises ManuscriptError where it cannot be read as one.
    """
    return dict(_read_take(path, entry) for entry in read_entries(path, "takes"))


def write_takes(path: Path, takes: Mapping[LineName, int]) -> None:
    """Write takes into the file, beside those in it; whatever people wrote around them stays."""
    import tomlkit

    if not takes:
        return
    document = open_document(path)
    entries = open_entries(document, "takes")
    known = {_read_take(path, entry.unwrap())[0]: entry for entry in entries}
    for (speaker, direction, text), take in takes.items():
        if entry := known.get((speaker, direction, text)):
            entry["take"] = take
        else:
            said = {"direction": direction} if direction else {}
            entries.append(tomlkit.item({"speaker": speaker, **said, "text": text, "take": take}))
    save_document(path, document)


def _read_take(path: Path, entry: object) -> tuple[LineName, int]:
    match entry:
        case {"speaker": str(speaker), "text": str(text), "take": int(take), **rest} if (
            take > 0 and type(take) is int
        ):
            direction = rest.pop("direction", None)
            if not rest and isinstance(direction, str | None):
                return (speaker, direction, text), take
    raise ManuscriptError(
        f"{path}: {entry!r} is no take. Write speaker, text as printed, and take, from 1 up."
    )
