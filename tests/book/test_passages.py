"""Every line that a human reads has its part of the recording's time."""

from narrator.book.model import EncodedChapter, Span
from narrator.book.passages import share_passages


def chapter(*spans):
    """A chapter with spans."""
    return EncodedChapter("One", "k", 24_000, 9000, 9, (), tuple(Span(*it) for it in spans))


def test_lines_share_a_recording_by_their_letters():
    """Its pieces give way to its lines, from the first piece's start to the last one's end."""
    book = chapter(("1:1", 0, 50), ("1:2", 100, 300), ("1:2+1", 350, 500), ("1:5", 600, 700))
    (told,) = share_passages([book], [{"1:2": 30, "1:3": 60, "1:4": 10}])
    assert told.spans == (
        Span("1:1", 0, 50),
        Span("1:2", 100, 220),
        Span("1:3", 220, 460),
        Span("1:4", 460, 500),
        Span("1:5", 600, 700),
    )


def test_a_line_is_in_one_part_of_a_divided_chapter():
    """In the one that holds its middle, and never beyond its end."""
    parts = chapter(("1:2", 0, 100)), chapter(("1:2+1", 20, 120), ("1:9", 130, 140))
    first, second = share_passages(parts, [{"1:2": 1, "1:3": 2, "1:4": 1}, {"7:1": 1}])
    assert first.spans == (Span("1:2", 0, 50),)
    assert second.spans == (Span("1:3", 20, 70), Span("1:4", 70, 120), Span("1:9", 130, 140))
