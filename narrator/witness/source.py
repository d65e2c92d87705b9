"""The source, read a second time: not by the readers, and with less understanding than they have.

A word is *due* where a page shows it: it has to be spoken or skipped. Words that markup holds, such
as the text that stands for a picture or the target of a link, are *asides*: they may be in a script
and need not be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from narrator.witness.stream import Spot, Stream


@dataclass(slots=True)
class Source:
    """The words of a manuscript's files in order; ``due`` says of each whether it must appear."""

    stream: Stream[Spot] = field(default_factory=Stream)
    due: bytearray = field(default_factory=bytearray)
    veiled: bytearray = field(default_factory=bytearray)
    """Says of each word whether it may be hidden where it is printed."""
    asides: list[tuple[int, int]] = field(default_factory=list)
    """Where the asides begin and end among the words, in order."""
    files: dict[str, int] = field(default_factory=dict)
    """The files, each with its number in reading order."""

    @property
    def length(self) -> int:
        """How many words there are so far."""
        return len(self.stream.words)

    def open(self, file: str) -> None:
        """Begin a file."""
        self.files.setdefault(file, len(self.files))
        self.part()

    def add(self, text: str, spot: Spot, *, veiled: bool = True) -> None:
        """Add text that is due; ``veiled`` where it may be hidden, as any may in plain signs."""
        self._add(text, spot, due=1, veiled=veiled)

    def add_aside(self, text: str, spot: Spot) -> None:
        """Add words that need not appear; the text around them is one."""
        start, gap = self.length, self.stream.take_gap()
        self._add(text, spot, due=0, veiled=True)
        self.stream.put_gap(gap)
        if self.length > start:
            self.asides.append((start, self.length))

    def veil(self, start: int, end: int) -> None:
        """Let words that are there already be hidden."""
        self.veiled[start:end] = b"\1" * (end - start)

    def ends_in_letter(self, start: int) -> bool:
        """Tell whether there is one word of one letter from ``start`` on."""
        return self.length == start + 1 and len(self.stream.words[-1]) == 1

    def ends_in_figure(self) -> bool:
        """Tell whether the last word ends in a figure."""
        return self.length > 0 and self.stream.words[-1][-1].isdigit()

    def part(self) -> None:
        """Keep what comes next apart from what came before."""
        self.stream.part()

    def cut_back(self, length: int) -> None:
        """Forget all words but the first ``length``."""
        self.stream.cut_back(length)
        del self.due[length:], self.veiled[length:]
        self.asides = [(start, end) for start, end in self.asides if end <= length]
        self.part()

    def _add(self, text: str, spot: Spot, *, due: int, veiled: bool) -> None:
        before = self.length
        self.stream.add(text, spot)
        self.due += bytes([due]) * (self.length - before)
        self.veiled += bytes([veiled]) * (self.length - before)
