"""The lines that wait for clips, in little room: which of them a clip makes whole."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from narrator.packed import Packing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.queue.plan import Plan

_TOGETHER = 256
"""How many names of segments are packed at a time."""


class Waiting:
    """The chosen lines of a plan that wait for missing clips."""

    def __init__(self, plan: Plan) -> None:
        self._jobs = plan.jobs
        self._left = array("I")  # clips that each line waits for
        clips, lines = array("I"), array("I")  # each line beside each clip that it waits for
        segments: Packing[str] = Packing(_TOGETHER)
        for line in plan.lines if plan.missing else ():
            missing = {plan.jobs.find(key) for key in line.keys if key not in plan.cached}
            if missing:
                clips.extend(missing)
                lines.extend([len(self._left)] * len(missing))
                self._left.append(len(missing))
                segments.append(line.segment.id)
        order = sorted(range(len(clips)), key=clips.__getitem__)
        self._clips = array("I", map(clips.__getitem__, order))
        self._lines = array("I", map(lines.__getitem__, order))
        self._segments = segments.finish()

    def count_done(self, key: str) -> int:
        """Count the lines that waited only for this clip, which is there now. Once a clip."""
        done = 0
        for line in self._list_lines(key):
            self._left[line] -= 1
            done += not self._left[line]
        return done

    def list_segments(self, key: str) -> tuple[str, ...]:
        """Name the segments that wait for a clip, in order."""
        return tuple(self._segments[line] for line in self._list_lines(key))

    def _list_lines(self, key: str) -> Sequence[int]:
        clip = self._jobs.find(key)
        return self._lines[bisect_left(self._clips, clip) : bisect_right(self._clips, clip)]
