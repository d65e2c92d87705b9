"""Names and languages that a manuscript gives only loosely."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manuscript.books import make_epub, xhtml

from narrator.manuscript import read
from narrator.manuscript.naming import mend_characters, name_after_file, normalise_language


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("the_old-lamp.md", "the old lamp"),
        ("Emma.txt", "Emma"),
        ("-_-.md", "-_-"),
        ("/", "Untitled"),
    ],
)
def test_a_file_names_its_book(name, title):
    """Hyphens and underscores are the spaces that file names avoid."""
    assert name_after_file(Path(name)) == title


def test_this_folder_has_a_name(tmp_path, monkeypatch):
    """The folder that one stands in has a name too, and a dot in it ends nothing."""
    (tmp_path / "vol.2-the-sea").mkdir()
    monkeypatch.chdir(tmp_path / "vol.2-the-sea")
    Path("SUMMARY.md").write_text("[One](one.md)")
    Path("one.md").write_text("# One\n\nx")
    for path in (Path(), Path("SUMMARY.md")):
        assert read(path).metadata.title == "vol.2 the sea"


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_a_file_name_that_is_no_utf8_is_read(tmp_path, suffix):
    """Bytes of another encoding in the file's name become U+FFFD wherever the name goes."""
    path = tmp_path / os.fsdecode(b"caf\xe9-two." + suffix.encode())
    try:
        path.write_text("Text.")
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    manuscript = read(path)
    assert manuscript.metadata.title == "caf\N{REPLACEMENT CHARACTER} two"
    assert str(manuscript).encode()


@pytest.mark.parametrize("suffix", ["txt", "md"])
@pytest.mark.parametrize("data", [b"x \x81\xff", b"\xff\xfex\0\0\xd8", b"x \xed\xa0\x80"])
def test_a_text_that_cannot_be_decoded_is_read(tmp_path, suffix, data):
    """Bytes of no encoding, and half a character, come out as what can be written."""
    path = tmp_path / f"story.{suffix}"
    path.write_bytes(data)
    assert "x" in str(read(path)).encode().decode()


@given(text=st.text())
def test_mended_text_can_be_written(text):
    """What is whole stays; halves side by side are joined, the others replaced."""
    assert mend_characters(text) == text
    assert mend_characters(f"{text}\ud83d\ude00\ude00") == f"{text}😀\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("given", "tag"),
    [("en_US", "en-US"), ("eng", "en"), ("English", "en"), ("EN-us", "en-US"), ("fre", "fr"),
     ("ger-at", "de-AT"), ("zh_hant_tw", "zh-Hant-TW"), ("es-419", "es-419"), (" pt ", "pt"),
     ("de-x-AB", "de-x-ab"), ("no", "no"), ("sw", "sw"), ("Klingon speech", "Klingon speech"),
     ("?", "?")],
)  # fmt: skip
def test_languages(given, tag):
    """Each usual way to write a language gives its BCP 47 tag; the unknown stays as it is."""
    assert normalise_language(given) == tag
    assert normalise_language(tag) == tag


def test_readers_normalise_the_language(tmp_path):
    """An EPUB and a Markdown file give the tag, whatever they have."""
    metadata = "<dc:language>ENG_gb</dc:language>"
    book = make_epub(tmp_path / "b.epub", {"one.xhtml": xhtml("<p>x</p>")}, metadata=metadata)
    (tmp_path / "b.md").write_text("---\nlanguage: ENG_gb\n---\nx")
    assert [read(p).metadata.language for p in (book, tmp_path / "b.md")] == ["en-GB"] * 2
