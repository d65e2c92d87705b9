"""Cutting turns into sentences, and long texts into what an engine takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from script.strategies import LINES, TEXTS

from narrator.script.segments import cut_turn, sentence_ends, split_at_pauses, split_text
from narrator.script.turns import Turn


def sentences(text):
    """Return the sentences of a turn of narration."""
    return [text[start:end] for start, end in cut_turn(text, Turn(0, len(text), "narration"))]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Bennet met Dr. Brown at St. James's.",
        "“How so?” asked his wife.",
        "“Oh!” cried she, “how odd!” and laughed.",
        "J. R. R. Tolkien paid 3.50 for No. 5 and p. 12.",
        "Bring a lamp, e.g. The Lantern.",
        "He paused … I waited.",
        "He paused . . . I waited.",
        "She was born c. 1450 in Ch. IV, vol. XII.",
        "It was… odd.",
        "It was J. I. Smith.",
        "Smith & Co. Ltd. paid on Sat. 5 May.",
        "Martin Luther King Jr. spoke in the U.S. Senate.",
        "He saw Main St. Station and Bury St. Edmunds.",
        "At 5 p.m. Mr. Brown left.",
        "“By half past ten a.m. Anna was gone.”",
        "Go to www.example.com or pay $3.50 at 10.30.",
    ],
)
def test_what_is_no_end_of_a_sentence(text):
    """Abbreviations, initials, numbers and a question that goes on do not end a sentence."""
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("He lives at 12 Baker St.", "He likes it."),
        ("It was Brown & Co.", "They failed."),
        ("Dogs, cats, etc.", "And a bird."),
        ("He came from the U.S.", "She did not."),
        ("This is plan B.", "Then there is none."),
        ("It ends at 5 p.m.", "Nobody knew."),
        ("He was 6 ft.", "She was not."),
        ("He paused. . . .", "I waited."),
        ("There is no.", "I asked."),
        ("We met at 5 p.m.", "Mr. Brown left."),
        ("She sat down.", "He did not."),
        ("“Is it?”", "“It is.”"),
        ("He said (quietly.)", "[Then nothing.]"),
        ("It was I.", "Nobody else."),
        ("He said no.", "She said yes."),
        ("Wait…", "Listen."),
        ("« Bonjour ! »", "Il partit."),
        ("Really?!", "Yes."),
        ("He came at 5.", "20 men saw it."),
    ],
)
def test_a_sentence_ends_after_its_closing_marks(first, second):
    """A sentence keeps the quotes and brackets that close with it."""
    assert sentences(f"{first} {second}") == [first, second]


def test_sentences_without_spaces():
    """Chinese and Japanese full stops end a sentence without a space."""
    assert sentences("你好。“走吧！”他说。") == ["你好。", "“走吧！”", "他说。"]


def test_verse_is_cut_into_lines():
    """A line of verse is one piece, whatever stands in it."""
    text = "Stop. Look.\nListen"
    turn = Turn(0, len(text), "verse")
    assert [text[a:b] for a, b in cut_turn(text, turn)] == ["Stop. Look.", "Listen"]


@given(text=LINES)
def test_nothing_is_lost_by_cutting(text):
    """The sentences of a text, joined, are the text but for white space."""
    joined = "".join("".join(sentences(text)).split())
    assert joined in ("".join(text.split()), "")


@given(text=st.lists(TEXTS).map(" ".join), limit=st.integers(1, 40))
def test_splitting_gives_back_every_character(text, limit):
    """The parts of a text are short enough and hold all of it but white space."""
    parts = split_text(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(text=st.lists(st.sampled_from(["a", "bird", "flies,", "home.", "It"])).map(" ".join))
def test_words_are_whole_where_they_fit(text):
    """A text of short words is never cut inside one."""
    assert " ".join(split_text(text, 10)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        ("The first of them; the second one", ["The first of them;", "the second one"]),
        ("The first of them, the second one", ["The first of them,", "the second one"]),
        ("the first and the last of them", ["the first and", "the last of them"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklm", "nopqrstuvwxyz"]),
    ],
)
def test_the_best_place_to_split(text, parts):
    """A text is cut at a sentence, else a clause, else a word, else evenly."""
    assert split_text(text, 20) == parts


def test_no_tiny_tail():
    """A text just over the limit is cut near its middle."""
    parts = split_text("word " * 21, 100)
    assert min(map(len, parts)) > 40


def test_a_short_text_has_no_inner_end():
    """The end of a text is not counted among the ends that others follow."""
    assert list(sentence_ends("One. Two.")) == [4]


@pytest.mark.parametrize(
    ("text", "parts", "split"),
    [
        ("She rose, and he sat down.", 2, ["She rose,", "and he sat down."]),
        ("She rose. He sat down. They ate.", 3, ["She rose.", "He sat down.", "They ate."]),
        ("She rose and he sat down", 2, ["She rose and he sat down"]),
        ("“No!” Never.", 1, ["“No!” Never."]),
    ],
)
def test_a_line_is_split_at_its_pauses_alone(text, parts, split):
    """A line is split into parts where it pauses; one that nowhere does stays whole."""
    assert split_at_pauses(text, parts) == split
