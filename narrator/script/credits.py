"""Credits: what is said before and after a book, made of what is known about it.

::

    [credits]
    opening = true              # or the words to say
    closing = "The end."
    disclosure = true           # say that the voices are synthetic
    own-files = false           # in the first and the last chapter, not beside them

They are the only words that a manuscript does not have: chapters that are marked as added, which
stand before its first chapter and after its last, and take no other's number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.errors import ManuscriptError
from narrator.manuscript.model import Place
from narrator.manuscript.toml_file import read_table
from narrator.packed import join, pack
from narrator.script.model import NARRATOR, ScriptChapter, Segment
from narrator.script.pauses import DEFAULT_PAUSES, Pauses
from narrator.script.spoken import speak_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from narrator.manuscript.model import ChapterKind, Metadata
    from narrator.script.model import Script

PLACE = "credits"
"""What stands for the file of a segment that no file has."""


Said = bool | str
"""Whether credits are said; or in which words."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Which credits are said; a text is said instead of the one that is made.

    ``own_files`` makes chapters of them. ``disclosure`` says that the voices are synthetic, in the
    closing credits where there are such, else in the opening ones, else in closing ones of its own.
    """

    opening: Said = False
    closing: Said = False
    disclosure: bool = False
    own_files: bool = True


@dataclass(frozen=True, slots=True)
class _Words:
    """What credits are made of in one language."""

    titles: tuple[str, str]
    ended: str
    written: str
    narrated: str
    synthetic: str


_ENGLISH = _Words(
    ("Opening credits", "Closing credits"),
    "This was {}",
    "Written by {}.",
    "Narrated by {}.",
    "This recording was made with synthetic voices.",
)
_WORDS = {
    "en": _ENGLISH,
    "de": _Words(
        ("Vorspann", "Abspann"),
        "Das war {}",
        "Geschrieben von {}.",
        "Gelesen von {}.",
        "Diese Aufnahme wurde mit künstlichen Stimmen gemacht.",
    ),
    "es": _Words(
        ("Créditos iniciales", "Créditos finales"),
        "Esto ha sido {}",
        "Escrito por {}.",
        "Narrado por {}.",
        "Esta grabación se ha hecho con voces sintéticas.",
    ),
    "fr": _Words(
        ("Générique de début", "Générique de fin"),
        "C'était {}",
        "Écrit par {}.",
        "Lu par {}.",
        "Cet enregistrement a été réalisé avec des voix de synthèse.",
    ),
    "it": _Words(
        ("Titoli di testa", "Titoli di coda"),
        "Avete ascoltato {}",
        "Scritto da {}.",
        "Letto da {}.",
        "Questa registrazione è stata realizzata con voci sintetiche.",
    ),
    "pt": _Words(
        ("Créditos iniciais", "Créditos finais"),
        "Acabou de ouvir {}",
        "Escrito por {}.",
        "Narrado por {}.",
        "Esta gravação foi feita com vozes sintéticas.",
    ),
}
_AND = {"en": "and", "de": "und", "es": "y", "fr": "et", "it": "e", "pt": "e"}


NO_CREDITS = Credits()


def read_credits(path: Path, usual: Credits) -> Credits:
    """Read what a book's own file says of its credits; it wins over what is ``usual``.

    Raises ManuscriptError where it says what cannot be.
    """
    said = {name.replace("-", "_"): value for name, value in read_table(path, "credits").items()}
    for name, value in said.items():
        is_part = name in ("opening", "closing")
        if not is_part and name not in ("disclosure", "own_files"):
            raise ManuscriptError(
                f"{path}: {name!r} is nothing that [credits] can say; "
                "there are opening, closing, disclosure, own-files."
            )
        if not isinstance(value, bool) and not (is_part and isinstance(value, str)):
            wanted = "true, false or the words to say" if is_part else "true or false"
            raise ManuscriptError(f"{path}: {name} in [credits] is {wanted}, not {value!r}.")
    return replace(usual, **said)


def with_credits(script: Script, wanted: Credits, *, pauses: Pauses = DEFAULT_PAUSES) -> Script:
    """Give the script with its credits: what was there is as it was."""
    if not script.chapters:
        return script
    before, after = _list_texts(script.metadata, wanted)
    opening, closing = _find_words(script.metadata.language).titles
    last = script.chapters[-1].number + 1
    language = script.metadata.language
    return replace(
        script,
        chapters=join(
            pack(_make_chapter(0, opening, before, pauses, language)),
            script.chapters,
            pack(_make_chapter(last, closing, after, pauses, language)),
        ),
    )


def find_gap(metadata: Metadata, wanted: Credits) -> str:
    """Say what cannot be said in the book's language; empty where all can."""
    made = wanted.disclosure or True in (wanted.opening, wanted.closing)
    if not made or _primary(metadata) in _WORDS:
        return ""
    return (
        f"The credits in {metadata.language!r} are only title and author: Narrator has no other "
        "words for them in that language. Write yours into [credits] of the book's own file."
    )


def _list_texts(metadata: Metadata, wanted: Credits) -> tuple[list[str], list[str]]:
    """List the sentences before the book and those after it."""
    words = _find_words(metadata.language)
    ended = _end_sentence(words.ended.format(metadata.title))
    who = [*_list_people(metadata, words)]
    opening = _choose(wanted.opening, [_end_sentence(metadata.title), *who])
    closing = _choose(wanted.closing, [ended, *who])
    if wanted.disclosure:
        told = closing if closing or not opening else opening
        told.append(words.synthetic)
    return opening, closing


def _list_people(metadata: Metadata, words: _Words) -> Iterator[str]:
    """Say who wrote the book, and who reads it, where that is known."""
    if metadata.authors:
        yield words.written.format(_join_names(metadata))
    if metadata.narrator and words.narrated:
        yield words.narrated.format(metadata.narrator)


def _choose(said: Said, made: list[str]) -> list[str]:
    if isinstance(said, str):
        return re.split(r"(?<=[.!?…])\s+", said.strip())
    return made if said else []


def _find_words(language: str) -> _Words:
    """Find the words of a language; of one that has none here, what needs none."""
    primary = language.partition("-")[0].lower()
    return _WORDS.get(primary) or _Words(_ENGLISH.titles, "{}", "{}.", "", "")


def _primary(metadata: Metadata) -> str:
    return metadata.language.partition("-")[0].lower()


def _join_names(metadata: Metadata) -> str:
    """Name the authors as one says them: A, B and C."""
    *others, last = metadata.authors
    link = f" {_AND[_primary(metadata)]} " if _primary(metadata) in _AND else ", "
    return f"{', '.join(others)}{link}{last}" if others else last


def _end_sentence(text: str) -> str:
    return text if re.search(r"[.!?…。！？]\W*$", text) else f"{text}."


def _make_chapter(
    number: int, title: str, texts: Iterable[str], pauses: Pauses, language: str
) -> Iterator[ScriptChapter]:
    """Make the chapter that says some sentences; none where there are none."""
    said = [" ".join(text.split()) for text in texts if text.strip()]
    segments = tuple(
        Segment(
            id=f"{number}:{place}",
            kind="narration",
            speaker=NARRATOR,
            text=text,
            spoken=speak_as(text, "narration", language),
            place=Place(PLACE, place, 0, len(text)),
            after="chapter" if place == len(said) else "paragraph",
            pause_ms=pauses.chapter if place == len(said) else pauses.paragraph,
        )
        for place, text in enumerate(said, 1)
    )
    kind: ChapterKind = "back" if number else "front"
    if segments:
        yield ScriptChapter(str(number), title, segments, kind, added=True)
