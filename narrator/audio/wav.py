"""WAV files as servers send them: whole, cut short, or with sizes that nobody knew yet.

Source: Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 2**28
"""Bytes that no clip has. A WAV that was sent while it was made says a size like 0xFFFFFFFF."""
_MONO_16_BIT = (1, 1, 2, 16)
"""Of the chunk ``fmt ``: PCM, channels, bytes of a frame, bits of a sample."""


def count_missing(wav: bytes) -> int:
    """Count the bytes that a WAV file lacks of the sound that its head tells of.

    0 for another kind of file, and where the head does not know.
    """
    for name, start, size in _list_chunks(wav):
        if name == b"data" and 0 < size < _MOST:
            return max(0, start + size - len(wav))
    return 0


def read_plain(wav: bytes, rate: int) -> Clip | None:
    """Read a WAV file that holds what a clip does: one channel of 16 bits, at that rate in Hz.

    Nothing needs decoding then, which takes a hundred times as long. None for any other file.
    """
    form: tuple[int, ...] = ()
    for name, start, size in _list_chunks(wav):
        if name == b"fmt " and len(wav) >= start + 16:
            tag, channels, told, _, frame, bits = struct.unpack_from("<HHIIHH", wav, start)
            form = (tag, channels, frame, bits, told)
        elif name == b"data" and form == (*_MONO_16_BIT, rate):
            sound = wav[start : start + size if 0 < size < _MOST else None]
            return Clip(np.frombuffer(sound[: len(sound) // 2 * 2], "<i2"), rate)
    return None


def _list_chunks(wav: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give each chunk's name, where its content begins, and the size that it states."""
    if wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        return
    place = 12
    while place + 8 <= len(wav):
        size = int.from_bytes(wav[place + 4 : place + 8], "little")
        yield wav[place : place + 4], place + 8, size
        place += 8 + size + size % 2
