"""The default engine: Kokoro-82M, many neural voices on this machine, in nine languages."""

from __future__ import annotations

import difflib
import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip, clip_from_float
from narrator.engine import Capabilities, Needs, Speech, Voice
from narrator.engines.accelerators import list_accelerators
from narrator.engines.cutting import cut_to_fit
from narrator.engines.derived import Graph
from narrator.engines.kokoro_files import GRAPHS, find_graph
from narrator.engines.kokoro_foreign import FOREIGN, say_foreign
from narrator.engines.kokoro_ipa import mark_words, place_all
from narrator.engines.kokoro_phonemes import (
    PHONEMES,
    Phonemise,
    clean_text,
    is_speakable,
    make_phonemiser,
    tokenize,
)
from narrator.engines.kokoro_session import LONGEST, RATE, KokoroSession
from narrator.engines.kokoro_styles import StyleFile, StyleFolder, hash_own
from narrator.engines.kokoro_voices import LANGUAGES, describe_voice
from narrator.errors import ModelMissingError, SpeechError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_LONGEST_TEXT = 300
"""Beyond some 400 tokens the model begins to hurry, long before it takes no more."""
_AT_ONCE = 2
"""Clips in the making on an accelerator: its memory holds a graph for each."""
_MEMORY = 1330 * 2**20
"""What a process takes that says the longest texts; 450 MiB of it all on a machine share."""
_SILENCE = np.zeros(RATE // 20, np.float32)
_QUIET = 0.003
_BREATH = RATE // 10


class KokoroEngine:
    """Speaks with the model of the models folder, or with files that the user already has.

    ``model_file`` is a Kokoro graph (``kokoro-v1.0*.onnx``) and ``voices_file`` the voices of
    kokoro-onnx (``voices-v1.0.bin``). ``graph`` is ``int8``, ``float32``, ``spectral``, an
    accelerator that is installed (``cuda``), or ``auto`` for what was fastest here when the model
    was fetched; UsageError for any other word.
    """

    name = "kokoro"

    def __init__(
        self,
        models: Path,
        *,
        model_file: Path | None = None,
        voices_file: Path | None = None,
        graph: str = "auto",
    ) -> None:
        _check_graph(graph)
        self._models = models
        self._model_file = model_file
        self._wish = graph
        self._styles = StyleFile(voices_file) if voices_file else StyleFolder(models)
        self._phonemisers: dict[str, Phonemise] = {}

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do: nine languages, 24 kHz, 300 characters at once."""
        return Capabilities(
            tuple(LANGUAGES.values()),
            longest_text=_LONGEST_TEXT,
            rate=RATE,
            at_once=_AT_ONCE if self._accelerator else None,
            phonemes="ipa",
            foreign=FOREIGN,
            needs=Needs(gpus=1 / _AT_ONCE if self._accelerator else 0.0, memory=_MEMORY),
        )

    def voices(self) -> tuple[Voice, ...]:
        """List the voices, the best first; those of the user's own file where there is one."""
        return tuple(describe_voice(name, n) for n, name in enumerate(self._styles.names()))

    def identity(self, voice: str) -> dict[str, str]:
        """Name what can be heard: the graph, the voice's numbers, the rules of pronunciation.

        What an accelerator computes differs in its last digits: it is named where there is one.
        """
        self._check_voice(voice)
        named = {
            "engine": "kokoro",
            "model": "kokoro-82m-v1.0",
            "graph": self._graph.name,
            "voice": voice,
            "voice-sha256": self._styles.sha256(voice),
            "phonemes": PHONEMES,
        }
        return named | ({"accelerator": self._accelerator} if self._accelerator else {})

    def speak(self, speech: Speech) -> Clip:
        """Say all of the text; where it is too long for the model, in parts that are joined."""
        self._check_voice(speech.voice)
        if not is_speakable(speech.text):
            return clip_from_float(_SILENCE, RATE)
        text = clean_text(speech.text)
        foreign = [(words, say_foreign(words, tag)) for words, tag in speech.foreign]
        text, said = mark_words(text, place_all(text, speech.phonemes, foreign))
        phonemiser, session = self._load(speech)
        style = self._styles.read(speech.voice)
        sounds = [
            session.speak(tokens, style, speech.speed)
            for tokens in _list_tokens(text, functools.partial(phonemiser, said=said))
        ]
        if not all(sound.size and np.isfinite(sound).all() for sound in sounds):
            raise SpeechError(f"Kokoro made no sound of {speech.text!r}. Try another voice.")
        return clip_from_float(_join(sounds), RATE)

    @functools.cached_property
    def _graph(self) -> Graph:
        if self._model_file is None:
            return find_graph(self._models, self._wish)
        sha256 = hash_own(self._model_file, "kokoro_model")
        accelerator = "" if self._wish in GRAPHS else self._wish
        return Graph("kokoro", sha256, self._model_file, sha256, accelerator=accelerator)

    @property
    def _accelerator(self) -> str:
        try:
            return self._graph.accelerator
        except ModelMissingError:  # which is told when somebody wants to speak
            return ""

    @functools.cached_property
    def _session(self) -> KokoroSession:
        return KokoroSession(self._graph.check(), self._graph.accelerator)

    def _load(self, speech: Speech) -> tuple[Phonemise, KokoroSession]:
        """Load what is not loaded yet: the graph beside the phonemiser, a second each."""
        if "_session" in vars(self):
            return self._find_phonemiser(speech), self._session
        with ThreadPoolExecutor(1) as beside:
            session = beside.submit(lambda: self._session)
            return self._find_phonemiser(speech), session.result()

    def _check_voice(self, voice: str) -> None:
        names = self._styles.names()
        if voice not in names:
            close = difflib.get_close_matches(voice, names, n=3, cutoff=0.4) or names[:3]
            raise UsageError(
                f"The engine 'kokoro' has no voice {voice!r}. Close to it: {', '.join(close)}."
            )

    def _find_phonemiser(self, speech: Speech) -> Phonemise:
        """Pronounce in the voice's own accent, unless the text is in another language."""
        accent = LANGUAGES.get(speech.voice[:1], "en-US")
        base = speech.language.partition("-")[0].lower()
        same = base in {accent.partition("-")[0], "", "und", "mul"}
        language = accent if same else speech.language
        if language not in self._phonemisers:
            self._phonemisers[language] = make_phonemiser(language)
        return self._phonemisers[language]


def _check_graph(graph: str) -> None:
    if graph in GRAPHS:
        return
    known = [*GRAPHS, *list_accelerators()]
    if graph not in known:
        raise UsageError(
            f"Kokoro has no graph {graph!r} here. Set kokoro_graph to one of {', '.join(known)}."
        )


def _list_tokens(text: str, phonemise: Callable[[str], str]) -> list[list[int]]:
    """Give the tokens of each part of the text, each part as long as the model takes."""

    @functools.cache
    def tell_tokens(part: str) -> list[int]:
        return tokenize(phonemise(part)) if is_speakable(part) else []

    parts = cut_to_fit(text, lambda part: len(tell_tokens(part)) <= LONGEST)
    return [tell_tokens(part) for part in parts if is_speakable(part)]


def _join(sounds: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Join sounds; the model puts silence around each, of which a breath is left at a join."""
    starts = [0, *(_find_start(sound) for sound in sounds[1:])]
    ends = [*(len(sound) - _find_start(sound[::-1]) for sound in sounds[:-1]), len(sounds[-1])]
    trimmed = zip(sounds, starts, ends, strict=True)
    return np.concatenate([sound[start:end] for sound, start, end in trimmed])


def _find_start(sound: NDArray[np.float32]) -> int:
    """Tell where sound begins, less a breath. 0 where there is none."""
    loud = np.flatnonzero(np.abs(sound) > _QUIET)
    return max(0, int(loud[0]) - _BREATH) if loud.size else 0
