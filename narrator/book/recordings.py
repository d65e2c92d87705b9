"""Recordings in a book: kept as clips beside those that were spoken, and mastered as they are."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip
from narrator.audio.codec import decode_pieces, encode_flac
from narrator.audio.join import Level, Sound, join
from narrator.audio.loudness import SILENT, Part, integrated_loudness, measure
from narrator.audio.mastering import LISTEN, VOICE_LOUDNESS
from narrator.audio.recording import cut_pieces, fade, lay_under
from narrator.book.chapters import find_measurement, read_or_drop
from narrator.book.model import Cue
from narrator.cache.key import name_by_content, sum_file
from narrator.errors import ManuscriptError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.audio.loudness import Measurement
    from narrator.book.model import ChapterCues
    from narrator.cache.key import Json
    from narrator.cache.store import FolderStore
    from narrator.script.sounds import Recording

RULES = 1
"""Part of every recording's name: changes when it would be cut or mixed otherwise."""
MUSIC_MS = 1000
"""The silence behind music that opens or ends a book."""
BED_FADE = 1.5
"""Seconds in which a bed comes and goes, where nothing is said of that."""

_Pieces = tuple[tuple[str, int], ...]
"""The clips of a recording, each with the milliseconds of silence after it."""


def lay_recorded(
    chapter: ChapterCues, recorded: Mapping[str, Recording | None], store: FolderStore
) -> ChapterCues:
    """Give the chapter with recordings in place of lines.

    ``recorded`` has one for the first line of a run, and None for the others, of which only the
    last pause is left. Raises ManuscriptError where a file is no sound.
    """
    if not recorded:
        return chapter
    cues: list[Cue] = []
    for cue in chapter.cues:
        if cue.segment not in recorded:
            cues.append(cue)
        elif recording := recorded[cue.segment]:
            cues += list_cues(recording, cue.segment, cue.pause_ms, store)
        elif cues:
            cues[-1] = replace(cues[-1], pause_ms=cue.pause_ms)
    return replace(chapter, cues=tuple(cues))


def list_cues(recording: Recording, name: str, pause_ms: int, store: FolderStore) -> list[Cue]:
    """Say when each piece of a recording is heard: as loud as a voice, but for its own level."""
    pieces = _keep(recording, store)
    parts = [Part(find_measurement(clip, store), 0.0, pause) for clip, pause in pieces]
    gain = _level(parts) + recording.level
    cues = [
        Cue(f"{name}+{at}" if at else name, (clip,), gain, pause)
        for at, (clip, pause) in enumerate(pieces)
    ]
    return [*cues[:-1], *(replace(cue, pause_ms=pause_ms) for cue in cues[-1:])]


def lay_bed(chapter: ChapterCues, bed: Recording, *, rate: int, store: FolderStore) -> ChapterCues:
    """Give a short chapter with music under all of it, as one clip; its last pause stays."""
    heard = [cue for cue in chapter.cues if cue.clips]
    if not heard:
        return chapter
    pieces = _keep(bed, store)
    cues: Json = [[cue.clips, f"{cue.gain_db:.1f}", cue.pause_ms] for cue in chapter.cues]
    mix: Json = {"rules": RULES, "bed": pieces, "level": bed.level, "cues": cues, "rate": rate}
    key = name_by_content(mix)
    if not store.has(f"clips/{key}.flac"):
        under = read_or_drop(store, pieces[0][0])
        gain = _level([Part(measure(under))]) + bed.level
        voice = _join(chapter.cues, rate, store)
        mixed = lay_under(voice, under, gain_db=gain, fade_seconds=bed.fade or BED_FADE)
        _put(key, mixed, store)
    last = chapter.cues[-1].pause_ms
    return replace(chapter, cues=(Cue(chapter.cues[0].segment, (key,), 0.0, last),))


def _join(cues: Sequence[Cue], rate: int, store: FolderStore) -> Clip:
    """Join the clips of a few cues as a chapter does, without the last pause."""
    sounds = [
        Sound(clip, Part(find_measurement(clip, store), cue.gain_db, cue.pause_ms))
        for cue in cues
        for clip in cue.clips
    ]
    sounds[-1] = replace(sounds[-1], part=replace(sounds[-1].part, pause_ms=0))
    level = Level(rate, 0.0, LISTEN.ceiling)
    pieces = join(sounds, partial(read_or_drop, store), level, head=0, tail=0)
    return Clip(np.concatenate(list(pieces)), rate)


def _level(parts: Sequence[Part]) -> float:
    """Tell the gain that brings a whole recording to where voices are."""
    loudness = integrated_loudness(parts)
    return 0.0 if loudness == SILENT else round(VOICE_LOUDNESS - loudness, 1)


def _keep(recording: Recording, store: FolderStore) -> _Pieces:
    """Give the clips of a recording, from the store where it has them all."""
    values = [recording.start, recording.end, recording.fade]
    key = name_by_content({"rules": RULES, "file": sum_file(recording.path), "values": values})
    try:
        known = json.loads(store.read(f"recordings/{key}.json"))
        pieces = tuple((str(clip), int(pause)) for clip, pause in known)
    except (KeyError, TypeError, ValueError):
        pieces = ()
    if not pieces or not all(store.has(f"clips/{clip}.flac") for clip, _ in pieces):
        pieces = tuple(_make(recording, key, store))
        store.put(f"recordings/{key}.json", json.dumps(pieces).encode())
    return pieces


def _make(recording: Recording, key: str, store: FolderStore) -> Iterator[tuple[str, int]]:
    """Cut a recording into clips; what is silent between two of them becomes a pause."""
    before: tuple[str, float] | None = None
    for at, (piece, ends) in enumerate(_with_last(_read(recording))):
        if recording.fade:
            piece = fade(piece, seconds=recording.fade, begins=at == 0, ends=ends)  # noqa: PLW2901  the same sound, softer
        name = name_by_content({"recording": key, "piece": at})
        measured = _put(name, piece, store)
        if before:
            yield before[0], round(1000 * (before[1] + measured.start / measured.rate))
        before = name, (measured.frames - measured.end) / measured.rate
    if before is None:
        raise ManuscriptError(f"{recording.path} has no sound there. Choose another part of it.")
    yield before[0], 0


def _read(recording: Recording) -> Iterator[Clip]:
    try:
        yield from cut_pieces(decode_pieces(recording.path), recording.start, recording.end)
    except ValueError as error:
        raise ManuscriptError(f"{recording.path} cannot be heard: {error}.") from error


def _with_last(pieces: Iterable[Clip]) -> Iterator[tuple[Clip, bool]]:
    """Give each piece, and whether it is the last."""
    before: Clip | None = None
    for piece in pieces:
        if before:
            yield before, False
        before = piece
    if before:
        yield before, True


def _put(name: str, clip: Clip, store: FolderStore) -> Measurement:
    measured = measure(clip)
    store.put(f"clips/{name}.flac", encode_flac(clip))
    store.put(f"clips/{name}.json", measured.to_json())
    return measured
