"""Folders of Markdown: the order of their files, and the lists that other tools keep of them."""

import pytest
from manuscript.books import rules, words

from narrator.errors import ManuscriptError
from narrator.manuscript import read


def write(folder, files):
    """Write files of a folder, by name."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_files_stand_as_in_a_book(tmp_path):
    """What comes before and after the chapters in print does so without any list."""
    names = ["appendix-a", "bio", "chapter10", "chapter2", "foreword", "introduction", "preface"]
    write(tmp_path, {f"{name}.md": f"# {name}\n\nText.\n" for name in names})
    assert [chapter.title for chapter in read(tmp_path).chapters] == [
        "foreword", "preface", "introduction", "chapter2", "chapter10", "appendix-a", "bio",
    ]  # fmt: skip


@pytest.mark.parametrize("folder", ["", "manuscript/"])
def test_leanpub_lists_files_by_line(tmp_path, folder):
    """Book.txt gives the order; its orders and those in the text are not read."""
    files = {"b.md": "{mainmatter}\n\n# B\n\nTwo.\n", "a.txt": "{frontmatter}\n\n# A\n\nOne.\n"}
    listing = {"Book.txt": "frontmatter:\na.txt\n# c.md\nb.md\n"}
    write(tmp_path, {folder + name: text for name, text in (files | listing).items()})
    manuscript = read(tmp_path)
    assert " ".join(words(manuscript)) == "A One. B Two."
    assert [chapter.kind for chapter in manuscript.chapters] == ["front", "body"]
    assert ("attribute", "{mainmatter}") in rules(manuscript)


def test_mdbook_keeps_its_files_in_src(tmp_path):
    """The folder of an mdBook is read by the summary below it."""
    files = {"src/SUMMARY.md": "# Summary\n\n- [One](a.md)\n", "src/a.md": "# A\n\nText.\n"}
    manuscript = read(write(tmp_path, files | {"book.toml": "[book]\ntitle = 'T'\n"}))
    assert [chapter.title for chapter in manuscript.chapters] == ["One"]


def test_a_list_cannot_leave_its_folder(tmp_path):
    """A line that leads out of the folder is refused."""
    with pytest.raises(ManuscriptError, match="outside its folder"):
        read(write(tmp_path, {"Book.txt": "../secret.md\n"}))


def test_html_in_markdown_is_read(tmp_path):
    """Words within tags are text, and headings among them open chapters."""
    text = '# A\n\n<div align="center">\n<p>One <b>two</b></p>\n<h1>B</h1>\n</div>\n\nThree.\n'
    manuscript = read(write(tmp_path, {"a.md": text}) / "a.md")
    assert " ".join(words(manuscript)) == "A One two B Three."
    assert [chapter.title for chapter in manuscript.chapters] == ["A", "B"]


def test_definitions_are_items(tmp_path):
    """A term and what it means are lines of their own."""
    path = write(tmp_path, {"a.md": "Term\n: Meaning\n: Other\n"}) / "a.md"
    assert [block.kind for block in read(path).chapters[0].blocks] == ["item"] * 3
