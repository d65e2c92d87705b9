"""The progress bar, on a terminal and elsewhere."""

import io

import pytest

from narrator.cli.progress import Progress
from narrator.queue.events import (
    ChapterEncoded,
    ClipCached,
    ClipFailed,
    ClipMade,
    ClipRetried,
    Notice,
    Planned,
    Started,
)

RUN = [
    Planned(5, 1, 4),
    Started("tone", 4),
    ClipMade("a", 60.0, 1),
    ClipCached("b", 2),
    ClipRetried("c", 1, 0.5, "The server is busy."),
    ClipFailed("c", ("1:5",), "It would not."),
    Notice("Mind the step."),
    ChapterEncoded(1, 2, "One"),
    ChapterEncoded(2, 2, "Two"),
]


class Terminal(io.StringIO):
    """Keeps what is written to it, and says that it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_what_must_not_be_missed_is_written(stream):
    """Failures and notices are on lines of their own, bar or none."""
    shown = stream()
    with Progress(shown) as progress:
        for event in RUN:
            progress.show(event)
    lines = [line.strip() for line in shown.getvalue().replace("\r", "\n").splitlines()]
    assert "Segment 1:5 failed: It would not." in lines
    assert "Mind the step." in lines


def test_there_is_a_bar_only_on_a_terminal():
    """Elsewhere nothing is written but those lines."""
    shown = io.StringIO()
    with Progress(shown) as progress:
        for event in RUN:
            progress.show(event)
    assert len(shown.getvalue().splitlines()) == 2


def test_every_segment_moves_the_bar():
    """Made, found and failed segments together fill the bar."""
    with Progress(Terminal()) as progress:
        for event in RUN[:6]:
            progress.show(event)
        assert progress._bar.n == progress._bar.total == 5


def test_not_every_failure_of_many_is_written():
    """Where a whole book fails, some are told, and where the others stand."""
    shown = io.StringIO()
    with Progress(shown) as progress:
        for number in range(1, 100):
            progress.show(ClipFailed(f"k{number}", (f"1:{number}",), "It would not."))
    lines = shown.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1] == "More clips failed: build --json lists them all at the end."
