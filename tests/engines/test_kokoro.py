"""The engine kokoro."""

import dataclasses
import hashlib
import multiprocessing

import numpy as np
import pytest
from conftest import MODELS
from engines.contract import EngineContract
from listening import count_wrong, hear_clip, to_words

from narrator.engine import Speech
from narrator.engines.kokoro import KokoroEngine
from narrator.engines.kokoro_files import find_graph
from narrator.engines.kokoro_voices import VOICES
from narrator.errors import EngineError, ModelMissingError, SpeechError, UsageError


def make_engine():
    """Make the engine with the fetched model; skip where it is not at hand."""
    try:
        find_graph(MODELS, "auto")
    except ModelMissingError as error:
        pytest.skip(str(error))
    return KokoroEngine(MODELS)


@pytest.fixture(scope="module")
def engine():
    """Give the engine."""
    return make_engine()


@pytest.fixture(scope="module")
def again():
    """Give another one."""
    return make_engine()


def hash_speech(speech):
    """Speak in this process, whichever it is, and hash the samples."""
    return hashlib.sha256(KokoroEngine(MODELS).speak(speech).samples).hexdigest()


class TestKokoro(EngineContract):
    """The contract, and what is kokoro's own."""

    @pytest.mark.parametrize("voice", ["af_heart", "bm_george"])
    def test_words(self, engine, voice):
        """Whisper hears the words that were said, in an American and a British voice."""
        text = "The captain had read the letter twice before the doctor came."
        clip = engine.speak(Speech(text, voice, "en"))
        assert count_wrong(to_words(text), hear_clip(clip)) == 0

    def test_other_process(self, engine, speech):
        """Another process makes the same samples."""
        mine = hashlib.sha256(engine.speak(speech).samples).hexdigest()
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.apply(hash_speech, [speech]) == mine

    def test_every_language(self, engine):
        """Other languages are spoken where their phonemes can be had, else refused with advice."""
        assert engine.speak(Speech("Bonjour, Madame.", "ff_siwis", "fr", speed=2)).seconds > 0.4
        with pytest.raises(EngineError, match=r'pip install "narrator\[japanese\]"'):
            engine.speak(Speech("こんにちは", "jf_alpha", "ja"))
        with pytest.raises(EngineError, match="does not speak 'de'"):
            engine.speak(Speech("Guten Tag", "af_heart", "de"))

    def test_unknown_letters(self, engine, speech):
        """Letters that nothing can pronounce are an error, not a silence."""
        with pytest.raises(SpeechError, match="ᎠᎡ"):
            engine.speak(dataclasses.replace(speech, text="Sequoyah wrote ᎠᎡ."))

    def test_own_files(self, engine, speech, tmp_path):
        """The files of kokoro-onnx, by path, sound like ours but are named by their own hash."""
        style = engine._styles.read("bf_emma")
        np.savez(tmp_path / "voices.npz", bf_emma=style, bf_mine=style)
        graph = find_graph(MODELS, "int8").path
        own = KokoroEngine(
            tmp_path, model_file=graph, voices_file=tmp_path / "voices.npz", graph="int8"
        )
        assert [voice.name for voice in own.voices()] == ["bf_emma", "bf_mine"]
        assert own.identity("bf_mine")["graph"] == hashlib.sha256(graph.read_bytes()).hexdigest()
        assert own.identity("bf_emma")["voice-sha256"] != VOICES["bf_emma"].sha256
        said = own.speak(dataclasses.replace(speech, text="Good morning.", voice="bf_mine"))
        assert said.seconds > 0.5


def test_voices():
    """All 54 voices are known without a model, the best first, with language and gender."""
    voices = {voice.name: voice for voice in KokoroEngine(MODELS).voices()}
    assert len(voices) == 54
    assert next(iter(voices)) == "af_heart"
    assert (voices["bm_george"].language, voices["bm_george"].gender) == ("en-GB", "male")
    assert voices["am_adam"].rank > voices["am_puck"].rank


def test_missing_model(tmp_path):
    """Without its model the engine says what to type."""
    with pytest.raises(ModelMissingError, match=r"Type: narrator engines --fetch kokoro$"):
        KokoroEngine(tmp_path).identity("af_heart")


def test_missing_own_file(tmp_path):
    """A file of the user's own that is not there, or no voices file, is named with its setting."""
    with pytest.raises(ModelMissingError, match=r"kokoro_model names .*absent"):
        KokoroEngine(tmp_path, model_file=tmp_path / "absent").identity("af_heart")
    (tmp_path / "voices.bin").write_text("none")
    with pytest.raises(EngineError, match="kokoro_voices"):
        KokoroEngine(tmp_path, voices_file=tmp_path / "voices.bin").voices()


def test_unknown_graph(tmp_path):
    """A graph that is none of those known is a usage error."""
    with pytest.raises(UsageError, match="auto, int8, float32, spectral"):
        KokoroEngine(tmp_path, graph="int4")


def test_damaged_graph(tmp_path):
    """A graph that was damaged on the disk is found out before it is loaded."""
    make_engine()
    for path in (MODELS / "kokoro").rglob("*.*"):
        copy = tmp_path / path.relative_to(MODELS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.symlink_to(path)
    graph = find_graph(tmp_path, "float32").path
    graph.unlink()
    graph.write_bytes(b"damaged")
    with pytest.raises(ModelMissingError, match="SHA-256"):
        KokoroEngine(tmp_path, graph="float32").speak(Speech("Hello.", "af_heart", "en"))
