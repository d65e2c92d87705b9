"""From print to speech: numbers, abbreviations, capitals and signs in the words that are said.

``normalise`` does it by rules that have names. English has rules of its own, by classes, a module
each; of other languages only the numbers are said.
"""

from __future__ import annotations

from dataclasses import replace

from narrator.script.normal.english import english_rules, is_american
from narrator.script.normal.other_languages import knows, number_rules
from narrator.script.normal.rule import Change, find_changes, write_changes
from narrator.script.normal.words import leave_and_out

__all__ = ["Change", "is_known", "normalise"]


def normalise(text: str, language: str) -> tuple[str, list[Change]]:
    """Return how ``text`` is said in ``language`` (a BCP 47 tag), and what each rule changed.

    Nothing is changed where the language is empty or unknown. No word is left out.
    """
    primary = language.partition("-")[0].lower()
    if not primary:
        return text, []
    rules = english_rules(language) if primary == "en" else number_rules(primary)
    changes = find_changes(text, rules)
    if primary == "en" and is_american(language):
        changes = [replace(change, spoken=leave_and_out(change.spoken)) for change in changes]
    return write_changes(text, changes) if changes else text, changes


def is_known(language: str) -> bool:
    """Tell whether there are rules for a language (a BCP 47 tag)."""
    primary = language.partition("-")[0].lower()
    return primary == "en" or knows(primary)
