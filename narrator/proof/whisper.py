"""The listener: Whisper, by faster-whisper, loaded only when there is something to hear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from narrator.engines.models import MODELS, find_model, hash_file
from narrator.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from narrator.audio.clip import Clip

MODEL = "whisper-tiny"
RATE = 16_000
"""The sample rate in Hz that Whisper takes."""
_GRAPH = "model.bin"
_AT_ONCE_SECONDS = 30
"""What Whisper takes at once."""
_FRAMES = 100
"""Whisper's frames in a second."""
_LEAST_SECONDS, _AFTER_SECONDS = 8.0, 1.0
"""What it listens to at least, and the silence that it wants after a clip."""
_LEAST_TOKENS, _TOKENS = 12, 9
"""Tokens that it may write down, and for each second: some never end."""
_UNSAID = 1e-12


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


class Whisper:
    """Writes down clips, and tells how likely a text is. The model is loaded for the first clip.

    It may be used by ``jobs`` threads at once.
    """

    def __init__(self, ears: Ears, *, jobs: int = 1) -> None:
        self._ears = ears
        self._jobs = jobs

    def check_language(self, language: str) -> None:
        """Raise UsageError where this model does not know a language, by its two letters."""
        if language not in self.model.supported_languages:
            raise UsageError(f"The language {language!r} is not one that can be written down.")

    def write_down(self, clip: Clip, language: str, *, closely: bool = False) -> str:
        """Give the words that are heard in a clip; ``closely`` takes four times as long."""
        if closely or clip.seconds + _AFTER_SECONDS > _AT_ONCE_SECONDS:
            return self._transcribe(clip, language)
        frames = max(_LEAST_SECONDS, clip.seconds + _AFTER_SECONDS) * _FRAMES
        tokenizer = self._make_tokenizer(language)
        prompt = self.model.get_prompt(tokenizer, [], without_timestamps=True)
        (found,) = self.model.model.generate(
            self._encode(clip, 2 * round(frames / 2)),
            [prompt],
            beam_size=1,
            max_length=len(prompt) + _LEAST_TOKENS + round(clip.seconds * _TOKENS),
        )
        return str(tokenizer.decode(found.sequences_ids[0])).strip()

    def _transcribe(self, clip: Clip, language: str) -> str:
        segments, _ = self.model.transcribe(
            resample(clip),
            language=language,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def weigh(self, clip: Clip, language: str, texts: Sequence[str]) -> list[float] | None:
        """Tell the likelihood of each text, given the sound, as the logarithm of its tokens'.

        None where the clip is longer than what is listened to at once.
        """
        if clip.seconds >= _AT_ONCE_SECONDS:
            return None
        tokenizer = self._make_tokenizer(language)
        tokens = [tokenizer.encode(f" {text.strip()}") for text in texts]
        if not all(tokens):
            return None
        encoded = self._encode(clip, _AT_ONCE_SECONDS * _FRAMES)
        frames = round(clip.seconds * _FRAMES)
        # One at a time: in a batch, the lengths of the others change what is found.
        found = [
            self.model.model.align(encoded, tokenizer.sot_sequence, [it], frames)[0]
            for it in tokens
        ]
        return [float(np.log(np.add(it.text_token_probs, _UNSAID)).sum()) for it in found]

    def _encode(self, clip: Clip, frames: int) -> Any:  # noqa: ANN401 — an optional library's type
        """Encode a clip, with silence after it up to so many frames.

        Whisper was taught with 30 s each time; it hears as much in 8, in a fourth of the time.
        """
        from faster_whisper.audio import pad_or_trim

        return self.model.encode(pad_or_trim(self.model.feature_extractor(resample(clip)), frames))

    def _make_tokenizer(self, language: str) -> Any:  # noqa: ANN401 — an optional library's type
        from faster_whisper.tokenizer import Tokenizer

        model = self.model
        return Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )

    @cached_property
    def model(self) -> Any:  # noqa: ANN401 — an optional library's type
        """The model, loaded now if it was not."""
        return load_whisper(self._ears.folder, jobs=self._jobs)


def resample(clip: Clip) -> NDArray[np.float32]:
    """Give a clip's samples, from -1 to 1, at :data:`RATE`."""
    import soxr

    sound = clip.samples.astype(np.float32) / np.float32(32768)
    return np.asarray(soxr.resample(sound, clip.rate, RATE))
