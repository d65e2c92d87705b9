"""Notes and pictures in the brackets of plain text."""

import pytest
from manuscript.books import is_accounted_for, rules, texts

from narrator.manuscript import Reading, read

BOOK = """CHAPTER I.

It began[1] late. [sic]

[Footnote 1: The first note
is long.

It goes on.]

    One line[A]
    and the next

[Illustration: A boat]

[Illustration]

CHAPTER II.

Another[1] day.

FOOTNOTES:

[1] The second note.

[A] The third note.

[7] No sign leads here.
"""
FIRST, SECOND = ["The first note is long.", "It goes on."], ["The second note."]
LAST = "[7] No sign leads here."
ORDERS = {
    "skip": ["It began late. [sic]", "One line\nand the next", "A boat", "CHAPTER II.",
             "Another day.", LAST],
    "paragraph": ["It began late. [sic]", *FIRST, "One line\nand the next", "The third note.",
                  "A boat", "CHAPTER II.", "Another day.", *SECOND, LAST],
    "chapter": ["It began late. [sic]", "One line\nand the next", "A boat", *FIRST,
                "The third note.", "CHAPTER II.", "Another day.", LAST, *SECOND],
}  # fmt: skip


@pytest.mark.parametrize("where", ORDERS)
def test_notes_of_plain_text_are_heard_where_they_are_wanted(tmp_path, where):
    """A sign leads to the next note of its label; what is in brackets otherwise is text."""
    path = tmp_path / "book.txt"
    path.write_text(BOOK, encoding="utf-8")
    heard = [text for _, text in texts(read(path, Reading(notes=where)))]
    assert heard == ["CHAPTER I.", *ORDERS[where]]
    assert is_accounted_for(path, Reading(notes=where))


def test_what_opens_the_brackets_is_left_out_by_rule(tmp_path):
    """The word Footnote and the word Illustration are the typist's; captions may be skipped."""
    path = tmp_path / "book.txt"
    path.write_text("One[1].\n\n[Footnote 1: A.]\n\n[Illustration: B]", encoding="utf-8")
    assert rules(read(path, Reading(skip=frozenset(["caption"])))) == [
        ("note-marker", "[1]"), ("note-marker", "[Footnote 1:"), ("note", "A."),
        ("image", "[Illustration:"), ("caption", "B"),
    ]  # fmt: skip


def test_a_bracket_that_nothing_closes_takes_one_paragraph(tmp_path):
    """A slip of the typist costs no text."""
    path = tmp_path / "book.txt"
    path.write_text("One[1].\n\n[Footnote 1: A.\n\nTwo.\n\nThree [1", encoding="utf-8")
    assert [text for _, text in texts(read(path))] == ["One.", "Two.", "Three [1"]
    assert is_accounted_for(path)
