"""Listening: a recording comes back as its words."""

import numpy as np
import pytest
from conftest import MODELS
from fish_audio_sdk import ASRRequest, Session
from fishaudio import APIError, FishAudio
from listening import count_wrong, to_words
from served import running

from narrator.audio.codec import STREAMS, StreamEncoder
from narrator.engines.piper import PiperEngine
from narrator.engines.tone import ToneEngine
from narrator.errors import UsageError
from narrator.server import transcribing

SAID = "The lamp was still burning when they came home."


@pytest.fixture(scope="module")
def piper():
    """A server that speaks and listens."""
    pytest.importorskip("piper", reason="needs narrator[piper]")
    pytest.importorskip("faster_whisper", reason="needs narrator[proof]")
    if not (MODELS / "piper-joe").is_dir() or not (MODELS / "whisper-tiny").is_dir():
        pytest.skip("needs the models: narrator engines --fetch piper-joe whisper-tiny")
    with running(PiperEngine(MODELS)) as server:
        yield server


def test_what_is_said_is_heard(piper):
    """What the server says, it hears: through both SDKs, in segments that follow each other."""
    with FishAudio(api_key="any", base_url=piper.url) as fish:
        sound = fish.tts.convert(text=SAID, format="mp3")
        heard = fish.asr.transcribe(audio=sound, language="en")
    assert count_wrong(to_words(SAID), to_words(heard.text)) <= 1
    assert 1.5 < heard.duration < 6
    assert 0 <= heard.segments[0].start < heard.segments[-1].end <= heard.duration + 1
    with Session("any", base_url=piper.url) as session:
        assert session.asr(ASRRequest(audio=sound, language="en")).text == heard.text


def test_a_language_that_nobody_knows_is_refused(piper):
    """A language that looks like one, and is none, is refused in words."""
    sound = piper.post(text="Hello.", format="mp3").content
    with (
        FishAudio(api_key="any", base_url=piper.url) as fish,
        pytest.raises(APIError, match="language 'xx'"),
    ):
        fish.asr.transcribe(audio=sound, language="xx")


def test_telephone_sound_is_understood(piper):
    """At 8,000 Hz, as telephones have it, the words are still there."""
    with FishAudio(api_key="any", base_url=piper.url) as fish:
        sound = piper.post(text=SAID, format="wav", sample_rate=8000).content
        assert count_wrong(to_words(SAID), to_words(fish.asr.transcribe(audio=sound).text)) <= 2


@pytest.mark.parametrize(
    ("audio", "language", "said"),
    [
        (b"no sound", None, "cannot be read as sound"),
        (b"#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n", None, "cannot be read as sound"),
        (b"x", "klingon", "language"),
        (b"", None, "audio"),
    ],
)
def test_what_is_no_recording_is_refused(server, audio, language, said):
    """What is no sound, a list of other files, or of no language known is refused in words."""
    pytest.importorskip("faster_whisper", reason="needs narrator[proof]")
    with (
        FishAudio(api_key="any", base_url=server.url) as fish,
        pytest.raises(APIError) as caught,
    ):
        fish.asr.transcribe(audio=audio, **({"language": language} if language else {}))
    assert caught.value.status == 400
    assert said in caught.value.message


def test_a_small_file_that_holds_days_is_refused(monkeypatch):
    """A recording is decoded no further than is allowed."""
    monkeypatch.setattr(transcribing, "LONGEST_SECONDS", 10)
    encoder = StreamEncoder(8000, STREAMS["flac"])
    sound = encoder.write(np.zeros(8000 * 12, np.int16)) + encoder.finish()
    assert len(sound) < 20_000
    with pytest.raises(UsageError, match="longer than 10 seconds"):
        transcribing._decode(sound)


def test_without_ears(monkeypatch):
    """Where listening is not installed, it is said what to install."""
    monkeypatch.setattr("narrator.server.serving.can_listen", lambda: False)
    with (
        running(ToneEngine()) as server,
        FishAudio(api_key="any", base_url=server.url) as fish,
        pytest.raises(APIError, match=r"narrator\[proof\]"),
    ):
        fish.asr.transcribe(audio=b"x")
