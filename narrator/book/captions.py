"""Captions: WebVTT and SubRip, a cue a segment, for the whole book and for files of one chapter.

Their times are the timeline's, which files of the whole book share to within 50 milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.book.chapter_files import list_tracks
from narrator.book.files import plan_text
from narrator.book.names import clean_text
from narrator.book.timeline import lay_out
from narrator.script.model import NARRATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from narrator.book.files import Binding, FilePlan
    from narrator.book.model import Span
    from narrator.script.model import Segment


def plan_vtt(binding: Binding) -> Iterator[FilePlan]:
    """Plan the book's WebVTT files."""
    return _plan(binding, "vtt", write_vtt)


def plan_srt(binding: Binding) -> Iterator[FilePlan]:
    """Plan the book's SubRip files."""
    return _plan(binding, "srt", write_srt)


def write_vtt(spans: Sequence[Span], rate: int, segments: Mapping[str, Segment]) -> str:
    """Write WebVTT (W3C), in which everybody but the narrator has a voice tag."""
    cues = ["WEBVTT\n"]
    for start, end, segment in _list_cues(spans, rate, segments):
        times = f"{_write_time(start, '.')} --> {_write_time(end, '.')}"
        text = _escape(_tidy(segment.text))
        if segment.speaker != NARRATOR:
            text = f"<v {_escape(clean_text(segment.speaker))}>{text}</v>"
        cues.append(f"{segment.id}\n{times}\n{text}\n")
    return "\n".join(cues)


def write_srt(spans: Sequence[Span], rate: int, segments: Mapping[str, Segment]) -> str:
    """Write SubRip, which has numbered cues and no voices."""
    cues = []
    for number, (start, end, segment) in enumerate(_list_cues(spans, rate, segments), 1):
        times = f"{_write_time(start, ',')} --> {_write_time(end, ',')}"
        cues.append(f"{number}\n{times}\n{_tidy(segment.text)}\n")
    return "\n".join(cues)


def _plan(
    binding: Binding,
    suffix: str,
    write: Callable[[Sequence[Span], int, Mapping[str, Segment]], str],
) -> Iterator[FilePlan]:
    """Plan captions for each part of the book, and for each chapter under the name of its file."""
    segments = binding.details.text.segments if binding.details.text else {}
    for part in binding.parts:
        timeline = lay_out(part.chapters)
        spans = [span for chapter in timeline.chapters for span in chapter.spans]
        text = write(spans, timeline.rate, segments)
        seconds = timeline.frames / timeline.rate
        yield plan_text(binding.name_file(part, suffix), suffix, seconds, text)
    for track in list_tracks(binding):
        text = write(track.chapter.spans, track.chapter.rate, segments)
        yield plan_text(binding.folder / f"{track.stem}.{suffix}", suffix, track.seconds, text)


def _list_cues(
    spans: Sequence[Span], rate: int, segments: Mapping[str, Segment]
) -> Iterator[tuple[int, int, Segment]]:
    """Give the cues with start and end in milliseconds; what cannot be heard has none."""
    for span in spans:
        segment = segments.get(span.segment)
        start, end = (round(frame * 1000 / rate) for frame in (span.start, span.end))
        if segment and start < end and _tidy(segment.text):
            yield start, end, segment


def _write_time(milliseconds: int, point: str) -> str:
    """Write a time as ``01:02:03.004``."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes = seconds // 60
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds % 60:02}{point}{rest:03}"


def _tidy(text: str) -> str:
    """Keep the lines of verse; an empty line would end the cue, and an arrow is its time's."""
    lines = (clean_text(line) for line in text.splitlines())
    return "\n".join(line.replace("-->", "→") for line in lines if line)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
