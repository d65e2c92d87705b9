"""One Kokoro graph, loaded: tokens, a style and a speed in, sound out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from narrator.engines.runtime import give_memory_back, open_graph
from narrator.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

RATE = 24_000
LONGEST = 510
"""How many tokens the model takes at once."""

Style = NDArray[np.float32]


class KokoroSession:
    """A graph in ONNX Runtime, on one thread or on an accelerator."""

    def __init__(self, path: Path, accelerator: str = "") -> None:
        self._session = open_graph(path, accelerator)
        self._after = give_memory_back()
        inputs = {value.name: value.type for value in self._session.get_inputs()}
        # Graphs exported later name their tokens otherwise, and take the speed as a whole number.
        self._tokens = "input_ids" if "input_ids" in inputs else "tokens"
        if not {self._tokens, "style", "speed"} <= set(inputs):
            raise EngineError(f"{path} is no Kokoro graph: its inputs are {', '.join(inputs)}.")
        self._whole_speed = "int" in inputs["speed"]

    def speak(self, tokens: list[int], voice: Style, speed: float) -> NDArray[np.float32]:
        """Make the sound of 1 to 510 tokens: samples in -1.0 … 1.0 at 24 kHz.

        ``voice`` is float32 [510, 1, 256]: its row n − 1 is the style for n tokens.
        """
        speeds = (
            np.array([max(1, round(speed))], np.int32)
            if self._whole_speed
            else np.array([speed], np.float32)
        )
        fed = {self._tokens: [[0, *tokens, 0]], "style": voice[len(tokens) - 1], "speed": speeds}
        sound: NDArray[np.float32] = self._session.run(None, fed, self._after)[0]
        return sound.ravel()
