"""Text that a model might take for a direction."""

from hypothesis import given
from hypothesis import strategies as st

from narrator.engines.literal import write_literal


def test_brackets_are_marks_of_reading():
    """What would be a direction stands in brackets that are none, its words in their places."""
    assert write_literal("[laughs] <|x|> (so)") == "(laughs) ‹|x|› (so)"


@given(st.text())
def test_nothing_is_lost(text):
    """All other characters stay where they are."""
    sent = write_literal(text)
    assert len(sent) == len(text)
    assert [a for a, b in zip(text, sent, strict=True) if a != b and a not in "[]<>"] == []
