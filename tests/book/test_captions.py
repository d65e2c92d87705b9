"""Captions say what is heard when it is heard, in files that others read."""

from dataclasses import replace

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.book.bind import bind
from narrator.book.captions import write_srt, write_vtt
from narrator.book.chapters import master
from narrator.book.files import BookDetails, BookText
from narrator.book.model import Span
from narrator.book.timeline import lay_out
from narrator.manuscript.model import Metadata, Place
from narrator.script.model import Segment

RATE = 24_000
GOLDEN_VTT = """\
WEBVTT

1:1
00:00:00.500 --> 00:00:01.250
One &amp; all

1:2
00:00:01.500 --> 01:00:01.500
<v Mara &lt;3>“First line,
second → line.”</v>
"""
GOLDEN_SRT = """\
1
00:00:00,500 --> 00:00:01,250
One & all

2
00:00:01,500 --> 01:00:01,500
“First line,
second → line.”
"""


def segment(name, text, speaker="narrator"):
    """Make a segment."""
    place = Place("p", 1, 0, len(text))
    return Segment(name, "narration", speaker, text, text, place, "sentence", 0)


SEGMENTS = {
    it.id: it
    for it in (
        segment("1:1", "One & all"),
        segment("1:2", "“First line,\n\nsecond --> line.”", "Mara <3"),
        segment("1:3", "Never heard."),
    )
}
SPANS = [
    Span("1:1", RATE // 2, RATE * 5 // 4),
    Span("1:2", RATE * 3 // 2, RATE * 3 // 2 + 3600 * RATE),
    Span("1:3", 3700 * RATE, 3700 * RATE),
]


def test_golden():
    """A cue a segment, with its speaker where WebVTT can say that; what is not heard has none."""
    assert write_vtt(SPANS, RATE, SEGMENTS) == GOLDEN_VTT
    assert write_srt(SPANS, RATE, SEGMENTS) == GOLDEN_SRT


def read_cues(path):
    """Read captions as FFmpeg does: start and end in milliseconds, and text."""
    with av.open(str(path)) as container:
        packets = [it for it in container.demux() if it.size]
        return [
            (round(it.pts * it.time_base * 1000), it.duration, bytes(it).decode()) for it in packets
        ]


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=1, max_size=12),
    st.sampled_from([8_000, 22_050, 24_000, 44_100]),
)
def test_times_property(tmp_path_factory, lengths, rate):
    """FFmpeg reads every cue's start within half a millisecond, in both kinds of file."""
    spans, at = [], 0
    for number, (pause, length) in enumerate(lengths):
        spans.append(Span(f"1:{number}", at + pause, at + pause + length))
        at += pause + length
    segments = {it.segment: segment(it.segment, f"Word {it.segment}.") for it in spans}
    heard = [it for it in spans if round(it.start * 1000 / rate) < round(it.end * 1000 / rate)]
    folder = tmp_path_factory.mktemp("captions")
    for name, text in (
        ("a.vtt", write_vtt(spans, rate, segments)),
        ("a.srt", write_srt(spans, rate, segments)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        found = read_cues(folder / name) if heard else []
        assert [it[2] for it in found] == [f"Word {it.segment}." for it in heard]
        for (start, length, _), span in zip(found, heard, strict=True):
            assert start == pytest.approx(span.start * 1000 / rate, abs=0.501)
            assert start + length == pytest.approx(span.end * 1000 / rate, abs=0.501)


def test_files(store, chapter, tmp_path):
    """There is a file for the book and one for each chapter; a changed word changes only these."""
    made = {n: master(chapter(f"Ch {n}", *"ab"), store=store, rate=RATE) for n in (1, 2)}
    names = [span.segment for it in made.values() for span in it.spans]
    text = BookText(tmp_path, {name: segment(name, "Words.") for name in names})
    details = BookDetails(Metadata("T"), "Nan", text=text)
    work = {"folder": tmp_path / "out", "store": store, "formats": ("vtt", "srt")}
    files = bind(made, details=details, **work)
    assert [it.path.name for it in files[:3]] == ["T.vtt", "01 - Ch 1.vtt", "02 - Ch 2.vtt"]
    wanted = [span.start for it in lay_out(tuple(made.values())).chapters for span in it.spans]
    assert [it[0] for it in read_cues(files[0].path)] == [round(it / 24) for it in wanted]
    assert not any(it.made for it in bind(made, details=details, **work))
    changed = {**text.segments, names[0]: segment(names[0], "Other words.")}
    details = replace(details, text=replace(text, segments=changed))
    again = bind(made, details=details, **work)
    assert [it.made for it in again] == [True, True, False] * 2
