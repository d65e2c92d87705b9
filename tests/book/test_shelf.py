"""What shelves and taggers that are not ours read of a finished book."""

import json
import shutil
import subprocess

import av
import pytest
from book.test_bind import METADATA, RATE
from readers import read_tags_with_music_metadata

from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.files import BookDetails

DETAILS = BookDetails(METADATA, "Nan (kokoro synthetic voice)")
DESCRIPTION = METADATA.description.strip()


@pytest.fixture
def book(store, chapter, tmp_path):
    """Bind a book of chapters of noise as one format; give its chapters and its first file."""

    def bind_book(*contents, name="m4b"):
        how = {"store": store, "formats": (name,)}
        made = [master(chapter(f"Chapter {it}", *it), rate=RATE, **how) for it in contents]
        files = bind(dict(enumerate(made, 1)), details=DETAILS, folder=tmp_path, **how)
        return made, files[0]

    return bind_book


def read_as_audiobookshelf(path):
    """Read a file's tags as its scanner maps what ffprobe tells: names in any case, others next."""
    with av.open(str(path)) as file:
        told = file.metadata or file.streams.audio[0].metadata
        marks = [it["metadata"]["title"] for it in file.chapters()]
    tags = {name.lower(): text for name, text in told.items()}
    names = (
        ("title", "album", "title"),
        ("authors", "artist", "album_artist"),
        ("narrators", "composer"),
        ("description", "description", "comment"),
        ("publisher", "publisher"),
        ("year", "date"),
        ("series", "series"),
        ("sequence", "series-part"),
        ("isbn", "isbn"),
        ("language", "language"),
        ("genre", "genre"),
    )
    found = {key: next((tags[it] for it in others if it in tags), None) for key, *others in names}
    split = {key: found[key].split(", ") for key in ("authors", "narrators")}
    return {**found, **split, "chapters": marks}


@pytest.mark.parametrize("name", ["m4b", "mp3-book", "opus", "mp3"])
def test_audiobookshelf(book, name):
    """Its scanner finds every field in every kind of file, and one narrator in a voice's name."""
    made, file = book("ab", "c", name=name)
    found = read_as_audiobookshelf(file.path)
    found["description"] = found["description"].strip()
    language = "eng" if "mp3" in name else "en-GB"
    assert found == {
        "title": "The Long: Wäy",
        "authors": ["Ann Ask", "Bo Bell"],
        "narrators": ["Nan (kokoro synthetic voice)"],
        "description": DESCRIPTION,
        "publisher": "Nobody",
        "year": "1813",
        "series": "Ways",
        "sequence": "2",
        "isbn": "9780306406157",
        "language": language,
        "genre": "Audiobook",
        "chapters": [] if name == "mp3" else [it.title for it in made],
    }


def test_exiftool(book):
    """ExifTool, by its own table of atoms, finds each where Apple puts it."""
    if not shutil.which("exiftool"):
        pytest.skip("optional: needs exiftool")
    _, file = book("a")
    command = ["exiftool", "-json", "-ItemList:all", "-iTunes:all", str(file.path)]
    (found,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    wanted = {
        "Title": "The Long: Wäy",
        "Album": "The Long: Wäy",
        "Artist": "Ann Ask, Bo Bell",
        "AlbumArtist": "Ann Ask, Bo Bell",
        "Composer": DETAILS.narrator,
        "Narrator": DETAILS.narrator,
        "Publisher": "Nobody",
        "MovementName": "Ways",
        "MovementNumber": 2,
        "Grouping": "Ways #2",
        "MediaType": "Audiobook",
        "PlayGap": "No Gap",
        "ISBN": 9780306406157,
        "LANGUAGE": "en-GB",
    }
    assert {name: found.get(name) for name in wanted} == wanted


def test_music_metadata(book):
    """Npm's music-metadata, which many shelves are built on, reads the same."""
    _, file = book("a")
    if (found := read_tags_with_music_metadata(file.path)) is None:
        pytest.skip("optional: needs npm's music-metadata")
    wanted = {
        "album": "The Long: Wäy",
        "artist": "Ann Ask, Bo Bell",
        "composer": [DETAILS.narrator],
        "movement": "Ways",
        "stik": 2,
        "gapless": True,
        "language": "en-GB",
        "date": "1813",
    }
    assert {name: found.get(name) for name in wanted} == wanted
