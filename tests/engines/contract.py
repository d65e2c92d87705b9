"""What every engine promises. A test class of an engine inherits this and gives two fixtures.

``engine`` is an engine of the kind, ``again`` another made the same way; both of module scope,
where a model is slow to load.
"""

import dataclasses

import numpy as np
import pytest

from narrator.audio.plausible import find_fault
from narrator.engine import Speech
from narrator.errors import UsageError

SENTENCE = "The lamp was still burning when they came home. "


class EngineContract:
    """The promises of an engine, as tests."""

    @pytest.fixture
    def speech(self, engine):
        """Give a short sentence in the engine's default voice."""
        voice = engine.voices()[0]
        return Speech(SENTENCE.strip(), voice.name, language="en", seed=7)

    def test_voices(self, engine):
        """Every voice belongs to the engine, has a name of its own and a rank, the best first."""
        voices = engine.voices()
        assert voices
        assert {voice.engine for voice in voices} == {engine.name}
        assert len({voice.name for voice in voices}) == len(voices)
        assert [voice.rank for voice in voices] == sorted(voice.rank for voice in voices)

    def test_identity(self, engine, again):
        """Two engines made the same way have the same identity: words by words, no more."""
        for voice in engine.voices():
            identity = engine.identity(voice.name)
            assert identity == again.identity(voice.name)
            assert all(isinstance(word, str) for pair in identity.items() for word in pair)

    def test_identity_of_voices(self, engine):
        """Two voices never have the same identity."""
        identities = [str(sorted(engine.identity(v.name).items())) for v in engine.voices()]
        assert len(set(identities)) == len(identities)

    def test_clip(self, engine, speech):
        """A clip is one channel of 16-bit samples at the rate that the engine tells, with sound."""
        clip = engine.speak(speech)
        assert clip.samples.dtype == np.int16
        assert clip.samples.ndim == 1
        assert clip.rate == engine.capabilities().rate
        assert np.abs(clip.samples).max() > 300

    @pytest.mark.parametrize("text", ["No.", "1984", "Wait… what?", "ABC", SENTENCE.strip()])
    def test_sound_of_the_text(self, engine, speech, text):
        """What it says of a short or an odd text is never taken for broken sound."""
        clip = engine.speak(dataclasses.replace(speech, text=text))
        assert find_fault(clip, text, "en") == ""

    def test_same_again(self, engine, again, speech):
        """The same speech sounds the same, sample by sample, whatever was said before it."""
        if not engine.capabilities().deterministic:
            pytest.skip("optional: the engine does not promise it")
        first = engine.speak(speech)
        engine.speak(dataclasses.replace(speech, text="Something else."))
        for speaker in (engine, again):
            assert np.array_equal(speaker.speak(speech).samples, first.samples)

    def test_long_text(self, engine, speech):
        """A text three times too long is all spoken: it takes as much longer as it is."""
        quick = dataclasses.replace(speech, speed=4.0)
        times = 3 * engine.capabilities().longest_text // len(SENTENCE) + 1
        one = engine.speak(quick)
        many = engine.speak(dataclasses.replace(quick, text=SENTENCE * times))
        assert many.seconds / one.seconds == pytest.approx(times, rel=0.4)

    def test_nothing_to_say(self, engine, speech):
        """A text without letter or digit is a moment, not an error."""
        assert 0 < engine.speak(dataclasses.replace(speech, text="… * —")).seconds < 1

    def test_unknown_voice(self, engine, speech):
        """A voice that the engine does not have is a usage error that names it, and known ones."""
        for ask in (engine.identity, lambda v: engine.speak(dataclasses.replace(speech, voice=v))):
            with pytest.raises(UsageError, match="'nobody'") as caught:
                ask("nobody")
            assert any(voice.name in str(caught.value) for voice in engine.voices())
