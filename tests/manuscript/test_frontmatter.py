"""Front matter: what it says of the book, and how its faults are told."""

import re

import pytest
from manuscript.books import make_epub, rules, words, xhtml

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


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A *Title*\n\n## One\n\nx\n\n## Two\n\ny", "A Title"),
        ("# Chapter 1\n\nx\n\n# Chapter 2\n\ny", "story"),
        ("# Chapter 1\n\nx", "story"),
        ("## One\n\nx\n\n# Late\n\n## Two\n\ny", "story"),
        ("x", "story"),
    ],
)
def test_without_front_matter_the_heading_above_is_the_title(tmp_path, text, title):
    """A first heading above the chapters names the book, or else the file's name does."""
    assert read_text(tmp_path, text).metadata.title == title


def test_a_rule_at_the_top_is_no_front_matter(tmp_path):
    """Dashes that nothing closes are a scene break, and what follows is text."""
    assert read_text(tmp_path, "---\n\nJust text.").chapters[0].blocks[0].text == "Just text."


@pytest.mark.parametrize(
    "text", ["\n\nOne.\n\n---\n\nTwo.", "\n\n# One: x\n\nTwo.", "\nHe said: go.", "\nThus: go."]
)
def test_a_rule_and_prose_are_no_front_matter(tmp_path, text):
    """After a rule prose is prose, with colons, headings and other rules in it."""
    manuscript = read_text(tmp_path, f"---{text}")
    assert " ".join(words(manuscript)) == " ".join(re.findall(r"[\w:.]+", text))


@pytest.mark.parametrize("text", ["title: x\n\nText.", "Author: x\nvoices:\n  a: b\n", "mood: x"])
def test_front_matter_without_an_end_is_refused(tmp_path, text):
    """Front matter that nothing closes is told, not read aloud."""
    with pytest.raises(ManuscriptError, match=r"story\.md, line 1: .*no end"):
        read_text(tmp_path, f"---\n{text}")


def test_the_front_matter_of_a_summary_is_the_books(tmp_path):
    """SUMMARY.md can tell of the book, and its front matter is not in the list of chapters."""
    text = "---\ntitle: The Sea\nspeakers: tagged\n---\n[One](story.md)\n"
    (tmp_path / "SUMMARY.md").write_text(text)
    (tmp_path / "story.md").write_text("---\ntitle: no\n---\n# One\n\n**A:** x")
    manuscript = read(tmp_path)
    assert (manuscript.metadata.title, manuscript.tagged) == ("The Sea", True)
    assert rules(manuscript) == [("table-of-contents", "One"), ("speaker-tag", "A:")]


def test_half_characters_are_mended(tmp_path):
    """The halves of a character that YAML's escapes allow come out as what can be written."""
    text = 'title: "\\uD83D\\uDE00 \\uD800"\nauthors: ["\\uD800"]\nvoices: {"\\uD800": "\\uD800"}'
    manuscript = read_text(tmp_path, f"---\n{text}\n---\nx")
    assert manuscript.metadata.title == "😀 \N{REPLACEMENT CHARACTER}"
    assert str(manuscript).encode()


def test_values_that_repeat_one_another_without_end_are_read(tmp_path):
    """Lists of lists by reference, a known trap, cost nothing where nobody asks for them."""
    lists = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    text = f"---\na0: &a0 x\n{lists}title: y\n---\nx"
    assert read_text(tmp_path, text).metadata.title == "y"


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


def test_a_script_of_a_script_has_the_cover_of_the_first_source(tmp_path):
    """Sources are followed from script to script, each from its own folder, and end in a loop."""
    (tmp_path / "a").mkdir()
    (tmp_path / "book.md").write_text("---\ncover: c.png\n---\nx")
    (tmp_path / "c.png").write_bytes(b"picture")
    (tmp_path / "a" / "one.md").write_text("---\nscript: 1\nsource: ../book.md\n---\n# x")
    text = "---\nscript: 1\nsource: {}\n---\n# x\n"
    assert read_text(tmp_path, text.format("a/one.md")).cover == Cover("image/png", b"picture")
    assert read_text(tmp_path, text.format("story.md")).cover is None


def test_front_matter_may_be_toml(tmp_path):
    """Between lines of plus signs, as Hugo and Zola have it; its dates and numbers are text."""
    toml = '+++\ntitle = "A: B"\nauthors = ["Ann", "Bob"]\ndate = 2020-01-02\nweight = 3\n+++\n'
    manuscript = read_text(tmp_path, f"{toml}# One\n\nText.")
    told = manuscript.metadata
    assert (told.title, told.authors, told.date) == ("A: B", ("Ann", "Bob"), "2020-01-02")
    assert [chapter.title for chapter in manuscript.chapters] == ["One"]


def test_what_is_no_toml_is_refused_or_text(tmp_path):
    """A fault is told with its line; plus signs around something else are the book's."""
    with pytest.raises(ManuscriptError, match="line 2"):
        read_text(tmp_path, '+++\ntitle = "A\n+++\nText.')
    assert read_text(tmp_path, "+++\n# One\n+++\nText.").chapters
