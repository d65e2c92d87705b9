"""HTML within a line of Markdown tells of language and pronunciation."""

import pytest
from manuscript.books import is_accounted_for

from narrator.manuscript import read
from narrator.script import write_script


def read_told(folder, text, head=""):
    """Give what is marked in a text of Markdown: languages, and phonemes."""
    path = folder / "story.md"
    path.write_text(f"{head}{text}\n", encoding="utf-8")
    blocks = [block for chapter in read(path).chapters for block in chapter.blocks]
    return [
        (mark.value, block.text[mark.start : mark.end])
        for block in blocks
        for mark in block.marks
        if mark.kind in ("language", "phonemes")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('He said <i lang="fr">mon ami</i> twice.', [("fr", "mon ami")]),
        ("He said <SPAN class=x XML:lang='fr_FR'> mon </SPAN> ami.", [("fr-FR", "mon")]),
        ("<span lang=fr>un **<b lang=de>zwei</b>** un</span>",
         [("fr", "un zwei un"), ("de", "zwei")]),
        ('<span lang="en">one</span>', []),
        ('a <span lang="fr">b <br/>c', [("fr", "b\nc")]),
        ("a </span> <i lang='fr'>b</b></i> c", [("fr", "b")]),
        ('<phoneme ph="wɛl" alphabet="ipa">well</phoneme>', [("ipa wɛl", "well")]),
        ('<span ssml:ph="w&quot;l">well</span>', [('ipa w"l', "well")]),
        ('<p lang="fr">un ami</p>', [("fr", "un ami")]),
        ("`<i lang=fr>` is HTML", []),
    ],
)  # fmt: skip
def test_tags_tell_of_the_words_in_them(tmp_path, text, told):
    """Language by ``lang``, phonemes as EPUB and SSML have them; an element ends with its line."""
    assert read_told(tmp_path, text) == told


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ('One <span style="display: none">two *three*</span> four.', "One four."),
        ("One <b hidden>two <i>three</i></b> four.", "One four."),
        ("One <b title='hidden'>two</b> <i class=hidden>three</i>.", "One two three."),
        ("One <span style='visibility:hidden'>two `three`", "One"),
        ("`<b hidden>` One", "<b hidden> One"),
    ],
)
def test_what_a_tag_hides_is_left_out(tmp_path, text, heard):
    """By its style or by ``hidden``, to its end or its paragraph's; the witness sees it too."""
    path = tmp_path / "story.md"
    path.write_text(f"{text}\n\nFive.\n", encoding="utf-8")
    assert is_accounted_for(path)
    assert [block.text.strip() for block in read(path).chapters[0].blocks] == [heard, "Five."]


def test_the_books_own_language_is_no_other(tmp_path):
    """What front matter says of the language counts."""
    head = "---\nlanguage: fr\n---\n\n"
    text = '<i lang="fr">oui</i> <i lang="en">yes</i>'
    assert read_told(tmp_path, text, head) == [("en", "yes")]


def test_numbers_are_said_in_their_passages_language(tmp_path):
    """Where the rules know it; what stands around them is the book's."""
    path = tmp_path / "story.md"
    text = 'The 3 of them: <i lang="fr">les 3 amis</i>, <i lang="x-odd">mu 3</i>, all 3.'
    path.write_text(text, encoding="utf-8")
    (segment,) = write_script(read(path)).chapters[0].segments
    assert segment.spoken == "The three of them: les trois amis, mu three, all three."
