"""Edits line by line, kept in the edits file by the words that they apply to.

::

    [[lines]]
    text = "“Who goes there?”"
    speaker = "Mara"
    before = "The lamp was still burning."

Beside ``speaker`` stand ``spoken`` (the words that are said in place of the printed ones),
``direction`` (empty for none) and ``pause_ms``. ``before`` is the text of the line before, where
the same words stand in several places. So an edit survives a new edition of the manuscript, also
one that has other marks of quotation, dashes and ellipses; one whose words are gone is named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from narrator.errors import ManuscriptError
from narrator.script.certainty import change_segments
from narrator.script.edits import open_document, read_entries, save_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from narrator.script.model import Script, Segment

LONGEST_PAUSE_MS = 60_000
_OPENING = "“„”«»‹›「『‘’‚\"'"
_REACH = 10_000
"""How many letters before a line are looked at for what stands before it."""
_QUOTES = re.compile(r"[“”„«»‹›「」『』\"]|(?<!\w)[‘’‚']|[‘’'](?!\w)")
_POINTS = re.compile(r"\s*(?:…|\.(?:\s?\.){2,})\s*")
_DASHES = re.compile(r"\s*(?:[—―–]|--+)\s*")


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What is otherwise in a line with the words ``text``; None leaves it as it is.

    ``before`` is what stands right before it, a line or more or less; empty, it may be anything.
    """

    text: str
    before: str = ""
    speaker: str | None = None
    spoken: str | None = None
    direction: str | None = None
    pause_ms: int | None = None

    @property
    def place(self) -> tuple[str, str]:
        """What the line is found by."""
        return _fold(self.text), _fold(self.before)

    def apply(self, segment: Segment) -> Segment:
        """Return the segment as it is to be."""
        changes: dict[str, Any] = {}
        if self.speaker:
            changes |= {"speaker": self.speaker, "by": "edit", "confidence": 1.0}
        if self.spoken is not None:
            changes["spoken"] = self.spoken
        if self.direction is not None:
            changes["direction"] = self.direction or None
        if self.pause_ms is not None:
            changes["pause_ms"] = self.pause_ms
        return replace(segment, **changes)


def _fold(text: str) -> str:
    """Return a line as it is in every edition: its words, and whether a mark opens a quote."""
    words = _QUOTES.sub("", text).replace("’", "'")
    words = _DASHES.sub("-", _POINTS.sub("...", words))
    return '"' * text.strip().startswith(tuple(_OPENING)) + " ".join(words.split())


def read_line_edits(path: Path) -> tuple[LineEdit, ...]:
    """Return the line edits of an edits file, none where there is no file.

    Raises ManuscriptError for an entry that is none.
    """
    return tuple(_read(path, entry) for entry in read_entries(path, "lines"))


def write_line_edit(path: Path, edit: LineEdit) -> None:
    """Write a line edit into the file, over what an earlier one of the same line says."""
    import tomlkit

    document = open_document(path)
    entries = document.setdefault("lines", tomlkit.aot())
    said = {field.name: getattr(edit, field.name) for field in fields(edit)}
    said = {name: value for name, value in said.items() if value not in (None, "") or name in _OPEN}
    said = {name: value for name, value in said.items() if value is not None}
    for entry in entries:
        if _read(path, entry.unwrap()).place == edit.place:
            entry.update(said)
            break
    else:
        entries.append(tomlkit.item(said))
    save_document(path, document)


def edit_lines(script: Script, edits: Iterable[LineEdit]) -> tuple[Script, tuple[LineEdit, ...]]:
    """Return the edited script, and the edits whose line it does not have.

    Of two edits of a line, the one that names the line before it wins. What stands before words
    that no other line has may be another line by now.
    """
    known: dict[tuple[str, str], LineEdit] = {it.place: it for it in edits}
    if not known:
        return script, ()
    segments = (segment for chapter in script.chapters for segment in chapter.segments)
    counts = Counter(_fold(segment.text) for segment in segments)
    by_words: dict[str, list[LineEdit]] = defaultdict(list)
    for place in sorted(known):
        by_words[place[0]].append(known[place])
    used: set[tuple[str, str]] = set()
    before = ""

    def change(segment: Segment) -> Segment:
        nonlocal before
        words = _fold(segment.text)
        for edit in by_words.get(words, ()):
            if before.endswith(f" {edit.place[1]}".rstrip()) or counts[words] == 1:
                used.add(edit.place)
                segment = edit.apply(segment)
        before = f"{before} {words}"[-_REACH:]
        return segment

    changed = change_segments(script, change)
    return changed, tuple(it for place, it in known.items() if place not in used)


def place_line(script: Script, name: str) -> tuple[str, str]:
    """Tell what a segment is found by: its text, and the one before where the text is not enough.

    Raises KeyError where the script has no segment of that name.
    """
    found: dict[str, set[str]] = defaultdict(set)
    place, before = None, ""
    for chapter in script.chapters:
        for segment in chapter.segments:
            found[_fold(segment.text)].add(segment.id)
            if segment.id == name:
                place = segment.text, before
            before = segment.text
    if place is None:
        raise KeyError(name)
    return place if len(found[_fold(place[0])]) > 1 else (place[0], "")


def merge_speakers(script: Script, names: Mapping[str, str]) -> Script:
    """Return ``script`` with everybody under one name; ``names`` maps an alias to it.

    An alias is found however its letters are written, great or small.
    """
    folded = {alias.casefold(): name for alias, name in names.items()}
    if not any(speaker.name.casefold() in folded for speaker in script.speakers):
        return script
    known = {speaker.name: speaker for speaker in script.speakers}

    def find(name: str) -> str:
        return name if name in folded.values() else folded.get(name.casefold(), name)

    merged = change_segments(script, lambda it: replace(it, speaker=find(it.speaker)))
    others = {
        speaker.name: [it for it in known.values() if find(it.name) == speaker.name]
        for speaker in merged.speakers
    }
    speakers = (
        replace(
            speaker,
            gender=next((it.gender for it in others[speaker.name] if it.gender), speaker.gender),
            age=next((it.age for it in others[speaker.name] if it.age), speaker.age),
            aliases=tuple(
                dict.fromkeys(
                    alias
                    for it in others[speaker.name]
                    for alias in (it.name, *it.aliases)
                    if alias != speaker.name
                )
            ),
        )
        for speaker in merged.speakers
    )
    return replace(merged, speakers=tuple(speakers))


_OPEN = ("direction",)
"""What may be empty, and says something so."""
_TYPES = {"text": str, "before": str, "speaker": str, "spoken": str, "direction": str}


def _read(path: Path, entry: object) -> LineEdit:
    if isinstance(entry, dict) and entry.get("text"):
        rest = dict(entry)
        pause = rest.pop("pause_ms", None)
        is_pause = pause is None or (type(pause) is int and 0 <= pause <= LONGEST_PAUSE_MS)
        if is_pause and all(isinstance(it, _TYPES.get(name, ())) for name, it in rest.items()):
            return LineEdit(**rest, pause_ms=pause)
    raise ManuscriptError(
        f"{path}: {entry!r} edits no line. Write its text as printed, and beside it speaker, "
        f"spoken, direction or pause_ms (up to {LONGEST_PAUSE_MS})."
    )
