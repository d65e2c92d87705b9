"""The verdict: a book that fails is refused before anything is spent, one that passed is known."""

from dataclasses import replace

import pytest

from narrator import preparing
from narrator.cache.store import FolderStore
from narrator.errors import ManuscriptError
from narrator.pipeline import narrate
from narrator.preparing import Options
from narrator.script import write_script
from narrator.witness import prove


@pytest.fixture
def store(tmp_path):
    """A store of the test's own."""
    return FolderStore(tmp_path / "store")


@pytest.fixture
def losing(script):
    """A script that lost a segment."""
    first, *others = script.chapters
    return replace(script, chapters=(replace(first, segments=first.segments[1:]), *others))


def test_a_book_that_passed_is_known(story, script, store):
    """The verdict is kept, and another script of the same file needs one of its own."""
    prove(story, script, store)
    kept = store.known("checks")
    prove(story, script, store)
    assert store.known("checks") == kept != frozenset()
    prove(story, replace(script, chapters=script.chapters, speakers=()), store)
    assert store.known("checks") == kept


def test_a_known_book_is_not_read_again(story, script, store, monkeypatch):
    """Where the verdict is at hand, no witness is called."""
    prove(story, script, store)
    monkeypatch.setattr("narrator.witness.verdict.read_source", None)
    prove(story, script, store)


def test_what_fails_is_refused_and_not_kept(story, losing, store):
    """The message names the word, its place and what to type."""
    with pytest.raises(ManuscriptError, match=r"1 word is neither.*“One” \(story.md, line 1\)"):
        prove(story, losing, store)
    assert store.known("checks") == frozenset()


def test_a_changed_source_is_proven_anew(tmp_path, script, story, store):
    """A script that passed for one text does not pass for another."""
    path = tmp_path / "story.md"
    path.write_text(story.read_text())
    prove(path, script, store)
    path.write_text(story.read_text() + "\nA line more.\n")
    with pytest.raises(ManuscriptError, match="3 words are neither spoken nor skipped"):
        prove(path, script, store)


def test_build_refuses_before_it_spends(story, settings, monkeypatch):
    """A reader that loses words stops the build: no clip, no folder; --unchecked goes on."""

    def lose(manuscript, **options):
        script = write_script(manuscript, **options)
        first = script.chapters[0]
        return replace(script, chapters=(replace(first, segments=first.segments[1:]),))

    monkeypatch.setattr(preparing, "write_script", lose)
    with pytest.raises(ManuscriptError, match="--unchecked"):
        narrate(story, options=Options(), settings=settings)
    assert not settings.output.exists()
    assert FolderStore(settings.cache).known("clips") == frozenset()
    assert narrate(story, options=Options(unchecked=True), settings=settings).files
