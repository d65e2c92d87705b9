"""A book is bound by copying, read back, and left alone where nothing changed."""

import shutil
import tracemalloc
from dataclasses import replace

import av
import numpy as np
import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from pymediainfo import MediaInfo

from narrator.audio.codec import read_clip
from narrator.audio.trim import find_edges
from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.files import BookDetails
from narrator.book.timeline import lay_out
from narrator.errors import DeliveryError, MachineError
from narrator.manuscript.model import Cover, Metadata

RATE = 24_000
BOTH = ("m4b", "mp3")
METADATA = Metadata(
    title="The Long: Wäy",
    authors=("Ann Ask", "Bo Bell"),
    language="en-GB",
    series="Ways #2",
    identifier="urn:isbn:978-0-306-40615-7",
    publisher="Nobody",
    date="28 January 1813",
    description="Two lines.\nOf it. " * 30,
)
DETAILS = BookDetails(METADATA, "Nan Narr")


@pytest.fixture
def book(store, chapter, tmp_path):
    """Master chapters of noise, by number, and bind them as asked."""

    def bind_book(*contents, details=DETAILS, formats=("m4b",), **options):
        cues = [chapter(f"Chapter {clips}", *clips) for clips in contents]
        made = [master(it, store=store, rate=RATE, formats=formats) for it in cues]
        folder = tmp_path / "out"
        return made, bind(
            dict(enumerate(made, 1)),
            details=details,
            folder=folder,
            store=store,
            formats=formats,
            **options,
        )

    return bind_book


def decode(path):
    """Decode a file as a player does, from its first frame."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(frames)


def find_in(sound, clip):
    """Tell where in the sound a clip fits best."""
    size = len(sound) + len(clip)
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(clip, size))
    return int(np.fft.irfft(spectrum).argmax())


def test_every_segment_where_it_should_be(store, book):
    """Decoded, every segment of every chapter starts on the very frame of the timeline."""
    made, (file,) = book("ab", "cde", "f", "ghij")
    sound = decode(file.path)
    timeline = lay_out(made)
    assert len(sound) == timeline.frames == round(file.seconds * RATE)
    for span in [span for chapter in timeline.chapters for span in chapter.spans]:
        clip = read_clip(store.path(f"clips/{span.segment[-1]}.flac"))
        start, end = find_edges(clip)
        assert span.end - span.start == end - start
        near = sound[span.start - 4096 : span.end + 4096]
        assert find_in(near, clip.samples[start:end]) == 4096


def test_joints_are_silent(book):
    """Where chapters meet there is nothing to hear, not even of the encoder."""
    made, (file,) = book("ab", "cd", "ef")
    sound = decode(file.path)
    for chapter in lay_out(made).chapters[1:]:
        assert not np.any(sound[chapter.start - 1024 : chapter.start + 4096])


def test_what_readers_find(book):
    """Chapters, tags and language are there for FFmpeg and for mutagen."""
    made, (file,) = book("ab", "c")
    tags = MP4(file.path)
    with av.open(str(file.path)) as container:
        chapters = [
            (it["start"], it["end"], it["metadata"]["title"]) for it in container.chapters()
        ]
        found = container.metadata
        assert container.streams.audio[0].metadata.get("language") == "eng"
    timeline = lay_out(made)
    assert chapters == [(it.start, it.end, it.title) for it in timeline.chapters]
    assert [it.start * RATE for it in tags.chapters] == pytest.approx([0, chapters[1][0]], abs=0.01)
    assert (found["artist"], found["composer"], found["date"]) == (
        "Ann Ask, Bo Bell",
        "Nan Narr",
        "1813",
    )
    assert (found["SERIES"], found["SERIES-PART"], found["ISBN"]) == ("Ways", "2", "9780306406157")
    assert (tags["stik"], tags["©nrt"], tags["©mvi"]) == ([2], ["Nan Narr"], [2])
    assert file.path.read_bytes()[4:12] == b"ftypM4B "


def test_what_mediainfo_finds(book):
    """MediaInfo, which reads boxes by itself, finds an audiobook that says who reads it."""
    _, (file,) = book("ab", "c")
    general, sound, *menus = MediaInfo.parse(str(file.path)).tracks
    assert (general.album, general.performer) == ("The Long: Wäy", "Ann Ask, Bo Bell")
    assert (general.composer, general.nrt) == ("Nan Narr", "Nan Narr")
    told = general.to_data()
    assert (told["isbn"], told["series"], told["seriespart"]) == ("9780306406157", "Ways", "2")
    assert general.publisher == "Nobody"
    assert sound.duration == round(file.seconds * 1000)
    assert len(menus) == 2


def test_same_bytes(book, tmp_path):
    """The same book is the same file, byte for byte."""
    _, files = book("ab", "c", formats=BOTH)
    before = [file.path.read_bytes() for file in files]
    shutil.rmtree(tmp_path / "out")
    _, again = book("ab", "c", formats=BOTH)
    assert [file.path.read_bytes() for file in again] == before
    assert all(file.made for file in again)


def test_unchanged(book):
    """A finished book is left alone."""
    _, first = book("ab", "c", formats=BOTH)
    before = [file.path.stat().st_mtime_ns for file in first]
    _, again = book("ab", "c", formats=BOTH)
    assert [file.path.stat().st_mtime_ns for file in again] == before
    assert [replace(file, made=True) for file in again] == list(first)
    assert not any(file.made for file in again)


def test_changed_clip(book):
    """A changed clip makes its chapter's mp3 and the m4b anew, and nothing else."""
    before, _ = book("ab", "cd", "ef", formats=BOTH)
    after, files = book("ab", "cX", "ef", formats=BOTH)
    assert [file.made for file in files] == [True, False, True, False]
    assert [a.key == b.key for a, b in zip(before, after, strict=True)] == [True, False, True]


@pytest.mark.parametrize("kind", BOTH)
def test_cut_short(book, kind):
    """A finished file that was cut short is noticed and written again."""
    _, (file, *_) = book("ab", "c", formats=(kind,))
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[:-100])
    _, (again, *_) = book("ab", "c", formats=(kind,))
    assert again.made
    assert again.path.read_bytes() == whole


@pytest.mark.parametrize(
    "details",
    [
        replace(DETAILS, narrator="Someone Else"),
        replace(DETAILS, metadata=replace(METADATA, authors=("Another",))),
        replace(
            DETAILS, cover=Cover("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        ),
    ],
)
def test_new_details(book, details):
    """A new narrator, author or cover binds the book again."""
    book("ab")
    _, (file,) = book("ab", details=details)
    assert file.made


def test_many_chapters(store, chapter, tmp_path):
    """Three hundred chapters read back, all of them, with the strangest titles."""
    made = master(chapter("", "a"), store=store, rate=RATE)
    titles = ["", "\0x\n", "é" * 400, "𝔄 🐙", "a\ud800b", *map(str, range(295))]
    chapters = {number: replace(made, title=title) for number, title in enumerate(titles, 1)}
    (file,) = bind(chapters, details=DETAILS, folder=tmp_path, store=store, formats=("m4b",))
    with av.open(str(file.path)) as container:
        found = [it["metadata"]["title"] for it in container.chapters()]
    assert found[:5] == ["1", "x", "é" * 127, "𝔄 🐙", "ab"]
    assert found[5:] == titles[5:]
    assert MP4(file.path).chapters is None


def test_mp3s(book):
    """One mp3 a chapter, named and numbered, plays as long as its chapter and says what it is."""
    made, files = book("ab", "c", formats=("mp3",))
    assert [file.path.name for file in files] == ["01 - Chapter ab.mp3", "02 - Chapter c.mp3"]
    tags = ID3(files[1].path)
    assert (tags["TRCK"].text, tags["TALB"].text) == (["2/2"], ["The Long: Wäy"])
    assert (str(tags["TDRC"]), tags["TLAN"].text, tags["TCOM"].text) == (
        "1813",
        ["eng"],
        ["Nan Narr"],
    )
    assert len(decode(files[1].path)) == pytest.approx(made[1].frames, abs=1152)


def test_replaced_mp3s(book, tmp_path):
    """An mp3 whose chapter got another title or went away goes; the user's own files stay."""
    book("ab", "c", "d", formats=("mp3",))
    mine = tmp_path / "out" / "02 - Mine.mp3"
    mine.write_bytes(b"ID3 or not")
    book("ab", "X", formats=("mp3",))
    left = sorted(path.name for path in mine.parent.iterdir())
    assert left == ["01 - Chapter ab.mp3", "02 - Chapter X.mp3", "02 - Mine.mp3"]


def test_part_of_a_book(store, chapter, tmp_path):
    """Some chapters of a book keep their numbers, and the other files stay."""
    made = {
        number: master(chapter(f"{number}", "a"), store=store, rate=RATE, formats=BOTH)
        for number in (1, 2, 3)
    }
    options = {"folder": tmp_path, "store": store, "formats": ("mp3",)}
    bind(made, details=DETAILS, **options)
    (file,) = bind({2: made[2]}, details=replace(DETAILS, chapters=3), **options)
    assert (file.path.name, file.made) == ("02 - 2.mp3", False)
    assert len(list(tmp_path.glob("*.mp3"))) == 3


@pytest.mark.parametrize("kind", BOTH)
def test_damaged_chapter(store, book, kind):
    """A damaged chapter in the store is dropped, so that running again mends it."""
    made, (file, *_) = book("ab", "c", formats=(kind,))
    before = file.path.read_bytes()
    file.path.unlink()
    name = (
        f"chapters/{made[0].stretches[0]}.m4a" if kind == "m4b" else f"chapters/{made[0].key}.mp3"
    )
    store.put(name, store.read(name)[:-3000])
    with pytest.raises((MachineError, DeliveryError), match=r"[Rr]un"):
        book("ab", "c", formats=(kind,), details=replace(DETAILS, narrator="Other"))
    book("ab", "c", formats=(kind,))
    assert file.path.read_bytes() == before


def test_two_rates(store, chapter, tmp_path):
    """Chapters of different rates make no m4b, and the message says what does."""
    made = {rate: master(chapter("x", "a"), store=store, rate=rate) for rate in (22_050, 24_000)}
    with pytest.raises(DeliveryError, match=r"22050 Hz, 24000 Hz.*--format mp3"):
        bind(made, details=DETAILS, folder=tmp_path, store=store, formats=("m4b",))


def test_broken_cover(book):
    """A broken cover is reported, and the book is made without it."""
    warnings = []
    details = replace(DETAILS, cover=Cover("image/png", b"\x89PNG\r\n\x1a\nnothing"))
    _, (file,) = book("a", details=details, on_warning=warnings.append)
    assert file.made
    assert "image/png" in warnings[0]
    assert "covr" not in MP4(file.path)


def test_memory(store, chapter, tmp_path):
    """Binding takes no more memory for a long book than its list of packets."""
    made = master(chapter("x", *"abcdefghij" * 10), store=store, rate=RATE)
    chapters = dict.fromkeys(range(60), made)
    bind(chapters, details=DETAILS, folder=tmp_path / "once", store=store, formats=("m4b",))
    tracemalloc.start()
    (file,) = bind(chapters, details=DETAILS, folder=tmp_path, store=store, formats=("m4b",))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.size > 20_000_000
    assert peak < 9_000_000
