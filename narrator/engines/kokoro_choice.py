"""Which of Kokoro's graphs is used on this machine, on the processor or an accelerator.

They are timed once, when the model is fetched, and the choice is written beside them: were it made
again on a busy day, it might fall otherwise, and every clip would get another name.
"""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING

import numpy as np

from narrator.engines.accelerators import list_accelerators
from narrator.engines.derived import read_note, write_note
from narrator.engines.kokoro_files import CHOICE, OWN_GRAPHS, find_graph, prepare_graphs
from narrator.engines.kokoro_phonemes import tokenize
from narrator.engines.kokoro_session import KokoroSession
from narrator.engines.kokoro_styles import StyleFolder
from narrator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from narrator.engines.models import ModelFiles, Report

_SET = "set NARRATOR_KOKORO_GRAPH="
_SENTENCE = "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ, ænd ɹˈʌnz əwˈA."
_ROUNDS = 3
_PATIENCE = 90
"""Seconds after which an accelerator is given up: a driver may hang, or be one in software."""
_ALIKE = 20
"""Signal to difference from the processor's sound, in dB, below which a driver computes wrongly.

The sines of WebGPU are less exact than a processor's: it comes to 30.
"""


def prepare_kokoro(files: ModelFiles, report: Report) -> None:
    """Make the graphs and choose one of them, where that is not yet done."""
    prepare_graphs(files, report)
    choose_graph(files, report)


def choose_graph(files: ModelFiles, report: Report) -> None:
    """Time what can be used, write down the fastest, and say so; a choice that was made stays.

    It gives way only to an accelerator, which somebody installed for this, and where it cannot be
    used any more. Clips bear the name of their graph, and would all have to be made again.
    """
    note = _read_choice(files)
    accelerators = list_accelerators()
    known = {*OWN_GRAPHS, *accelerators}
    if note.get("graph") in known <= note.keys():
        return
    report("Timing the graphs of kokoro on this machine")
    seconds = _time_all(files, accelerators, report)
    fastest = min(seconds, key=lambda graph: seconds[graph])
    chosen = note.get("graph", fastest)
    if chosen not in seconds or fastest in accelerators:
        chosen = fastest
    write_note(files.path(CHOICE), {**dict.fromkeys(known), "graph": chosen, **seconds})
    took = ", ".join(f"{graph} took {spent:.2f} s" for graph, spent in seconds.items())
    report(f"kokoro uses its {chosen} graph on this machine: {took} for the same sentence")
    if chosen != fastest:
        report(
            f"It was chosen before. To have the other, which makes all clips again: {_SET}{fastest}"
        )


def _read_choice(files: ModelFiles) -> Mapping[str, object]:
    return read_note("kokoro", files.path(CHOICE)) if files.path(CHOICE).is_file() else {}


def _time_all(files: ModelFiles, accelerators: list[str], report: Report) -> dict[str, float]:
    """Time all graphs, and say which accelerators are of no use."""
    models = files.folder.parent
    sounds = {graph: time_graph(models, graph) for graph in OWN_GRAPHS}
    for accelerator in accelerators:
        try:
            timed = _time_apart(models, accelerator)
            _compare(timed[1], sounds["float32"][1])
            sounds[accelerator] = timed
        except EngineError as error:
            again = f"Remove {files.path(CHOICE)} to have it tried again."
            report(f"kokoro does without {accelerator}: {error} {again}")
    return {graph: spent for graph, (spent, _) in sounds.items()}


def time_graph(models: Path, graph: str) -> tuple[float, NDArray[np.float32]]:
    """Tell the seconds that a graph needs for a fixed sentence, the best of a few, and its sound.

    Raises EngineError where it cannot be loaded or run.
    """
    styles = StyleFolder(models)
    found = find_graph(models, graph)
    session = KokoroSession(found.path, found.accelerator)
    tokens, style = tokenize(_SENTENCE), styles.read(styles.names()[0])
    spent = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        sound = session.speak(tokens, style, speed=1.0)
        spent.append(time.perf_counter() - start)
    return round(min(spent), 3), sound


def _time_apart(models: Path, graph: str) -> tuple[float, NDArray[np.float32]]:
    """Time a graph in a process of its own, since a driver may take its process down or hang."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply_async(time_graph, (models, graph)).get(_PATIENCE)
        except multiprocessing.TimeoutError:
            raise EngineError(f"it was not done with one sentence in {_PATIENCE} s.") from None


def _compare(sound: NDArray[np.float32], wanted: NDArray[np.float32]) -> None:
    """Raise EngineError where an accelerator makes another sound than the processor."""
    if sound.shape != wanted.shape or not np.isfinite(sound).all():
        raise EngineError("its sound is another than the processor's.")
    difference = max(1e-12, float(np.sum((sound - wanted) ** 2)))
    ratio = 10 * np.log10(float(np.sum(wanted**2)) / difference)
    if ratio < _ALIKE:
        raise EngineError(f"its sound is {ratio:.0f} dB from the processor's.")
