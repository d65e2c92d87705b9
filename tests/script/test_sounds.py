"""What a book's own file says of sounds is read, and every slip in it is told."""

import pytest

from narrator.errors import ManuscriptError
from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.credits import Credits, with_credits
from narrator.script.sounds import NO_SOUNDS, find_recorded, leave_unspoken, read_sounds

LINES = ("It was late.", "Who was there?", "Nobody was.", "The lamp went out.")


@pytest.fixture
def book(tmp_path):
    """Write the book's own file, beside a file that could be a sound."""
    (tmp_path / "a.wav").write_bytes(b"")

    def write(text):
        path = tmp_path / "story.book.toml"
        path.write_text(text)
        return path

    return write


@pytest.fixture(scope="module")
def script():
    """Give the script of a chapter of four lines, with credits."""
    blocks = [Block("paragraph", it, Place("a", n, 0, len(it))) for n, it in enumerate(LINES, 1)]
    told = write_script(Manuscript(Metadata("A", ("B",)), (Chapter("One", tuple(blocks)),)))
    return with_credits(told, Credits(opening=True, closing=True))


def test_all(book, tmp_path):
    """A name alone is heard whole; a table says what of it, and how."""
    file = book(
        '[sounds]\nroom-tone = -70\nopening = "a.wav"\n'
        'intro = {file = "a.wav", from = 1, to = 2.5, fade = 1, level = -6}\nbed = "a.wav"\n'
    )
    sounds = read_sounds(file)
    assert sounds.room_tone == -70
    assert sounds.opening.path == tmp_path / "a.wav"
    intro = sounds.intro
    assert (intro.start, intro.end, intro.fade, intro.level) == (1, 2.5, 1, -6)
    assert sounds.bed.level < 0 == sounds.opening.level


def test_nothing(tmp_path):
    """Without the table there is nothing to hear."""
    assert read_sounds(tmp_path / "none.toml") == NO_SOUNDS


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('intro = "b.wav"', "no file"),
        ("intro = 3", "name of a sound file"),
        ('intor = "a.wav"', "intor"),
        ('intro = {file = "a.wav", loud = 3}', "loud"),
        ('intro = {file = "a.wav", from = 3, to = 2}', "before it begins"),
        ('intro = {file = "a.wav", fade = -1}', "fade"),
        ("room-tone = -20", "room-tone"),
        ('passages = [{file = "a.wav"}]', "chapter"),
        ('passages = [{file = "a.wav", chapter = 1, first = 3}]', "texts"),
    ],
)
def test_slips_are_told(book, line, told):
    """What cannot be is refused in one sentence."""
    with pytest.raises(ManuscriptError, match=told):
        read_sounds(book(f"[sounds]\n{line}\n"))


def find(book, script, text):
    """Tell which lines are recorded."""
    return find_recorded(script, read_sounds(book(text)), "story.book.toml")


def test_passage(book, script):
    """A passage is found by how its first and its last line begin."""
    passage = '[[sounds.passages]]\nfile = "a.wav"\nchapter = 1\nfirst = "Who"\nlast = "Nobody"\n'
    found = find(book, script, passage)
    assert list(found) == ["1:2", "1:3"]
    assert found["1:2"] is not None
    assert found["1:3"] is None
    silent = leave_unspoken(script, found)
    assert [bool(it.spoken) for it in silent.chapters[1].segments] == [True, False, False, True]


def test_whole_chapter_and_credits(book, script):
    """Without edges a passage is all of its chapter; recorded credits stand for all their words."""
    text = '[sounds]\nclosing = "a.wav"\n[[sounds.passages]]\nfile = "a.wav"\nchapter = 1\n'
    assert list(find(book, script, text)) == ["2:1", "2:2", "1:1", "1:2", "1:3", "1:4"]


@pytest.mark.parametrize("line", ["chapter = 7", 'chapter = 1\nfirst = "Never"'])
def test_passage_that_is_not_there(book, script, line):
    """A passage that the book does not have is refused."""
    with pytest.raises(ManuscriptError, match=r"no chapter 7|begins with 'Never'"):
        find(book, script, f'[[sounds.passages]]\nfile = "a.wav"\n{line}\n')
