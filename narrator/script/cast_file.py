"""Read the cast file, ``<stem>.cast.toml``, in which people choose voices.

::

    [narrator]
    voice = "bm_george"

    [speakers."Mrs. Bennet"]
    voice = "bf_emma"
    aliases = ["Mamma"]
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, cast

from narrator.cache.store import replacing
from narrator.errors import ManuscriptError
from narrator.script.model import NARRATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.items import Table


def read_cast(path: Path) -> dict[str, str]:
    """Return speaker → voice for everybody who is given one, under the name and each alias.

    Raises ManuscriptError where the file cannot be read as a cast.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ManuscriptError(f"{path}: the cast file cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ManuscriptError(f"{path}: the cast file is not TOML: {error}. Correct it.") from error
    _check_keys(path, "the file", entries, ("narrator", "speakers"))
    speakers = _table(path, entries, "speakers")
    voices = {name: _voice(path, name, _table(path, speakers, name)) for name in speakers}
    narrator = _voice(path, "narrator", _table(path, entries, "narrator"))
    aliases = {
        alias: voices[name] for name in speakers for alias in _aliases(path, name, speakers[name])
    }
    everybody = aliases | voices | ({NARRATOR: narrator} if narrator else {})
    return {name: voice for name, voice in everybody.items() if voice}


def read_aliases(path: Path) -> dict[str, str]:
    """Return alias → name for everybody who is known under others, {} where there is no file.

    Raises ManuscriptError where the file cannot be read as a cast.
    """
    if not path.is_file():
        return {}
    read_cast(path)
    speakers = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("speakers", {})
    return {
        alias: name for name, entry in speakers.items() for alias in _aliases(path, name, entry)
    }


def set_voice(path: Path, speaker: str, voice: str) -> None:
    """Write a speaker's voice into the file; whatever people wrote around it stays."""
    document = _open(path)
    table = _table_of(document, NARRATOR) if speaker == NARRATOR else _find(document, speaker)
    table["voice"] = voice
    _save(path, document)


def add_alias(path: Path, alias: str, name: str) -> None:
    """Make ``alias``, who may have had an entry, another name of the speaker ``name``."""
    document = _open(path)
    speakers = _table_of(document, "speakers")
    old = speakers.pop(alias, {})
    table = _find(document, name)
    names = [*table.get("aliases", []), *old.get("aliases", []), alias]
    table["aliases"] = [it for it in dict.fromkeys(map(str, names)) if it != name]
    _save(path, document)


def _open(path: Path) -> TOMLDocument:
    import tomlkit

    if path.is_file():
        read_cast(path)
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    return tomlkit.document()


def _save(path: Path, document: TOMLDocument) -> None:
    import tomlkit

    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")


def _find(document: TOMLDocument, name: str) -> Table:
    """Find a speaker's table by the name or an alias, or make one."""
    import tomlkit

    speakers = _table_of(document, "speakers")
    for known, entry in speakers.items():
        if name.casefold() in (it.casefold() for it in (known, *entry.get("aliases", []))):
            return cast("Table", entry)
    speakers[name] = tomlkit.table()
    return cast("Table", speakers[name])


def _table_of(document: TOMLDocument, name: str) -> Table:
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table(is_super_table=name == "speakers")
    return cast("Table", document[name])


def _table(path: Path, entries: dict[str, object], name: str) -> dict[str, object]:
    table = entries.get(name, {})
    if not isinstance(table, dict):
        raise ManuscriptError(
            f'{path}: {name!r} is not a table. Write [speakers."{name}"], and `voice = "…"` '
            "on the next line."
        )
    return table


def _check_keys(path: Path, where: str, entries: Iterable[str], known: Sequence[str]) -> None:
    """Refuse what nobody reads: it is a slip, and would be silently without effect."""
    for key in entries:
        if key not in known:
            raise ManuscriptError(
                f"{path}: {key!r} in {where} means nothing. Write {' or '.join(known)}."
            )


def _voice(path: Path, name: str, entry: dict[str, object]) -> str:
    _check_keys(path, repr(name), entry, ("voice", "aliases"))
    voice = entry.get("voice", "")
    if not isinstance(voice, str):
        raise ManuscriptError(f'{path}: the voice of {name!r} is not a text. Write voice = "…".')
    return voice


def _aliases(path: Path, name: str, entry: object) -> list[str]:
    aliases = entry.get("aliases", []) if isinstance(entry, dict) else []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise ManuscriptError(f'{path}: the aliases of {name!r} are not a list, like ["…", "…"].')
    return aliases
