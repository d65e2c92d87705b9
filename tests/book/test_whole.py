"""Whole books as mp3 and Opus, and masters: the same timeline, whatever the codec."""

from fractions import Fraction

import av
import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given
from hypothesis import strategies as st
from marks import make_book, read_with_av, read_with_mediainfo
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.files import BookDetails
from narrator.book.model import EncodedChapter
from narrator.book.parts import split_parts
from narrator.book.splice import choose_packets
from narrator.book.tags import BookTags, make_id3_tags
from narrator.book.timeline import lay_out
from narrator.errors import DamagedError
from narrator.manuscript.model import Cover, Metadata

RATE = 24_000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
METADATA = Metadata("The Way", ("Ann Ask",), "en", series="Ways #2", identifier="9780306406157")


@pytest.fixture
def book(store, chapter, tmp_path):
    """Master chapters of noise, and bind them as asked."""

    def bind_book(*contents, formats, **details):
        cues = [chapter(f"Chapter {clips}", *clips) for clips in contents]
        made = [master(it, store=store, rate=RATE, formats=formats) for it in cues]
        files = bind(
            dict(enumerate(made, 1)),
            details=BookDetails(METADATA, "Nan", **details),
            folder=tmp_path / "out",
            store=store,
            formats=formats,
        )
        return made, files

    return bind_book


def decode(path):
    """Decode a file as a player does; tells the sound and its rate."""
    with av.open(str(path)) as container:
        frames = [it.to_ndarray().mean(axis=0) for it in container.decode(audio=0)]
        return np.concatenate(frames), container.streams.audio[0].rate


def find_shift(sound, at, clip):
    """Tell how many samples from ``at`` a clip fits best, within a thousand."""
    around = np.pad(sound, 1000)[at : at + len(clip) + 2000]
    size = len(around) + len(clip)
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(clip, size))
    return int(np.fft.irfft(spectrum, size).argmax()) - 1000


@pytest.mark.parametrize("name", ["mp3-book", "opus"])
def test_marks_are_where_chapters_are(book, name):
    """Decoded, each chapter starts within a millisecond of its mark, and near the m4b's."""
    made, (file, *masters) = book("ab", "c", "def", "g", "h", formats=(name, "flac"))
    sound, rate = decode(file.path)
    with av.open(str(file.path)) as container:
        marks = [float(it["start"] * it["time_base"]) for it in container.chapters()]
        titles = [it["metadata"]["title"] for it in container.chapters()]
    timeline = lay_out(made)
    assert titles == [it.title for it in made]
    for mark, chapter, master_file in zip(marks, timeline.chapters, masters, strict=True):
        clip = soxr.resample(soundfile.read(master_file.path)[0], RATE, rate)
        assert abs(find_shift(sound, round(mark * rate), clip)) <= rate / 1000
        assert mark == pytest.approx(chapter.start / RATE, abs=0.05)


@pytest.mark.parametrize("name", ["mp3-book", "opus"])
def test_joints_are_silent(book, name):
    """Where chapters meet nothing is heard but what the codec makes of silence."""
    made, (file,) = book("ab", "c", "d", formats=(name,))
    sound, rate = decode(file.path)
    loudest = np.abs(sound).max()
    for chapter in lay_out(made).chapters[1:]:
        at = chapter.start * rate // RATE
        assert np.abs(sound[at - rate // 20 : at + rate // 3]).max() < loudest / 1000


def test_tags(book):
    """Every kind of file says who wrote and who reads it, and is left alone when it is current."""
    formats = ("mp3-book", "opus", "flac", "wav")
    _, files = book("a", "b", formats=formats, cover=Cover("image/png", PNG))
    paths = {file.path.suffix: file.path for file in reversed(files)}
    opus, flac, wav, mp3 = (
        OggOpus(paths[".opus"]),
        FLAC(paths[".flac"]),
        WAVE(paths[".wav"]),
        ID3(paths[".mp3"]),
    )
    assert [it["artist"] for it in (opus, flac)] == [["Ann Ask"]] * 2
    assert [it["composer"] for it in (opus, flac)] == [["Nan"]] * 2
    assert [it["series-part"] for it in (opus, flac)] == [["2"]] * 2
    assert [it["TCOM"].text for it in (wav, mp3)] == [["Nan"]] * 2
    assert [it["TXXX:ISBN"].text for it in (wav, mp3)] == [["9780306406157"]] * 2
    assert (flac["tracknumber"], wav["TRCK"].text) == (["1"], ["1/2"])
    _, again = book("a", "b", formats=formats, cover=Cover("image/png", PNG))
    assert not any(file.made for file in again)


def test_masters_lose_nothing(book, store):
    """A WAV and a FLAC have every sample of the chapter."""
    (made,), (flac, wav) = book("ab", formats=("flac", "wav"))
    sounds = [soundfile.read(it.path, dtype="int16")[0] for it in (flac, wav)]
    kept = soundfile.read(store.path(f"chapters/{made.key}.flac"), dtype="int16")[0]
    assert len(kept) == made.frames
    assert all(np.array_equal(sound, kept) for sound in sounds)


@pytest.mark.parametrize("damage", [b"", b"OggX", bytes(500)])
def test_damaged_source(book, store, tmp_path, damage):
    """A chapter that was damaged in the store is named, and dropped, to be made again."""
    (made,), _ = book("ab", formats=("opus",))
    path = store.path(f"chapters/{made.key}.opus")
    path.write_bytes(damage)
    (tmp_path / "out" / "The Way.opus").unlink()
    with pytest.raises(DamagedError, match="chapter"):
        book("ab", formats=("opus",))
    assert not path.exists()
    book("ab", formats=("opus",))


def test_parts(book):
    """A book in parts is several files, each with its own marks, its name and its number."""
    made, files = book("a", "b", "c", formats=("m4b", "mp3-book"), part_hours=1.8 / 3600)
    assert [file.path.name for file in files] == [
        f"The Way (part {number} of 3).{suffix}"
        for suffix in ("m4b", "mp3")
        for number in (1, 2, 3)
    ]
    with av.open(str(files[1].path)) as container:
        (mark,) = container.chapters()
        assert (mark["start"], mark["metadata"]["title"]) == (0, made[1].title)
        assert container.metadata["title"] == "The Way (part 2 of 3)"
        assert container.metadata["track"] == "2/3"
        assert container.metadata["album"] == "The Way"


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.floats(0.0, 0.01))
def test_split_property(minutes, hours):
    """Parts hold all chapters in order, and only one chapter alone is longer than a part may be."""
    chapters = [EncodedChapter(f"{it}", "", 10, it * 10, 0, (), ()) for it in minutes]
    parts = split_parts(chapters, hours)
    assert [it for part in parts for it in part.chapters] == chapters
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    for part in parts:
        long = sum(it.frames for it in part.chapters) > hours * 36_000
        assert not long or len(part.chapters) == 1 or not hours


def test_more_chapters_than_an_opus_can_name(store, tmp_path):
    """A thousand are in one Opus, from 000; of more, each part has its own, and that is told."""
    (whole,) = make_book(store, tmp_path / "a", 1000, ("opus",))
    for read in (read_with_av, read_with_mediainfo):
        titles = [title for _, title in read(whole.path)]
        assert titles == [f"Chapter {number}" for number in range(1, 1001)]
    told = []
    first, second = make_book(store, tmp_path / "b", 1003, ("opus",), on_warning=told.append)
    assert [len(read_with_av(it.path)) for it in (first, second)] == [1000, 3]
    assert read_with_mediainfo(second.path)[0] == (0.0, "Chapter 1001")
    assert told == [
        "An Opus can name 1000 chapters, and this book has 1003: its Opus comes in 2 parts."
    ]


@given(
    st.lists(st.integers(2, 400), min_size=2, max_size=60),
    st.sampled_from([Fraction(576), Fraction(480), Fraction(1152, 2)]),
)
def test_packets_property(blocks, length):
    """However many chapters a book has, none starts further from the timeline than its packets."""
    chapters = [EncodedChapter("", "", RATE, it * 1024, 0, (), ()) for it in blocks]
    timeline = lay_out(chapters)
    there = [int(-(-(it.frames + 1105) // length)) for it in chapters]
    counts = choose_packets(timeline, there, length)
    at = 0
    for count, most, chapter in zip(counts, there, timeline.chapters, strict=True):
        assert 0 <= count <= most
        assert -3 * length <= at - chapter.start <= 0
        at += count * length


@pytest.mark.parametrize("count", [1, 255, 256, 600])
def test_tables_of_contents(tmp_path, count):
    """No table of contents has more entries than its count can say, and all are reached."""
    path = tmp_path / "tags.mp3"
    marks = [(number * 1000.0, f"{number}") for number in range(count)]
    tags = BookTags(METADATA, "Nan")
    path.write_bytes(
        make_id3_tags(tags, title="T", number=1, total=1, marks=marks, end=count * 1e3)
    )
    found = ID3(path)
    tables = {it.element_id: it.child_element_ids for it in found.getall("CTOC")}
    below = [name for it in tables["toc"] for name in tables.get(it, [it])]
    assert all(len(children) < 256 for children in tables.values())
    chapters = {it.element_id: it for it in found.getall("CHAP")}
    assert [chapters[name].start_time for name in below] == [start for start, _ in marks]
