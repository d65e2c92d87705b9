"""The progress bar: segments done, audio made, time left; messages go above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, Self, TextIO

from tqdm import tqdm

from narrator.cli.show import say_length
from narrator.queue.events import (
    ChapterEncoded,
    ClipCached,
    ClipFailed,
    ClipMade,
    ClipRetried,
    Event,
    Notice,
    Planned,
)

if TYPE_CHECKING:
    from types import TracebackType


_SHOWN = 10
"""Failures that are shown one by one."""


def tell_failure(failure: ClipFailed) -> str:
    """Say which segment failed, and why."""
    where = f"Segment {failure.segments[0]}" if failure.segments else "A voice's calibration"
    return f"{where} failed: {failure.reason}"


class Progress:
    """Shows a run's events on a terminal; on anything else only what must not be missed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm[Never] | None = None
        self._seconds = 0.0
        self._failures = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def show(self, event: Event) -> None:
        """Show one event."""
        match event:
            case Planned():
                self._start("Speaking", "segments", event.segments, event.done)
            case ClipMade():
                self._advance(event.segments, event.seconds)
            case ClipFailed():
                self._show_failure(event)
                self._advance(len(event.segments))
            case ClipCached():
                self._advance(event.segments)
            case ClipRetried():
                self._tell_beside(f"asking again: {event.reason}")
            case ChapterEncoded(number=1):
                self._start("Encoding", "chapters", event.count, 1)
            case ChapterEncoded():
                self._advance(1)
            case Notice():
                self._write(event.text)

    def _show_failure(self, failure: ClipFailed) -> None:
        self._failures += 1
        if self._failures <= _SHOWN:
            self._write(tell_failure(failure))
        elif self._failures == _SHOWN + 1:
            self._write("More clips failed: build --json lists them all at the end.")

    def _start(self, doing: str, unit: str, total: int, done: int) -> None:
        self._close()
        if done < total and self._stream.isatty():
            self._bar = tqdm(
                total=total, initial=done, desc=doing, file=self._stream, dynamic_ncols=True,
                bar_format=f"{{desc}} {{bar}} {{n_fmt}}/{{total_fmt}} {unit}{{postfix}}, "
                "{remaining} left",
            )  # fmt: skip

    def _advance(self, count: int, seconds: float = 0.0) -> None:
        self._seconds += seconds
        if self._bar is not None:
            if seconds:
                self._bar.set_postfix_str(f"{say_length(self._seconds)} of audio", refresh=False)
            self._bar.update(count)

    def _tell_beside(self, text: str) -> None:
        """Say beside the bar what is true for a moment."""
        if self._bar is not None:
            self._bar.set_postfix_str(text)

    def _write(self, text: str) -> None:
        tqdm.write(text, file=self._stream)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
