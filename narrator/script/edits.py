"""Read and write the edits file, ``<stem>.edits.toml``: what was chosen line by line.

::

    [[takes]]
    speaker = "Mara"
    text = "“Who goes there?”"
    take = 2

A line is found by its words, wherever it stands. People may edit the file; it is theirs.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from narrator.cache.store import replacing
from narrator.errors import ManuscriptError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Takes = dict[tuple[str, str], int]
"""(speaker, text as printed) → the number of the take that is heard. Others have take 1."""


def read_takes(path: Path) -> Takes:
    """Return the takes that the file chooses; {} where there is no file.

    Raises ManuscriptError where it cannot be read as one.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ManuscriptError(f"{path}: the edits file cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ManuscriptError(
            f"{path}: the edits file is not TOML: {error}. Correct it."
        ) from error
    takes = entries.pop("takes", [])
    if entries or not isinstance(takes, list):
        raise ManuscriptError(f"{path}: write entries [[takes]] in the edits file, and no others.")
    return dict(_read_take(path, entry) for entry in takes)


def write_takes(path: Path, takes: Mapping[tuple[str, str], int]) -> None:
    """Write takes into the file; whatever people wrote around them stays."""
    import tomlkit

    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    document = tomlkit.parse(text)
    entries = tomlkit.aot()
    for (speaker, words), take in takes.items():
        entries.append(tomlkit.item({"speaker": speaker, "text": words, "take": take}))
    document["takes"] = entries
    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")


def _read_take(path: Path, entry: object) -> tuple[tuple[str, str], int]:
    match entry:
        case {"speaker": str(speaker), "text": str(text), "take": int(take), **rest} if take > 0:
            if not rest:
                return (speaker, text), take
    raise ManuscriptError(
        f"{path}: {entry!r} is no take. Write speaker, text as printed, and take, from 1 up."
    )
