"""Kokoro's voices as numbers: the table's files, or one file of the user's own."""

from __future__ import annotations

import functools
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrator.engines.kokoro_session import LONGEST, Style
from narrator.engines.kokoro_voices import VOICES
from narrator.engines.models import find_model, hash_file
from narrator.errors import EngineError, ModelMissingError

if TYPE_CHECKING:
    from pathlib import Path

_SHAPE = (LONGEST, 1, 256)


@dataclass(frozen=True)
class StyleFolder:
    """The voices of the table, each a file in the models folder."""

    models: Path

    def names(self) -> tuple[str, ...]:
        """List the voices, the best first."""
        return tuple(VOICES)

    def sha256(self, name: str) -> str:
        """Tell what a voice's file must be."""
        return VOICES[name].sha256

    def read(self, name: str) -> Style:
        """Read a voice: float32 [510, 1, 256]. Raises ModelMissingError where it is not right."""
        path = find_model("kokoro", self.models).check(VOICES[name].file)
        return np.fromfile(path, np.float32).reshape(_SHAPE)


@dataclass(frozen=True)
class StyleFile:
    """The voices of one file of kokoro-onnx (``voices-v1.0.bin``): numpy arrays by name."""

    path: Path

    def names(self) -> tuple[str, ...]:
        """List the voices that we know, the best first, then the others."""
        return self._names

    def sha256(self, name: str) -> str:  # noqa: ARG002 — one file for all names
        """Tell what the file is: it holds all voices."""
        return self._sha256

    def read(self, name: str) -> Style:
        """Read a voice: float32 [510, 1, 256]. Raises EngineError where it is none."""
        with self._open() as arrays:
            style = arrays[name].astype(np.float32)
        if style.shape != _SHAPE:
            raise EngineError(
                f"The voice {name!r} in {self.path} has the shape {style.shape}, not {_SHAPE}. "
                "Name a voices file of Kokoro v1.0 in the setting kokoro_voices."
            )
        return style

    @functools.cached_property
    def _names(self) -> tuple[str, ...]:
        with self._open() as arrays:
            found = set(arrays.files)
        return (*(name for name in VOICES if name in found), *sorted(found - set(VOICES)))

    @functools.cached_property
    def _sha256(self) -> str:
        return hash_own(self.path, "kokoro_voices")

    def _open(self) -> np.lib.npyio.NpzFile:
        try:
            return np.load(self.path, allow_pickle=False)  # type: ignore[no-any-return]
        except FileNotFoundError as error:
            raise _say_missing(self.path, "kokoro_voices") from error
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise EngineError(
                f"{self.path} is no voices file of kokoro-onnx ({error}). "
                "Correct the setting kokoro_voices."
            ) from error


def hash_own(path: Path, setting: str) -> str:
    """Compute the SHA-256 of a file that a setting names; ModelMissingError if it is not there."""
    if not path.is_file():
        raise _say_missing(path, setting)
    return hash_file(path)


def _say_missing(path: Path, setting: str) -> ModelMissingError:
    return ModelMissingError(f"The setting {setting} names {path}, which is not there. Correct it.")
