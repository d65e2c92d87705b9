"""What the Fish models take for a direction, and how a book's own brackets are kept from it.

The S1 models read a tag of a fixed list in parentheses at the start of a sentence, the S2 models
any words in square brackets anywhere; what stands in them is never spoken. Arpabet between
``<|phoneme_start|>`` and ``<|phoneme_end|>`` is a word's pronunciation. There is no escape, so
the brackets that a model would take are written as the other kind, and no word is lost.
Source: Fish Audio's pages on emotion control and on phoneme control (August 2026).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrator.engine import place_phonemes

if TYPE_CHECKING:
    from collections.abc import Iterable

RULES = "1"
"""Part of every job's name: changes when the same text would be sent otherwise."""

_S1_WORDS = """
happy sad angry excited calm nervous confident surprised satisfied delighted scared worried upset
frustrated depressed empathetic embarrassed disgusted moved proud relaxed grateful curious sarcastic
disdainful unhappy anxious hysterical indifferent uncertain doubtful confused disappointed regretful
guilty ashamed jealous envious hopeful optimistic pessimistic nostalgic lonely bored contemptuous
sympathetic compassionate determined resigned shouting screaming whispering laughing chuckling
sobbing sighing groaning panting gasping yawning snoring
"""
_S1_TAGS = {*_S1_WORDS.split(), "in a hurry tone", "soft tone", "crying loudly"}
_SPEAKER = re.compile(r"(<\|speaker:\d\|>)")
_TO_SQUARE = str.maketrans("()", "[]")
_TO_ROUND = str.maketrans("[]", "()")


def write_text(
    text: str,
    direction: str | None,
    model: str,
    *,
    people: int = 0,
    phonemes: Iterable[tuple[str, str]] = (),
) -> str:
    """Give a text as it is sent to a model, with its direction where the model knows how.

    A direction that an S1 model does not know is left out: it would be read aloud. Where several
    ``people`` speak, marks that hand over to one of them stay. Words that have ``phonemes``, in
    Arpabet, words apart by a slash, are written as those.
    """
    placed = tuple(place_phonemes(text, phonemes))
    marks = {f"<|speaker:{number}|>" for number in range(people)}
    plain = "".join(it if it in marks else _part_marks(it) for it in _SPEAKER.split(text))
    if model.startswith(("s1", "speech-")):
        tag = f"({direction}) " if direction in _S1_TAGS else ""
        return tag + _write_phonemes(plain.translate(_TO_SQUARE), placed)
    tag = f"[{_bare(direction)}] " if direction else ""
    return tag + _write_phonemes(plain.translate(_TO_ROUND), placed)


def _write_phonemes(plain: str, placed: Iterable[tuple[int, int, str]]) -> str:
    """Put phonemes in the place of words: no character before them was added or taken away."""
    pieces: list[str] = []
    position = 0
    for start, end, said in placed:
        words = (word.strip() for word in said.split("/"))
        tags = " ".join(f"<|phoneme_start|>{word}<|phoneme_end|>" for word in words if word)
        pieces += [plain[position:start], tags]
        position = end
    return "".join([*pieces, plain[position:]])


def _part_marks(text: str) -> str:
    """Part ``<|`` and ``|>``, between which stand speakers and phonemes, and angles around words.

    ``drama`` models take ``<whisper>`` for a tag.
    """
    return text.replace("<|", "< ").replace("|>", " >").replace("<", "‹").replace(">", "›")


def _bare(direction: str) -> str:
    return " ".join(direction.translate(str.maketrans("[]", "  ")).split())
