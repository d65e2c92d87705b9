"""English rules of letters: codes such as R2D2, initials, capitals, drawn-out and broken words."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import plural, read_roman, say_amount, say_code

_VOWELS = frozenset("AEIOUYaeiouy")

ACRONYMS = frozenset(
    str.split(
        """
    AARP ACLU ADHD AIDS ANZAC APEC ASAP ASCII ASEAN AWOL BAFTA BASIC CAPTCHA CERN CIA CNET COBOL
    COBRA COPD COVID CUNY DARPA DEFRA DUI EBITDA EDIFACT ESPN EULA EURATOM FAQ FDIC FEMA FIFA
    GATT GIF HAZMAT HIPAA HTML HTTP HTTPS IATA ICANN ICAO ICBM IEEE IKEA IMAX INTERPOL ISBN ISIS
    JPEG LASER LGBT MENSA MENA MIDI MPEG NAACP NAFTA NASA NASDAQ NATO NCAA NCO NIMBY NOAA NORAD
    NSFW OECD OFCOM OPEC OSHA OXFAM PETA POTUS PTSA QUANGO RADA RADAR RSPCA RSVP SARS SALT
    SCOTUS SCUBA SEATO SETI SONAR STEM SUNY SWAPO SWAT TASER TEFL TOEFL UCAS UCLA UEFA UKIP
    UNESCO UNHCR UNICEF UNIX USAF USDA USMC USPS USSR UTC WASP WYSIWYG YMCA YOLO YWCA
    """
    )
)
"""Words in capitals that are always so."""

SHORT = frozenset(
    str.split(
        """
    THE AND YOU NOT ALL WHY HOW OUT GET RUN SHE HER HIS HIM WHO BUT FOR ARE WAS NOW CAN HAS HAD
    DID NEW OLD OFF ONE TWO TEN END DIE BAD BIG DAY GOD MAN SIR TOO WAY YES NO NEVER LET SAY SEE
    SAW ANY OUR ITS OWN DO GO ME MY WE HE IS IN ON OF TO SO UP AT BE BY IF OR AN AS IT US AM OH
    AH HEY BOY MOM DAD MUM
    """
    )
)
"""Words of two or three letters that are words wherever everything is in capitals."""
_ALONE = SHORT - {
    "IT", "US", "AM", "AS", "OR", "IN", "ON", "AT", "BE", "MAN", "CAN", "DO", "GO", "ME", "IS",
    "OH", "TO", "MY", "AN", "DIE", "MOM", "DAD", "BIG", "ARE", "AND",
} | {
                      "IS", "MY",
                  }  # fmt: skip
"""Those that are words too where only they are in capitals."""

_DOUBLE = frozenset(
    str.split(
        """
    see soon too cool feel good keep look moon need room sleep sweet free tree three been deep
    feet food fool foot meet mood noon pool school seem street tooth wood yahoo zoo boo moo shoo
    woo well all call fall hell hello tell will kill pull full ball small still really silly
    jolly miss kiss pass less boss cross stuff off boohoo whee gee wee fee flee yippee glee oops
    whoops boom doom
    """
    )
)
"""Words that are written with two of a letter which may be drawn out."""

_LONG = re.compile(r"([a-zA-Z])\1{2,}", re.IGNORECASE)


def _say_code_word(found: re.Match[str]) -> str | None:
    """Say letters with digits: "R two D two", "A-forty", "M P threes"."""
    parts = re.findall(r"[A-Za-z]+|[0-9]+", found[0])
    tail = ""
    if len(parts) > 2 and parts[-1] == "s" and parts[-2].isdigit():
        parts.pop()
        tail = "s"
    said = [say_code(part) if part.isdigit() else _say_letters(part) for part in parts]
    if tail:
        said[-1] = plural(said[-1])
    return _part_article(" ".join(said))


def _say_letters(part: str) -> str:
    if re.fullmatch("[A-Z]s", part):
        return part
    if len(part) > 3 or (len(part) > 1 and _VOWELS & set(part[1:]) and not part.isupper()):
        return part
    if len(part) == 3 and not part.isupper() and _VOWELS & set(part):
        return part
    return " ".join(part.upper() if len(part) > 1 else part)


def _say_by(found: re.Match[str]) -> str:
    sign = "times" if re.match(" ?=", found.string[found.end() :]) else "by"
    first, second = (say_amount(it) if "." in it else say_code(it) for it in found.group(1, 2))
    return f"{first} {sign} {second}"


def _say_dimension(found: re.Match[str]) -> str:
    return f"{say_code(found[1])} {found[2].upper()}"


def _say_initials(found: re.Match[str]) -> str | None:
    letters = re.findall(r"[A-Z]", found[0])
    if letters == ["I"]:
        return None
    return "".join("A. " if letter == "A" else f"{letter} " for letter in letters)


def _say_and(found: re.Match[str]) -> str:
    return _part_article(f"{' '.join(found[1])} and {found[2]}")


def _part_article(letters: str) -> str:
    """Tie a lone A to what follows: engines take it for the article."""
    return re.sub(r"(?<!\w)(?<!\b[A-Z] )(?<!\w-)([Aa]) (?=\w)", r"\1-", letters)


def _say_capitals(found: re.Match[str]) -> str | None:
    """Say a word in capitals as a word, unless its letters or its capitals are meant."""
    word = found[0]
    letters = re.sub(r"[^A-Z]", "", word)
    if letters in ACRONYMS or re.sub(r"['’]S$", "", word) in ACRONYMS or not _VOWELS & set(letters):
        return None
    everything = _is_shouted(found.string)
    if letters == "WHO" and not everything and _THE.search(found.string, 0, found.start()):
        return None  # the World Health Organization
    if len(letters) < 4 and letters not in (SHORT if everything else _ALONE):
        return None
    if read_roman(letters) and len(letters) < 8:
        return None
    if not everything and _UNSAYABLE.match(letters):
        return None
    return word[0] + word[1:].lower()


_THE = re.compile(r"\b[Tt]he $")
_UNSAYABLE = re.compile(
    r"(?!(?:[BCFGKPS]L|[BCDFGKPTW]R|S[CKLMNPQTWHV]|SCH|SCR|SPR|STR|SPL|SHR|CH|TH|WH|PH|KN|GN|TW|RH"
    r"|KH|PS|CZ|DW|GH|PT|TS|MC)[AEIOUYRLMW])[B-DF-HJ-NP-TV-Z]{2}"
    r"|.*[B-DF-HJ-NP-TV-XZ]{5}|.*[BCDFGKPQSTVXZ][NLRW]$|.*([BCDFGKPQTVXZ])(?!\1)[BCDFGPQVX]$"
)
"""Capitals that cannot be said as a word: "ISSN", "NCAA"."""


def _is_shouted(text: str) -> bool:
    """Tell whether nearly all of a text is in capitals, and it is more than a word or two."""
    upper = sum(map(str.isupper, text))
    return upper >= 5 and upper > 4 * sum(map(str.islower, text))


_TRIPLE = {"www", "xxx", "aaa", "iii", "zzz"}


def _say_long(found: re.Match[str]) -> str | None:
    """Say a drawn-out word as the word: "Noooo" is "No", "Sooooon" is "Soon"."""
    word = found[0]
    if word in ACRONYMS or read_roman(word.upper()) or word.lower() in _TRIPLE:
        return None
    if not word.isupper() and any(map(str.isupper, word[1:])) and not word[:2].isupper():
        return None
    double = _LONG.sub(lambda letters: letters[0][:2], word)
    if double.lower() in _DOUBLE or not _VOWELS & set(word):
        return double
    single = _LONG.sub(r"\1", word)
    long = single if len(single) > 1 else double
    return long.capitalize() if long in SHORT else long


_BROKEN = (
    r"(?:[b-df-hj-np-tv-z]|bl|br|ch|cl|cr|dr|fl|fr|gl|gr|ph|pl|pr"
    r"|sc|sh|sk|sl|sn|sp|st|sw|th|tr|tw|wh)"
)
_WHOLE_WORDS = re.compile(
    r"(?:d-day|h-hour|g-girl|b-boy|b-ball|c-clamp|p-platform|t-(?:test|top|tail|tube|track|type)"
    r"|s-(?:shaped?|sounds?|series|spline|star|state)|c-(?:class|clef|chord)|l-lysine|g-gauge)\w*",
    re.IGNORECASE,
)
"""Words that begin with the name of a letter."""


def _say_stutter(found: re.Match[str]) -> str | None:
    """Say a broken start as a sound and not as a letter: "Wuh-wuh-well"."""
    if _WHOLE_WORDS.fullmatch(found[0]):
        return None
    starts, word = found["starts"], found["word"]
    uttered = [f"{start}uh" for start in re.split(r"[-–—…. ]+", starts) if start]
    said = "-".join(uttered).lower()
    return _match_case(starts, said) + "-" + word


def _match_case(printed: str, said: str) -> str:
    return said[0].upper() + said[1:] if printed[0].isupper() else said


CODES = (
    Rule("codes", Pattern(r"(?<=\b[AM][0-9])\(M\)|(?<=\bA[0-9]{2})\(M\)"), lambda _: " M"),
    Rule(
        "codes",
        Pattern(
            r"(?<![\w.,])([1-9][0-9]{0,3}(?:\.[0-9]+)?) ?x ?([0-9]{1,4}(?:\.[0-9]+)?)(?![\w.]*\w)"
        ),
        _say_by,
        frozenset("x"),
    ),
    Rule("codes", Pattern(r"(?<![\w.,])([0-9])-?([DdGg])(?![\w'’-])"), _say_dimension, DIGITS),
    Rule(
        "codes",
        Pattern(
            r"(?<![\w.,'’/-])(?:(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{2,12}|[A-Z]{1,3}-[0-9]{1,4}s?)"
            r"(?![\w/]|[.,][0-9]|-[0-9])"
        ),
        _say_code_word,
        DIGITS,
    ),
)

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def _say_formula(found: re.Match[str]) -> str:
    """Say a chemical formula by its letters: "C O two"."""
    parts = re.findall(r"[A-Z][a-z]?|[a-z]|[0-9]+", found[0].translate(_SUBSCRIPTS))
    return " ".join(say_code(part) if part.isdigit() else part for part in parts)


def _say_charge(found: re.Match[str]) -> str:
    """Say the charge of an ion: "Mg two plus"."""
    count = f" {say_code(found[1].translate(_MASSES))}" if found[1] else ""
    return f"{count} {'plus' if found[2] == '⁺' else 'minus'}"


_MASSES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FORMULAS = (
    Rule(
        "codes",
        Pattern(r"(?<!\w)[A-Z][A-Za-z]*(?:[₀-₉]+[A-Za-z]*)+(?![^\W²³⁴])"),
        _say_formula,
        frozenset("₀₁₂₃₄₅₆₇₈₉"),
    ),
    Rule(
        "codes",
        Pattern(r"[₀-₉]+"),
        lambda found: f" sub {say_code(found[0].translate(_SUBSCRIPTS))}",
        frozenset("₀₁₂₃₄₅₆₇₈₉"),
    ),
    Rule(
        "codes",
        Pattern(r"(?<=[A-Za-z₀-₉])([²³⁴])?([⁺⁻])(?!\w)"),
        _say_charge,
        frozenset("⁺⁻"),
    ),
    Rule(
        "codes",
        Pattern(r"(?<!\w)([⁰¹²³⁴-⁹]{2,3})(C|N|O|U|K|Pu|Th|Ra|Cs|Sr|Ar|Tc|Xe|Kr|Rn|Co|Po)\b"),
        lambda found: f"{found[2]} {say_code(found[1].translate(_MASSES))}",
        frozenset("¹²³⁴⁵⁶⁷⁸⁹"),
    ),
)
"""What chemists write: "CO₂", "¹⁴C"."""

INITIALS = Rule(
    "initials",
    Pattern(
        r"(?<![\w.’'-])(?:(?!U\.[SKN]|E\.U)[A-Z]\.[ \u00a0]?){1,4}"
        r"(?=[A-Z][A-Za-zà-ÿ'’-]|Mc|de |van |von )"
        r"(?!(?:He|She|It|They|We|You|The|This|That|These|Those|There|Then|But|And|All|When|His|Her"
        r"|In|On|So|What|Who|If|Not)\b)"
    ),
    _say_initials,
    frozenset("."),
)

SPEECH = (
    Rule("letters-and", Pattern(r"(?<!\w)([A-Z]{1,2})&([A-Z])(?!\w)"), _say_and, frozenset("&")),
    Rule(
        "stutters",
        Pattern(
            rf"(?<![\w'’-])(?P<starts>(?:(?P<start>{_BROKEN})[-–—])(?:(?P=start)[-–—])*)"
            r"(?P<word>(?P=start)[a-z'’]+)(?![\w-])",
            re.IGNORECASE,
        ),
        _say_stutter,
        frozenset("-–—"),
    ),
    Rule(
        "drawn-out",
        Pattern(r"(?<![\w./@-])[A-Za-z]*?([A-Za-z])(?i:\1){2,}[A-Za-z]*(?![\w/@]|\.\w)"),
        _say_long,
    ),
    Rule(
        "capitals",
        Pattern(r"(?<![\w.&@/'’])[A-Z]{2,}(?:['’][A-Z]{1,3})?(?![\w@/]|\.\w|&)"),
        _say_capitals,
    ),
)
