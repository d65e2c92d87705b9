"""Figures that stand alone in plain text count its chapters, or its pages."""

import pytest
from manuscript.books import is_accounted_for, rules, texts

from narrator.manuscript import read

LONG = "He looked out at the sea for a long while, as he did each day, and went home again. " * 4


def read_text(folder, *paragraphs):
    """Read paragraphs as a text file, of which no word may be lost."""
    path = folder / "story.txt"
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    assert is_accounted_for(path)
    return read(path)


@pytest.mark.parametrize(
    "titles",
    [
        ("1", "2", "3"),
        ("1.", "2.", "3."),
        ("- 1 -", "- 2 -", "- 3 -"),
        ("_1_", "_2_", "_3_"),
        ("ONE", "TWO", "THREE"),
        ("1. The Start", "2. The Middle", "3. The End"),
        ("1 – The Start", "2 – Étienne", "3 – The End"),
        ("1\nThe Start", "2\nThe Middle", "3\nThe End"),
    ],
)
def test_figures_that_count_make_chapters(tmp_path, titles):
    """Alone or with a title, from one on, with text between them."""
    parts = [part for title in titles for part in (title, LONG)]
    manuscript = read_text(tmp_path, "A Novel", *parts)
    found = [chapter.title for chapter in manuscript.chapters[1:]]
    assert found == [" ".join(title.split()).strip("_") for title in titles]


def test_parts_count_anew(tmp_path):
    """Each part may begin with one again."""
    manuscript = read_text(tmp_path, "1", "a.", "2", "b.", "Part Two", "1", "c.", "2", "d.")
    assert [chapter.title for chapter in manuscript.chapters] == ["1", "2", "Part Two", "1", "2"]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("1. Milk", "2. Eggs", "3. Bread"),
        ("1. Milk", "For tea.", "2. Eggs", "For me."),
        ("2", "He came.", "5", "He went.", "9", "Nobody."),
        ("1984", "He came.", "7", "He went."),
        ("1", "He came alone.", "Two", "He went."),
        ("One of them came.", "a.", "Two of them went.", "b."),
    ],
)
def test_other_figures_are_text(tmp_path, paragraphs):
    """Lists, numbers that do not count, and sentences make no chapter."""
    kinds = {kind for kind, _ in texts(read_text(tmp_path, *paragraphs))} - {"paragraph"}
    assert kinds <= ({"heading"} if paragraphs[0] == "1" else set())


def test_the_numbers_of_pages_are_left_out(tmp_path):
    """They count too, but cut sentences in two; what they cut is one paragraph again."""
    manuscript = read_text(
        tmp_path,
        "12",
        "He came into the",
        "13",
        "house, and went",
        "14",
        "out again.",
        "15",
        "End.",
    )
    assert texts(manuscript) == [
        ("paragraph", "He came into the house, and went out again."), ("paragraph", "End."),
    ]  # fmt: skip
    assert {("page-number", str(page)) for page in range(12, 16)} == set(rules(manuscript))


def test_contents_of_figures_are_not_read(tmp_path):
    """A list of numbered titles goes on until its first entry comes again."""
    listed = ("Contents", "1. The Start\n2. The End", "1. The Start", LONG, "2. The End", LONG)
    manuscript = read_text(tmp_path, *listed)
    assert [chapter.title for chapter in manuscript.chapters] == ["1. The Start", "2. The End"]
    assert {rule for rule, _ in rules(manuscript)} == {"table-of-contents"}
