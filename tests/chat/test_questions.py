"""What a chat model is asked, and how its answer is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.chat.questions import MOST_LINES, find_questions, read_answer
from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import find_speech

TALK = (
    "“Well?” said Tom.",
    "Mrs. Gray came in with Mr. Gray, and Will with Joe.",
    "“It is late.”",
    "“Not yet,” said Ann.",
    "Joe and Will looked at Tom, and Mrs. Gray at them. It rained. Nobody moved.",
    "“Who says so?”",
)


def book(*texts):
    """Return a manuscript of one chapter."""
    blocks = tuple(Block("paragraph", text, Place("a", 1, 0, len(text))) for text in texts)
    return Manuscript(Metadata("T"), (Chapter("One", blocks),))


def ask(*texts, threshold=0.75):
    """Return the questions about a chapter."""
    manuscript = book(*texts)
    return find_questions(manuscript, find_speech(manuscript), threshold)


def test_only_unsure_lines_are_asked_about():
    """A line with a tag is shown with its speaker, and asked about by nobody."""
    (question,) = ask(*TALK)
    said = "⟦1={}⟧“Well?” said Tom.".format(question.people.index("Tom") + 1)
    assert said in question.text
    assert set(question.lines) == {2, 4}
    assert "?⟧“Not yet" not in question.text


def test_nothing_is_asked_where_all_is_sure():
    """With a threshold of 0 every line is sure enough."""
    assert ask(*TALK, threshold=0.0) == ()


def test_a_long_chapter_is_asked_about_in_chunks():
    """No chunk asks about more lines than it may, and all of them together about every line."""
    found = ask("“A,” said Tom.", *["“Hm, and so it goes on.”"] * 70, threshold=1.0)
    assert len(found) > 3
    assert max(len(it.lines) for it in found) <= MOST_LINES
    assert len({line for it in found for line in it.lines.values()}) == 71


def test_a_change_leaves_questions_elsewhere_as_they_were():
    """What is asked of one chapter is not changed by another."""
    one = book(*TALK)
    two = Manuscript(one.metadata, (book("It rained.").chapters[0], *one.chapters))
    texts = [
        [it.text for it in find_questions(each, find_speech(each), 0.75)] for each in (one, two)
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "answer",
    [
        "Tom, I think.",
        "",
        "{",
        "[1, 2]",
        '{"4": }',
        "{" * 5000,
    ],
)
def test_what_is_no_answer_is_none(answer):
    """Words, broken JSON, a list."""
    (question,) = ask(*TALK)
    assert read_answer(answer, question) is None


def test_only_numbers_of_the_question_count():
    """Other lines, other people, names, texts, true, fractions and 0 are left out."""
    (question,) = ask(*TALK, threshold=1.0)
    lines = sorted(question.lines)
    said = {str(lines[0]): 1, str(lines[1]): 99, str(lines[2]): "Tom", "1000": 1, "text": 1,
            str(lines[3]): True, "-1": 1}  # fmt: skip
    assert read_answer(json.dumps(said), question) == {lines[0]: 1}
    assert read_answer('{"2": 0, "3": 1.5, "1": null}', question) == {}


def test_an_answer_is_found_behind_thoughts_and_fences():
    """The last object counts: models think aloud, and quote the question."""
    (question,) = ask(*TALK, threshold=1.0)
    text = '<think>{"1": 2} no…</think>\n```json\n{"1": "1"}\n```'
    assert read_answer(text, question) == {1: 1}


ALL = ask(*TALK, threshold=1.0)[0]


WORDS = st.text(max_size=20)


@given(WORDS | st.dictionaries(WORDS, st.integers() | WORDS).map(json.dumps))
def test_no_answer_breaks_anything(text):
    """Whatever a model says, it names people of the list for lines of the question, or nothing."""
    for line, person in (read_answer(text, ALL) or {}).items():
        assert line in ALL.lines
        assert 1 <= person <= len(ALL.people)
