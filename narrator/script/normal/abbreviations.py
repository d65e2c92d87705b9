"""English rules of shortened words, said whole: "Doctor", "for example", "number five"."""

from __future__ import annotations

import re

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import BEGINNERS, DECIMAL, stop_at_end

_STOP = frozenset(".")

_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Messrs": "Messieurs", "Mme": "Madame", "Mlle": "Mademoiselle",
    "Prof": "Professor", "Rev": "Reverend", "Hon": "Honourable", "Capt": "Captain",
    "Captn": "Captain", "Col": "Colonel", "Gen": "General", "Lt": "Lieutenant",
    "Lieut": "Lieutenant", "Sgt": "Sergeant", "Sergt": "Sergeant", "Serj": "Sergeant",
    "Maj": "Major", "Cmdr": "Commander", "Comdr": "Commander", "Adm": "Admiral", "Cpl": "Corporal",
    "Pvt": "Private", "Gov": "Governor", "Sen": "Senator", "Rep": "Representative",
    "Pres": "President", "Insp": "Inspector", "Supt": "Superintendent", "Msgr": "Monsignor",
    "Fr": "Father", "Br": "Brother", "Sr": "Sister", "Vice-Adm": "Vice-Admiral",
    "Det": "Detective", "Amb": "Ambassador",
    "Ald": "Alderman", "Atty": "Attorney", "Cdr": "Commander", "Brig": "Brigadier",
    "Mt": "Mount", "Mtn": "Mountain", "Ft": "Fort", "Pt": "Point", "Sec": "Secretary",
    "Treas": "Treasurer", "Asst": "Assistant", "Assoc": "Associate",
    "Wm": "William", "Geo": "George", "Chas": "Charles", "Jas": "James", "Thos": "Thomas",
    "Robt": "Robert", "Benj": "Benjamin", "Edw": "Edward", "Saml": "Samuel", "Danl": "Daniel",
    "Fredk": "Frederick", "Ven": "Venerable", "Ste": "Sainte", "Ens": "Ensign",
    "Pfc": "Private First Class",
    "Spc": "Specialist", "Cllr": "Councillor", "Visct": "Viscount", "Bp": "Bishop",
    "Abp": "Archbishop", "Drs": "Doctors", "Sts": "Saints", "Jno": "John", "Jos": "Joseph",
    "Mts": "Mountains",
}  # fmt: skip
"""Words that stand before a name; without their point only those that are no other word."""
_POINTLESS = ("Mr", "Mrs", "Prof", "Capt", "Lt", "Sgt", "Cpl", "Rev", "Mme", "Mlle", "Messrs", "Mt")

_WORDS = {
    "e.g": "for example", "i.e": "that is", "e. g": "for example", "i. e": "that is",
    "viz": "namely", "cf": "compare", "vs": "versus",
    "etc": "et cetera", "&c": "et cetera", "approx": "approximately", "ibid": "ibidem",
    "dept": "department", "govt": "government", "assn": "association", "bros": "brothers",
    "esq": "esquire", "jr": "junior", "jun": "junior", "corp": "corporation", "inc": "incorporated",
    "ltd": "limited", "univ": "university", "misc": "miscellaneous", "incl": "including",
    "excl": "excluding", "tel": "telephone", "max": "maximum", "est": "established",
    "min": "minimum", "et al": "et alii", "ave": "avenue", "blvd": "boulevard", "n.b": "nota bene",
    "rd": "road", "hwy": "highway", "apt": "apartment", "bldg": "building", "ed": "edited",
    "trans": "translated", "illus": "illustrated", "anon": "anonymous", "co": "company",
    "int'l": "international", "nat'l": "national", "gov't": "government", "ass'n": "association",
    "intl": "international", "natl": "national", "ctr": "center", "pkwy": "parkway",
    "cent": "century", "cert": "certificate", "mfg": "manufacturing", "mfr": "manufacturer",
    "dist": "district", "div": "division", "hosp": "hospital", "inst": "institute",
    "lib": "library", "orig": "originally", "prob": "probably", "pub": "published",
    "ref": "reference", "rev": "revised", "supp": "supplement", "temp": "temperature",
    "cont": "continued", "ff": "following", "sen": "senior", "sr": "senior",
    "snr": "senior", "jnr": "junior", "soc": "society", "acad": "academy", "mag": "magazine",
    "asst": "assistant", "assoc": "associate", "avg": "average", "acct": "account",
    "attn": "attention", "qty": "quantity", "amt": "amount", "mgr": "manager", "doz": "dozen",
    "pkg": "package", "pkgs": "packages", "chmn": "chairman", "secy": "secretary",
    "sec'y": "secretary", "recd": "received", "rec'd": "received", "eds": "editors",
    "bart": "baronet", "bt": "baronet", "mts": "mountains",
}  # fmt: skip
_CAPITALISED = {"Ave", "Blvd", "Rd", "Bros", "Esq", "Jr", "Jun", "Inc", "Ltd", "Corp", "Co",
                "Univ", "Hwy", "Apt", "Bldg", "Dept", "Assn", "Int'l", "Nat'l", "Gov't", "Ass'n",
                "Intl", "Natl", "Ctr", "Pkwy", "Dist", "Div", "Hosp", "Inst", "Soc", "Acad", "Snr",
                "Sr",
                "Jnr"}  # fmt: skip
_SMALL = {"e.g", "i.e", "e. g", "i. e", "viz", "cf", "vs", "etc", "&c", "approx", "ibid", "dept",
          "govt", "misc", "incl", "excl", "et al", "tel", "est", "n.b", "E.g", "I.e", "Viz", "Cf",
          "Approx", "N.B",
          "gov't", "int'l", "nat'l", "ass'n", "orig", "cont", "ff", "prob", "mfg", "snr", "jnr",
          "asst", "assoc", "avg", "acct", "attn", "qty", "amt", "mgr", "doz", "pkg", "pkgs", "chmn",
          "univ", "recd", "Attn", "Avg", "eds", "Asst",
          "Tel", "Est", "Ibid", "jr", "esq", "E.G", "I.E", "eg", "ie"}  # fmt: skip

_ROADS = {
    "St": "Street", "Ave": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Ln": "Lane",
    "Dr": "Drive", "Pl": "Place", "Sq": "Square", "Pkwy": "Parkway", "Hwy": "Highway",
    "Expy": "Expressway",
}  # fmt: skip
_SLASHED = {"w/o": "without", "w/": "with", "c/o": "care of", "b/w": "black and white"}

_NUMBERED = {
    "para": "paragraph", "paras": "paragraphs", "elev": "elevation", "sc": "scene", "fol": "folio",
    "no": "number", "nos": "numbers", "nr": "number", "p": "page", "pp": "pages", "vol": "volume",
    "vols": "volumes", "ch": "chapter", "chap": "chapter", "chs": "chapters", "fig": "figure",
    "figs": "figures", "art": "article", "sec": "section", "sect": "section", "op": "opus",
    "bk": "book", "pt": "part", "pts": "parts", "vv": "verses", "ll": "lines", "l": "line",
    "v": "verse", "c": "circa", "ca": "circa", "cir": "circa", "approx": "approximately",
    "eq": "equation", "eqn": "equation", "app": "appendix", "pl": "plate",
    "n": "note", "nn": "notes", "lat": "latitude",
    "lot": "lot", "ext": "extension",
    "b": "born", "d": "died", "fl": "flourished", "r": "reigned", "apt": "apartment",
    "tel": "telephone", "max": "maximum", "min": "minimum", "av": "average", "par": "paragraph",
}  # fmt: skip

_STREET_BEFORE = re.compile(r"[A-Z0-9][\w'’]*\s+$")
_STREET_AFTER = re.compile(r"\.?(?:\s*[,;:!?)]|\s*[”’\"']?\s*$|\s+[a-z(—–]|\s+(?:N|S|E|W)\b)")
_BEGINS = re.compile(rf"[”’\"')]*\s+{BEGINNERS}")
_PLACE_WORDS = frozenset(
    str.split(
        """
    The A An In At Of On By From To And Or Near For With Dear Dr Mr Mrs Old New Great Is Was Bury
    Fort Port Mount Lake East West North South Visit Our My Via Saw Met Then When But So As
    """
    )
)
_HOUSE = re.compile(r"\b[0-9]+[A-Za-z]? (?:[NSEW]\. ?)?(?:[A-Z0-9][\w'’]* )+$")


_FULL_NAME = re.compile(r"[A-Z][\w'’]+,? $")


def _cased(printed: str, said: str) -> str:
    return said[0].upper() + said[1:] if printed[:1].isupper() else said


def _say_title(found: re.Match[str]) -> str:
    if found[1] == "Sr" and _FULL_NAME.search(found.string, 0, found.start()):
        return f"Senior{stop_at_end(found)}"
    ends = not found.string[found.end() :].strip("”’\"'»)] ")
    return _TITLES[found[1]] + ("." if ends else "")


def _say_word(found: re.Match[str]) -> str:
    printed = found[1]
    key = {"eg": "e.g", "ie": "i.e"}.get(printed.lower(), printed.lower())
    said = _WORDS[key]
    before = " " if printed == "&c" and found.string[: found.start()][-1:].isalnum() else ""
    return before + (said if printed == "N.B" else _cased(printed, said)) + stop_at_end(found)


def _say_monsieur(found: re.Match[str]) -> str | None:
    """Say "M." before a name alone, which is an initial where the name is all there is."""
    begins = not found.string[: found.start()].strip('“"‘ ')
    alone = re.fullmatch(r" [\w'’-]+\W*", found.string[found.end() :])
    return None if begins and alone else "Monsieur"


def _say_numbered(found: re.Match[str]) -> str | None:
    if len(found[1]) == 1 and found[1].isupper():
        return None  # an initial
    return _cased(found[1], _NUMBERED[found[1].lower()]) + " "


def _say_st_or_dr(found: re.Match[str]) -> str:
    """Say "St." as saint or street, "Dr." as doctor or drive, by what stands around it."""
    name, road = {"St": ("Saint", "Street"), "Dr": ("Doctor", "Drive")}[found[1]]
    text = found.string
    before = _STREET_BEFORE.search(text, 0, found.start())
    after = re.match(r"\s+[A-Z]", text[found.end() :])
    if before is None or before[0].split()[0] in _PLACE_WORDS:
        return name + ("" if after else stop_at_end(found))
    if found[0].endswith(".") and _BEGINS.match(text, found.end()):
        return f"{road}."
    if _STREET_AFTER.match(text, found.end()) or (after and _HOUSE.search(text[: found.start()])):
        return road + stop_at_end(found)
    return name


_SIDES = {"N": "North", "S": "South", "E": "East", "W": "West"}
_ROAD_NAMES = (
    r"(?:St|Ave|Rd|Blvd|Dr|Ln|Pl|Street|Avenue|Road|Boulevard|Drive|Lane|Place|Way|Parkway)"
)
_ROAD_BEFORE = re.compile(rf"\b{_ROAD_NAMES}\.?,? $")


def _say_side(found: re.Match[str]) -> str | None:
    """Say the part of a town that a street lies in: "East Fourth Street", "Avenue Northwest"."""
    if found["before"]:
        return "".join(_SIDES[it] for it in found["before"] if it != ".").capitalize()
    if not _ROAD_BEFORE.search(found.string, 0, found.start()):
        return None
    return "".join(_SIDES[side] for side in found["after"]).capitalize()


def _say_following(found: re.Match[str]) -> str | None:
    """Say that what follows a page is meant too: "pp. 12f.", "45ff."."""
    if found[1] == "f" and not _PAGES.search(found.string, 0, found.start()):
        return None
    return " and following" + stop_at_end(found)


_PAGES = re.compile(r"\bpp?\. ?[0-9–-]+$")


def _say_era(found: re.Match[str]) -> str:
    return found[0].replace(".", "").replace(" ", "") + stop_at_end(found)


_FOLLOWED = r"(?=[ \u00a0]?(?:[0-9#]|[½¼¾]))"


def _words_pattern() -> str:
    names = sorted(_SMALL | _CAPITALISED, key=len, reverse=True)
    return "|".join(map(re.escape, names))


_COUNTIES = (
    "Antrim|Armagh|Carlow|Cavan|Clare|Cork|Derry|Donegal|Down|Dublin|Durham|Fermanagh|Galway|Kerry"
    "|Kildare|Kilkenny|Laois|Leitrim|Limerick|Londonderry|Longford|Louth|Mayo|Meath|Monaghan"
    "|Offaly|Roscommon|Sligo|Tipperary|Tyrone|Waterford|Westmeath|Wexford|Wicklow"
)

ABBREVIATIONS = (
    Rule("abbreviations", Pattern(rf"(?<!\w)Co\.?(?= (?:{_COUNTIES})\b)"), lambda _: "County"),
    Rule(
        "abbreviations",
        Pattern(
            rf"(?<![\w.])({'|'.join(sorted(_NUMBERED, key=len, reverse=True))})\.[ \u00a0]?"
            rf"(?=(?:{DECIMAL}|[A-Z]?[0-9]|AD [0-9]))",
            re.IGNORECASE,
        ),
        _say_numbered,
        DIGITS,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<![\w.'’])([Nn]os|No|pp|[Vv]ol|ca)[ \u00a0](?=[0-9]+(?![\w:]|[.,][0-9]))"),
        _say_numbered,
        DIGITS,
    ),
    Rule(
        "abbreviations",
        Pattern(
            rf"(?<![\w.])({'|'.join(sorted(_TITLES, key=len, reverse=True))})\."
            r"(?=[ \u00a0]?[A-Z]| [12](?:st|nd) |[ ]?\w\.|[’”\"'),;!?—–-]|\s*$"
            r"| (?:de|du|des|la|le|von|van|d['’])\b)"
        ),
        _say_title,
        _STOP,
    ),
    Rule("abbreviations", Pattern(r"(?<![\w.])(Mrs?)\.(?!\w)"), _say_title, _STOP),
    Rule(
        "abbreviations",
        Pattern(
            r"(?<![\w.])(?<![A-Z]\. )(?<![a-z] (?=M\. [A-Z]))M\."
            r"(?= (?:(?:le|la|de|du|des) [A-Za-z]|l['’]|d['’])"
            r"| [A-Z][a-zà-ÿ]+(?! (?:[A-Z]|et al|\()|[,.] [A-Z]\.|-[A-Z]))"
        ),
        _say_monsieur,
        _STOP,
    ),
    Rule(
        "abbreviations",
        Pattern(rf"(?<![\w.])({'|'.join(_POINTLESS)})(?=[ \u00a0][A-Z])"),
        _say_title,
    ),
    Rule("abbreviations", Pattern(r"(?<![\w.])(St|Dr)\.(?!\w\.)"), _say_st_or_dr, _STOP),
    Rule("abbreviations", Pattern(r"(?<![\w.])(St|Dr)(?=[ \u00a0][A-Z])"), _say_st_or_dr),
    Rule("abbreviations", Pattern(rf"(?<![\w.])({_words_pattern()})\.(?!\w)"), _say_word, _STOP),
    Rule("abbreviations", Pattern(r"(?<![\w.])(vs|eg|ie)(?=[ ,])"), _say_word),
    Rule("abbreviations", Pattern(r"(?<![\w.])(etc)(?![\w.])"), _say_word),
    Rule("abbreviations", Pattern(r"(?<=, )(Bart|Bt)\.(?!\w)"), _say_word, _STOP),
    Rule(
        "abbreviations",
        Pattern(r"(?<!\w)([BM])\.Sc\.(?!\w)"),
        lambda found: f"{found[1]} S C{stop_at_end(found)}",
        _STOP,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<![\w.'’])([Gg]ov't|[Ii]nt'l|[Nn]at'l|[Aa]ss'n|[Ss]ec'y|[Rr]ec'd)(?!\w)"),
        _say_word,
        frozenset("'"),
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<= )(Jr|Jnr|Snr|Inc|Ltd|Corp|Bros|Esq)(?=[ ,;:!?)’”]|$)"),
        _say_word,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<=[0-9]th )c\.|(?<=[0-9]st )c\.", re.IGNORECASE),
        lambda found: "century" + stop_at_end(found),
        DIGITS,
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<![\w.])(ed|trans|illus|pub)\.(?= by\b)"),
        _say_word,
        _STOP,
    ),
    Rule(
        "abbreviations",
        Pattern(
            r"(?<=[a-z] )(?P<road>St|Ave|Rd|Blvd|Ln|Dr|Pl|Sq|Pkwy|Hwy|Expy)(?=,|;|$| [NSEW]{1,2}\b)"
        ),
        lambda found: _ROADS[found["road"]],
    ),
    Rule(
        "abbreviations",
        Pattern(r"(?<!\w)(Apt|Ste|Rm)\.?(?= #?[0-9])"),
        lambda found: {"Apt": "Apartment", "Ste": "Suite", "Rm": "Room"}[found[1]],
        DIGITS,
    ),
    Rule(
        "abbreviations",
        Pattern(
            rf"(?<=[0-9] )(?P<before>[NS]\.?[EW]|[NSEW])\.?"
            rf"(?= (?:[0-9]+(?:st|nd|rd|th)|[A-Z][a-z]+) {_ROAD_NAMES}\b)"
            r"|(?<=[a-z.,] )(?P<after>[NS][EW]|[NSEW])\b(?=[,;)]|\.?$)"
        ),
        _say_side,
        frozenset("NSEW"),
    ),
    Rule("abbreviations", Pattern(r"(?<=[0-9])(ff?)\b\.?"), _say_following, DIGITS),
    Rule(
        "abbreviations",
        Pattern(r"(?<!\w)([Ee]q)(s?)\.(?= \([0-9])"),
        lambda found: f"{found[1]}uation{found[2]}",
        frozenset("("),
    ),
    Rule("abbreviations", Pattern(r"(?<=[a-z] )v(?= [A-Z])"), lambda _: "versus"),
    Rule(
        "abbreviations",
        Pattern(r"(?<!\w)(w/o|w/|c/o|b/w)(?!/)(?=[\w ]|$)"),
        lambda found: _SLASHED[found[1]] + ("" if found.string[found.end() :][:1] == " " else " "),
        frozenset("/"),
    ),
    Rule("abbreviations", Pattern(r"(?<![\w.])(v)\.(?= [A-Z])"), lambda _: "versus", _STOP),
    Rule(
        "eras",
        Pattern(r"(?<![\w.])(?<![A-Z]\. )(?:A\. ?D|B\. ?C(?:\. ?E)?|C\. ?E)\.?(?!\w)"),
        _say_era,
        _STOP,
    ),
)
