"""The engine for drafts: Piper's voice Joe, one American man, ten times as fast as Kokoro."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from narrator.audio.clip import Clip, clip_from_float
from narrator.engine import Capabilities, Needs, Speech, Voice
from narrator.engines.cutting import cut_to_fit
from narrator.engines.derived import Graph, find_derived, name_derived
from narrator.engines.models import MODELS, PIPER_GRAPH, find_model
from narrator.engines.runtime import open_graph
from narrator.errors import EngineError, SpeechError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MODEL = "piper-joe"
SEEDED = "en_US-joe-medium.seeded.onnx"
RATE = 22_050

_SEED_RULES = "seed-1"
_PHONEMES = "piper-1"
_LONGEST_TEXT = 400
_MEMORY = 500 * 2**20
"""What a process takes: README, Measured."""
_SILENCE = np.zeros(RATE // 20, np.float32)
_PAUSE = np.zeros(RATE // 5, np.float32)
_NOISE = 1 << 18
"""Random numbers for each sentence: enough for 16 seconds of sound before they come again."""


def name_seeded() -> str:
    """Name the graph whose noise is let in, by the shipped graph that it is made from."""
    (sha256,) = [file.sha256 for file in MODELS[MODEL].files if file.name == PIPER_GRAPH]
    return name_derived(sha256, _SEED_RULES)


class PiperEngine:
    """Speaks with the model of the models folder. Its noise comes from the speech's seed."""

    name = "piper"

    def __init__(self, models: Path) -> None:
        self._models = models

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do: American English, 22,050 Hz, 400 characters at once."""
        return Capabilities(
            ("en-US",),
            longest_text=_LONGEST_TEXT,
            rate=RATE,
            varies=True,
            needs=Needs(memory=_MEMORY),
        )

    def voices(self) -> tuple[Voice, ...]:
        """List the one voice."""
        return (Voice("piper", "joe", "en-US", "male", 0, "Joe, for drafts"),)

    def identity(self, voice: str) -> dict[str, str]:
        """Name what can be heard: the graph and the rules of pronunciation."""
        self._check_voice(voice)
        graph = self._find_graph()
        return {"engine": "piper", "model": graph.name, "voice": voice, "phonemes": _PHONEMES}

    def speak(self, speech: Speech) -> Clip:
        """Say all of the text, a sentence at a time, with a fifth of a second between two."""
        self._check_voice(speech.voice)
        if not any(character.isalnum() for character in speech.text):
            return clip_from_float(_SILENCE, RATE)
        parts = cut_to_fit(speech.text, lambda text: len(text) <= _LONGEST_TEXT)
        sentences = [ids for part in parts for ids in self._list_sentences(part)]
        if not sentences:
            raise SpeechError(
                f"Piper knows no phonemes for {speech.text!r}. "
                "Write in the lexicon or in the manuscript how it is said."
            )
        noise = np.random.default_rng(speech.seed)
        sounds = [self._say(ids, speech.speed, noise) for ids in sentences]
        joined = [piece for sound in sounds for piece in (_PAUSE, sound)][1:]
        return clip_from_float(np.concatenate(joined), RATE)

    def _check_voice(self, voice: str) -> None:
        names = [known.name for known in self.voices()]
        if voice not in names:
            raise UsageError(f"The engine 'piper' has no voice {voice!r}. It has: {names[0]}.")

    def _find_graph(self) -> Graph:
        files = find_model(MODEL, self._models)
        return find_derived(MODEL, files.path(SEEDED), name_seeded())

    def _list_sentences(self, text: str) -> list[list[int]]:
        """Give the phonemes of each sentence as the model's numbers."""
        # What stands between double brackets Piper would read as phonemes.
        phonemes = self._voice.phonemize(text.replace("[[", "[ ["))
        return [self._voice.phonemes_to_ids(sentence) for sentence in phonemes if sentence]

    def _say(self, ids: list[int], speed: float, noise: np.random.Generator) -> NDArray[np.float32]:
        config = self._voice.config
        scales = [config.noise_scale, config.length_scale / speed, config.noise_w_scale]
        fed = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(scales, np.float32),
            "noise_0": noise.standard_normal(_NOISE, np.float32),
            "noise_1": noise.standard_normal(_NOISE, np.float32),
        }
        sound: NDArray[np.float32] = self._voice.session.run(None, fed)[0]
        return sound.ravel()

    @functools.cached_property
    def _voice(self) -> Any:  # noqa: ANN401 — piper-tts is optional, so its types cannot be named
        try:
            from piper import PiperConfig, PiperVoice
        except ImportError as error:
            raise EngineError(
                f"The engine 'piper' needs {error.name}, which is not installed. "
                'Type: pip install "narrator[piper]"'
            ) from error
        files = find_model(MODEL, self._models)
        text = files.check(f"{PIPER_GRAPH}.json").read_text(encoding="utf-8")
        session = open_graph(self._find_graph().check())
        return PiperVoice(session, PiperConfig.from_dict(json.loads(text)))
