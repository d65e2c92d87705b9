"""Parts of speech, where they decide how a word is said."""

import pytest

from narrator.script.grammar import has_part


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("I read it yesterday.", True),
        ("We read of it last week.", True),
        ("Have you read it?", True),
        ("They read it aloud, and left.", True),
        ("I took the letter and read it.", True),
        ("He read it.", True),
        ("I read every day.", False),
        ("Did you read it when you came?", False),
        ("Can you read?", False),
        ("Read it!", False),
        ("She made me read it.", False),
    ],
)
def test_the_past_of_read_is_told(text, past):
    """What is over, and what follows "have", is the past; orders and what one can do are not."""
    assert has_part(text, text.lower().index("read"), "past") is past
