"""Plain text becomes manuscripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manuscript.books import rules, texts, words
from manuscript.contract import ReaderContract

from narrator.manuscript import read


def read_bytes(folder, data):
    """Read bytes as a text file."""
    path = folder / "story.txt"
    path.write_bytes(data)
    return read(path)


def read_text(folder, text):
    """Read a text as a text file."""
    return read_bytes(folder, text.encode())


class TestContract(ReaderContract):
    """The text reader keeps the contract on a page with something of everything."""

    @pytest.fixture
    def manuscript(self, tmp_path):
        """Give a page with something of everything."""
        return read_text(
            tmp_path, "Before.\n\n* * *\n\nCHAPTER I.\n\n***\n\nOne\n two.\n\n\n***\n\nII\n\nx"
        )


def test_lines_of_a_paragraph_are_joined(tmp_path):
    """Blank lines part paragraphs; the line ends of a typewriter are spaces."""
    text = "A line\r\nand another.\r\n\r\n  Next  one.\n \n* * *\n\nLast."
    assert texts(read_text(tmp_path, text)) == [
        ("paragraph", "A line and another."),
        ("paragraph", "Next one."),
        ("scene-break", ""),
        ("paragraph", "Last."),
    ]


@pytest.mark.parametrize(
    "title",
    ["Chapter 4", "CHAPTER IV.", "IV", "Chapter the Last", "Chapter One: The Fire", "Epilogue",
     "CHAPTER XLIX.\nIn Which", "PART TWO"],
)  # fmt: skip
def test_lines_that_look_like_titles_make_chapters(tmp_path, title):
    """A title in a paragraph of its own begins a chapter of that name."""
    manuscript = read_text(tmp_path, f"Before.\n\n{title}\n\nText.")
    assert [chapter.title for chapter in manuscript.chapters] == [
        "Before.",
        " ".join(title.split()),
    ]


@pytest.mark.parametrize(
    "line", ["Part of me knew.", "Mix.", "Chapter and verse", "Act now!", "No."]
)
def test_other_short_lines_do_not(tmp_path, line):
    """A short paragraph that only begins like a title is text."""
    assert len(read_text(tmp_path, f"Before.\n\n{line}\n\nText.").chapters) == 1


@pytest.mark.parametrize(
    "data",
    ["Café “x”".encode(), b"\xef\xbb\xbf" + "Café “x”".encode(), "Café “x”".encode("utf-16"),
     "Café “x”".encode("cp1252")],
)  # fmt: skip
def test_encodings(tmp_path, data):
    """UTF-8, UTF-16 with its mark and Windows-1252 are told apart."""
    assert words(read_bytes(tmp_path, data)) == ["Café", "“x”"]


def test_the_gutenberg_licence_is_skipped(tmp_path):
    """What stands before and after the book is not spoken, and names the book."""
    text = (
        "The Project Gutenberg eBook\n\nTitle: Emma\n\nAuthor: Jane Austen\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\nCHAPTER I\n\nEmma Woodhouse.\n\n"
        "*** END OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\nLicence."
    )
    manuscript = read_text(tmp_path, text)
    assert words(manuscript) == ["CHAPTER", "I", "Emma", "Woodhouse."]
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Emma", ("Jane Austen",))
    assert {rule for rule, _ in rules(manuscript)} == {"gutenberg-licence"}
    assert len(rules(manuscript)) == 6


@given(text=st.lists(st.text("abcä ,.\n", min_size=1), min_size=1).map("x\n".join))
def test_words_in_are_words_out(tmp_path_factory, text):
    """All words come out once, in their order."""
    manuscript = read_text(tmp_path_factory.mktemp("text"), f"Start. {text}")
    assert words(manuscript) == f"Start. {text}".split()


def test_indented_short_lines_are_verse(tmp_path):
    """Verse set in from the margin keeps its lines; a long indented passage is prose."""
    prose = "\n".join("   " + "many words in a line " * 3 for _ in range(3))
    text = f"Before.\n\n   The rose is red,\n     the violet blue.\n\n{prose}\n"
    kinds = [kind for kind, _ in texts(read_text(tmp_path, text))]
    assert kinds == ["paragraph", "verse", "paragraph"]
    assert texts(read_text(tmp_path, text))[1][1] == "The rose is red,\nthe violet blue."


def test_a_list_of_chapters_is_not_read(tmp_path):
    """Contents go on until their first entry comes again; without that they are text."""
    chapters = "CHAPTER I. The Start\n\nOne.\n\nCHAPTER II. The End\n\nTwo.\n"
    listed = "CONTENTS\n\nCHAPTER I. The Start\nCHAPTER II. The End\n\n"
    manuscript = read_text(tmp_path, listed + chapters)
    assert [chapter.title for chapter in manuscript.chapters] == [
        "CHAPTER I. The Start",
        "CHAPTER II. The End",
    ]
    assert {rule for rule, _ in rules(manuscript)} == {"table-of-contents"}
    assert words(read_text(tmp_path, "Contents\n\nNothing of the kind."))[0] == "Contents"


def test_paragraphs_without_blank_lines_are_found(tmp_path):
    """A file of one long line a paragraph, or of indented paragraphs, is not one paragraph."""
    long = "Chapter 1\n" + ("word " * 40 + "\n") * 3
    assert [kind for kind, _ in texts(read_text(tmp_path, long))] == ["heading", *["paragraph"] * 3]
    indented = "    It was late\nthat night.\n    Nobody came\nat all.\n"
    found = [text for _, text in texts(read_text(tmp_path, indented))]
    assert found == ["It was late that night.", "Nobody came at all."]
