"""English rules of numbers: telephone numbers, ranges, scores, fractions, ordinals, cardinals."""

from __future__ import annotations

import re

from narrator.script.normal.parts import VULGAR
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
    say_whole,
    say_year,
)

FREE = r"(?<![\w.,])(?<![0-9][-–:/⁄])"
"""Before a number that is no part of another one."""
TO = r"[ \u00a0]?[-–−][ \u00a0]?"

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
    first, second = int(found[1]), found[2] or found[3]
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
    if (first == last and first.isdigit() and not minus) or (first, last) == ("24", "7"):
        return f"{say_whole(first)}-{say_whole(last)}"
    if re.fullmatch("0[0-9]+", first) or re.fullmatch("0[0-9]+", last):
        return f"{say_amount(first)}, {say_amount(last)}"  # the number of a case, a calibre
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


def _say_ordinal(found: re.Match[str]) -> str:
    said = ordinal(int(bare_digits(found[1])))
    return plural(said) if found["plural"] else said


def _say_suffixed(found: re.Match[str]) -> str | None:
    """Say "21st"; "11st" and "12 st 4 lb" are a weight in stones."""
    digits, suffix = bare_digits(found[1]), found[2].lower()
    if suffix == "st" and _POUNDS.match(found.string, found.end()):
        return f"{say_whole(found[1])} stone"
    if suffix == "st" and (digits[-1] != "1" or digits[-2:] == "11"):
        return f"{say_whole(found[1])} stone"
    return _say_ordinal(found)


_POUNDS = re.compile(r",? ?[0-9]{1,2} ?lbs?\b")


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


def score_rule(*, american: bool) -> Rule:
    """Return the rule of scores: "two to one", British "two one"."""
    pattern = Pattern(rf"{FREE}([0-9]{{1,2}})[-–]([0-9]{{1,2}})(?![\w-]|[.,][0-9])")
    return Rule("scores", pattern, lambda found: _say_score(found, american=american), DIGITS)


RANGES = (
    Rule(
        "year-ranges",
        Pattern(
            rf"{FREE}(1[0-9]{{3}}|20[0-9]{{2}})"
            r"(?:[-–−/]([0-9]{4}|[0-9]{1,2})| [-–] ([0-9]{4}))"
            r"(?![\w/-]|[.,]\d)"
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

SUBTRACTION = Rule(
    "sums",
    Pattern(r"(?<=[0-9)])( ?)[-−–]\1(?=[0-9.,]+ ?=)|(?<=\b(?:UTC|GMT))[-−](?=[0-9])"),
    lambda _: " minus ",
    frozenset("=-−"),
)

NAMED = (
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,])(1(?:,?0{3}|0{2}))s(?= of\b)"),
        lambda found: "hundreds" if len(found[1]) == 3 else "thousands",
        DIGITS,
    ),
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,])([1-9][0-9]{2})s(?!\w)"),
        lambda found: plural(say_code(found[1])),
        DIGITS,
    ),
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,])([0-9]{1,3}(?:,[0-9]{3})+)s(?!\w)"),
        lambda found: plural(say_whole(found[1])),
        DIGITS,
    ),
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,-])([0-9]{1,2})s(?!\w)"),
        lambda found: plural(say_whole(found[1])),
        DIGITS,
    ),
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,'’£$€-])([0-9])['’]s(?= (?:and|or|in|on|to|for|from)\b|[.,;:)]|$)"),
        lambda found: plural(say_whole(found[1])),
        DIGITS,
    ),
    Rule("named-numbers", Pattern(r"(?<![\w.,])401k(?!\w)"), lambda _: "four oh one k", DIGITS),
    Rule(
        "named-numbers",
        Pattern(r"(?<![\w.,])(5|10)[kK](?= (?:runs?|races?|walks?|runners?|fun)\b)"),
        lambda found: f"{cardinal(int(found[1]))} K",
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
    Pattern(r"(?<![\w.,])((?:[0-9]*[02-9])?[23])d(?P<plural>(?!))?(?=[ \u00a0](?:[A-Z]|ed\.))"),
    _say_ordinal,
    DIGITS,
)
"""America's short ordinals: "the 2d Division"."""

ORDINALS = Rule(
    "ordinals",
    Pattern(rf"(?<![\w.,])({NUMBER}) ?(st|nd|rd|th)(?P<plural>s?)\b", re.IGNORECASE),
    _say_suffixed,
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
            r"|[Ee]xtension|Form|Boeing|Airbus|Area|Porsche|Peugeot|Fiat) )"
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
    Rule(
        "minus",
        Pattern(rf"(?<![\w.,)-])[-−](?=[0-9]{{1,3}}/[0-9]|[{''.join(VULGAR)}])"),
        lambda _: "minus ",
        frozenset("-−"),
    ),
    Rule(
        "signs",
        Pattern(rf"(?<![\w.,)])\+(?=[{''.join(VULGAR)}])"),
        lambda _: "plus ",
        frozenset("+"),
    ),
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
