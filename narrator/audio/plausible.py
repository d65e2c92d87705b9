"""Whether a sound can be that of a text: bounds that no reader breaks, and a broken engine does.

Measured over 196 clips of odd and short texts in six languages, at half, whole and double speed:
those of our neural engines are at least 3.4 times as long as the least, and the most is at least
3.4 times as long as they are. So wide bounds find what was cut, empty or runaway, and refuse no
voice that is slow or hasty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from narrator.audio.clip import Clip

_SILENCE = 32
"""The peak, of 32768, below which a clip holds no voice: -60 dB."""
_FULL = 32_700
"""What counts as full scale, of 32768."""
_MOST_CLIPPED = 0.1
"""The part of the samples at full scale above which a clip is noise. Good clips have none."""

_SYLLABLES = "\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABLE = re.compile(f"[{_SYLLABLES}]")
_LETTER = re.compile(rf"[^\W\d_{_SYLLABLES}]")
_LANGUAGES_OF_SYLLABLES = ("zh", "ja", "ko", "yue", "cmn")

_LEAST = 0.05
_LEAST_A_LETTER = 0.012
_LEAST_A_SYLLABLE = 0.03
_MOST = 6.0
_MOST_A_LETTER = 0.5
_MOST_A_SIGN = 2.0
"""Seconds for whatever is no letter and no blank: a digit, ``%``, ``∑`` may be words."""


def find_fault(clip: Clip, text: str, language: str, speed: float = 1.0) -> str:
    """Say why a clip cannot be the sound of a text, as ``made …``; empty where it can.

    Of a text without words nothing is expected.
    """
    if not re.search(r"\w", text):
        return ""
    loudness = np.abs(clip.samples.astype(np.int32))
    if int(loudness.max(initial=0)) < _SILENCE:
        return "made silence"
    least, most = bound_seconds(text, language, speed)
    if clip.seconds < least:
        return f"made only {clip.seconds:.2f} s of sound, and {least:.2f} s are the least,"
    if clip.seconds > most:
        return f"made {clip.seconds:.0f} s of sound, and {most:.0f} s are the most,"
    if np.count_nonzero(loudness >= _FULL) > _MOST_CLIPPED * len(loudness):
        return "made a sound that is clipped through"
    return ""


def bound_seconds(text: str, language: str, speed: float = 1.0) -> tuple[float, float]:
    """Tell between how many seconds a text takes, whoever says it.

    What is written in another script than the language's may be left out by its voice, and counts
    only for the most.
    """
    letters, syllables = len(_LETTER.findall(text)), len(_SYLLABLE.findall(text))
    signs = len("".join(text.split())) - letters - syllables
    of_syllables = language.lower().partition("-")[0] in _LANGUAGES_OF_SYLLABLES
    least = _LEAST_A_SYLLABLE * syllables if of_syllables else _LEAST_A_LETTER * letters
    most = _MOST + _MOST_A_LETTER * letters + _MOST_A_SIGN * (syllables + signs)
    return max(_LEAST, least) / max(1.0, speed), most / min(1.0, speed)
