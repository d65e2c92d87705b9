"""The shelf: what is put on it, and what is refused."""

import httpx
import pytest

from narrator.server.studio.shelf import Shelf


def test_two_books_of_one_name_lie_apart(tmp_path):
    """Each has a folder of its own, and so its own files beside it."""
    shelf = Shelf(tmp_path)
    one, two = (shelf.add("My Story!.md", text) for text in (b"# One\n\nA.", b"# Two\n\nB."))
    assert one.id != two.id
    assert one.path.read_bytes() == b"# One\n\nA."
    assert [it.path.parent.name for it in (one, two)] == ["my-story", "my-story-2"]
    assert shelf.find(two.id) == two


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.md", "C:\\Users\\me\\x.md", "/abs.md", "a\0b.md", "..md", "x" * 300 + ".md"],
)
def test_names_are_made_safe(tmp_path, name):
    """Whatever a file is called, it lies in a folder of the shelf."""
    shelf = Shelf(tmp_path / "shelf")
    title = shelf.add(name, b"# One\n\nA line.")
    assert title.path.resolve().is_relative_to(tmp_path / "shelf")
    assert [it.name for it in tmp_path.iterdir()] == ["shelf"]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.exe", b"MZ", "no manuscript"),
        ("x.epub", b"PK\x03\x04 nothing", "x.epub"),
        ("x.md", b"%PDF-1.7", "a PDF"),
        ("x.txt", b"   ", "no words"),
    ],
)
def test_what_is_no_manuscript_leaves_nothing(studio, name, data, told):
    """It is said what is wrong, without the server's folders, and nothing stays behind."""
    before = sorted(studio.books.rglob("*"))
    answer = studio.add(name, data)
    assert answer.status_code == 422
    assert told in answer.json()["message"]
    assert str(studio.books) not in answer.json()["message"]
    assert sorted(studio.books.rglob("*")) == before


def test_a_folder_of_manuscripts_is_a_shelf(tmp_path):
    """A folder in which people work is shown as it is: files, books in folders, no README."""
    for name in ("README.md", "one.md", "many/1.md", "many/2.md", "apart/two.txt", "apart/x.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# One\n\nA line.")
    paths = {str(it.path.relative_to(tmp_path)) for it in Shelf(tmp_path).list_titles()}
    assert paths == {"one.md", "many", "apart/two.txt"}


def test_folders_in_folders_are_looked_into(tmp_path):
    """Manuscripts lie some folders deep; nothing is found behind links, or without end."""
    for name in ("shelf/austen/novels/emma.md", "shelf/a/b/c/d/e/f/deep.md", "else/secret.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("# One\n\nA line.")
    (tmp_path / "shelf/link").symlink_to(tmp_path / "else")
    shelf = Shelf(tmp_path / "shelf")
    assert [title.name for title in shelf.list_titles()] == ["emma"]


def test_what_is_too_large_is_refused(studio):
    """More than a body may be is not taken, nor written."""
    assert studio.add("x.txt", b"word " * (11 << 20)).status_code == 413
    assert not (studio.books / "x").exists()


def test_an_unknown_book_is_not_found(studio):
    """An id that no book has is 404, and no path."""
    for name in ("000000000000", "..", "%2e%2e%2fdata"):
        assert httpx.get(f"{studio.url}/studio/books/{name}").status_code == 404
