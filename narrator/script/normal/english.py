"""The English rules in their order: the first that knows a run of text says it."""

from __future__ import annotations

import functools

from narrator.script.normal.abbreviations import ABBREVIATIONS
from narrator.script.normal.amounts import DURATIONS, unit_rules
from narrator.script.normal.calendar import ERAS, YEARS, date_rules
from narrator.script.normal.clock import time_rules
from narrator.script.normal.counting import (
    MAGNITUDES,
    NAMED,
    NUMBERS,
    ORDINALS,
    ORDINALS_OF_OLD,
    RANGES,
    SUBTRACTION,
    score_rule,
)
from narrator.script.normal.dashes import DASHES
from narrator.script.normal.digits import (
    CALIBRE,
    CALLED,
    CATALOGUED,
    EMERGENCY,
    EXCHANGE,
    HOST,
    TELEPHONE,
    ZIP,
)
from narrator.script.normal.lengths import SIDES
from narrator.script.normal.letters import CODES, FORMULAS, INITIALS, SPEECH
from narrator.script.normal.money import MONEY, SHILLINGS
from narrator.script.normal.parts import FRACTIONS
from narrator.script.normal.places import AFTER_NUMBERS, PLACES
from narrator.script.normal.roman import ROMAN
from narrator.script.normal.rule import Rules
from narrator.script.normal.signs import ADDRESSES, POWERS, SIGNS
from narrator.script.normal.verses import VERSES

_COMMONWEALTH = {"gb", "uk", "au", "nz", "ie", "za", "in"}


def is_american(language: str) -> bool:
    """Tell whether a kind of English (a BCP 47 tag) is America's, as is one that does not say."""
    return language.lower().rpartition("-")[2] not in _COMMONWEALTH


@functools.cache
def english_rules(language: str) -> Rules:
    """Return the rules for a kind of English (a BCP 47 tag), American where it does not say."""
    american = is_american(language)
    decades, *years = YEARS
    rules = (
        *ADDRESSES,
        SIDES,
        *POWERS,
        *MONEY,
        *VERSES,
        *date_rules(american=american),
        *time_rules(american=american),
        CATALOGUED,
        ZIP,
        SUBTRACTION,
        HOST,
        TELEPHONE,
        CALLED,
        CALIBRE,
        EMERGENCY,
        EXCHANGE,
        *DURATIONS,
        decades,
        ERAS,
        *ROMAN,
        *unit_rules(american=american),
        score_rule(american=american),
        RANGES[0],
        *(() if american else (SHILLINGS,)),
        *FRACTIONS,
        *RANGES[1:],
        *DASHES,
        ORDINALS,
        ORDINALS_OF_OLD,
        *PLACES,
        *AFTER_NUMBERS,
        *ABBREVIATIONS,
        INITIALS,
        NUMBERS[0],
        *NAMED,
        MAGNITUDES,
        *FORMULAS,
        *CODES,
        *years,
        *NUMBERS[1:],
        *SPEECH,
        *SIGNS,
    )
    return Rules(rules)
