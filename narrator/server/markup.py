"""Directions and phonemes in the text, in the form that each of Fish Audio's models reads.

No local engine whispers or laughs when told to, and none should read the stage direction aloud; so
a direction is left out, as the model would leave it out of the words that it says. A word that is
written as phonemes is said by them, where the engine takes phonemes at all.
"""

from __future__ import annotations

import re

from narrator.errors import UsageError
from narrator.script.arpabet import to_ipa

_PHONEMES = re.compile(r"<\|phoneme_start\|>([^<|>]*)<\|phoneme_end\|>")
"""A word in the hosted models' phonemes: Arpabet."""
_PHONEME_MARK = re.compile(r"<\|phoneme_(?:start|end)\|>")

_BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]")
"""The S2 models': free words in square brackets, anywhere."""

_TAGS = re.split(
    r",\s*",
    """happy, sad, angry, excited, calm, nervous, confident, surprised, satisfied, delighted,
    scared, worried, upset, frustrated, depressed, empathetic, embarrassed, disgusted, moved, proud,
    relaxed, grateful, curious, sarcastic, disdainful, unhappy, anxious, hysterical, indifferent,
    uncertain, doubtful, confused, disappointed, regretful, guilty, ashamed, jealous, envious,
    hopeful, optimistic, pessimistic, nostalgic, lonely, bored, contemptuous, sympathetic,
    compassionate, determined, resigned, interested, joyful, impatient, scornful, panicked, furious,
    reluctant, keen, disapproving, negative, denying, astonished, serious, conciliative, comforting,
    sincere, sneering, hesitating, yielding, painful, awkward, amused, in a hurry tone, shouting,
    screaming, whispering, soft tone, laughing, chuckling, sobbing, crying loudly, sighing,
    groaning, panting, gasping, yawning, snoring, audience laughing, background laughter,
    crowd laughing, break, long-break, breath, laugh, cough, lip-smacking, sigh""",
)
_PARENTHESES = re.compile(rf"\((?:{'|'.join(_TAGS)})\)", re.IGNORECASE)
"""The S1 models': words of a fixed list, in round brackets; other brackets are the author's."""


_FIRST = re.compile(r"\s*\[([^\[\]]{1,200})\]\s*(?=.*\w)", re.DOTALL)
"""A direction before the words that it is about."""


def take_direction(text: str) -> tuple[str | None, str]:
    """Take the direction off a text that begins with one: for an engine that follows it."""
    found = _FIRST.match(text)
    return (found[1].strip(), text[found.end() :]) if found else (None, text)


def drop_directions(text: str, model: str) -> str:
    """Leave out what the model would take for a direction. An unknown model is one of the S2."""
    older = model.lower().startswith(("s1", "speech-1"))
    return (_PARENTHESES if older else _BRACKETS).sub(" ", text)


def read_phonemes(text: str, alphabet: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a text in which words in Arpabet stand in IPA, and those words with their phonemes.

    ``alphabet`` is the engine's; IPA is what it must be. Raises UsageError for words that would be
    lost: where the engine takes no phonemes, or they are no Arpabet.
    """
    said = [to_ipa(found[1]) for found in _PHONEMES.finditer(text)]
    written = iter(said)
    plain = _PHONEMES.sub(lambda _: next(written), text)
    if _PHONEME_MARK.search(plain) or not all(said):
        raise UsageError("The text has a word in phonemes that are no Arpabet. Correct it.")
    if said and alphabet != "ipa":
        raise UsageError(
            "The text has a word in phonemes, which this engine does not take. Write it in letters."
        )
    return plain, tuple((word, word) for word in said)
