"""English rules of numbers that are read by their digits: telephones, catalogues, machines."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import say_code, say_digits, say_whole


def _say_telephone(found: re.Match[str]) -> str | None:
    """Say groups of digits, each by itself: "five five five, oh one two three"."""
    if found["called"] or found["letters"]:
        word = f" {found['letters'].title()}" if found["letters"] else ""
        return (
            (found["called"] or "")
            + " ".join(map(say_digits, re.findall("[0-9]+", found[0])))
            + word
        )
    groups = re.findall(r"[0-9]+", found[0])
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(map(say_digits, groups))


def _say_book_number(found: re.Match[str]) -> str:
    groups = re.findall(r"[0-9]+|X", found["digits"])
    said = ", ".join(group if group == "X" else say_digits(group) for group in groups)
    kind = found["kind"] or ""
    return found["name"].replace(kind, f"-{say_whole(kind[1:])}" if kind else "") + said


def _say_host(found: re.Match[str]) -> str | None:
    """Say the address of a machine: "one ninety-two dot one sixty-eight dot zero dot one"."""
    groups = found["host"].split(".")
    if max(map(int, groups)) not in range(100, 256):
        return None
    port = f" colon {say_code(found['port'])}" if found["port"] else ""
    return " dot ".join(map(say_code, groups)).replace("oh", "zero") + port


CATALOGUED = Rule(
    "digits",
    Pattern(
        r"(?<!\w)(?P<name>(?:ISBN|ISSN|OCLC|PMID|LCCN|EAN|UPC|IBAN|SKU)(?P<kind>-1[03])?:? )"
        r"(?P<digits>[0-9]+(?:[- –]?[0-9]+)*(?:[- ]?X\b)?)(?!\w)"
    ),
    _say_book_number,
    DIGITS,
)
"""Numbers under which books and the like are found, by their digits."""

HOST = Rule(
    "addresses",
    Pattern(
        r"(?<![\w.,])(?P<host>(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?::(?P<port>[0-9]{2,5}))?(?![\w-]|\.[0-9])"
    ),
    _say_host,
    frozenset("."),
)
"""The number of a machine in a net."""

TELEPHONE = Rule(
    "telephone",
    Pattern(
        r"(?<![\w.,/$£€-])(?<![0-9] )(?:(?P<called>(?:[Aa]rea code"
        r"|[Cc]all(?:ed|ing|s)?(?= (?:911|999|112)\b)|[Dd]ial(?:l?ed|l?ing|s)?"
        r"|(?:[Zz]ip|ZIP)(?: code)?|[Pp]ostcode"
        r"|(?:PIN|pin code|[Pp]asscode|[Pp]assword)(?: number)?(?: was| is|:)?) )[0-9]{3,6}"
        r"|1-8[0-9]{2}-(?P<letters>[A-Z]+(?:-[A-Z]+)*)(?<=[A-Z-]{3})"
        r"|\+[0-9]{1,3}[ -](?:\(?[0-9]{1,5}\)?[ -]){1,4}[0-9]{2,8}"
        r"|\+[0-9]{7,15}"
        r"|\+[0-9]{1,3}[ -]?\(0\)[ -]?(?:[0-9]{2,5}[ -]){1,3}[0-9]{3,8}"
        r"|(?:1[ -])?\(?[0-9]{3}(?:\)?[ -]|\)|/)[0-9]{3}[ -][0-9]{4}"
        r"|(?:1\.)?[0-9]{3}\.[0-9]{3}\.[0-9]{4}"
        r"|(?=(?:[ ()/-]*[0-9]){8,14}(?![0-9]))\(?0[0-9]{1,4}[)/]?[ -]?"
        r"(?:[0-9]{2,8}[ -]){0,4}[0-9]{2,8}(?<=[0-9 ()/-]{9})"
        r"|0[0-9]{2,4}[ -][0-9]{3,4}|0[0-9]{9,10}|[0-9]{3}-[0-9]{4})(?![\w/-]|[.,][0-9])"
    ),
    _say_telephone,
    DIGITS,
)

EXCHANGE = Rule(
    "telephone",
    Pattern(r"(?<=[a-z] )([0-9])-([0-9]{4})(?![\w/-]|[.,][0-9])"),
    lambda found: f"{say_digits(found[1])}, {say_digits(found[2])}",
    DIGITS,
)
"""A number behind the name of its exchange: "PEnnsylvania 6-5000"."""

CALLED = Rule(
    "telephone",
    Pattern(
        r"(?:(?<=[Tt]el )|(?<=[Tt]el[.:] )|(?<=[Tt]el\.: )|(?<=[Pp]hone )|(?<=[Pp]hone: )"
        r"|(?<=[Ff]ax )|(?<=[Ff]ax: )|(?<=\b[Cc]all )|(?<=\b[Tt]ext )|(?<=\b[Dd]ial )"
        r"|(?<=[Aa]ccount )|(?<=[Nn]umber )|(?<=[Nn]umber is )|(?<=\b[Nn]o\. ))"
        r"(?:[0-9]{7,12}|[0-9]{3} [0-9]{4})(?![\w/-]|[.,][0-9])"
    ),
    lambda found: ", ".join(map(say_digits, found[0].split())),
    DIGITS,
)
"""Long numbers behind words that say that they are no amount."""

CALIBRE = Rule(
    "digits",
    Pattern(
        r"(?:(?<=\b[Aa] )|(?<=\b[Aa]n )|(?<=\b[Tt]he )|(?<=\b[Hh]is )|(?<=\b[Hh]er )|(?<=\b[Mm]y )"
        r"|(?<=\b[Yy]our )|(?<=\b[Oo]ld )|(?<=\b[Oo]wn )|(?<=\b[Cc]olt )|(?<=\b[Tt]wo )"
        r"|(?<=\b[Ww]ith )|(?<![\w.,])(?="
        r"[.0-9]+[- ](?:cal\b|calib|Magnum|Special|Colt|revolver|pistol|rifle|automatic|Webley"
        r"|Winchester|ACP)))\.(22|25|30|32|38|40|44|45|50|223|243|270|303|308|357|375|380|416|455)"
        r"s?(?![\w%,.]*[0-9]|%| ?(?:cm|mm|in(?! [a-z])|inch|inches"
        r"|miles?|hitter|average|of|percent|per)\b)"
    ),
    lambda found: say_code(found[1]) + ("s" if found[0].endswith("s") else ""),
    frozenset("."),
)
"""A gun by the width of its barrel: "a .38", "the .303"."""

EMERGENCY = Rule(
    "telephone",
    Pattern(r"(?<![\w.,-])(?:911|999)(?= (?:calls?|callers?|operators?|dispatch\w*|emergency)\b)"),
    lambda found: say_digits(found[0]),
    DIGITS,
)

ZIP = Rule(
    "digits",
    Pattern(r"(?<=\b[A-Z]{2} )[0-9]{5}(?:-[0-9]{4})?(?![\w,-]|\.[0-9])"),
    lambda found: say_digits(found[0]),
    DIGITS,
)
