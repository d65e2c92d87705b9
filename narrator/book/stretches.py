"""Stretches: a chapter is encoded to AAC a minute at a time, so that a mended line is cheap.

Each stretch is encoded by itself and kept under a name of its own. Laid end to end without the
packet that primes the decoder, they decode as one sound: the first and the last packet of each lie
in the silence of a pause, so nothing is heard of the seam.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from narrator.audio.codec import encoding
from narrator.audio.join import BLOCK, TAIL_MS, Level, ReadClip, Sound, join, to_frames
from narrator.cache.key import name_by_content, sum_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.audio.codec import Codec
    from narrator.cache.store import FolderStore

LENGTH = 8
"""How many clips a stretch has at least: about a minute."""
LEAST_PAUSE_MS = 200
"""A stretch ends in a pause of this length or more, of which each side gets a packet's worth."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of a chapter's sounds; ``head`` and ``tail`` are frames of silence around them."""

    sounds: tuple[Sound, ...]
    head: int
    tail: int


@dataclass(frozen=True, slots=True)
class EncodedStretch:
    """A stretch in the store: its packets, and the frames of each piece that was joined."""

    key: str
    packets: int
    lengths: tuple[int, ...]


def cut_stretches(sounds: Sequence[Sound], rate: int, *, head_ms: int) -> tuple[Stretch, ...]:
    """Cut a chapter's sounds into stretches; joined one after the other they are the chapter.

    ``head_ms`` is the silence that opens it.
    """
    groups: list[list[Sound]] = [[]]
    for sound in sounds:
        if len(groups[-1]) >= LENGTH and groups[-1][-1].part.pause_ms >= LEAST_PAUSE_MS:
            groups.append([])
        groups[-1].append(sound)
    lead = ceil(1000 * BLOCK / rate)
    return tuple(
        Stretch(
            sounds=tuple(group if number == len(groups) else _shorten(group, lead)),
            head=to_frames(head_ms, rate) if number == 1 else BLOCK,
            tail=to_frames(TAIL_MS, rate) if number == len(groups) else 0,
        )
        for number, group in enumerate(groups, 1)
    )


def encode_stretch(
    stretch: Stretch,
    read: ReadClip,
    level: Level,
    *,
    codec: Codec,
    rules: Sequence[int],
    store: FolderStore,
) -> EncodedStretch:
    """Give a stretch as AAC, from the store where it has it; ``rules`` are part of its name."""
    key = _name_stretch(stretch, level, codec, rules)
    if known := _find(key, store):
        return known
    pieces = join(stretch.sounds, read, level, head=stretch.head, tail=stretch.tail)
    with (
        store.writing(f"chapters/{key}.m4a") as path,
        encoding(path, level.rate, codec) as encoder,
    ):
        lengths = tuple(map(encoder.write, pieces))
    made = EncodedStretch(key, encoder.packets, lengths)
    total = sum_file(store.path(f"chapters/{key}.m4a"))
    values = {"packets": made.packets, "lengths": lengths, "sum": total}
    store.put(f"chapters/{key}.json", json.dumps(values, separators=(",", ":")).encode())
    return made


def _shorten(sounds: Sequence[Sound], milliseconds: int) -> Iterator[Sound]:
    """Take from the last pause what the next stretch begins with."""
    *others, last = sounds
    yield from others
    pause = last.part.pause_ms - milliseconds
    yield replace(last, part=replace(last.part, pause_ms=pause))


def _name_stretch(stretch: Stretch, level: Level, codec: Codec, rules: Sequence[int]) -> str:
    parts = [(sound.clip, sound.part) for sound in stretch.sounds]
    return name_by_content(
        {
            "rules": rules,
            "rate": level.rate,
            "levels": [f"{level.gain_db:.1f}", f"{level.ceiling_db:.1f}", *level.tell_tone()],
            "silences": [stretch.head, stretch.tail],
            "codec": codec.description,
            "sounds": [[clip, f"{part.gain_db:.1f}", part.pause_ms] for clip, part in parts],
        }
    )


def _find(key: str, store: FolderStore) -> EncodedStretch | None:
    if not store.has(f"chapters/{key}.m4a"):
        return None
    try:
        known = json.loads(store.read(f"chapters/{key}.json"))
        return EncodedStretch(key, known["packets"], tuple(known["lengths"]))
    except (KeyError, TypeError, ValueError):
        return None
