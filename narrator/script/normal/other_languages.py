"""Languages besides English: whole numbers in words, where num2words knows the language."""

from __future__ import annotations

import functools

from narrator.script.normal.rule import DIGITS, Pattern, Rule, Rules

_NUMBER = Pattern(r"(?<![\w.,:/'’-])[0-9]{1,15}(?![\w:/'’–-]|[.,][0-9]|\.(?= \w)|\s?[%€$£°])")
_YEARS_IN_HUNDREDS = {"de", "da", "no", "sv"}


@functools.cache
def knows(language: str) -> bool:
    """Tell whether the numbers of a language (its primary tag) are known."""
    from num2words import CONVERTER_CLASSES

    return language in CONVERTER_CLASSES


@functools.cache
def number_rules(language: str) -> Rules:
    """Return the rules for a language (its primary tag): none where its numbers are not known.

    Only a number by itself is said in words. A German or Danish one with a point after it may be
    an ordinal, whose ending the sentence decides: it is left to the engine, as is all the rest.
    """
    if not knows(language):
        return Rules(())
    rule = Rule("numbers", _NUMBER, lambda found: _say_number(found[0], language), DIGITS)
    return Rules((rule,))


@functools.lru_cache(4096)
def _say_number(printed: str, language: str) -> str | None:
    from num2words import num2words

    if len(printed) > 1 and printed[0] == "0":
        return None
    is_year = language in _YEARS_IN_HUNDREDS and "1100" <= printed <= "1999" and len(printed) == 4
    try:
        return str(num2words(int(printed), lang=language, to="year" if is_year else "cardinal"))
    except (NotImplementedError, OverflowError, TypeError, KeyError, IndexError, ValueError):
        return None  # a language may not know numbers as large as this
