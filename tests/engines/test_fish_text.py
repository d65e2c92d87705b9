"""What is sent to a Fish model for a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.engines.fish_text import write_text


@pytest.mark.parametrize(
    ("model", "text", "direction", "sent"),
    [
        ("s2-pro", "Who goes there?", "whispering", "[whispering] Who goes there?"),
        ("s2-pro", "He [the keeper] slept.", None, "He (the keeper) slept."),
        ("s2.1-pro", "Go on.", "tired [very]", "[tired very] Go on."),
        ("s1", "Who goes there?", "whispering", "(whispering) Who goes there?"),
        ("s1", "Who goes there?", "as a lighthouse would", "Who goes there?"),
        ("s1", "(Happy) he was not.", None, "[Happy] he was not."),
        ("s2-pro", "<|speaker:1|>Boo", None, "‹ speaker:1 ›Boo"),
        ("drama-3-preview", "<whisper>Boo", None, "‹whisper›Boo"),
    ],
)
def test_directions_and_brackets(model, text, direction, sent):
    """A direction goes in the model's own form; the book's brackets never look like one."""
    assert write_text(text, direction, model) == sent


def test_people_take_turns():
    """Marks of people who are there stay; one of somebody who is not is text."""
    text = "<|speaker:0|>Hi!<|speaker:1|>Hello [you]!<|speaker:2|>Boo"
    sent = write_text(text, None, "s2-pro", people=2)
    assert sent == "<|speaker:0|>Hi!<|speaker:1|>Hello (you)!‹ speaker:2 ›Boo"


def test_words_are_said_by_their_phonemes():
    """Phonemes stand in the place of words, a tag each; the rest is written as ever."""
    sent = write_text(
        "I [so] met St Ives, Leigh.", None, "s2-pro", phonemes=(("St Ives", "S / AY1 V Z"),)
    )
    tags = "<|phoneme_start|>S<|phoneme_end|> <|phoneme_start|>AY1 V Z<|phoneme_end|>"
    assert sent == f"I (so) met {tags}, Leigh."


@given(st.text(), st.sampled_from(["s1", "s2-pro", "s2.1-pro"]))
def test_no_word_is_swallowed(text, model):
    """Every letter and digit is sent in order, and none inside what the model takes: a property."""
    sent = write_text(text, None, model)
    assert re.findall(r"\w", sent) == re.findall(r"\w", text)
    assert not set("()" if model == "s1" else "[]") & set(sent)
    assert "<|" not in sent
