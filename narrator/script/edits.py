"""Read and write the edits file, ``<stem>.edits.toml``: what was chosen line by line.

::

    [[takes]]
    speaker = "Mara"
    text = "“Who goes there?”"
    take = 2

    [[speakers]]
    text = "“Who goes there?”"
    speaker = "Mara"

A take's line is found by its words and how they are said (``direction``, where it has one),
wherever it stands; a line whose speaker is corrected as :mod:`narrator.script.corrections` tells.
People may edit the file; it is theirs.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from narrator.cache.store import replacing
from narrator.errors import ManuscriptError
from narrator.script.corrections import Correction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from narrator.script.model import Segment

LineName = tuple[str, str | None, str]
"""Speaker, direction, and text as printed."""
Takes = dict[LineName, int]
"""The number of the take that is heard of a line. Others have take 1."""


def name_line(segment: Segment) -> LineName:
    """Name a line as the edits file does."""
    return segment.speaker, segment.direction, segment.text


def read_takes(path: Path) -> Takes:
    """Return the takes that the file chooses; {} where there is no file.

    Raises ManuscriptError where it cannot be read as one.
    """
    return dict(_read_take(path, entry) for entry in _read(path)["takes"])


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Return who says which line, as the file puts it right; none where there is no file.

    Raises ManuscriptError where it cannot be read as one.
    """
    return tuple(_read_correction(path, entry) for entry in _read(path)["speakers"])


def _read(path: Path) -> dict[str, list[object]]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        entries = {}
    except (OSError, UnicodeDecodeError) as error:
        raise ManuscriptError(f"{path}: the edits file cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ManuscriptError(
            f"{path}: the edits file is not TOML: {error}. Correct it."
        ) from error
    lists = {name: entries.pop(name, []) for name in ("takes", "speakers")}
    if entries or not all(isinstance(entry, list) for entry in lists.values()):
        raise ManuscriptError(
            f"{path}: write entries [[takes]] and [[speakers]] in the edits file, and no others."
        )
    return lists


def write_takes(path: Path, takes: Mapping[LineName, int]) -> None:
    """Write takes into the file, beside those in it; whatever people wrote around them stays."""
    import tomlkit

    if not takes:
        return
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
    entries = document.setdefault("takes", tomlkit.aot())
    known = {_read_take(path, entry.unwrap())[0]: entry for entry in entries}
    for (speaker, direction, text), take in takes.items():
        if entry := known.get((speaker, direction, text)):
            entry["take"] = take
        else:
            said = {"direction": direction} if direction else {}
            entries.append(tomlkit.item({"speaker": speaker, **said, "text": text, "take": take}))
    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")


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


def _read_correction(path: Path, entry: object) -> Correction:
    match entry:
        case {"speaker": str(speaker), "text": str(text), **rest} if any(map(str.isalnum, text)):
            before = rest.pop("before", "")
            if not rest and isinstance(before, str):
                return Correction(text, speaker, before)
    raise ManuscriptError(
        f"{path}: {entry!r} names no speaker of a line. Write text as printed, and speaker."
    )
