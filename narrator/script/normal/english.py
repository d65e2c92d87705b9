"""The English rules in their order: the first that knows a run of text says it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from narrator.script.normal.abbreviations import ABBREVIATIONS
from narrator.script.normal.amounts import MONEY, unit_rules
from narrator.script.normal.calendar import YEARS, date_rules, time_rules
from narrator.script.normal.counting import (
    FRACTIONS,
    NUMBERS,
    ORDINALS,
    RANGES,
    TELEPHONE,
    score_rule,
)
from narrator.script.normal.letters import CODES, INITIALS, SPEECH
from narrator.script.normal.roman import ROMAN
from narrator.script.normal.signs import ADDRESSES, SIGNS

if TYPE_CHECKING:
    from narrator.script.normal.rule import Rule

_COMMONWEALTH = {"gb", "uk", "au", "nz", "ie", "za", "in"}


@functools.cache
def english_rules(language: str) -> tuple[Rule, ...]:
    """Return the rules for a kind of English (a BCP 47 tag), American where it does not say."""
    american = language.lower().rpartition("-")[2] not in _COMMONWEALTH
    decades, *years = YEARS
    return (
        *ADDRESSES,
        *MONEY,
        *date_rules(american=american),
        *time_rules(american=american),
        TELEPHONE,
        decades,
        *ROMAN,
        *unit_rules(american=american),
        score_rule(american=american),
        *FRACTIONS,
        *RANGES,
        ORDINALS,
        *ABBREVIATIONS,
        INITIALS,
        NUMBERS[0],
        *CODES,
        *years,
        *NUMBERS[1:],
        *SPEECH,
        *SIGNS,
    )
