"""Text that a model might take for a direction, written so that it is spoken."""

from __future__ import annotations

_PLAIN = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›"})


def write_literal(text: str) -> str:
    """Give a text whose brackets are marks of reading, and of no markup that servers know.

    Many servers of OpenAI's protocol stand before models that take ``[laughs]``, ``<laugh>`` or
    ``[word](/phonemes/)`` for directions, and speak none of it; what stands in round brackets is
    spoken. No character is added or taken away.
    """
    return text.translate(_PLAIN)
