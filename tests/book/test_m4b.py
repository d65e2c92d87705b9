"""The m4b's boxes are what readers expect, at any length."""

import struct
from io import BytesIO

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.book.boxes import find_box, find_boxes, make_box, make_data_header, read_box
from narrator.book.chapters import master
from narrator.book.m4b import write_m4b
from narrator.book.model import EncodedChapter
from narrator.book.moov import Contents, encode_titles, make_moov, sum_chunks
from narrator.book.tags import BookTags
from narrator.book.timeline import lay_out
from narrator.book.track import read_track
from narrator.book.verify import verify_m4b
from narrator.book.window import Window
from narrator.errors import DeliveryError
from narrator.manuscript.model import Metadata

RATE = 24_000
TAGS = BookTags(Metadata("Title", ("Author",)), "Narrator", build="v1-test")
MEGABYTE = 1 << 20


def describe(sizes, lengths, config=b"\x13\x08"):
    """Describe a book of packets and chapters, without any sound."""
    titles = encode_titles([f"{number}" for number in range(len(lengths))])
    table = np.array(sizes, ">u4").tobytes()
    chunks = sum_chunks(BytesIO(table), len(sizes))
    return table, Contents(RATE, "eng", config, len(sizes), chunks, titles, tuple(lengths))


def write(path, table, contents):
    """Write such a book; what is not written takes no room on the disk."""
    header = make_data_header(contents.size)
    start = len(make_moov(contents, b"", 0)) + len(header)
    moov = make_moov(contents, b"", start)
    with path.open("wb") as file:
        file.writelines((moov.before, table, moov.after, header, *contents.titles))
        file.truncate(start + contents.size)
    return path


def test_five_gigabytes(tmp_path):
    """In a file of more than 4 GiB, the last packet is found where it lies."""
    count = 5000
    lengths = [2000 * 1024, (count - 2001) * 1024]
    path = write(tmp_path / "large.m4b", *describe([MEGABYTE] * count, lengths))
    for source in (str(path), Window(path)):
        with av.open(source) as container:
            stream = container.streams.audio[0]
            container.seek((count - 2) * 1024, stream=stream)
            last = [packet for packet in container.demux(stream) if packet.size][-1]
            assert last.pos == path.stat().st_size - MEGABYTE
            assert [it["start"] for it in container.chapters()] == [0, 2000 * 1024]


def test_fifty_hours(tmp_path):
    """In a book longer than 32 bits can count, lengths and chapters are right."""
    hour = RATE * 3600 // 1024 * 1024
    path = tmp_path / "long.m4b"
    write(path, *describe([1] * (50 * hour // 1024 + 1), [hour] * 50))
    for source in (str(path), Window(path)):
        with av.open(source) as container:
            assert container.streams.audio[0].duration == 50 * hour > 2**32
            assert container.chapters()[49]["start"] == 49 * hour


@pytest.mark.parametrize("count", [1, 127, 128, 511, 512, 513, 640, 5000])
def test_window(tmp_path, count):
    """Through a window the last packets are seen, at their own times, and nothing before them."""
    path = write(tmp_path / "book.m4b", *describe([3] * count, [count * 1024]))
    seen = []
    for source in (str(path), Window(path)):
        with av.open(source, options={"advanced_editlist": "0"}) as container:
            packets = container.demux(container.streams.audio[0])
            seen.append([(it.pts, it.pos, it.size) for it in packets if it.size])
    whole, narrow = seen
    assert narrow[-100:] == whole[-100:]
    assert len(whole) == count
    assert len(narrow) <= 512


@pytest.mark.parametrize("wrong", [{0: 2}, {639: 4}, {0: 2, 639: 4}, {0: 0, 200: 6}])
def test_wrong_sizes(tmp_path, wrong):
    """Sizes of packets that lead a player astray are noticed, even where their sum is right."""
    table, contents = describe([3] * 640, [640 * 1024])
    spoilt = bytearray(table)
    for at, size in wrong.items():
        spoilt[4 * at : 4 * at + 4] = struct.pack(">I", size)
    path = write(tmp_path / "book.m4b", spoilt, contents)
    with pytest.raises(ValueError, match="packets are not where"):
        Window(path)


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_boxes(contents):
    """Boxes that were made are found again, wherever the file ends; cut short, they are not."""
    data = b"".join(make_box("test", it) for it in contents)
    found = list(find_boxes(BytesIO(data), 0, len(data)))
    assert [data[box.start : box.end] for box in found] == contents
    for end in {len(data) - 1, len(data) - 9} if contents else ():
        with pytest.raises(ValueError, match="the file"):
            if end > 0 and end not in [box.end for box in found]:
                list(find_boxes(BytesIO(data[:end]), 0, end))
            else:
                find_box(BytesIO(data), "none", 0, len(data))


@pytest.mark.parametrize("size", [0, 1, 7])
def test_impossible_size(size):
    """A box that says it is smaller than its header ends the search."""
    data = struct.pack(">I4s", size, b"free") + bytes(3)
    with pytest.raises(ValueError, match="the file"):
        read_box(BytesIO(data), "free", 0, len(data))


def test_track(store, chapter):
    """The packets of an encoded chapter are all found, and damage is noticed."""
    made = master(chapter("One", "a"), store=store, rate=RATE)
    path = store.path(f"chapters/{made.stretches[0]}.m4a")
    track = read_track(path)
    assert len(track.sizes) == made.packets * 4
    whole = path.read_bytes()
    for data in (b"", whole[:-1], whole[:500], whole.replace(b"stsz", b"none")):
        path.write_bytes(data)
        with pytest.raises(ValueError, match="the file"):
            read_track(path)


def test_timeline():
    """A chapter starts after all packets before it; the first packet of the book is not heard."""
    chapters = [EncodedChapter(f"{n}", "", RATE, n * 1024, n + 1, (), ()) for n in (5, 7, 1)]
    timeline = lay_out(chapters)
    assert [it.start for it in timeline.chapters] == [0, 6 * 1024, 14 * 1024]
    assert timeline.chapters[-1].end == timeline.frames == 15 * 1024


@pytest.fixture
def finished(store, chapter, tmp_path):
    """A finished m4b of two chapters and its timeline."""
    made = [master(chapter(name, name), store=store, rate=RATE) for name in "ab"]
    path = tmp_path / "book.m4b"
    write_m4b(path, made, tags=TAGS, store=store)
    return path, lay_out(made)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"Author", b"Otters", "the authors"),
        (b"v1-test", b"v1-tes2", "the build"),
        (b"\0\1a", b"\0\1z", "the chapters' titles"),
        (
            struct.pack(">II", 1, 35 * 1024),
            struct.pack(">II", 1, 34 * 1024),
            "the chapters' starts",
        ),
        (struct.pack(">II", 70, 1024), struct.pack(">II", 70, 1023), "the length"),
        (struct.pack(">II", 69 * 1024, 1024), struct.pack(">II", 68 * 1024, 1024), "the edit list"),
        (b"moov", b"free", ""),
    ],
)
def test_verify(finished, old, new, what):
    """A finished file that is not what was asked for is refused, and the message says why."""
    path, timeline = finished
    verify_m4b(path, timeline, TAGS)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    with pytest.raises(DeliveryError, match=f"'Title', read back.*{what}"):
        verify_m4b(path, timeline, TAGS)


def test_verify_sound(finished):
    """A file whose last chapter is no sound is refused."""
    path, timeline = finished
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(data[:half] + b"\xff" * (len(data) - half))
    with pytest.raises(DeliveryError, match="read back"):
        verify_m4b(path, timeline, TAGS)
