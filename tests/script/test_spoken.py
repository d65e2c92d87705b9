"""The spoken form of a text."""

import pytest
from hypothesis import given
from script.strategies import TEXTS

from narrator.manuscript.model import Mark
from narrator.script.spoken import apply_rules, speak_as, speak_marked


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("IV", "4"),
        ("XL.", "40."),
        ("Chapter IV", "Chapter 4"),
        ("CHAPTER CXCIX. The End", "CHAPTER 199. The End"),
        ("Chapter iv", "Chapter 4"),
        ("IIII", "IIII"),
        ("CCL", "CCL"),
        ("I Begin", "I Begin"),
        ("Civil", "Civil"),
        ("Chapter Civil", "Chapter Civil"),
        ("mix", "mix"),
        ("Part C", "Part C"),
        ("Book L.", "Book L."),
        ("Chapter L", "Chapter 50"),
        ("Part CX", "Part 110"),
        ("Book I Love", "Book I Love"),
        ("Book I: Love", "Book 1: Love"),
        ("Part II — The Sea", "Part 2, The Sea"),
        ("Act V-shaped", "Act V-shaped"),
        ("Book V.S. Naipaul", "Book V.S. Naipaul"),
        ("Book I - Love", "Book 1 - Love"),
    ],
)
def test_numbers_of_headings(printed, spoken):
    """A heading's Roman numeral is said as a number; words that look like one are not."""
    assert speak_as(printed, "heading") == spoken


def test_numerals_outside_headings_stay():
    """In a sentence, I is the person."""
    assert speak_as("I", "narration") == "I"


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("the house—his own—stood", "the house, his own, stood"),
        ("the house -- his own", "the house, his own"),
        ("“But I—”", "“But I...”"),
        ("“Well!—come,” he said", "“Well! come,” he said"),
        ("—No.", "No."),
        ("Mr. W⸺ came", "Mr. W came"),
        ("well-known 1914–18", "well-known 1914–18"),
        ("So … it goes. . . . Yes", "So... it goes... Yes"),
        ("_Very_ well * and #2 in C#", "Very well and #2 in C#"),
        ("snake_case stays, 2 * 3 too", "snake_case stays, 2 * 3 too"),
        ("two  \n lines", "two lines"),
        ("Nothing to do: “here.”", "Nothing to do: “here.”"),
    ],
)
def test_what_is_said_otherwise_than_printed(printed, spoken):
    """Dashes, ellipses, ornaments and white space are said plainly; the rest as it is."""
    assert speak_as(printed, "narration") == spoken


def test_code_is_left_alone():
    """Signs mean something in code."""
    assert speak_as("a_b -- # c", "code") == "a_b -- # c"


def test_the_rules_that_applied_are_named():
    """One can ask which rules made the difference."""
    spoken, changes = apply_rules("_a_—5", "speech", "en")
    assert spoken == "a, five"
    assert [change.rule for change in changes] == ["drop-ornaments", "cardinals", "pause-at-dashes"]


def test_marked_runs_are_said_as_the_marks_say():
    """The words of a mark stand in place of the printed run; the rules apply around it."""
    says = [Mark("say", 4, 16, "Chumley"), Mark("say", 17, 19, "two--and a half")]
    assert speak_marked("Mr. Cholmondeley—2½—", "speech", says) == "Mr. Chumley, two--and a half..."


@given(text=TEXTS)
def test_no_word_is_lost(text):
    """The rules leave every letter in its order."""
    letters = [char for char in text if char.isalpha()]
    assert [char for char in speak_as(text, "narration") if char.isalpha()] == letters
