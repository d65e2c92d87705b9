"""Cutting texts that are too long."""

from hypothesis import given
from hypothesis import strategies as st

from narrator.engines.cutting import cut_to_fit


def fits(text):
    """Tell whether a text is at most 20 characters long."""
    return len(text) <= 20


@given(st.text(alphabet="ab .,;—!?\n”", max_size=200))
def test_nothing_is_lost(text):
    """The parts, joined, are the text, and each of them fits."""
    parts = cut_to_fit(text, fits)
    assert "".join(parts) == text
    assert all(fits(part) for part in parts)


def test_places():
    """Sentences are kept whole before clauses, clauses before words, words before letters."""
    assert cut_to_fit("It is so, and late. He went.", fits) == ["It is so, and late. ", "He went."]
    assert cut_to_fit("He went, though it rained", fits) == ["He went, ", "though it rained"]
    assert cut_to_fit("a long way from the town", fits) == ["a long way ", "from the town"]
    assert cut_to_fit("a" * 30, fits) == ["a" * 15, "a" * 15]
