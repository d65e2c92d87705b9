"""Front matter: what it says of the book, and how its faults are told."""

import pytest
from manuscript.books import make_epub, xhtml

from narrator.errors import ManuscriptError
from narrator.manuscript import Cover, read


def read_text(folder, text):
    """Read a text as a Markdown file of ``folder``."""
    path = folder / "story.md"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_all_of_the_metadata_is_read(tmp_path):
    """Every key reaches the metadata, as printed: a number or a "No" stays what it is."""
    found = read_text(
        tmp_path,
        "---\ntitle: 1984\nauthors: [A. One, B. Two]\nlanguage: no\nnarrator: N\nseries: S\n"
        "date: 1949-06-08\npublisher: P\ndescription: 'a: b'\nidentifier: 0123\n---\n# x\n",
    ).metadata
    assert (found.title, found.authors, found.language) == ("1984", ("A. One", "B. Two"), "no")
    assert (found.narrator, found.series, found.publisher) == ("N", "S", "P")
    assert (found.date, found.description, found.identifier) == ("1949-06-08", "a: b", "0123")


def test_without_front_matter_the_heading_is_the_title(tmp_path):
    """The first heading, or else the file's name, names the book."""
    assert read_text(tmp_path, "# A *Title*\n\nx").metadata.title == "A Title"
    assert read_text(tmp_path, "x").metadata.title == "story"


def test_a_rule_at_the_top_is_no_front_matter(tmp_path):
    """Dashes that nothing closes are a scene break, and what follows is text."""
    assert read_text(tmp_path, "---\n\nJust text.").chapters[0].blocks[0].text == "Just text."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: x\nauthor: 'y\n", "line"),
        ("title: x\nseries: a: b\n", "line 3"),
        ("title: x\nvoices: alice\n", "line 3"),
        ("title: [a, b]\n", "line 2"),
        ("a list\n", "line 2"),
        ("\ttitle: x\n", "line 2"),
    ],
)
def test_a_fault_is_told_by_its_line(tmp_path, text, line):
    """Broken front matter is refused with the file and the line in which it breaks."""
    with pytest.raises(ManuscriptError, match=rf"story\.md, {line}"):
        read_text(tmp_path, f"---\n{text}---\nText.")


@pytest.mark.parametrize(("name", "kind"), [("c.svg", "image/svg+xml"), ("c.JPG", "image/jpeg")])
def test_the_cover_lies_beside_the_file(tmp_path, name, kind):
    """A picture below the manuscript's folder is its cover."""
    (tmp_path / "covers").mkdir()
    (tmp_path / "covers" / name).write_bytes(b"picture")
    manuscript = read_text(tmp_path, f"---\ncover: covers/{name}\n---\nText.")
    assert manuscript.cover == Cover(kind, b"picture")


@pytest.mark.parametrize("name", ["../c.png", "/etc/c.png", "gone.png", "c.txt"])
def test_no_other_file_is_a_cover(tmp_path, name):
    """A cover outside the folder, missing, or no picture is refused by name."""
    with pytest.raises(ManuscriptError, match=name.rpartition("/")[2]):
        read_text(tmp_path, f"---\ncover: {name}\n---\nText.")


def test_a_script_has_the_cover_of_its_source(tmp_path):
    """Without a cover of its own a script takes the one of the book it was made from."""
    item = '<item id="c" href="c.png" media-type="image/png" properties="cover-image"/>'
    page = {"one.xhtml": xhtml("<p>x</p>")}
    make_epub(tmp_path / "book.epub", page, manifest=item, extra={"c.png": b"picture"})
    manuscript = read_text(tmp_path, "---\nscript: 1\nsource: book.epub\n---\n# x\n")
    assert manuscript.cover == Cover("image/png", b"picture")
    assert read_text(tmp_path, "---\nscript: 1\nsource: gone.epub\n---\n# x\n").cover is None
