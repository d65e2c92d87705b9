"""What finished sound is to be: levels, silences, rate and codecs, as plain values."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from narrator.audio.codec import CODECS
from narrator.audio.loudness import chapter_gain, chapter_gain_by_rms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.audio.codec import Codec
    from narrator.audio.loudness import Part

VOICE_LOUDNESS = -20.0
"""The loudness in LUFS that every voice is brought to first, by its calibration clip."""
NO_TONE = -math.inf
"""Digital silence."""


@dataclass(frozen=True, slots=True)
class Mastering:
    """What a chapter is brought to.

    ``target`` is its loudness in LUFS, or its level in dB as ``measure`` says; ``ceiling`` the
    highest peak in dB before encoding: decoded, AAC's can be 0.3 dB higher. ``rate`` is in Hz, 0
    for the narrator's own. ``head_ms`` is the silence before the first sound, ``tail_ms`` the one
    after the last, 0 for the pause that the script has there. ``room_tone`` is the level in dB of
    what is heard in silences. ``mp3`` and ``aac`` are kbit/s of the whole stream, and ``constant``
    whether every MP3 frame has as many; ``aac_filled`` AAC has its own in every second too. A
    chapter longer than ``longest`` seconds is divided.
    """

    measure: Literal["LUFS", "RMS"] = "LUFS"
    target: float = -20.0
    ceiling: float = -3.5
    rate: int = 0
    channels: int = 1
    head_ms: int = 500
    tail_ms: int = 0
    room_tone: float = NO_TONE
    mp3: int = CODECS["mp3"].kilobits
    aac: int = CODECS["m4a"].kilobits
    constant: bool = True
    aac_filled: bool = False
    longest: float = math.inf

    def find_gain(self, parts: Sequence[Part]) -> float:
        """Tell the gain in dB, to a tenth, that brings a chapter of these parts to the target.

        Loudness is that of all channels together: two that hold the same are 3 LU above one.
        """
        if self.measure == "RMS":
            return chapter_gain_by_rms(parts, self.target, silence=self.head_ms / 1000)
        return chapter_gain(parts, self.target - 10 * math.log10(self.channels))

    def find_codec(self, suffix: str) -> Codec:
        """Find what makes a file of that suffix, with these bits and channels."""
        codec = replace(CODECS[suffix], channels=self.channels)
        if suffix == "mp3":
            options = {} if self.constant else {"abr": "1"}
            return replace(codec, kilobits=self.mp3, options=options)
        if suffix == "m4a":
            return replace(codec, kilobits=self.aac, filled=self.aac_filled)
        return codec


LISTEN = Mastering()
"""For listening at home: retailers' limits and nearly all peaks leave room for it."""
