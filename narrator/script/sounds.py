"""Sounds from files: music before and after a book, credits and passages that somebody recorded.

::

    [sounds]
    room-tone = -72                 # dB, in silences
    intro = "music/opening.mp3"     # before everything; a name, or a table as below
    outro = { file = "music/end.flac", from = 3, to = 20, fade = 4, level = -6 }
    bed = { file = "music/soft.mp3", level = -20 }      # under the spoken credits
    opening = "credits.wav"         # instead of the words of the opening credits; so is closing

    [[sounds.passages]]             # read by a human: those lines are not spoken
    file = "foreword.wav"
    chapter = 2
    first = "Dear reader,"          # how the first line begins; left out: the chapter's first
    last = "London, 1813"           # how the last line begins; left out: the chapter's last

Names are relative to the file that this stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError
from narrator.manuscript.toml_file import read_table
from narrator.packed import change_all
from narrator.script.certainty import with_segments

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from narrator.script.model import Script, ScriptChapter, Segment

LOWEST_TONE, HIGHEST_TONE = -90.0, -50.0
"""The room tone in dB that may be asked for."""
BED_LEVEL = -18.0
"""How much quieter than the voice a bed is, where nothing is said."""

_PLACES = ("intro", "outro", "opening", "closing", "bed")
_RECORDING = ("file", "from", "to", "fade", "level")
_PASSAGE = (*_RECORDING, "chapter", "first", "last")


@dataclass(frozen=True, slots=True)
class Recording:
    """A file, what of it is heard, from ``start`` to ``end`` in seconds (0: its end), and how.

    ``fade`` are the seconds in which it comes and goes, ``level`` is in dB against the voices'.
    """

    path: Path
    start: float = 0.0
    end: float = 0.0
    fade: float = 0.0
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class RecordedPassage:
    """The lines of a chapter from the one that begins so to the one that begins so."""

    recording: Recording
    chapter: int
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Sounds:
    """What a book's own file says of sounds; None where nothing is to be heard."""

    intro: Recording | None = None
    outro: Recording | None = None
    opening: Recording | None = None
    closing: Recording | None = None
    bed: Recording | None = None
    passages: tuple[RecordedPassage, ...] = ()
    room_tone: float | None = None


NO_SOUNDS = Sounds()


def read_sounds(path: Path) -> Sounds:
    """Read the table ``[sounds]``.

    Raises ManuscriptError where it names what cannot be, or a file that is not there.
    """
    said = read_table(path, "sounds")
    tone = said.pop("room-tone", None)
    passages = said.pop("passages", [])
    _check_names(said, _PLACES, f"{path}, [sounds]", also=("room-tone", "passages"))
    if tone is not None and not _is_number(tone, LOWEST_TONE, HIGHEST_TONE):
        raise ManuscriptError(
            f"{path}: room-tone is {tone!r}; write dB from {LOWEST_TONE:g} to {HIGHEST_TONE:g}."
        )
    if not isinstance(passages, list):
        raise ManuscriptError(f"{path}: write [[sounds.passages]] before each recorded passage.")
    places = {name: _read_recording(path, name, value) for name, value in said.items()}
    recorded = tuple(_read_passage(path, value) for value in passages)
    return Sounds(**places, passages=recorded, room_tone=tone)


def find_recorded(script: Script, sounds: Sounds, where: Path) -> dict[str, Recording | None]:
    """Tell which lines are not spoken: the recording for the first of each run, None for others.

    ``script`` has its credits. Raises ManuscriptError where a passage is not in it.
    """
    found: dict[str, Recording | None] = {}
    for chapter in (*script.chapters[:1], *script.chapters[-1:]):  # where credits are
        if chapter.added and (recording := sounds.closing if chapter.number else sounds.opening):
            found |= _assign([segment.id for segment in chapter.segments], recording)
    wanted = {passage.chapter for passage in sounds.passages}
    told = script.chapters if wanted else ()
    chapters = {it.number: it for it in told if it.number in wanted and not it.added}
    for passage in sounds.passages:
        if passage.chapter not in chapters:
            raise ManuscriptError(
                f"{where}: there is no chapter {passage.chapter} for {passage.recording.path.name}."
            )
        found |= _assign(_list_lines(chapters[passage.chapter], passage, where), passage.recording)
    return found


def leave_unspoken(script: Script, lines: Collection[str]) -> Script:
    """Give the script in which nobody has to say some lines."""

    def leave(segment: Segment) -> Segment:
        return replace(segment, spoken="") if segment.id in lines else segment

    def leave_in(chapter: ScriptChapter) -> ScriptChapter:
        return with_segments(chapter, tuple(map(leave, chapter.segments)))

    return replace(script, chapters=change_all(script.chapters, leave_in)) if lines else script


def _assign(lines: list[str], recording: Recording) -> dict[str, Recording | None]:
    return {line: None if at else recording for at, line in enumerate(lines)}


def _list_lines(chapter: ScriptChapter, passage: RecordedPassage, where: Path) -> list[str]:
    texts = [segment.text.strip() for segment in chapter.segments]

    def find(words: str, start: int) -> int:
        for at, text in enumerate(texts[start:], start):
            if text.startswith(words.strip()):
                return at
        raise ManuscriptError(
            f"{where}: no line of chapter {passage.chapter} begins with {words!r}"
            f"{' behind the first' if start else ''}. narrator plan --list shows all lines."
        )

    first = find(passage.first, 0) if passage.first else 0
    last = find(passage.last, first) if passage.last else len(texts) - 1
    return [segment.id for segment in chapter.segments[first : last + 1]]


def _read_passage(path: Path, value: object) -> RecordedPassage:
    if not isinstance(value, dict) or type(value.get("chapter")) is not int:
        raise ManuscriptError(f"{path}: a recorded passage needs file and chapter, a number.")
    _check_names(value, _PASSAGE, f"{path}, a recorded passage")
    edges = {name: value[name] for name in ("first", "last") if name in value}
    if not all(isinstance(text, str) for text in edges.values()):
        raise ManuscriptError(f"{path}: first and last of a recorded passage are texts.")
    plain = {name: value[name] for name in _RECORDING if name in value}
    recording = _read_recording(path, "a recorded passage", plain)
    return RecordedPassage(recording, value["chapter"], **edges)


def _read_recording(path: Path, name: str, value: object) -> Recording:
    said: dict[str, Any] = {"file": value} if isinstance(value, str) else {}
    said = value if isinstance(value, dict) else said
    where = f"{path}, {name}"
    _check_names(said, _RECORDING, where)
    if not isinstance(said.get("file"), str):
        raise ManuscriptError(f'{where}: write the name of a sound file, or {{ file = "…" }}.')
    numbers: Mapping[str, Callable[[Any], bool]] = {
        "from": lambda it: _is_number(it, 0, 86_400),
        "to": lambda it: _is_number(it, 0, 86_400),
        "fade": lambda it: _is_number(it, 0, 30),
        "level": lambda it: _is_number(it, -60, 12),
    }
    for number, fits in numbers.items():
        if number in said and not fits(said[number]):
            raise ManuscriptError(f"{where}: {number} cannot be {said[number]!r}.")
    recording = Recording(
        path=path.parent / said["file"],
        start=float(said.get("from", 0)),
        end=float(said.get("to", 0)),
        fade=float(said.get("fade", 0)),
        level=float(said.get("level", BED_LEVEL if name == "bed" else 0)),
    )
    if not recording.path.is_file():
        raise ManuscriptError(f"{where}: there is no file {recording.path}.")
    if recording.end and recording.end <= recording.start:
        raise ManuscriptError(f"{where}: it ends before it begins: from {recording.start:g}.")
    return recording


def _check_names(
    said: Mapping[str, Any], known: tuple[str, ...], where: str, *, also: tuple[str, ...] = ()
) -> None:
    for name in _list_unknown(said, known):
        raise ManuscriptError(
            f"{where}: {name!r} is nothing that is known; there are {', '.join((*known, *also))}."
        )


def _list_unknown(said: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[str]:
    return (name for name in said if name not in known)


def _is_number(value: object, least: float, most: float) -> bool:
    return type(value) in (int, float) and least <= float(str(value)) <= most
