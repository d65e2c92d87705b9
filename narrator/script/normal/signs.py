"""English rules of signs: web addresses, "and" for &, the signs of sums."""

from __future__ import annotations

import re

from narrator.script.normal.letters import ACRONYMS
from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import DECIMAL, ordinal, plural, say_code, say_digits, say_whole

_ADDRESS_SIGNS = {
    ".": "dot", "/": "slash", ":": "colon", "-": "dash", "_": "underscore", "@": "at",
    "?": "question mark", "=": "equals", "&": "and", "#": "hash", "%": "percent", "+": "plus",
    "~": "tilde", "\\": "backslash",
}  # fmt: skip
_SPELLED = frozenset(
    str.split(
        "https http www ftp html htm php pdf jpg jpeg png gif uk us fm tv txt csv xml css py js gz"
        " md etc"
    )
)
"""Parts of addresses that are said by their letters."""

_DOMAINS = (
    "com|org|net|edu|gov|mil|info|biz|co|uk|de|fr|ca|au|nz|ie|eu|us|io|tv|fm|ly|me|app|dev|ai|ru|cn"
    "|jp|br|es|ch|nl|pl|dk|fi|cz|mx|kr|tw|hk|museum|xyz|COM|ORG|NET|EDU|GOV"
)


def _say_address(found: re.Match[str]) -> str:
    """Say a web or mail address by its parts: "example dot com slash books"."""
    pieces = re.findall(r"[A-Za-z]+|[0-9]+|[^\W\d_]+|\W|_", found[0])
    said = " ".join(filter(None, map(_say_piece, pieces)))
    return said.replace("H T T P S colon slash slash", "H T T P S, colon slash slash,")


def _say_piece(piece: str) -> str:
    if piece.lower() in _SPELLED:
        return " ".join(piece.upper() if piece.lower() != "www" else piece)
    if piece[0] in "0123456789":
        return say_whole(piece) if len(piece) < 4 else say_code(piece)
    if piece.isupper() and len(piece) > 3 and piece not in ACRONYMS:
        return piece.capitalize()
    return _ADDRESS_SIGNS.get(piece, piece)


def _say_sum_sign(found: re.Match[str]) -> str:
    names = {
        "+": "plus", "=": "equals", "×": "times", "*": "times", "÷": "divided by",
        "<": "is less than", ">": "is greater than", "≤": "is at most", "≥": "is at least",
        "≠": "does not equal", "≈": "is about", "−": "minus", "±": "plus or minus", "·": "times",
        "–": "minus", "-": "minus", "/": "divided by",
    }  # fmt: skip
    return f" {names[found[1] or found[2] or found[3]]} "


_COMPARED = {"<": "less than ", ">": "more than ", "≤": "at most ", "≥": "at least "}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def _say_power(power: str) -> str:
    if power in {"2", "3"}:
        return {"2": " squared", "3": " cubed"}[power]
    if power.isdigit():
        return f" to the {ordinal(int(power)) if len(power) < 4 else say_whole(power)}"
    if power.isalpha():
        return f" to the {power}"
    return f" to the {'plus' if power[0] == '+' else 'minus'} {say_whole(power[1:])}"


def _say_ten(found: re.Match[str]) -> str | None:
    """Say "6.02e23" and "1.6 x 10-19", which had their power raised once."""
    mantissa = re.search(r"[0-9]+(?:\.[0-9]+)?$", found.string[: found.start()])
    plain = not (found["sign"] or found["exponent"])
    if not mantissa or (plain and "." not in mantissa[0] and found[0][0] == "E"):
        return None
    minus = (found["sign"] or found["exponent"] or "") in set("-−–")
    power = found["power"]
    return f" times ten to the {'minus ' + say_whole(power) if minus else ordinal(int(power))}"


_POWERS = {
    "ⁿ": " to the n", "²": " squared", "³": " cubed", "¹": " to the first", "⁴": " to the fourth",
    "⁵": " to the fifth", "⁶": " to the sixth", "⁷": " to the seventh", "⁸": " to the eighth",
    "⁹": " to the ninth",
}  # fmt: skip
_NAMES = {
    "§": "section ", "¶": "paragraph ", "©": "copyright ", "®": " registered", "™": " trademark",
    "√": "the square root of ", "π": "pi", "∞": "infinity", "%": " percent", "‰": " per thousand",
    "№": "number ", "±": "plus or minus ", "°": " degrees", "×": " times ", "÷": " divided by ",
    "≈": " about ", "≠": " does not equal ", "∑": "the sum of ", "℃": " degrees Celsius",
    "℉": " degrees Fahrenheit", "♭": " flat", "♯": " sharp", "♮": " natural", "→": " to ",
    "∈": " in ", "∉": " not in ", "∪": " union ", "∩": " intersection ", "⊂": " is a subset of ",
    "⊆": " is a subset of ", "∀": "for all ", "∃": "there exists ", "¬": "not ", "∧": " and ",
    "∨": " or ", "⇒": " implies ", "⇔": " if and only if ", "∠": "angle ", "△": "triangle ",
    "⊥": " is perpendicular to ", "∥": " is parallel to ", "∫": "the integral of ",
    "∂": "partial ", "∇": "nabla ", "∆": "delta ", "∛": "the cube root of ", "∅": "the empty set",
}  # fmt: skip


_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        str.split(
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi"
            " rho sigma sigma tau upsilon phi chi psi omega"
        ),
        strict=True,
    )
) | {"µ": "mu"}


def _say_name(found: re.Match[str]) -> str:
    said = "sections " if found[0] == "§§" else _NAMES[found[0].strip()]
    text = found.string
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    said = said.lstrip() if not before or before.isspace() else said
    return said.rstrip() if not after or after.isspace() else said


def _say_ampersand(found: re.Match[str]) -> str:
    return " and " if found[1] or found[2] else "and"


_LONE_LETTERS = re.compile(r"\b[a-z]$")
"""Before the slash in "n/a", "a/c"."""


def _say_slash(found: re.Match[str]) -> str:
    if found[0] == "/or":
        return " or"
    text = found.string
    between = text[found.start() - 1] + text[found.end()]
    if _LONE_LETTERS.search(text[: found.start()]) and re.match(r"\w\b", text[found.end() :]):
        return " "
    return " or " if between.isalpha() else " slash "


_FILES = (
    "txt|pdf|mp[34]|jpe?g|png|gif|html?|docx?|xlsx?|exe|zip|csv|json|xml|wav|epub|py|js|css|tar|gz"
    "|md"
)

ADDRESSES = (
    Rule(
        "addresses",
        Pattern(r"(?<![\w@])(?:(?:https?|ftp)://|www\.)[^\s<>\"“”‘’(){}\[\],;]*[\w/](?<!/\.)"),
        _say_address,
        frozenset(":."),
    ),
    Rule(
        "addresses",
        Pattern(r"(?<![\w.@])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?<![.-])"),
        _say_address,
        frozenset("@"),
    ),
    Rule(
        "addresses",
        Pattern(
            rf"(?<![\w.@/])(?!e\.g|i\.e)[A-Za-z0-9][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{_DOMAINS})"
            r"(?:/[\w./%#?=&~+-]*[\w/])?(?![\w@]|\.[a-z])"
        ),
        _say_address,
        frozenset("."),
    ),
    Rule(
        "addresses",
        Pattern(
            r"(?<![\w.@/])(?:localhost(?::[0-9]+)?(?:/[\w./-]*[\w/])?|[a-z]\.com?(?![\w@]|\.[a-z])"
            r"|[a-z0-9-]+(?:\.[a-z]{2,})+/[\w./%#?=&~+-]*[\w/](?!\w))"
        ),
        _say_address,
        frozenset("./:"),
    ),
    Rule(
        "addresses",
        Pattern(r"(?:(?<![\w.])|(?<=ASP))\.(?=(?:com|org|net|edu|gov|NET)\b)"),
        lambda found: " dot " if found.string[: found.start()][-1:].isalpha() else "dot ",
        frozenset("."),
    ),
    Rule(
        "addresses",
        Pattern(r"(?<!\w)@[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+"),
        _say_address,
        frozenset("@"),
    ),
    Rule(
        "addresses",
        Pattern(rf"(?<![\w@/])[\w-]*(?:\.(?:{_FILES}))+(?!\w)"),
        _say_address,
        frozenset("."),
    ),
    Rule(
        "addresses",
        Pattern(r"(?<![\w/.<~])~?(?:/[\w.-]*\w){2,}/?(?![\w/])"),
        _say_address,
        frozenset("/"),
    ),
    Rule(
        "codes",
        Pattern(r"(?<!\w)U\+[0-9A-F]{4,6}(?!\w)"),
        lambda found: " ".join(_ADDRESS_SIGNS.get(it) or say_digits(it) or it for it in found[0]),
        frozenset("+"),
    ),
    Rule(
        "addresses",
        Pattern(r"(?<!\w)[A-Z]:(?:\\[\w.-]*\w)+\\?(?!\w)"),
        _say_address,
        frozenset("\\"),
    ),
    Rule("addresses", Pattern(r"(?<![\w&#])#(?=[A-Za-z]\w)"), lambda _: "hashtag ", frozenset("#")),
)

POWERS = (
    Rule(
        "sums",
        Pattern(r"(?<=[0-9]) ?[x×·*] ?(?=10(?:\^|[⁻⁺⁰¹²³⁴-⁹]))"),
        lambda _: " times ",
        frozenset("^⁻⁰¹²³⁴⁵⁶⁷⁸⁹"),
    ),
    Rule(
        "sums",
        Pattern(
            r"(?<=[0-9])(?: ?[x×·] ?10(?P<sign>[-−–])|[eE](?P<exponent>[-−+]?))"
            r"(?P<power>[0-9]{1,3})(?![\w.,]*\w)"
        ),
        _say_ten,
        DIGITS,
    ),
    Rule(
        "signs",
        Pattern(
            r"(?<=[a-z]) [x×] (?=[0-9])|(?<=[\"″½²])[ ]?[x×][ ]?(?=[0-9])"
            r"|(?<=[0-9])[ ]?[x×][ ]?"
            r"(?=[0-9.,]+(?:[ ]?[x×][ ]?[0-9.,]+)?[ ]?(?:[kcm]?m|in|ft|px)\b)"
        ),
        lambda _: " by ",
        frozenset("x×"),
    ),
    Rule(
        "signs",
        Pattern(r"(?<![\w.,])([24])x([24]|6|8|10)s(?!\w)"),
        lambda found: f"{say_whole(found[1])} by {plural(say_whole(found[2]))}",
        frozenset("x"),
    ),
    Rule(
        "sums",
        Pattern(r"(?<=[\w)])\^\{?([-−+]?[0-9]+|[a-z])\}?(?!\w)"),
        lambda found: _say_power(found[1]),
        frozenset("^"),
    ),
    Rule(
        "sums",
        Pattern(r"(?<=\w)(?:[⁻⁺][⁰¹²³⁴-⁹]+|[⁰¹²³⁴-⁹]{2,})(?!\w)"),
        lambda found: _say_power(found[0].translate(_RAISED)),
        frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    ),
)
"""Powers, before their figures are said as numbers."""

SIGNS = (
    Rule("signs", Pattern(r"(?<!\w)# ?(?=[0-9])"), lambda _: "number ", frozenset("#")),
    Rule("signs", Pattern(r"(?<=[a-z] )#(?![\w#])"), lambda _: "hash", frozenset("#")),
    Rule("signs", Pattern(r"(?<!\w)N[º°]\.? ?(?=[0-9])"), lambda _: "Number ", frozenset("º°")),
    Rule("signs", Pattern(r"(?<!\w)[~≈] ?(?=[0-9$£€])"), lambda _: "about ", frozenset("~≈")),
    Rule(
        "sums",
        Pattern(
            rf"(?<=[\w)½²³])(?:\s*([+=×÷≤≥≠≈±·])\s*|(?<=[a-z0-9])\s*([<>])\s*(?=[0-9.][^<>]*$)|\s([<>])\s)"
            rf"(?=(?:{DECIMAL}|[-−(½√$£€]|[a-zA-Z](?![a-zA-Z])|[a-z]{{2}}[²³]))"
        ),
        _say_sum_sign,
        frozenset("+=×÷<>≤≥≠≈±·"),
    ),
    Rule(
        "sums",
        Pattern(r"(?<![^\s(\[“\"])([<>≤≥]) ?(?=[$£€]?[0-9])"),
        lambda found: _COMPARED[found[1]],
        frozenset("<>≤≥"),
    ),
    Rule("sums", Pattern(r"(?<=[0-9]) (/) (?=[0-9.]+ ?=)"), _say_sum_sign, frozenset("/")),
    Rule("signs", Pattern(r"(?<=[0-9])~(?=[0-9])"), lambda _: " to ", frozenset("~")),
    Rule("signs", Pattern(r"(?<=[0-9][kKMmB])\+(?!\w)"), lambda _: " plus", frozenset("+")),
    Rule("sums", Pattern(r"(?<=[0-9)]) ([*−])( )(?=[0-9(])"), _say_sum_sign, frozenset("*−")),
    Rule(
        "sums",
        Pattern(r"(?<=[A-Za-z)²³])(?: −|−) ?(?=[\w(])|(?<=[0-9])(?: −|−) ?(?=[a-z(])"),
        lambda _: " minus ",
        frozenset("−"),
    ),
    Rule("sums", Pattern(r"(?<!\w)−(?=[a-z(])"), lambda _: "minus ", frozenset("−")),
    Rule(
        "sums",
        Pattern(r"(?<=\b[a-z]) - (?=[a-z0-9] ?=)"),
        lambda _: " minus ",
        frozenset("-"),
    ),
    Rule(
        "sums",
        Pattern(r"(?<=\b[a-z])()()([<>])(?=[a-z]\b)"),
        _say_sum_sign,
        frozenset("<>"),
    ),
    Rule(
        "sums",
        Pattern(r"(?<=[\w)]\))/(?=\w)|(?<=\b[xyzn])/(?=[0-9])|(?<=[0-9])/(?=[xyzn]\b)"),
        lambda _: " over ",
        frozenset("/"),
    ),
    Rule("signs", Pattern(r"(?<=\b[A-F])\+(?![\w+])"), lambda _: " plus", frozenset("+")),
    Rule(
        "signs",
        Pattern(r"(?<=\w)[¹²³⁴-⁹ⁿ](?!\w)"),
        lambda found: _POWERS[found[0]],
        frozenset(_POWERS),
    ),
    Rule(
        "signs",
        Pattern(r"((?<=\w)|(?<![\w\s]))?&((?=\w))?"),
        _say_ampersand,
        frozenset("&"),
    ),
    Rule(
        "signs",
        Pattern(
            r"§§|(?<!opyright )©|[§¶®™√π∞%‰№±×÷≈≠∑℃℉♭♯♮]|(?<=[0-9])°"
            r"|(?<![^\W]{2})[∀∃¬∠△∫∂∇∆∛∅](?=[ \w(])|(?<=[\w)}]) ?[→∈∉∪∩⊂⊆∧∨⇒⇔⊥∥] ?(?=[\w({∠△∅])"
        ),
        _say_name,
        frozenset(_NAMES),
    ),
    Rule("signs", Pattern(r"\b([Ss])/(?=he\b)"), lambda found: f"{found[1]}he or ", frozenset("/")),
    Rule(
        "signs",
        Pattern(r"(?<=[a-z])/or\b|(?<=[a-z0-9])/(?=[a-z0-9])"),
        _say_slash,
        frozenset("/"),
    ),
    Rule(
        "signs",
        Pattern(r"(?<![^\W\d_])[α-ωΑ-Ωµ](?![^\W\d_]{2}|[α-ωά-ώἀ-῾])"),
        lambda found: f"{_GREEK[found[0].lower()]}",
        frozenset("αβγδεζηθικλμνξοπρςστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩµ"),
    ),
    Rule("signs", Pattern(r"(?<=[A-Z])\+\+(?!\w)"), lambda _: " plus plus", frozenset("+")),
    Rule("signs", Pattern(r"(?<=[A-Z])#(?!\w)"), lambda _: " sharp", frozenset("#")),
    Rule("signs", Pattern(r"(?<!\w)@(?=[A-Za-z]\w)"), lambda _: "at ", frozenset("@")),
    Rule("signs", Pattern(r"(?<=[A-Za-z])/(?=[A-Z])"), lambda _: " ", frozenset("/")),
    Rule("signs", Pattern(r"(?<=\s)\+(?=\s)"), lambda _: "plus", frozenset("+")),
    Rule("signs", Pattern(r"(?<!\S)@(?=\s)"), lambda _: "at", frozenset("@")),
)
