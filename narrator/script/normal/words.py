"""English numbers in words."""

from __future__ import annotations

import functools
import re

LONGEST = 36
"""Numbers of more digits have no names: they are said digit by digit."""

NUMBER = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![.]?[0-9])"
    r"|[0-9]{1,3}(?:['’_][0-9]{3})+(?![0-9'’_])"
    r"|(?<![0-9] )(?<!\w)[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?!-?[0-9])|[0-9]+)"
)
"""How a whole number is printed: 1234, 1,234,567, Indian 12,34,567, SI 1 234 567, Swiss 1'234."""
DECIMAL = rf"(?:{NUMBER}(?:\.[0-9]+)?|\.[0-9]+)"
"""How an amount is printed: 1,234.5 or .5."""

DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@functools.lru_cache(4096)
def cardinal(number: int) -> str:
    """Return a number from 0 up in words: "one hundred and five"."""
    from num2words import num2words

    return str(num2words(number, lang="en")).replace(",", "")


@functools.lru_cache(1024)
def ordinal(number: int) -> str:
    """Return "first", "twenty-second"."""
    from num2words import num2words

    return str(num2words(number, to="ordinal", lang="en")).replace(",", "")


def say_digits(digits: str, zero: str = "oh") -> str:
    """Return digits one by one, other characters left out."""
    words = (zero, *DIGIT_WORDS[1:])
    return " ".join(words[int(digit)] for digit in digits if digit in "0123456789")


def bare_digits(printed: str) -> str:
    """Return a whole number's digits without what parts them."""
    return re.sub("[^0-9]", "", printed)


def say_whole(printed: str) -> str:
    """Return a whole number, with or without commas; one that begins with 0 digit by digit."""
    digits = bare_digits(printed)
    if (len(digits) > 1 and digits[0] == "0") or len(digits) > LONGEST:
        return say_digits(digits)
    return cardinal(int(digits))


def say_amount(printed: str) -> str:
    """Return a number as :data:`DECIMAL` prints it: "three point one four"."""
    whole, point, part = printed.partition(".")
    if not point:
        return say_whole(whole)
    start = (cardinal(0) if set(whole) == {"0"} else say_whole(whole)) if whole else ""
    return f"{start} point {say_digits(part, 'zero')}".strip()


_AND = re.compile(
    r"\b(hundred|thousand|\w+illion) and (?=(?:one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|\w+teen|\w+ty|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|eleventh|twelfth|\w+teenth|\w+tieth)s?\b)"
)


def leave_and_out(words: str) -> str:
    """Return numbers in words as America says them: "one hundred five"."""
    return _AND.sub(r"\1 ", words)


BEGINNERS = (
    r"(?:He|She|It|They|We|You|The|This|That|There|Then|But|And|When|His|Her|Their|If|In|On|As"
    r"|After|Before|Not)\b(?!-)"
)
"""Words with which a sentence begins, so that one ended before them."""
_ENDS = re.compile(rf"[”’\"'»)\]\s]*(?:\Z|(?<=\s){BEGINNERS})")


def stop_at_end(found: re.Match[str]) -> str:
    """Return the full stop that a shortened word takes along where it ends the sentence."""
    ends = found[0].endswith(".") and _ENDS.match(found.string, found.end())
    return "." if ends else ""


def is_one(printed: str) -> bool:
    """Tell whether an amount takes the singular."""
    return printed in {"1", "½", "¼", "¾"}


def say_year(number: int) -> str:
    """Return a year as it is said: "nineteen oh five", "two thousand and one"."""
    century, rest = divmod(number, 100)
    if number < 1000 or number > 9999 or number % 1000 < 10:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {say_pair(rest)}"


def say_pair(number: int) -> str:
    """Return two digits of a longer number: "oh five", "eighty-four"."""
    return f"oh {cardinal(number) if number else 'oh'}" if number < 10 else cardinal(number)


def say_code(digits: str) -> str:
    """Return the digits of a name, a room or a road: "three eighty", "one oh one", "forty"."""
    if digits[0] == "0" or len(digits) > 4:
        return say_digits(digits)
    number = int(digits)
    if len(digits) == 3 and number % 100:
        return f"{cardinal(number // 100)} {say_pair(number % 100)}"
    return say_year(number)


def plural(words: str) -> str:
    """Return the plural of the last of ``words``: "nineties", "sixes", "twos"."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"


def say_part(numerator: int, denominator: int) -> str:
    """Return a fraction: "one half", "three quarters", "two thirds"."""
    names = {2: "half", 4: "quarter"}
    name = names.get(denominator) or ordinal(denominator)
    if numerator != 1:
        name = "halves" if denominator == 2 else plural(name)
    return f"{cardinal(numerator)} {name}"


_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def read_roman(numeral: str) -> int:
    """Return the value of a Roman numeral in canonical form, 0 for anything else."""
    if not numeral or not _ROMAN.fullmatch(numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
