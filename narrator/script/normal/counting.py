"""English rules of numbers: telephone numbers, ranges, scores, fractions, ordinals, cardinals."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import (
    DECIMAL,
    NUMBER,
    bare_digits,
    cardinal,
    ordinal,
    plural,
    say_amount,
    say_code,
    say_digits,
    say_pair,
    say_part,
    say_whole,
    say_year,
)

FREE = r"(?<![\w.,])(?<![0-9][-–:/])"
"""Before a number that is no part of another one."""
TO = r"[ \u00a0]?[-–−][ \u00a0]?"

VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_NAMED_PARTS = {*range(2, 11), 12, 15, 16, 20, 25, 30, 32, 40, 50, 64, 100, 1000}
_METRE = re.compile(r" time\b(?! (?:in|as|and))")
"""After a fraction, what music is in: "three four time"."""
_ODDS = re.compile(r"\b[Oo]dds (?:of |at |were |are )?$")
_GAME = re.compile(
    r"\b(?:wins?|winning|won|los[et]s?|losing|beat|beats|beaten|drew|draw|scores?|scored|lead|led"
    r"|victory|defeat|defeated|trail(?:ed|ing)?|goals?|match|half-time|full-time)\b",
    re.IGNORECASE,
)


def _say_score(found: re.Match[str], *, american: bool) -> str | None:
    text = found.string
    if not _GAME.search(text, max(0, found.start() - 60), found.end() + 40):
        return None
    first, second = int(found[1]), int(found[2])
    if not american:
        return f"{_nil(first)} {_nil(second)}"
    return f"{cardinal(first)} to {cardinal(second)}"


def _nil(goals: int) -> str:
    return cardinal(goals) if goals else "nil"


_LAST_YEAR = 2200


def _say_years(found: re.Match[str]) -> str | None:
    """Say "1914–18" and "1914–1918"; None where the second is not the later year."""
    first, second = int(found[1]), found[2]
    if len(second) == 1:
        last = first - first % 10 + int(second)
        return f"{say_year(first)} to {say_pair(last % 100)}" if last > first else None
    if len(second) == 4:
        later = first < int(second) <= _LAST_YEAR
        return f"{say_year(first)} to {say_year(int(second))}" if later else None
    if second == "00" and first % 100 == 99:
        return f"{say_year(first)} to {say_year(first + 1)}"
    if int(second) <= first % 100:
        return None
    return f"{say_year(first)} to {say_pair(int(second))}"


_MODEL = re.compile(r"\b(?:Boeing|Airbus) $")
_LABELLED = re.compile(r"\b(?:Fig(?:ure|\.)|Table|Exhibit) $")


def _say_range(found: re.Match[str]) -> str | None:
    minus, first, last = found.group("minus", "first", "last")
    if (first, last) in {("50", "50"), ("24", "7")}:
        return f"{cardinal(int(first))}-{cardinal(int(last))}"
    if _MODEL.search(found.string, 0, found.start()):
        return None
    to = "dash" if _LABELLED.search(found.string, 0, found.start()) else "to"
    return f"{'minus ' if minus else ''}{say_amount(first)} {to} {say_amount(last)}"


def _say_chain(found: re.Match[str]) -> str:
    """Say numbers in a chain: "four four two"; the groups of a long code by their digits."""
    groups = re.findall(r"[0-9]+", found[0])
    if sum(map(len, groups)) > 6 or any(group[0] == "0" for group in groups):
        return ", ".join(map(say_digits, groups))
    return " ".join(map(say_whole, groups))


def _say_mixed(found: re.Match[str]) -> str | None:
    whole, vulgar, above, below = found.group("whole", "vulgar", "above", "below")
    if not vulgar and _ODDS.search(found.string, 0, found.start()):
        return None
    part = VULGAR[vulgar] if vulgar else (int(above), int(below))
    if (
        not whole
        and part[1] in {2, 4, 8}
        and part[0] > 1
        and _METRE.match(found.string, found.end())
    ):
        return f"{cardinal(part[0])} {cardinal(part[1])}"
    if not vulgar and (part[0] >= part[1] or part[1] not in _NAMED_PARTS):
        return None
    said = say_part(*part)
    if not whole:
        return said
    said = re.sub(r"^one ", "an " if part[1] in {8, 11, 18} else "a ", said)
    return f"{say_whole(whole)} and {said}"


def _say_fraction(found: re.Match[str]) -> str | None:
    above, below = int(bare_digits(found[1])), int(bare_digits(found[2]))
    if _ODDS.search(found.string, 0, found.start()):
        return f"{cardinal(above)} to {cardinal(below)}"
    if above == below and below > 1:
        return f"{cardinal(above)}-{cardinal(below)}"
    if (above, below) in {(24, 7), (9, 11), (7, 7)}:
        return f"{cardinal(above)} {cardinal(below)}"
    if below in _NAMED_PARTS and above <= max(below, 20):
        return say_part(above, below)
    return f"{say_whole(found[1])} over {say_whole(found[2])}"


def _say_parts(found: re.Match[str]) -> str:
    """Say "1/100th"."""
    return say_part(int(found[1]), int(found[2]))


def _say_of(found: re.Match[str]) -> str:
    """Say how many of how many: "four point five out of five"."""
    return f"{say_amount(found[1])} out of {say_whole(found[2])}"


def _say_ordinal(found: re.Match[str]) -> str:
    said = ordinal(int(bare_digits(found[1])))
    return plural(said) if found["plural"] else said


def _say_room(found: re.Match[str]) -> str:
    variant = f" {say_code(found[3])}" if found[3] else ""
    return found[1] + say_code(found[2]) + variant


def _say_versions(found: re.Match[str]) -> str:
    letter = f"{found['letter']} " if found["letter"] else ""
    return letter + " point ".join(map(say_whole, found["numbers"].split(".")))


def _say_paragraph(found: re.Match[str]) -> str:
    """Say a paragraph of a law: "five oh one c three"."""
    parts = re.findall(r"[a-z]+|[0-9]+", found[2])
    said = (say_whole(part) if part[0] in DIGITS else part for part in parts)
    return " ".join((say_code(found[1]), *said))


def _say_crew(found: re.Match[str]) -> str:
    """Say people with a number for a name: "forty-niners"."""
    return f"{cardinal(int(found[1])).removesuffix('e')}ers"


def _say_thousand(found: re.Match[str]) -> str:
    sizes = {"k": "thousand", "m": "million", "bn": "billion", "tn": "trillion"}
    return f"{say_amount(found[1])} {sizes[(found[2] or found[3]).lower()]}"


def _say_minus(found: re.Match[str]) -> str:
    return f"minus {say_amount(found[1])}"


def _say_plain(found: re.Match[str]) -> str:
    return say_amount(found[0])


def _say_number(found: re.Match[str]) -> str:
    return say_whole(found[0])


_SPANNED = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|[A-Z])"
)
"""What a dash between two of means "to"."""


def score_rule(*, american: bool) -> Rule:
    """Return the rule of scores: "two to one", British "two one"."""
    pattern = Pattern(rf"{FREE}([0-9]{{1,2}})[-–]([0-9]{{1,2}})(?![\w-]|[.,][0-9])")
    return Rule("scores", pattern, lambda found: _say_score(found, american=american), DIGITS)


DASHES = (
    Rule(
        "ranges",
        Pattern(
            r"(?<=[0-9]0s)[-–](?=[0-9]{2,4}s\b)"
            r"|(?<=[0-9a-z%°¢½¼¾²³])[-–−](?=(?:US)?[$£€¥][0-9])"
            r"|(?<=[0-9%°½¼¾²³])[ ]?–[ ]?(?=[0-9$£€¥.])"
            r"|(?<=[0-9][apAP][mM])[-–](?=[0-9])|(?<=[0-9] [apAP][mM])[-–](?=[0-9])"
            r"|(?<=[ap]\.m\.)[-–](?=[0-9])|(?<=BC|CE|AD)[-–](?=[0-9]|AD [0-9])"
            r"|(?<=[0-9][snrt][tdh])[-–](?=[0-9]+(?:st|nd|rd|th)\b)|(?<=%)[-–](?=[0-9])"
            r"|(?<=[0-9])-(?=(?:Jan|Feb|March|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]* [0-9])"
        ),
        lambda _: " to ",
        frozenset("-–−"),
    ),
    Rule(
        "ranges",
        Pattern(rf"(?<!\w)({_SPANNED})[ ]?–[ ]?(?={_SPANNED}\b|[0-3]?[0-9] {_SPANNED}\b)"),
        lambda found: f"{found[1]} to ",
        frozenset("–"),
    ),
    Rule(
        "ranges",
        Pattern(rf"(?<=[a-z0-9])[ ]?–[ ]?(?=[0-3]?[0-9] {_SPANNED}\b)"),
        lambda _: " to ",
        frozenset("–"),
    ),
    Rule(
        "ranges",
        Pattern(r"(?<=[0-9])[ ]?[–-][ ]?(?=(?:present|now|today|date)\b)"),
        lambda _: " to ",
        frozenset("–-"),
    ),
)
"""Dashes between what other rules say: two dates, two sums, two times of day."""

RANGES = (
    Rule(
        "year-ranges",
        Pattern(
            rf"{FREE}(1[0-9]{{3}}|20[0-9]{{2}})[-–−/]([0-9]{{4}}|[0-9]{{1,2}})(?![\w/-]|[.,]\d)"
        ),
        _say_years,
        DIGITS,
    ),
    Rule(
        "number-chains",
        Pattern(r"(?<![\w.,])[0-9]+(?:[-–][0-9]+){2,}(?![\w-])"),
        _say_chain,
        DIGITS,
    ),
    Rule(
        "ranges",
        Pattern(
            rf"{FREE}(?P<minus>(?<!\))[-−])?(?P<first>{DECIMAL}){TO}(?P<last>{DECIMAL})"
            r"(?!\w|[-–/:][0-9]|(?<=[0-9]) ?=)"
        ),
        _say_range,
        frozenset("-–−"),
    ),
)

FRACTIONS = (
    Rule(
        "fractions",
        Pattern(r"(?<![\w.,/])([0-9]{1,3})/([0-9]{1,4})(?:th|rd|nd|st)s?\b"),
        _say_parts,
        frozenset("/"),
    ),
    Rule(
        "fractions",
        Pattern(r"(?<![\w.,/])([0-9]{1,3}\.[0-9]{1,2})/([0-9]{1,4})(?![\w/]|[.,][0-9])"),
        _say_of,
        frozenset("/"),
    ),
    Rule(
        "fractions",
        Pattern(
            rf"(?<![\w.,/])(?:(?P<whole>{NUMBER})(?:[ \u00a0-]|(?=[{''.join(VULGAR)}])|\u2064))?"
            rf"(?:(?P<vulgar>[{''.join(VULGAR)}])|(?P<above>[0-9]{{1,3}})[/⁄](?P<below>[0-9]{{1,4}})"
            r"(?![\w/]|[.,][0-9]))"
        ),
        _say_mixed,
        DIGITS | frozenset(VULGAR),
    ),
    Rule(
        "fractions",
        Pattern(rf"(?<![\w.,/])({NUMBER})[/⁄]({NUMBER})(?![\w/]|[.,][0-9])"),
        _say_fraction,
        frozenset("/⁄"),
    ),
)

SUBTRACTION = Rule(
    "sums",
    Pattern(r"(?<=[0-9)])( ?)[-−–]\1(?=[0-9.,]+ ?=)"),
    lambda _: " minus ",
    frozenset("="),
)

NAMED = (
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,])([1-9][0-9]{2})s(?!\w)"),
        lambda found: plural(say_code(found[1])),
        DIGITS,
    ),
    Rule("named-numbers", Pattern(r"(?<![\w.,-])([1-9][0-9])ers\b"), _say_crew, DIGITS),
    Rule(
        "named-numbers",
        Pattern(r"(?<=[a-z]-)([1-9][0-9]{2})(?<!00)(?![\w,-]|\.[0-9])"),
        lambda found: say_code(found[1]),
        DIGITS,
    ),
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,])([1-9][0-9]{2})((?:\([a-z0-9]{1,2}\))+)(?!\w)"),
        _say_paragraph,
        DIGITS,
    ),
)
"""What has a number for a name: "two 747s", "49ers", "uranium-235", "401(k)"."""

ORDINALS_OF_OLD = Rule(
    "ordinals",
    Pattern(r"(?<![\w.,])((?:[0-9]*[02-9])?[23])d(?P<plural>(?!))?(?=[ \u00a0][A-Z])"),
    _say_ordinal,
    DIGITS,
)
"""America's short ordinals: "the 2d Division"."""

ORDINALS = Rule(
    "ordinals",
    Pattern(rf"(?<![\w.,])({NUMBER}) ?(?:st|nd|rd|th)(?P<plural>s?)\b", re.IGNORECASE),
    _say_ordinal,
    DIGITS,
)

MAGNITUDES = Rule(
    "magnitudes",
    Pattern(
        rf"{FREE}({DECIMAL}) ?(?:(bn|tn)|(?<=[0-9])(k|m(?= people| [a-z]+[^s\W]s\b)"
        r"|M(?= [a-z]|[.,;:)]|$)|(?<=[0-9]{2})K))(?!\w)"
    ),
    _say_thousand,
    DIGITS,
)
"""Thousands and millions by a letter: "20k", "3.2M"."""

NUMBERS = (
    Rule(
        "named-numbers",
        Pattern(
            r"(?<!\w)((?:[Rr]oom|[Ff]light|[Rr]oute|[Hh]ighway|[Ii]nterstate|[Ss]uite|[Bb]us"
            r"|[Ee]xtension|Boeing|Airbus|Area|Porsche|Peugeot|Fiat) )"
            r"([0-9]{3,5})(?:(?<=[0-9]{3})-([0-9]{3}))?(?![\w,-]|\.[0-9])"
        ),
        _say_room,
        DIGITS,
    ),
    Rule(
        "versions",
        Pattern(
            r"(?<![\w.,])(?:(?P<letter>[vV])\.?"
            r"|(?![0-9]{1,3}(?:\.[0-9]{3})+(?!\.?[0-9])))(?P<numbers>[0-9]+(?:\.[0-9]+){2,})"
            r"(?![\w-])"
        ),
        _say_versions,
        DIGITS,
    ),
    Rule(
        "signs",
        Pattern(rf"(?<![\w.,)])\+(?={DECIMAL})"),
        lambda _: "plus ",
        frozenset("+"),
    ),
    Rule("signs", Pattern(r"(?<=[0-9])\+(?!\w)"), lambda _: " plus", frozenset("+")),
    Rule("minus", Pattern(rf"(?<![\w.,)-])[-−]({DECIMAL})(?!\w|[-–][0-9])"), _say_minus, DIGITS),
    Rule(
        "decimals",
        Pattern(rf"(?:(?<![0-9.]){NUMBER}|(?<![\w.]))\.[0-9]+(?!\.?[0-9])"),
        _say_plain,
        DIGITS,
    ),
    Rule("cardinals", Pattern(NUMBER), _say_number, DIGITS),
    Rule("cardinals", Pattern("[0-9]"), _say_number, DIGITS),
    Rule("cardinals", Pattern(r"(?<=[0-9]),(?=[0-9])"), lambda _: ", ", DIGITS),
)
