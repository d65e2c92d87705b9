"""What can be the sound of a text, and what cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.audio.clip import Clip
from narrator.audio.plausible import bound_seconds, find_fault
from narrator.engine import Speech
from narrator.engines.tone import ToneEngine

TEXT = "The lamp was still burning when they came home."


def hum(text, speed=1.0):
    """Hum a text."""
    return ToneEngine().speak(Speech(text, "alto", "en", speed=speed))


@given(st.text(min_size=1, max_size=60), st.sampled_from([0.25, 1.0, 4.0]))
def test_a_whole_sound_is_never_refused(text, speed):
    """Whatever the text and its script, humming each letter for as long as it takes is right."""
    assert find_fault(hum(text, speed), text, "en", speed) == ""


@pytest.mark.parametrize(
    ("text", "language", "seconds"),
    [
        (TEXT, "en", (2.0, 6.0)),
        ("No.", "en", (0.15, 1.5)),
        ("1984", "en", (0.6, 3.0)),
        ("长风破浪会有时，直挂云帆济沧海。", "zh", (1.5, 9.0)),
        ("吾輩は猫である。", "ja", (0.6, 4.0)),
        ("He said 我是学生 and left.", "en-gb", (0.8, 6.0)),
        ("Wait… what… no… never… please…", "en", (1.0, 12.0)),
    ],
)
def test_what_readers_take(text, language, seconds):
    """Hasty and slow readers of any script are well within the bounds."""
    least, most = bound_seconds(text, language)
    assert least * 2 < seconds[0] < seconds[1] < most


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda samples: samples * 0, "silence"),
        (lambda samples: samples[:0], "silence"),
        (lambda samples: samples[:2000], "only 0.08 s"),
        (lambda samples: np.tile(samples, 20), "59 s of sound"),
        (lambda samples: np.sign(samples) * 32767, "clipped through"),
    ],
)
def test_what_cannot_be_its_sound(spoil, said):
    """Silence, a scrap, a runaway and noise at full scale are told apart."""
    clip = hum(TEXT)
    assert said in find_fault(Clip(spoil(clip.samples).astype(np.int16), clip.rate), TEXT, "en")


def test_nothing_is_expected_of_a_text_without_words():
    """A pause may be silent, and as long as it likes."""
    assert find_fault(Clip(np.zeros(100, np.int16), 24_000), "…", "en") == ""
