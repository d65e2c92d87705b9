"""What is said of a book besides its manuscript."""

import pytest

from narrator.errors import ManuscriptError
from narrator.manuscript import read
from narrator.manuscript.details import NAMES, read_details, with_details

BOOK = '[metadata]\ntitle = "Better"\nauthor = "A. Keeper"\nseries = "The Sea"\n'


@pytest.fixture
def story(tmp_path):
    """A manuscript with a publisher of its own."""
    path = tmp_path / "story.md"
    path.write_text("---\ntitle: Worse\npublisher: Quay\n---\n\n# One\n\nLamp.\n", encoding="utf-8")
    return path


def test_what_is_said_wins_and_the_rest_stays(story, tmp_path):
    """Named values take the place of the manuscript's; the others are as they were."""
    (tmp_path / "story.book.toml").write_text(BOOK, encoding="utf-8")
    said = read_details(tmp_path / "story.book.toml")
    metadata = with_details(read(story), said, story).metadata
    assert (metadata.title, metadata.authors, metadata.series) == (
        "Better",
        ("A. Keeper",),
        "The Sea",
    )
    assert metadata.publisher == "Quay"


def test_every_name_can_be_said(story, tmp_path):
    """Each name reaches the metadata, and a cover is read."""
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    said = dict.fromkeys(NAMES, "X") | {"language": "de", "cover": "c.png"}
    changed = with_details(read(story), said, story)
    assert (changed.metadata.language, changed.metadata.identifier) == ("de", "X")
    assert changed.cover is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[metadata]\ncolour = "red"', "colour"),
        ("[metadata]\ntitle = 3", "title needs a text"),
        ("[metadata]\nauthors = [3]", "authors needs"),
        ("metadata = 3", "table"),
    ],
)
def test_what_cannot_be_said_is_told(tmp_path, text, told):
    """A name that is none, and a value of another kind, are refused by name."""
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManuscriptError, match=told):
        read_details(path)


def test_without_a_file_nothing_is_said(tmp_path):
    """There need be no file."""
    assert read_details(tmp_path / "book.toml") == {}
