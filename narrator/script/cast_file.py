"""Read and write the cast file, ``<stem>.cast.toml``: who speaks in a book, and in which voice.

::

    series = "../meryton.cast.toml"

    [narrator]
    voice = "bm_george"

    [speakers."Mrs. Bennet"]
    voice = "bf_emma"
    aliases = ["Mamma"]
    gender = "female"
    age = "adult"

The speakers are a roster: lines that go to an alias are theirs. What stands in the file of a series
holds for the book where its own file says nothing else.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from narrator.cache.store import replacing
from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_toml
from narrator.script.model import NARRATOR
from narrator.script.who.model import Member

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

    from narrator.engine import Age, Gender
    from narrator.script.roles import Role

HEADING = """\
# Who speaks. Aliases are one speaker; to split one, give an alias a table and a voice of its own;
# to rename, change the table's name and keep the old one as an alias. To fix a voice, take its #
# away.
"""
SPEAKER_KEYS = ("voice", "aliases", "gender", "age")


def read_cast(path: Path) -> dict[str, str]:
    """Return speaker → voice for everybody who is given one, under the name and each alias.

    Raises ManuscriptError where the file cannot be read as a cast.
    """
    entries = _read(path)
    speakers = _speakers(path)
    cast = {name: _text(path, name, _table(path, speakers, name), "voice") for name in speakers}
    narrator = _text(path, "narrator", _table(path, entries, "narrator"), "voice")
    aliases = {
        alias: cast[name] for name in speakers for alias in _aliases(path, name, speakers[name])
    }
    everybody = aliases | cast | ({NARRATOR: narrator} if narrator else {})
    series = find_series(path)
    shared = read_cast(series) if series else {}
    return shared | {name: voice for name, voice in everybody.items() if voice}


def read_roster(path: Path) -> tuple[Member, ...]:
    """Return who speaks, as the cast file has it, and after them who else does in the series.

    Raises ManuscriptError where the file cannot be read as a cast.
    """
    speakers = _speakers(path)
    members = tuple(
        Member(
            name,
            tuple(_aliases(path, name, speakers[name])),
            _gender(path, name, entry),
            _age(path, name, entry),
        )
        for name in speakers
        for entry in [_table(path, speakers, name)]
    )
    known = {name for member in members for name in (member.name, *member.aliases)}
    series = find_series(path)
    others = read_roster(series) if series else ()
    return (*members, *(it for it in others if not known & {it.name, *it.aliases}))


def find_series(path: Path) -> Path | None:
    """Return the file of the series that a cast file names, None where it names none."""
    series = _text(path, "the file", _read(path), "series")
    if not series:
        return None
    other = path.parent / series
    if other.is_file() and "series" in _read(other):
        raise ManuscriptError(f"{other}: a series' cast file is of no other series. Remove that.")
    return other


def _read(path: Path) -> dict[str, object]:
    entries = read_toml(path, "cast file")
    _check_keys(path, "the file", entries, ("narrator", "speakers", "series"))
    _check_keys(path, "'narrator'", _table(path, entries, "narrator"), ("voice",))
    speakers = _table(path, entries, "speakers")
    for name in speakers:
        _check_keys(path, repr(name), _table(path, speakers, name), SPEAKER_KEYS)
    return entries


def _speakers(path: Path) -> dict[str, object]:
    """Return the tables of speakers, one for everybody.

    An alias with a table is somebody else where that table has a voice; without one, the table is
    left over from before the two were joined, and what else it calls them are aliases too.
    """
    tables = _table(path, _read(path), "speakers")
    voiced = {it for it in tables if _text(path, it, _table(path, tables, it), "voice")}
    joined: dict[str, str] = {}
    for name, entry in tables.items():
        for alias in _aliases(path, name, entry):
            if alias in tables and alias not in voiced and _root(joined, name) != alias:
                joined.setdefault(alias, name)
    speakers = {name: dict(_table(path, tables, name)) for name in tables if name not in joined}
    for name, entry in speakers.items():
        others = [it for it in joined if _root(joined, it) == name]
        called = [alias for it in (name, *others) for alias in _aliases(path, it, tables[it])]
        unique = dict.fromkeys((*called, *others))
        entry["aliases"] = [it for it in unique if it != name and it not in voiced]
    return dict(speakers)


def _root(joined: dict[str, str], name: str) -> str:
    while name in joined:
        name = joined[name]
    return name


def read_aliases(path: Path) -> dict[str, str]:
    """Return alias → name for everybody who is known under others, {} where there is no file.

    Raises ManuscriptError where the file cannot be read as a cast.
    """
    if not path.is_file():
        return {}
    read_cast(path)
    return {
        alias: name
        for name, entry in _speakers(path).items()
        for alias in _aliases(path, name, entry)
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


def _text(path: Path, name: str, entry: dict[str, object], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ManuscriptError(f'{path}: the {key} of {name!r} is not a text. Write {key} = "…".')
    return value


def _gender(path: Path, name: str, entry: dict[str, object]) -> Gender:
    gender = _text(path, name, entry, "gender")
    match gender:
        case "female" | "male" | "":
            return gender
    raise ManuscriptError(f'{path}: the gender of {name!r} is "female", "male" or "".')


def _age(path: Path, name: str, entry: dict[str, object]) -> Age:
    age = _text(path, name, entry, "age")
    match age:
        case "child" | "young" | "adult" | "old" | "":
            return age
    raise ManuscriptError(f'{path}: the age of {name!r} is "child", "young", "adult" or "old".')


def _aliases(path: Path, name: str, entry: object) -> list[str]:
    aliases = entry.get("aliases", []) if isinstance(entry, dict) else []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise ManuscriptError(f'{path}: the aliases of {name!r} are not a list, like ["…", "…"].')
    return aliases


def write_roles(path: Path, roles: Sequence[Role], *, series: Path | None = None) -> int:
    """Write those of the roles who are not in a cast file into it, and tell how many they are.

    Whatever stands in the file stays. Voices that Narrator chose are written as a comment: they
    stay free until somebody takes the sign away.
    """
    import tomlkit

    known = {name for it in _members_of(path) for name in (it.name, *it.aliases)}
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else HEADING)
    if series and "series" not in document:
        relative = os.path.relpath(series, path.parent)
        document.add(tomlkit.key("series"), tomlkit.string(relative.replace(os.sep, "/")))
    speakers = document.setdefault("speakers", tomlkit.table(is_super_table=True))
    new = [role for role in roles if role.name not in known]
    for role in new:
        speakers[role.name] = _write_role(role)
    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")
    return len(new)


def write_series(path: Path, roles: Sequence[Role], narrator: str) -> None:
    """Write the voices of everybody who has none in the file of a series into it."""
    import tomlkit

    known = {name for it in _members_of(path) for name in (it.name, *it.aliases)}
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
    document.setdefault("narrator", tomlkit.table()).setdefault("voice", narrator)
    speakers = document.setdefault("speakers", tomlkit.table(is_super_table=True))
    for role in roles:
        if role.name not in known:
            speakers[role.name] = {
                "voice": role.voice,
                "aliases": list(role.aliases),
                "gender": role.gender,
                **({"age": role.age} if role.age else {}),
            }
    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")


def _members_of(path: Path) -> tuple[Member, ...]:
    return read_roster(path) if path.exists() else ()


def _write_role(role: Role) -> Table:
    """Write a role as a table: what people change, and beside it what helps them to."""
    import tomlkit

    table = tomlkit.table()
    sample = " ".join(role.sample.split())
    lines = f"{role.lines} line{'' if role.lines == 1 else 's'}"
    table.add(tomlkit.comment(f"{lines}, {role.words} words, {role.confidence:.2f} sure: {sample}"))
    table.add("aliases", list(role.aliases))
    table.add("gender", role.gender)
    if role.age:
        table.add("age", role.age)
    table.add(tomlkit.comment(f'voice = "{role.voice}"'))
    return table
