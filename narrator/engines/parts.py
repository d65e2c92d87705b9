"""A text that is too long for one request: spoken in parts, heard as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip
from narrator.engine import share_phonemes
from narrator.engines.cutting import cut_to_fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrator.engine import Speech


def speak_in_parts(
    speech: Speech, say: Callable[[Speech], Clip], *, longest: int, rate: int
) -> Clip:
    """Join what ``say`` gives for each part of at most ``longest`` characters; ``rate`` is in Hz.

    A text without words is a moment of silence, for which nobody is asked.
    """
    if not any(character.isalnum() for character in speech.text):
        return Clip(np.zeros(rate // 20, np.int16), rate)
    parts = cut_to_fit(speech.text, lambda text: len(text) <= longest)
    phonemes = share_phonemes(parts, speech.phonemes)
    clips = [
        say(replace(speech, text=part, phonemes=own))
        for part, own in zip(parts, phonemes, strict=True)
    ]
    return Clip(np.concatenate([clip.samples for clip in clips]), rate)
