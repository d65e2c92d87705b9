"""Listening back: what Whisper hears in a file, compared word by word with what was to be said."""

import difflib
import re
import unicodedata
from functools import cache

import numpy as np
import pytest
import soxr
from conftest import MODELS
from num2words import num2words

_SAME_SOUND = {"mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "ok": "okay"}
_SPELLINGS = (
    (r"our(s|ed|ing|able|hood|ite|ably)?$", r"or\1"),
    (r"is(e|es|ed|ing|ation)$", r"iz\1"),
    (r"^grey", "gray"),
    (r"ll(ed|ing|er|ers)$", r"l\1"),
)


@cache
def load_ears():
    """Load Whisper tiny from the models folder; skip the test where it is not there."""
    folder = MODELS / "whisper-tiny"
    if not (folder / "model.bin").is_file():
        pytest.skip("needs the model: narrator engines --fetch whisper-tiny")
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def hear_clip(clip):
    """Give the words that Whisper hears in a clip."""
    return hear(soxr.resample(clip.samples.astype(np.float32) / 32768, clip.rate, 16_000))


def hear(sound, language="en"):
    """Give the words that Whisper hears in a file, or in 16 kHz samples."""
    segments, _ = load_ears().transcribe(
        str(sound) if hasattr(sound, "suffix") else sound,
        language=language,
        beam_size=5,
        condition_on_previous_text=False,
    )
    return to_words(" ".join(segment.text for segment in segments))


def to_words(text):
    """Give the words of a text as they sound: numbers in letters, one spelling, no punctuation."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("&", " and ")
    text = re.sub(r"\d+", lambda number: f" {num2words(int(number[0]))} ", text)
    words = re.findall(r"[^\W_]+", text.replace("'", ""))
    return [_spell(_SAME_SOUND.get(word, word)) for word in words]


def _spell(word):
    for pattern, instead in _SPELLINGS:
        word = re.sub(pattern, instead, word)
    return word


def count_wrong(said, heard):
    """Count the words said that were not heard, heard that were not said, or heard as others."""
    steps = difflib.SequenceMatcher(None, said, heard, autojunk=False).get_opcodes()
    return sum(
        max(said_to - said_from, heard_to - heard_from)
        for step, said_from, said_to, heard_from, heard_to in steps
        if step != "equal"
    )
