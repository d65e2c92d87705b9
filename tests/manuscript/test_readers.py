"""The choice of a reader, and the sentences for what is no manuscript."""

import pytest
from manuscript.books import is_accounted_for, make_epub, words, xhtml

import narrator.manuscript
from narrator.errors import MachineError, ManuscriptError
from narrator.manuscript import read


def test_exports_are_sorted():
    """The package exports read and the model's names, sorted, and no other."""
    assert narrator.manuscript.__all__ == sorted(narrator.manuscript.__all__)
    assert all(hasattr(narrator.manuscript, name) for name in narrator.manuscript.__all__)


@pytest.mark.parametrize("name", ["book.zip", "book", "book.txt"])
def test_a_renamed_epub_is_an_epub(tmp_path, name):
    """The content decides before the name does."""
    assert words(read(make_epub(tmp_path / name, {"one.xhtml": xhtml("<p>Good.</p>")}))) == [
        "Good."
    ]


@pytest.mark.parametrize("name", ["a.MD", "a.markdown", "a.txt", "a"])
def test_text_is_read_by_its_suffix(tmp_path, name):
    """Markdown and text are told apart by their names."""
    (tmp_path / name).write_text("*Good.*")
    starred = "md" not in name.lower() and "markdown" not in name
    assert words(read(tmp_path / name)) == (["*Good.*"] if starred else ["Good."])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-1.7", "is a PDF"),
        ("a.epub", b"\x89PNG\r\n", "is a picture"),
        ("a.docx", b"PK\x03\x04rest", "damaged"),
        ("a.html", b"<html>", "EPUB .* Markdown .* plain text"),
        ("a.txt", b"a\0b", "no text file"),
        ("a.md", b"", "no words"),
        ("a.md", b"***\n\n![cat](cat.png)\n", "no words"),
        ("a.txt", b" \n\n* * *\n", "no words"),
        ("a.epub", b"plain text", "damaged"),
    ],
)
def test_what_is_no_manuscript_is_named(tmp_path, name, content, message):
    """The sentence names the file and says what it is, or what would be read."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ManuscriptError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a"])
@pytest.mark.parametrize("word", ["PK", "PKs", "ID3", "RIFF", "GIF8", "TPZ"])
def test_a_text_may_begin_with_any_word(tmp_path, name, word):
    """Letters with which other kinds of file begin make no such file of a text."""
    path = tmp_path / name
    path.write_text(f"{word} was on the door.")
    assert words(read(path))[0] == word
    assert is_accounted_for(path)


def test_a_zip_without_a_package_is_no_epub(tmp_path):
    """Any other zip archive is refused for what it lacks."""
    path = make_epub(tmp_path / "a.zip", {})
    path.write_bytes(path.read_bytes().replace(b"package.opf", b"package.txt"))
    with pytest.raises(ManuscriptError, match="no EPUB"):
        read(path)


def test_a_missing_file_is_named(tmp_path):
    """A path that leads nowhere is said to."""
    with pytest.raises(ManuscriptError, match=r"There is no file .*gone\.md"):
        read(tmp_path / "gone.md")


def test_an_empty_folder_is_named(tmp_path):
    """A folder without Markdown is said to be."""
    with pytest.raises(ManuscriptError, match="holds no Markdown"):
        read(tmp_path)


def test_a_file_without_permission_is_the_machines_fault(tmp_path, monkeypatch):
    """A permission that is missing is no fault of the manuscript."""
    path = tmp_path / "a.md"
    path.write_text("x")

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(MachineError, match="permissions"):
        read(path)
