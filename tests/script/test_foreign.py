"""Words in another language than their book's."""

from dataclasses import replace

import pytest

from narrator.manuscript.model import Metadata, Passage, Place
from narrator.script.foreign import Passages, believe_passages, tell_slips, tell_unspoken
from narrator.script.model import Script, ScriptChapter, Segment
from narrator.script.spoken import speak_as


def find(text, *marked, at=0, languages=("de", "el", "fr")):
    """Give what is foreign in a segment that begins ``at`` its paragraph's start."""
    place = Place("a.xhtml", 1, at, at + len(text))
    said = speak_as(text, "narration", "en-GB")
    segment = Segment("1:1", "narration", "narrator", text, said, place, "sentence", 0)
    passages = [
        Passage(tag, replace(place, start=at + text.index(words), end=at + text.index(words) + n))
        for tag, words, n in marked
    ]
    return Passages("en-GB", passages).find(segment, segment.spoken, languages)


def test_phrases_are_told_in_order():
    """A passage is told phrase by phrase, without the marks between."""
    text = "He said, oui, mon ami! and went."
    assert find(text, ("fr-FR", "oui", 13), at=40) == (("oui", "fr"), ("mon ami", "fr"))


def test_what_is_alike_and_not_marked_stays():
    """The same words elsewhere in the line are the book's."""
    text = "Sons of sons: sons and Sons."
    assert find(text, ("fr", "sons and", 4)) == (("sons", ""), ("sons", "fr"))


def test_the_innermost_passage_counts():
    """A way back into the book's language is one."""
    found = find("Ja, so no nein.", ("de", "Ja", 14), ("en", "no ", 2))
    assert found == (("Ja", "de"), ("so", "de"), ("nein", "de"))


def test_what_is_said_otherwise_is_found():
    """A phrase with a number is known by its spoken form too."""
    assert find("Les 3 amis", ("fr", "Les", 10)) == (("Les three amis", "fr"),)
    passages = Passages("en-GB", [Passage("fr", Place("a", 1, 0, 10))])
    said = Segment(
        "1:1",
        "narration",
        "narrator",
        "Les 3 amis",
        "Les trois amis",
        Place("a", 1, 0, 10),
        "sentence",
        0,
    )
    assert passages.find(said, said.spoken, ["fr"]) == (("Les trois amis", "fr"),)


def test_a_passage_before_a_line_changes_nothing_in_it():
    """Of a paragraph with several passages, each line has only its own."""
    place = Place("a", 1, 0, 0)
    earlier, later = (replace(place, start=0, end=5), replace(place, start=10, end=16))
    segment = Segment("1:1", "narration", "narrator", "zwei x", "zwei x", later, "sentence", 0)
    book = Passages("en", [Passage("fr", earlier), Passage("de", replace(place, start=10, end=14))])
    assert book.find(segment, "zwei x", ["de", "fr"]) == (("zwei", "de"),)


@pytest.mark.parametrize(
    ("text", "tag"),
    [("So colour", "en-US"), ("So mot", "la"), ("So αβγ", "de"), ("So abc", "el"), ("So !!", "fr")],
)
def test_the_rest_is_the_books(text, tag):
    """The book's own language, one that the engine does not say, and letters of another."""
    assert find(text, (tag, text[3:], len(text) - 3)) == ()


def test_letters_of_their_own_are_said():
    """Greek in Greek letters is Greek."""
    assert find("So λόγος", ("el", "λόγος", 5)) == (("λόγος", "el"),)


def test_what_an_engine_does_not_say_is_told():
    """By language, most first, without what is no language or the book's."""
    place = Place("a", 1, 0, 1)
    tags = ("fr", "de-DE", "de-DE", "en-US", "zxx", "la")
    script = Script(Metadata("B"), (), passages=tuple(Passage(tag, place) for tag in tags))
    assert tell_unspoken(script, "piper", ("la",)) == (
        "2 passages in de-DE, 1 passage in fr: piper says them in the book's language"
    )
    assert tell_unspoken(script, "kokoro", ("de", "fr", "la")) == ""


def chapter(number, *texts):
    """Give a chapter of a file of its own, a segment to each paragraph."""
    segments = [
        Segment(
            f"{number}:{at}",
            "narration",
            "narrator",
            text,
            text,
            Place(f"{number}.xhtml", at, 0, len(text)),
            "block",
            0,
        )
        for at, text in enumerate(texts, 1)
    ]
    return ScriptChapter(str(number), f"Chapter {number}", tuple(segments))


def test_a_chapter_that_is_marked_throughout_is_the_books():
    """A tool's wrong language makes nobody read English by German sounds; a word in it stays."""
    chapters = (chapter(1, "It rained.", "He said bonjour."), chapter(2, "It rained. Ja, ja."))
    marked = [Passage("de-DE", segment.place) for segment in chapters[0].segments]
    words = Passage("fr", Place("1.xhtml", 2, 8, 15))
    apart = Passage("de", Place("2.xhtml", 1, 11, 18))
    script = Script(
        metadata=Metadata("T", language="en"), chapters=chapters, passages=(*marked, words, apart)
    )
    assert believe_passages(script) == (words, apart)
    assert "'Chapter 1' as de. If the book" in tell_slips(script)
