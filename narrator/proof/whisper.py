"""The listener: Whisper, by faster-whisper, loaded only when there is something to hear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from narrator.audio.clip import Clip
from narrator.engines.models import MODELS, find_model, hash_file
from narrator.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MODEL = "whisper-tiny"
RATE = 16_000
"""The sample rate in Hz that Whisper takes."""
_GRAPH = "model.bin"
_AT_ONCE_SECONDS = 30
"""What Whisper takes at once."""
_MORE = 10
"""Steps of the encoder, of 20 ms, that are kept behind the end of a clip."""
_UNSAID = 1e-12
_STAMMER = {"en": "He went to to the the house house. I I did not not know know it it."}
"""Said to have come before, by language: otherwise Whisper leaves out what is said twice."""


def can_listen() -> bool:
    """Tell whether what listening needs is installed."""
    return find_spec("faster_whisper") is not None


def load_whisper(folder: Path, *, jobs: int = 1) -> Any:  # noqa: ANN401 — an optional library's type
    """Load a model of faster-whisper's form, to work on ``jobs`` recordings at once.

    Raises EngineError where faster-whisper is not installed, UsageError where this is no model.
    """
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise EngineError(
            f"Listening needs {error.name}, which is not installed. "
            'Type: pip install "narrator[proof]"'
        ) from error
    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=jobs
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise UsageError(f"{folder} is no Whisper model that can be loaded: {error}.") from error


@dataclass(frozen=True, slots=True)
class Ears:
    """Where a model lies and what it is called: by what it holds, so that it is known again."""

    folder: Path
    name: str


def find_ears(models: Path, chosen: Path | None = None) -> Ears:
    """Find the model to listen with: the packaged one, or that in the folder ``chosen``.

    Raises ModelMissingError where the packaged one is not there, UsageError where ``chosen`` is
    none.
    """
    if chosen is None:
        files = find_model(MODEL, models)
        (sha256,) = [file.sha256 for file in MODELS[MODEL].files if file.name == _GRAPH]
        return Ears(files.folder, sha256)
    if not (chosen / _GRAPH).is_file():
        raise UsageError(
            f"{chosen} holds no {_GRAPH}: name the folder of a Whisper model that was converted "
            "for faster-whisper."
        )
    return Ears(chosen, hash_file(chosen / _GRAPH))


@dataclass(frozen=True, slots=True)
class Hearing:
    """A clip that was listened to: by what Whisper's encoder gives, texts are weighed."""

    model: Any
    tokenizer: Any
    encoded: Any
    frames: int

    def weigh(self, text: str) -> float:
        """Tell the likelihood of a text, given the sound, as the logarithm of its tokens'."""
        return float(self._weigh_tokens(text).sum())

    def weigh_words(self, words: Sequence[str]) -> list[float]:
        """Tell the likelihood of each word of a text in the same way."""
        likely = self._weigh_tokens(" ".join(words))
        ends = np.cumsum([len(self.tokenizer.encode(f" {word}")) for word in words])
        if not len(ends) or ends[-1] != len(likely):  # together they are other tokens than alone
            return [float(likely.sum())] * len(words)
        return [float(it.sum()) for it in np.split(likely, ends[:-1])]

    def _weigh_tokens(self, text: str) -> NDArray[np.float64]:
        tokens = self.tokenizer.encode(f" {text.strip()}")
        (found,) = self.model.align(
            self.encoded, self.tokenizer.sot_sequence, [tokens], self.frames
        )
        return np.asarray(np.log(np.add(found.text_token_probs, _UNSAID)), np.float64)


class Whisper:
    """Writes down clips, and tells how likely a text is. The model is loaded for the first clip.

    It may be used by ``jobs`` threads at once.
    """

    def __init__(self, ears: Ears, *, jobs: int = 1) -> None:
        self._ears = ears
        self._jobs = jobs
        self._nothing: dict[str, Hearing | None] = {}

    def check_language(self, language: str) -> None:
        """Raise UsageError where this model does not know a language, by its two letters."""
        if language not in self.model.supported_languages:
            raise UsageError(f"The language {language!r} is not one that can be written down.")

    def write_down(self, clip: Clip, language: str) -> str:
        """Give the words that are heard in a clip."""
        segments, _ = self.model.transcribe(
            _resample(clip),
            language=language,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            initial_prompt=_STAMMER.get(language),
        )
        return " ".join(segment.text.strip() for segment in segments)

    def listen(self, clip: Clip, language: str) -> Hearing | None:
        """Listen to a clip, so that texts can be weighed; None where it is longer than Whisper's.

        What lies behind the clip's end is cut off: weighing takes a fraction of the time.
        """
        if clip.seconds >= _AT_ONCE_SECONDS:
            return None
        from ctranslate2 import StorageView
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.tokenizer import Tokenizer

        model = self.model
        tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
        features = model.feature_extractor(_resample(clip))
        frames = features.shape[-1] - 1
        encoded = np.asarray(model.encode(pad_or_trim(features)))[:, : frames // 2 + _MORE]
        return Hearing(
            model.model, tokenizer, StorageView.from_array(np.ascontiguousarray(encoded)), frames
        )

    def listen_to_nothing(self, language: str) -> Hearing | None:
        """Listen, once for all, to some seconds of quiet noise, in which nobody says anything."""
        if language not in self._nothing:
            noise = np.random.default_rng(0).normal(0, 30, 3 * RATE).astype(np.int16)
            self._nothing[language] = self.listen(Clip(noise, RATE), language)
        return self._nothing[language]

    @cached_property
    def model(self) -> Any:  # noqa: ANN401 — an optional library's type
        """The model, loaded now if it was not."""
        return load_whisper(self._ears.folder, jobs=self._jobs)


def _resample(clip: Clip) -> NDArray[np.float32]:
    import soxr

    sound = clip.samples.astype(np.float32) / np.float32(32768)
    return np.asarray(soxr.resample(sound, clip.rate, RATE))
