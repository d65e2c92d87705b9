"""Packages and folders that other programs expect."""

import json
import zipfile

import av
import pytest
from readers import read_lpf_with_vivliostyle

from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.files import BookDetails
from narrator.book.packing import check_package
from narrator.book.timeline import lay_out
from narrator.errors import DeliveryError
from narrator.manuscript.model import Cover, Metadata

RATE = 24_000
METADATA = Metadata(
    title="The Way: Part Two",
    authors=("Ann Ask", "Bo Bell"),
    language="en-GB",
    series="Ways #2",
    identifier="urn:isbn:978-0-306-40615-7",
    publisher="Nobody",
    date="28 January 1813",
    description="Of it.",
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>'


@pytest.fixture
def book(store, chapter, tmp_path):
    """Bind two chapters as asked."""

    def bind_book(*formats, **options):
        cues = [chapter(title, *clips) for title, clips in (("One", "ab"), ("Two & <on>", "c"))]
        made = [master(it, store=store, rate=RATE, formats=formats) for it in cues]
        details = BookDetails(METADATA, "Nan Narr", Cover("image/svg+xml", DRAWING), **options)
        numbered = dict(enumerate(made, 1))
        work = {"folder": tmp_path / "out", "store": store, "formats": formats}
        return made, bind(numbered, details=details, **work)

    return bind_book


def test_w3c_audiobook(book, tmp_path):
    """The package has a manifest that says what is required, and plays as long as it says."""
    made, (file,) = book("lpf")
    with zipfile.ZipFile(file.path) as archive:
        manifest = json.loads(archive.read("publication.json"))
        names = archive.namelist()
        archive.extractall(tmp_path / "unpacked")
    assert manifest["@context"][:2] == ["https://schema.org", "https://www.w3.org/ns/pub-context"]
    assert manifest["conformsTo"] == "https://www.w3.org/TR/audiobooks/"
    assert (manifest["name"], manifest["readBy"]) == ("The Way: Part Two", "Nan Narr")
    assert manifest["id"] == "urn:isbn:9780306406157"
    assert "datePublished" not in manifest  # which is no year alone
    listed = [it["url"] for it in manifest["readingOrder"] + manifest["resources"]]
    assert sorted([*listed, "publication.json"]) == sorted(names)
    page = (tmp_path / "unpacked" / "index.html").read_text(encoding="utf-8")
    assert '<nav role="doc-toc">' in page
    assert '<li><a href="audio/0002.m4a">Two &amp; &lt;on&gt;</a></li>' in page
    for item, chapter in zip(manifest["readingOrder"], made, strict=True):
        with av.open(str(tmp_path / "unpacked" / item["url"])) as container:
            frames = sum(frame.samples for frame in container.decode(audio=0))
        assert frames == chapter.frames
        assert item["duration"] == f"PT{chapter.frames / RATE:.3f}S"


def test_other_reader(book, tmp_path):
    """Vivliostyle gets from the page to the manifest, and finds it as W3C's schemas want it."""
    made, (file,) = book("lpf")
    if (found := read_lpf_with_vivliostyle(file.path, tmp_path)) is None:
        pytest.skip("optional: needs npm's @vivliostyle/cli")
    assert (found["name"], found["type"]) == ("The Way: Part Two", "Audiobook")
    assert [it["name"] for it in found["readingOrder"]] == [chapter.title for chapter in made]
    assert all((tmp_path / "package" / it["url"]).is_file() for it in found["readingOrder"])
    covers = [it["url"] for it in found["resources"] if "cover" in it.get("rel", ())]
    assert [(tmp_path / "read" / it).is_file() for it in covers] == [True]


def test_same_package(book, tmp_path):
    """A package is the same bytes however often it is made, and left alone when it is there."""
    _, (file,) = book("lpf")
    before = file.path.read_bytes()
    assert not book("lpf")[1][0].made
    file.path.unlink()
    assert book("lpf")[1][0].path.read_bytes() == before
    (tmp_path / "broken.lpf").write_bytes(before.replace(b"mdat", b"mdax"))
    with pytest.raises(DeliveryError, match="damaged"):
        check_package(tmp_path / "broken.lpf", "T")


def test_playlist(book):
    """The playlist brings the mp3s that it names, in their order."""
    _, files = book("m3u")
    playlist = files[-1].path
    lines = playlist.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    listed = [playlist.parent / line for line in lines if not line.startswith("#")]
    assert listed == [file.path for file in files[:-1]]
    assert all(path.is_file() for path in listed)


def test_shelf(book, tmp_path):
    """The folder has author, series and title for names, and a file that says the rest."""
    made, (sound, described) = book("audiobookshelf")
    folder = "audiobookshelf/Ann Ask, Bo Bell/Ways/Vol 2 - 1813 - The Way Part Two {Nan Narr}"
    assert sound.path == tmp_path / "out" / folder / "The Way Part Two.m4b"
    told = json.loads(described.path.read_text(encoding="utf-8"))
    assert described.path == sound.path.with_name("metadata.json")
    assert (told["series"], told["narrators"], told["isbn"]) == (
        ["Ways #2"],
        ["Nan Narr"],
        "9780306406157",
    )
    starts = [it.start / RATE for it in lay_out(made).chapters]
    assert [it["start"] for it in told["chapters"]] == pytest.approx(starts, abs=0.001)


def test_shelf_in_parts(book):
    """Chapters of a book in parts are counted on from one part to the next."""
    made, files = book("audiobookshelf", part_hours=0.0001)
    assert [file.path.suffix for file in files] == [".m4b", ".m4b", ".json"]
    chapters = json.loads(files[-1].path.read_text(encoding="utf-8"))["chapters"]
    assert [it["start"] for it in chapters] == [0.0, round(made[0].frames / RATE, 3)]
    assert [it["id"] for it in chapters] == [0, 1]
