"""The licence of Project Gutenberg is known by its words, in whatever file and markup it stands."""

import pytest
from manuscript.books import is_accounted_for, make_epub, nav, rules, texts, words, xhtml

from narrator.manuscript import Reading, read

PERMIT = (
    "This eBook is for the use of anyone anywhere in the United States. You may copy it, give it "
    "away or re-use it under the terms of the Project Gutenberg License."
)
HEAD = ["The Project Gutenberg eBook of Emma", PERMIT, "Title: Emma", "Author: Jane Austen"]
START = "*** START OF THE PROJECT GUTENBERG EBOOK EMMA, BY A LADY WHO WROTE\nMANY MORE ***"
MADE = "Produced by a volunteer and her cat"
BOOK = ["Emma Woodhouse, handsome, clever, and rich.", "She was the youngest."]
END = "*** END OF THE PROJECT GUTENBERG EBOOK EMMA ***"
LICENCE = [
    "START: FULL LICENSE",
    "Section 1. General Terms of Project Gutenberg.",
    "You must return it to Project Gutenberg.",
]
SMALL_PRINT = "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*"

EDITIONS = {
    "today's": [*HEAD, START, MADE, *BOOK, END, "Updated editions will replace it.", *LICENCE],
    "without marks": [*HEAD, MADE, *BOOK, *LICENCE],
    "of the nineties": [
        "The Project Gutenberg Etext of Emma", "Why is this small print here?", SMALL_PRINT, *BOOK,
        "End of Project Gutenberg's Emma, by Jane Austen",
    ],
    "of several books": [*HEAD, START, BOOK[0], END, *LICENCE, *HEAD, START, BOOK[1], END],
    "without an end": [*HEAD, START, *BOOK],
    "of books without ends": [*HEAD, START, BOOK[0], *HEAD[1:], START, BOOK[1]],
}  # fmt: skip


def write_epub(folder, lines):
    """Write an EPUB of paragraphs as a converter leaves them, in two files."""
    pages = [lines[: len(lines) // 2], lines[len(lines) // 2 :]]
    named = {
        f"{n}.xhtml": xhtml("".join(f'<p class="calibre{n}">{line}</p>' for line in page))
        for n, page in enumerate(pages)
    }
    toc = nav(("0.xhtml", "The Project Gutenberg eBook of Emma"))
    return make_epub(folder / "book.epub", named, toc=toc)


def write_text(folder, lines, name):
    """Write paragraphs as plain text or as Markdown."""
    path = folder / name
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["epub", "book.txt", "book.md"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_licence_is_left_out(tmp_path, edition, kind):
    """Marks of all years, none at all, several books in one file: only the book is spoken."""
    lines = EDITIONS[edition]
    path = write_epub(tmp_path, lines) if kind == "epub" else write_text(tmp_path, lines, kind)
    manuscript = read(path)
    assert [text for _, text in texts(manuscript)] == BOOK
    assert {rule for rule, _ in rules(manuscript)} == {"gutenberg-licence"}
    assert is_accounted_for(path)


def test_the_licence_is_spoken_where_that_is_asked_for(tmp_path):
    """``speak`` names it, as it does other matter."""
    path = write_text(tmp_path, EDITIONS["today's"], "book.txt")
    assert rules(read(path, Reading(speak=frozenset(["gutenberg-licence"])))) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["It was on Project Gutenberg that he found it.", "The start of the Project Gutenberg was"],
        ["Title: none", "Produced by hand", "The full license", "End of Project Gutenberg talk."],
        ["x" * 40_000, START, BOOK[0]],
        [f"{'x' * 40_000} {START}", BOOK[0]],
        [BOOK[0], END, "y" * 70_000],
    ],
)
def test_what_is_no_licence_is_text(tmp_path, lines):
    """Books speak of it too; and what is far longer than any licence is a book."""
    spoken = words(read(write_text(tmp_path, lines, "book.txt")))
    assert spoken == [word for line in lines if line not in (START, END) for word in line.split()]


def test_headings_after_a_licence_make_chapters(tmp_path):
    """Chapters are where their headings are, however much is left out before them."""
    lines = ["# The Project Gutenberg eBook of Emma", *HEAD[1:], START, "# One", BOOK[0], "# Two"]
    manuscript = read(write_text(tmp_path, [*lines, BOOK[1], END, *LICENCE], "book.md"))
    assert [chapter.title for chapter in manuscript.chapters] == ["One", "Two"]
