"""Directions in the text, in the form that each of Fish Audio's models reads.

No local engine whispers or laughs when told to, and none should read the stage direction aloud; so
a direction is left out, as the model would leave it out of the words that it says.
"""

from __future__ import annotations

import re

from narrator.errors import UsageError

PHONEMES = "<|phoneme_start|>"
"""Begins a word that is written as the hosted models' phonemes, which no engine of ours reads."""

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
    """Leave out what the model would take for a direction. An unknown model is one of the S2.

    Raises UsageError for a word written in phonemes, which would be lost.
    """
    if PHONEMES in text:
        raise UsageError(
            "The text has a word in phonemes, which only Fish Audio's own models read. Write it "
            "in letters."
        )
    older = model.lower().startswith(("s1", "speech-1"))
    return (_PARENTHESES if older else _BRACKETS).sub(" ", text)
