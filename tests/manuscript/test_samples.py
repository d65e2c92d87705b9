"""The samples in ``manuscripts/``: the first thing that a newcomer hears."""

import importlib.util
from pathlib import Path

import pytest
from manuscript.books import words
from manuscript.contract import ReaderContract

from narrator.manuscript import read

SAMPLES = Path(__file__).parents[2] / "manuscripts"


@pytest.fixture
def build_epub():
    """Give the script that builds the EPUB samples, as a module."""
    spec = importlib.util.spec_from_file_location("build_epub", SAMPLES / "build_epub.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class SampleContract(ReaderContract):
    """What all samples promise; a sample's tests name their file."""

    name = ""

    @pytest.fixture
    def manuscript(self):
        """Give the sample."""
        return read(SAMPLES / self.name)

    def test_it_is_a_whole_book(self, manuscript):
        """A sample has title, author, language and a cover drawn by hand."""
        metadata = manuscript.metadata
        assert metadata.title
        assert metadata.authors
        assert metadata.language in ("en-GB", "en-US")
        assert manuscript.cover.media_type == "image/svg+xml"


class TestStory(SampleContract):
    """The story in plain quoted dialogue, the default of ``make book``."""

    name = "the-lighthouse-cat.md"

    def test_it_has_two_chapters_and_three_speakers(self, manuscript):
        """Two chapters, at least three people who are said to speak, about 400 words."""
        text = " ".join(words(manuscript))
        assert len(manuscript.chapters) == 2
        assert all(f"said {name}" in text for name in ("Tobin", "Mara", "Captain Reyes"))
        assert 350 < len(text.split()) < 480


class TestTagged(SampleContract):
    """The scene whose speakers are tagged by hand."""

    name = "the-last-ferry-tagged.md"

    def test_everyone_is_tagged(self, manuscript):
        """It has tags with and without directions, and one pause."""
        marks = [mark for block in manuscript.chapters[0].blocks for mark in block.marks]
        values = [mark.value for mark in marks if mark.kind == "tag"]
        assert manuscript.tagged
        assert {value.partition(" ")[0] for value in values} == {"Nell", "Ferryman", "Narrator"}
        assert sum("pause" in value for value in values) == 1


class TestEpub(SampleContract):
    """The EPUB 3 that is built from its own text."""

    name = "the-paper-boat.epub"

    def test_its_chapters_are_those_of_its_text(self, manuscript):
        """A dedication and two chapters, each under its title."""
        kinds = [(chapter.title, chapter.kind) for chapter in manuscript.chapters]
        assert kinds == [("Dedication", "front"), ("The Launch", "body"), ("The Landing", "body")]

    def test_building_it_gives_the_same_bytes(self, tmp_path, build_epub):
        """The EPUB in the repository is the one that its text makes, byte for byte."""
        build_epub.build(SAMPLES / "the-paper-boat", tmp_path / "again.epub")
        assert (tmp_path / "again.epub").read_bytes() == (SAMPLES / self.name).read_bytes()
