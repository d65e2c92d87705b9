"""English rules of Roman numerals, where they are numerals: Chapter IV, Henry VIII."""

from __future__ import annotations

import re

from narrator.script.normal.rule import Pattern, Rule
from narrator.script.normal.words import cardinal, ordinal, read_roman, say_year

_NUMERALS = frozenset("IVXLCDMivxlc")
_PARTS = {
    "ch": "chapter", "chap": "chapter", "bk": "book", "vol": "volume", "vols": "volumes",
    "pt": "part", "sec": "section", "sect": "section", "art": "article", "fig": "figure",
    "no": "number", "p": "page", "pp": "pages", "pl": "plate", "mk": "mark",
}  # fmt: skip
_PART = (
    r"chapters?|books?|parts?|volumes?|acts?|scenes?|cantos?|sections?|articles?|appendix|figures?"
    r"|plates?|pages?|letters?|sonnets?|psalms?|numbers?|phases?|stages?|types?|classes|class"
    r"|episodes?|series|tomes?|verses?|stanzas?|tables?|exhibits?|title|amendment|mark|mk|saturn"
    r"|legio|legion|factor|schedule|tier|grade|level|category|nerve|cohort|vatican|zone"
)
_STOP = r"(?-i:\.(?=[,;]| [a-z]))?"
"""The full stop of old prints after a numeral, where the sentence goes on."""
_NUMERAL = (
    r"(?P<numeral>[IVXLCDM]+)(?:[-–](?P<last>[IVXLCDM]+))?"
    rf"(?![\w-]|['’]\w|\.\w){_STOP}"
)
_REGNAL = frozenset(
    str.split(
        """
    Henry Edward George William Richard Charles James John Mary Elizabeth Anne Louis Philip
    Philippe Francis Ferdinand Frederick Friedrich Wilhelm Peter Catherine Alexander Nicholas
    Ivan Paul Pius Leo Benedict Gregory Innocent Clement Urban Boniface Julius Sixtus Adrian
    Hadrian Martin Stephen Christian Gustav Gustavus Oscar Carl Karl Napoleon Umberto Victor
    Alfonso Pedro Juan Carlos Leopold Albert Baudouin Haakon Harald Olaf David Robert Alexios
    Constantine Justinian Theodosius Otto Rudolf Rudolph Maximilian Joseph Sigismund Ladislaus
    Casimir Stanislaus Ramses Rameses Ramesses Ptolemy Cleopatra Darius Xerxes Cyrus Artaxerxes Seti
    Thutmose Amenhotep Antiochus Celestine Honorius Nero Mehmed Suleiman Selim Murad Eugene
    Eugenius Callixtus Sylvester Nicolas Henri Jean Malcolm Emmanuel Emanuele Vittorio Rama
    Mohammed Muhammad Hassan Hussein Faisal Abdullah Farouk Fuad Magnus Erik Eric Valdemar Canute
    Sancho Ramiro Béla Bela Wenceslaus Wenceslas Basil Manuel Andronikos Romanos Bohemond Baldwin
    Lothair Lothar Pepin Childeric Clovis Dagobert Theodoric Alaric Kamehameha Norodom Menelik
    Mithridates Nebuchadnezzar Sargon Psamtik Mentuhotep Senusret Pepi Seleucus Demetrius Attalus
    Bayezid Mustafa Ahmed Osman Mahmud Mahmoud Abdulhamid Akbar Anastasius Damasus Felix Gelasius
    Lucius Paschal Pelagius Theodore Agapetus Llywelyn Adolf Adolphus Simeon Rainier Zog
    """
    )
)
_TITLED = re.compile(r"\b(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Prince|Saint)\s+$")
_NO_NAMES = frozenset(
    str.split(
        """
    The A An His Her Their My Our Your This That And But Or If When In On At To Of For With As
    It He She They We You Is Was By From Not No Yes So Then Put All XL
    """
    )
)


def _say_part(found: re.Match[str]) -> str | None:
    """Say the numeral after the name of a part of a book."""
    word, stop, numeral = found.group("word", "stop", "numeral")
    if numeral != numeral.upper() and numeral != numeral.lower():
        return None
    value = read_roman(numeral.upper())
    alone = len(numeral) == 1 and numeral.upper() in "CDLM"
    if not value or (alone and word.lower() not in {"chapter", "canto", "psalm", "sonnet"}):
        return None
    if (
        numeral == "I"
        and word not in {"Type", "Class", "Phase", "Stage"}
        and re.match(r"\s+[a-z]", found.string[found.end() :])
    ):
        return None  # "the part I like"
    name = _PARTS.get(word.lower(), word) if stop or word.lower() in {"vol", "pp", "mk"} else word
    name = name.capitalize() if word[0].isupper() and name != word else name
    name = name.capitalize() if name.isupper() else name
    until = read_roman((found["last"] or "").upper())
    said = f"{name} {cardinal(value)}"
    return f"{said} to {cardinal(until)}" if until else said


def _say_regnal(found: re.Match[str]) -> str | None:
    """Say the numeral after a name: "Henry the Eighth", "World War Two"."""
    name, numeral = found["name"], found["numeral"]
    value = read_roman(numeral)
    if not value or name in _NO_NAMES or found["dot"] or not _is_numeral(numeral):
        return None
    if found[0] == "Malcolm X":
        return None
    if name not in _REGNAL and not _has_house(found):
        return None if len(numeral) == 1 else f"{name} {cardinal(value).title()}"
    if value > 39 or (len(numeral) == 1 and not _is_king(found)):
        return None
    words = " ".join(word.capitalize() for word in re.split(r"(?<=-)|\s", ordinal(value)))
    return f"{name} the {words.replace('- ', '-')}"


_HOUSED = re.compile(r"\s+of\s+(?:the\s+)?[A-Z]")


def _has_house(found: re.Match[str]) -> bool:
    """Tell whether somebody little known is one of a line: "Baldwin IV of Jerusalem"."""
    text, name = found.string, found.start("name")
    if found["numeral"] in {"I", "V", "X"}:
        return bool(_TITLED.search(text, 0, name))
    if _TITLED.search(text, 0, name) or _HOUSED.match(text, found.end()):
        return True
    first = _FIRST_NAME.search(text, 0, name)
    return bool(first and (first[1].endswith(".") or first[1] in _REGNAL | _FIRST_NAMES))


_FIRST_NAME = re.compile(r"\b([A-Z][a-z]+|[A-Z]\.) (?:[A-Z]\. ?|[A-Z][a-z]+[ -])*$")
_FIRST_NAMES = frozenset(
    str.split(
        """
    Thomas Samuel Daniel Arthur Walter Harold Frank Fred Sam Tom Will Bill Bob Jim Jack Harry Hugh
    Henry Andrew Anthony Matthew Mark Luke Michael Patrick Simon Edwin Ernest Herbert Ralph Roger
    Raymond Lawrence Louis Benjamin Nathaniel Jonathan Theodore Franklin Thurston Cornelius Sterling
    Adlai Davis Ken Kenneth Dale Steven Jeffrey Gregory Douglas Donald Eric Brian Kevin Gary Scott
    """
    )
)


def _is_numeral(numeral: str) -> bool:
    """Tell whether letters are rather a number than a size, a disc or a doctor of medicine."""
    if set(numeral) <= set("IVX"):
        return True
    return len(numeral) > 2 and bool(set(numeral) & set("IVX"))


def _say_alone(found: re.Match[str]) -> str | None:
    """Say a numeral of two letters or more by itself: "XII"."""
    value = read_roman(found["numeral"].upper())
    return cardinal(value) if value else None


def _say_dated(found: re.Match[str]) -> str | None:
    """Say a long numeral, which is a year if it is large: "MDCCLXXVI"."""
    value = read_roman(found["numeral"])
    return (say_year(value) if value >= 1000 else cardinal(value)) if value else None


def _say_scene(found: re.Match[str]) -> str | None:
    """Say an act and a scene: "three one" for III.i."""
    act, scene = read_roman(found[1]), read_roman(found[2].upper())
    line = " " if found[0].endswith(".") else ""
    return f"{cardinal(act)} {cardinal(scene)}{line}" if act and scene else None


def _say_counted(found: re.Match[str]) -> str | None:
    """Say which century, legion or Olympiad."""
    value = read_roman(found["numeral"])
    return ordinal(value) if value else None


_AFTER_KINGS = re.compile(
    r"[,;:)’'.!?”]|\Z|\s+(?:of|and the|was|had|is|reigned|died|became)\b"
    r"|\s+(?:and|or|to) (?:[A-Z][a-z]+ )?[IVX]+\b"
)


def _is_king(found: re.Match[str]) -> bool:
    """Tell whether I, V or X after a name is a king's number and not the person or an initial."""
    text, end = found.string, found.end()
    if _TITLED.search(text, 0, found.start()):
        return True
    if _AFTER_KINGS.match(text, end):
        return True
    return found["numeral"] != "I" and not re.match(r"\s+[A-Z]", text[end:])


def _say_ordinal(found: re.Match[str]) -> str | None:
    value = read_roman(found["numeral"])
    if not value:
        return None
    return f"{found['name'] or ''}the {ordinal(value)}" if found["king"] else ordinal(value)


def _say_war(found: re.Match[str]) -> str:
    return f"World War {'One' if found[1] in {'I', '1'} else 'Two'}"


ROMAN = (
    Rule("roman-numerals", Pattern(r"\bWW(II|I|1|2)\b"), _say_war, frozenset("W")),
    Rule("roman-numerals", Pattern(r"\bWorld War (II|I)\b"), _say_war, frozenset("W")),
    Rule(
        "roman-numerals",
        Pattern(
            rf"(?<!\w)(?P<name>(?P<king>{'|'.join(sorted(_REGNAL))}) )?"
            r"(?P<numeral>[IVXLC]+)(?:th|st|nd|rd)\b"
        ),
        _say_ordinal,
        frozenset("tsnr"),
    ),
    Rule(
        "roman-numerals",
        Pattern(rf"(?<!\w)(?P<word>{_PART})(?P<stop>(?!))?[ \u00a0]{_NUMERAL}", re.IGNORECASE),
        _say_part,
        _NUMERALS,
    ),
    Rule(
        "roman-numerals",
        Pattern(
            rf"(?<!\w)(?P<word>{'|'.join(_PARTS)})(?P<stop>\.)[ \u00a0]?{_NUMERAL}", re.IGNORECASE
        ),
        _say_part,
        _NUMERALS,
    ),
    Rule(
        "roman-numerals",
        Pattern(
            r"(?<![\w.])(?P<name>[A-Z][a-zà-ÿ]+)[ \u00a0](?P<numeral>[IVXLC]+)"
            rf"(?![\w-]|['’][a-rt-z]){_STOP}"
            r"(?=(?P<dot>\.[ \u00a0]?[A-Z])?)"
        ),
        _say_regnal,
        frozenset("IVX"),
    ),
    Rule(
        "roman-numerals",
        Pattern(
            r"(?<![\w.-])(?P<numeral>[IVX]+)"
            r"(?=(?: |-)(?:[Cc]ent(?:ury|uries)|[Oo]lympiad|[Oo]lympic"
            r"|[Dd]ynasty|[Ll]egion|Corps|Army|[Cc]ongress|[Aa]mendment)\b)"
        ),
        _say_counted,
        frozenset("IVX"),
    ),
    Rule(
        "roman-numerals",
        Pattern(r"(?<![\w.-])(?P<numeral>[IVX]+)(?= [A-Z][a-z]+ Corps\b)"),
        _say_counted,
        frozenset("IVX"),
    ),
    Rule(
        "roman-numerals",
        Pattern(
            r"(?<![\w.&/'’-])(?<!\ban )(?!XXX?\b)(?P<numeral>[IVX]{2,}|[XCL]+[IVX]{2,})"
            r"(?![\w&/-]|['’]\w|\.\w| (?:drips?|lines?|fluids?|tubes?|bags?|pole|chromosomes?)\b)"
        ),
        _say_alone,
        frozenset("IVX"),
    ),
    Rule(
        "roman-numerals",
        Pattern(
            r"(?<![\w.&/'’-])(?P<numeral>(?=[IVXLCDM]{4})M[IVXLCDM]+|(?=[IVXLCDM]{5})[DCL][IVXLCDM]+)"
            r"(?![\w&/-]|['’]\w|\.\w)"
        ),
        _say_dated,
        frozenset("MDCL"),
    ),
    Rule(
        "roman-numerals",
        Pattern(r"(?<![\w.])([IVX]{1,4})\.([ivx]{1,5})(?:\.(?=[0-9])|(?![\w.]))"),
        _say_scene,
        _NUMERALS,
    ),
    Rule("roman-numerals", Pattern(r"\bI(?=(?:, | and | or |[-–/])II\b)"), lambda _: "one"),
    Rule(
        "roman-numerals",
        Pattern(r"(?<=\()(?P<numeral>[ivx]{2,5}|i(?=\) [a-z]))(?=\))"),
        _say_alone,
        frozenset("("),
    ),
)
