"""English rules of the dashes that mean "to", between what other rules say."""

from __future__ import annotations

from narrator.script.normal.rule import Pattern, Rule

_SPANNED = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|[A-Z])"
)
_NAMED_DAYS = _SPANNED.replace("|[A-Z]", "")
"""What a dash between two of means "to"."""

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
        Pattern(
            rf"(?<=[0-9])[ ]?–[ ]?(?={_NAMED_DAYS} [0-9])"
            r"|(?<=[0-9]) – (?=[A-Z][a-z]{2} [0-9]{4})"
        ),
        lambda _: " to ",
        frozenset("–"),
    ),
    Rule(
        "ranges",
        Pattern(rf"(?<!\w)({_NAMED_DAYS})-(?={_NAMED_DAYS}\b)"),
        lambda found: f"{found[1]} to ",
        frozenset("-"),
    ),
    Rule(
        "ranges",
        Pattern(
            r"(?<=:[0-5][0-9])[ ]?[-–][ ]?(?=[0-9]{1,2}:[0-5][0-9])"
            r"|(?:(?<=[0-9][ap]m)|(?<=[0-9] [ap]m)|(?<=[ap]\.m\.)|(?<=[AP]\.M\.)|(?<=[0-9] [AP]M)"
            r"|(?<=[0-9][AP]M)|(?<=\bnoon))[ ]?[-–][ ]?"
            r"(?=[0-9]{1,2}(?::[0-9]{2})?[ ]?[apAP]\.?[mM]|noon|midnight)"
            r"|(?<=BC|CE|AD) – (?=[0-9]|AD [0-9])"
        ),
        lambda _: " to ",
        frozenset("-–"),
    ),
    Rule(
        "ranges",
        Pattern(r"(?<=[0-9])[ ]?[–-][ ]?(?=(?:present|now|today|date)\b)"),
        lambda _: " to ",
        frozenset("–-"),
    ),
)
"""Dashes between what other rules say: two dates, two sums, two times of day."""
