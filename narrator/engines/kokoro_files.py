"""Kokoro's graphs on this machine: the shipped one, the folded one, and which of them is used.

Which is faster depends on the processor. Both are timed once, when the model is fetched, and the
choice is written beside them: were it made again on a busy day, it might fall otherwise, and every
clip would get another name.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from narrator.engines.derived import (
    Graph,
    derive,
    find_derived,
    has_derived,
    name_derived,
    read_note,
    write_note,
)
from narrator.engines.kokoro_phonemes import tokenize
from narrator.engines.kokoro_session import KokoroSession, Style
from narrator.engines.kokoro_styles import StyleFolder
from narrator.engines.models import KOKORO_GRAPH, MODELS, ModelFiles, Report, find_model

if TYPE_CHECKING:
    from pathlib import Path

GRAPHS = ("auto", "int8", "float32")
"""What a user can wish for."""

FOLD_RULES = "fold-1"
"""Changes when the folding computes other numbers: every clip made with it is then made anew."""

_FOLDED = "kokoro-v1.0.float32.onnx"
_CHOICE = "choice.json"
_SENTENCE = "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ, ænd ɹˈʌnz əwˈA."
_ROUNDS = 3


def find_graph(models: Path, wish: str) -> Graph:
    """Find the graph to use in the models folder, without reading it.

    Raises ModelMissingError where the model is not there, or not made ready.
    """
    files = find_model("kokoro", models)
    if wish == "auto":
        wish = str(read_note("kokoro", files.path(_CHOICE)).get("graph"))
    if wish == "int8":
        return Graph("kokoro", _shipped(), files.path(KOKORO_GRAPH), _shipped())
    return find_derived("kokoro", files.path(_FOLDED), name_derived(_shipped(), FOLD_RULES))


def prepare_graphs(files: ModelFiles, report: Report) -> None:
    """Fold the shipped graph and choose the faster of the two, where that is not yet done."""
    folded, name = files.path(_FOLDED), name_derived(_shipped(), FOLD_RULES)
    if not has_derived("kokoro", folded, name):
        from narrator.engines.kokoro_graph import write_folded

        report("Folding the weights of kokoro to float32")
        derive(folded, name, lambda path: write_folded(files.path(KOKORO_GRAPH), path))
    if not files.path(_CHOICE).is_file():
        report("Timing both graphs of kokoro on this processor")
        report(_choose(files))


def _shipped() -> str:
    """Give the SHA-256 of the shipped graph."""
    (sha256,) = [f.sha256 for f in MODELS["kokoro"].files if f.name == KOKORO_GRAPH]
    return sha256


def _choose(files: ModelFiles) -> str:
    """Time both graphs, write down the faster, and say so."""
    styles = StyleFolder(files.folder.parent)
    style = styles.read(styles.names()[0])
    seconds = {
        "int8": _time_graph(files.path(KOKORO_GRAPH), style),
        "float32": _time_graph(files.path(_FOLDED), style),
    }
    chosen = min(seconds, key=lambda graph: seconds[graph])
    write_note(files.path(_CHOICE), {"graph": chosen, "seconds": seconds})
    took = ", ".join(f"{graph} took {spent:.2f} s" for graph, spent in seconds.items())
    return f"kokoro uses its {chosen} graph on this machine: {took} for the same sentence"


def _time_graph(path: Path, style: Style) -> float:
    """Tell the seconds that a graph needs for a fixed sentence, the best of a few rounds."""
    session, tokens = KokoroSession(path), tokenize(_SENTENCE)
    spent = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        session.speak(tokens, style, speed=1.0)
        spent.append(time.perf_counter() - start)
    return round(min(spent), 3)
