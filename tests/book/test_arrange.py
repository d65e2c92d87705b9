"""Chapters become files: credits beside or within them, and what is too long in parts."""

import pytest

from narrator.audio.mastering import LISTEN, Mastering
from narrator.book.arrange import arrange, measure_cues
from narrator.book.model import ChapterCues, Cue


def book(count=2, *, opening=True, closing=True, cues=1, pause_ms=500, clips=()):
    """Give the cues of a book, its credits among them."""

    def chapter(number, *, added=False):
        listed = tuple(Cue(f"{number}:{at}", clips, 0.0, pause_ms) for at in range(1, cues + 1))
        return ChapterCues(f"Chapter {number}", listed, number, added)

    before = [chapter(0, added=True)] if opening else []
    after = [chapter(count + 1, added=True)] if closing else []
    return [*before, *map(chapter, range(1, count + 1)), *after]


def tell(chapters, store, mastering=LISTEN, *, own_files=True, first=0):
    """Give each file's number and the segments in it."""
    made = arrange(chapters, mastering=mastering, own_files=own_files, first=first, store=store)
    return {it.number: [cue.segment for cue in it.cues] for it in made}


def test_own_files(store):
    """Credits are files of their own, and all are numbered from 1."""
    assert tell(book(), store) == {1: ["0:1"], 2: ["1:1"], 3: ["2:1"], 4: ["3:1"]}


def test_within(store):
    """Else they are said in the first and the last chapter, whose numbers stay."""
    assert tell(book(), store, own_files=False) == {1: ["0:1", "1:1"], 2: ["2:1", "3:1"]}


def test_some_chapters(store):
    """A chapter has the same number by itself as in the whole book."""
    only = [it for it in book() if it.number == 2]
    assert tell(only, store) == {3: ["2:1"]}
    assert tell(only, store, own_files=False) == {2: ["2:1"]}
    assert tell(book(opening=False)[1:2], store, first=1) == {2: ["2:1"]}


def test_tail(store):
    """The last pause is as long as the profile wants, whatever the script has there."""
    (made,) = arrange(
        book(1, opening=False, closing=False, cues=3),
        mastering=Mastering(tail_ms=2500),
        own_files=True,
        first=1,
        store=store,
    )
    assert [cue.pause_ms for cue in made.cues] == [500, 500, 2400]


@pytest.mark.parametrize(("longest", "parts"), [(1000, 1), (30, 2), (12, 4), (1, 40)])
def test_too_long(store, longest, parts):
    """What is too long is divided into parts that are not, and nothing is lost or moved."""
    chapters = book(1, opening=False, closing=False, cues=40, pause_ms=1000)
    made = arrange(
        chapters, mastering=Mastering(longest=longest), own_files=True, first=1, store=store
    )
    assert [cue for part in made for cue in part.cues] == [*chapters[0].cues]
    assert len(made) == parts
    assert all(sum(measure_cues(part.cues, store)) <= longest for part in made)
    assert [part.number for part in made] == list(range(1, parts + 1))


def test_divided_at_a_long_pause(store):
    """A part ends where the script pauses longest, near the middle."""
    cues = tuple(Cue(f"1:{at}", (), 0.0, 2000 if at == 31 else 1000) for at in range(1, 61))
    made = arrange(
        [ChapterCues("One", cues, 1)],
        mastering=Mastering(longest=60),
        own_files=True,
        first=1,
        store=store,
    )
    assert [(part.title, len(part.cues)) for part in made] == [("One (1)", 31), ("One (2)", 29)]
