"""The lexicon's file, ``<stem>.lexicon.toml``: how words are said in a book, a series, a house.

::

    include = ["../series.lexicon.toml"]

    [words]
    Cholmondeley = "Chumley"
    Hermione = {say = "her-my-oh-nee", ipa = "hɜːˈmaɪəni"}
    "Wind River" = {say = "Wynd River", case = true, speaker = "Mara"}
    Kokoro = {engines = {kokoro = "kˈOkəɹO", fish = "K OW1 K AH0 R OW0"}, say = "koh-koh-roh"}
    read = [{say = "red", part = "past"}]

A word may have a list of such tables. What stands in the file counts before what it includes, and
that before what the manuscript itself says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from narrator.cache.store import replacing
from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_toml
from narrator.script.grammar import PARTS
from narrator.script.lexicon import Entry, Lexicon
from narrator.script.pls import SUFFIXES, read_pls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from narrator.manuscript.model import Pronunciation

_KEYS = {
    "say": str, "ipa": str, "engines": dict, "case": bool, "whole": bool, "part": str,
    "language": str, "speaker": str,
}  # fmt: skip
_NO_IPA = re.compile(r"[0-9A-Z@{}%#&*$!?\\\"]")
"""Signs that the International Phonetic Alphabet has not, and others for it have."""


def read_lexicon(path: Path) -> Lexicon:
    """Return the lexicon of a file, TOML or PLS, with those that it includes behind it.

    Raises ManuscriptError where a file cannot be read as one.
    """
    return Lexicon(tuple(_read(path, ())))


def lexicon_of(pronunciations: Sequence[Pronunciation]) -> Lexicon:
    """Return what a manuscript itself says of how its words are said.

    What is marked at a place of the text counts there, what its lexicons say everywhere. Phonemes
    in another alphabet than IPA are kept as an entry that no engine can use; signs are no words.
    """
    return Lexicon(
        tuple(
            Entry(
                each.words,
                say=each.phonemes if each.alphabet == "alias" else "",
                ipa=each.phonemes if each.alphabet in {"ipa", ""} else "",
                language=each.language,
                place=each.place if each.place.end > each.place.start else None,
                source=each.place.file,
            )
            for each in pronunciations
            if re.search(r"\w", each.words)
        )
    )


def set_word(path: Path, words: str, say: str, ipa: str) -> None:
    """Write how words are said everywhere into the file, or take that out where both are empty.

    Entries of the same words for a speaker, a language or a part of speech stay, as does whatever
    people wrote around them.
    """
    import tomlkit

    if path.is_file():
        read_lexicon(path)
    _check_ipa(path, words, ipa)
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.is_file() else "")
    table = document.setdefault("words", tomlkit.table())
    name = next((it for it in table if it.casefold() == words.casefold()), words)
    told = table.get(name, [])
    special = [it for it in (told if isinstance(told, list) else [told]) if _is_special(it)]
    general = [{"ipa": ipa, **({"say": say} if say else {})} if ipa else say] if say or ipa else []
    table.pop(name, None)
    if entries := [*special, *general]:
        table[name] = _inline(entries[0]) if len(entries) == 1 else [_inline(it) for it in entries]
    with replacing(path) as partial:
        partial.write_text(tomlkit.dumps(document), encoding="utf-8")


def _is_special(told: object) -> bool:
    """Tell whether an entry counts only for somebody, somewhere."""
    return isinstance(told, dict) and bool({"speaker", "language", "part"} & told.keys())


def _inline(told: Any) -> Any:  # noqa: ANN401 — a value of TOML
    """Return a table as one line has it, text as it is."""
    import tomlkit

    if not isinstance(told, dict):
        return told
    table = tomlkit.inline_table()
    table.update(told)
    return table


def write_lexicon(entries: Iterable[Entry]) -> str:
    """Give entries as the file has them."""
    by_words: dict[str, list[Entry]] = {}
    for entry in entries:
        by_words.setdefault(entry.words, []).append(entry)
    lines = [f"{_quote(words)} = {_write(told)}" for words, told in by_words.items()]
    return "\n".join(["[words]", *lines, ""])


def _write(entries: Sequence[Entry]) -> str:
    tables = [_write_entry(entry) for entry in entries]
    return tables[0] if len(tables) == 1 else f"[{', '.join(tables)}]"


def _write_entry(entry: Entry) -> str:
    default = Entry(entry.words)
    told = {key: value for key in _KEYS if (value := getattr(entry, key)) != getattr(default, key)}
    if set(told) == {"say"}:
        return _quote(entry.say)
    return _write_table(told)


def _write_table(table: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{key} = {_write_value(it)}" for key, it in table.items()) + "}"


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _write_table(dict(value)) if isinstance(value, tuple) else _quote(str(value))


def _quote(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def _read(path: Path, above: tuple[Path, ...]) -> Iterator[Entry]:
    if path.resolve() in above:
        raise ManuscriptError(f"{path}: this lexicon includes itself. Take that include out.")
    if path.suffix.lower() in SUFFIXES:
        yield from read_pls(path)
        return
    table = read_toml(path, "lexicon")
    includes, words = table.pop("include", []), table.pop("words", {})
    listed = isinstance(includes, list) and all(isinstance(name, str) for name in includes)
    if table or not isinstance(words, dict) or not listed:
        raise ManuscriptError(
            f'{path}: write include = ["…"] and [words] in the lexicon, and no others.'
        )
    for name, told in words.items():
        for each in told if isinstance(told, list) else [told]:
            yield _read_entry(path, name, each)
    for name in includes:
        yield from _read(path.parent / name, (*above, path.resolve()))


def _read_entry(path: Path, words: str, told: object) -> Entry:
    table = {"say": told} if isinstance(told, str) else told
    if not isinstance(table, dict) or not words.strip() or not _is_entry(table):
        raise ManuscriptError(
            f'{path}: {words!r} is no entry. Write "{words}" = "how it is said", or a table of '
            f"{', '.join(_KEYS)} with say, ipa or engines in it."
        )
    if table.get("part") and table["part"] not in PARTS:
        raise ManuscriptError(
            f"{path}: {words!r} has an unknown part of speech {table['part']!r}. "
            f"Known are {', '.join(PARTS)}."
        )
    given = {key: _tidy(value) for key, value in table.items()}
    given["ipa"] = str(given.get("ipa", "")).strip("/[]")
    _check_ipa(path, words, given["ipa"])
    return Entry(" ".join(words.split()), source=str(path), **given)


def _check_ipa(path: Path, words: str, ipa: str) -> None:
    """Raise ManuscriptError for what is no IPA, such as X-SAMPA: an engine would leave it out."""
    if strange := sorted(set(_NO_IPA.findall(ipa))):
        raise ManuscriptError(
            f"{path}: {words!r} has no IPA in ipa, for that knows no {' '.join(strange)}. "
            "Write IPA, or an engine's own phonemes under engines."
        )


def _is_entry(table: dict[str, object]) -> bool:
    if any(type(value) is not _KEYS.get(key) for key, value in table.items()):
        return False
    engines = table.get("engines", {})
    if isinstance(engines, dict) and not all(isinstance(it, str) for it in engines.values()):
        return False
    return any(str(table.get(key) or "").strip() for key in ("say", "ipa", "engines"))


def _tidy(value: object) -> Any:  # noqa: ANN401 — a value of TOML
    if isinstance(value, dict):
        return tuple((name, told.strip()) for name, told in value.items())
    return value.strip() if isinstance(value, str) else value
