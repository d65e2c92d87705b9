"""Credits are added round a script, made of what is known; all else stays as it was."""

from dataclasses import replace

import pytest

from narrator.errors import ManuscriptError
from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.credits import NO_CREDITS, Credits, find_gap, read_credits, with_credits

BOOK = Metadata("Who Goes There?", ("Ann Lee", "Bo Ray"), narrator="Cy Day")
BOTH = Credits(opening=True, closing=True)


@pytest.fixture
def script():
    """Give the script of a book of one line."""
    block = Block("paragraph", "It was late.", Place("a.md", 1, 0, 12))
    return write_script(Manuscript(BOOK, (Chapter("One", (block,)),)))


def said(script):
    """Give the texts of each chapter that was added, by its number."""
    return {it.number: [s.text for s in it.segments] for it in script.chapters if it.added}


def test_both(script):
    """Opening credits come first as number 0, closing ones last, in the narrator's voice."""
    told = with_credits(script, BOTH)
    assert said(told) == {
        0: ["Who Goes There?", "Written by Ann Lee and Bo Ray.", "Narrated by Cy Day."],
        2: ["This was Who Goes There?", "Written by Ann Lee and Bo Ray.", "Narrated by Cy Day."],
    }
    assert tuple(it for it in told.chapters if not it.added) == script.chapters
    assert {s.speaker for it in told.chapters for s in it.segments} == {"narrator"}


@pytest.mark.parametrize(
    ("wanted", "number"),
    [(BOTH, 2), (Credits(opening=True), 0), (NO_CREDITS, 2)],
)
def test_disclosure_is_said_once(script, wanted, number):
    """That voices are synthetic is said in the closing credits, or where there are some."""
    texts = said(with_credits(script, replace(wanted, disclosure=True)))
    told = [at for at, lines in texts.items() for line in lines if "synthetic" in line]
    assert told == [number]


def test_own_words(script):
    """A text is said as it is, sentence by sentence."""
    told = with_credits(script, Credits(closing="That was it. Good night!"))
    assert said(told) == {2: ["That was it.", "Good night!"]}


def test_no_credits(script):
    """Without any, the script is what it was."""
    assert with_credits(script, NO_CREDITS) == script


def test_other_languages():
    """A language that has no words here is told of, unless the words are the book's own."""
    chinese = replace(BOOK, language="zh-CN")
    assert "zh-CN" in find_gap(chinese, BOTH)
    assert find_gap(chinese, Credits(opening="你好。")) == ""
    assert find_gap(replace(BOOK, language="pt-BR"), BOTH) == ""


def test_file(tmp_path):
    """The book's own file wins over the profile."""
    file = tmp_path / "a.book.toml"
    file.write_text('[credits]\nopening = false\nclosing = "The end."\nown-files = false\n')
    assert read_credits(file, BOTH) == Credits(closing="The end.", own_files=False)


@pytest.mark.parametrize("line", ["opening = 3", "disclosure = 'yes'", "endings = true"])
def test_slips_are_told(tmp_path, line):
    """What no credits can be is refused by name."""
    file = tmp_path / "a.book.toml"
    file.write_text(f"[credits]\n{line}\n")
    with pytest.raises(ManuscriptError, match=line.split()[0]):
        read_credits(file, NO_CREDITS)
