"""The progress bar: segments done, audio made, time left; messages go above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, Self, TextIO

from tqdm import tqdm

from narrator.cli.show import say_length
from narrator.queue.events import ChapterEncoded, ClipFailed, ClipMade, Event, Notice, Planned

if TYPE_CHECKING:
    from types import TracebackType


class Progress:
    """Shows a run's events on a terminal; on anything else only what must not be missed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm[Never] | None = None
        self._seconds = 0.0

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
                self._start(event.missing, "clip", "Speaking")
            case ClipMade():
                self._advance(event.seconds)
            case ClipFailed():
                self._write(f"Segment {event.segment} failed: {event.reason}")
                self._advance(0.0)
            case ChapterEncoded(number=1):
                self._start(event.count, "chapter", "Encoding")
                self._advance(0.0)
            case ChapterEncoded():
                self._advance(0.0)
            case Notice():
                self._write(event.text)

    def _start(self, total: int, unit: str, doing: str) -> None:
        self._close()
        if total and self._stream.isatty():
            self._bar = tqdm(
                total=total, unit=unit, desc=doing, file=self._stream, dynamic_ncols=True,
                bar_format="{desc} {bar} {n_fmt}/{total_fmt} {unit}s{postfix}, {remaining} left",
            )  # fmt: skip

    def _advance(self, seconds: float) -> None:
        self._seconds += seconds
        if self._bar is not None:
            if seconds:
                self._bar.set_postfix_str(f"{say_length(self._seconds)} of audio", refresh=False)
            self._bar.update()

    def _write(self, text: str) -> None:
        tqdm.write(text, file=self._stream)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
