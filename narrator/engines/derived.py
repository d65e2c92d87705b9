"""Files made from a model's files on this machine, once, when the model is fetched.

Beside each lies a note with its SHA-256, so that a damaged file is never loaded, and its name: what
it was made from and by which rules. Job keys hold the name, not the SHA-256, which would change
with the version of the library that wrote the file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.cache.store import replacing
from narrator.engines.models import check_file, hash_file, say_fetch
from narrator.errors import ModelMissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph to load. ``name`` says what is heard of it; ``model`` is the model it belongs to.

    ``weights`` is a file beside it that it reads by itself, ``accelerator`` what is to compute it,
    the processor where it is "".
    """

    model: str
    name: str
    path: Path
    sha256: str
    weights: Graph | None = None
    accelerator: str = ""

    def check(self) -> Path:
        """Tell where the graph is, once its SHA-256 is found right. Raises ModelMissingError."""
        if self.weights:
            self.weights.check()
        check_file(self.path, self.sha256, self.model)
        return self.path


def name_derived(sha256: str, rules: str) -> str:
    """Name a file by the file that it is made from and the version of the rules."""
    return hashlib.sha256(f"{sha256} {rules}".encode()).hexdigest()


def find_derived(model: str, path: Path, name: str) -> Graph:
    """Find a derived file without reading it. Raises ModelMissingError unless it has the name."""
    note = read_note(model, _note_of(path))
    if note.get("name") != name or not path.is_file():
        raise ModelMissingError(
            f"{path} is missing, or was made by another version of Narrator. {say_fetch(model)}"
        )
    return Graph(model, name, path, str(note.get("sha256")))


def has_derived(model: str, path: Path, name: str) -> bool:
    """Tell whether a derived file is there, has the name and is whole."""
    try:
        find_derived(model, path, name).check()
    except ModelMissingError:
        return False
    return True


def derive(path: Path, name: str, write: Callable[[Path], None]) -> None:
    """Have a file written, and note what it is. It appears when it is whole."""
    with replacing(path) as partial:
        write(partial)
        sha256 = hash_file(partial)
    write_note(_note_of(path), {"name": name, "sha256": sha256})


def read_note(model: str, path: Path) -> dict[str, object]:
    """Read a note of ours. Raises ModelMissingError where it is missing or broken."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissingError(
            f"The model {model!r} is not made ready: {path} is missing or broken. "
            + say_fetch(model)
        ) from error


def write_note(path: Path, note: Mapping[str, object]) -> None:
    """Write a note, whole or not at all."""
    with replacing(path) as partial:
        partial.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


def _note_of(path: Path) -> Path:
    return path.with_suffix(".note.json")
