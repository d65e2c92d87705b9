"""Find the quoted runs of a paragraph, and tell speech from a word in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.script.who.words import SAID, TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSERS = {
    "“": "”", '"': '"', "„": "“”", "«": "»", "»": "«", "”": "”", "「": "」", "『": "』", "‚": "‘",
    "‹": "›", "›": "‹",
}  # fmt: skip
DOUBLE = re.compile("[" + "".join(CLOSERS) + "]")
EITHER_WAY = '"”»›'
"""Marks that close one pair and open another: they open only where a word begins."""

SAID_NEXT = re.compile(r"と(?!い[うっ]|[はかも「『])|って")
"""The particle after what somebody says in Japanese; after a word, という follows it."""
SINGLE_OPEN = re.compile(r"(?<![^\s—–\-(\[])[‘'](?=[’']?\w)")
SINGLE_CLOSE = {
    "‘": re.compile(r"(?<=[.,?!…—;:])’(?!\w)"),
    "'": re.compile(r"(?<=[.,?!…—;:])'(?!\w)"),
}
ELISION = re.compile(
    r"[‘'](?:(?i:tis|twas|twere|twill|twould|tain|tisn|twasn|em|bout|nother|neath|pon|gainst|mongst|"
    r"scuse|spect|ave|ead|ome|ouse|ope|\d+s?)|er|im|is|ere|cause|til|till|n|fore|way|ow|ad|and)\b"
)
"""Words without their first letters. With a capital, the last ones are words that speech begins."""
DASHED = re.compile(r"\s*(?:(?:[—–―]|--)\s*[¿¡«]?|«\s*(?!.*»\s*\S))[^\W\d_]", re.DOTALL)
"""Speech that a dash begins, or guillemets that hold what the narrator says as well."""
VERBS = (
    "odpowiedział|odpowiedziała|zapytał|zapytała|spytał|spytała|powiedział|powiedziała|rzekł|rzekła|"
    "perguntou|respondeu|disse|murmurou|gritou|exclamou|replicou"
)
ENGLISH = "said|says|asked|asks|replied|answered|cried|whispered|muttered|murmured|shouted"
LISTED = re.compile(r"\s*,?\s*(?:and|or|nor)?\s*")
"""What stands between titles that are named together."""
SMALL = frozenset(
    str.split("a an and as at by for from in of on or the to with de la le du und der")
)
CALLED = frozenset(
    str.split(
        """
    called named titled entitled book novel poem play song story tale ballad essay film picture
    painting opera paper chapter read wrote
    """
    )
)
"""Words after which a title stands."""
ASIDE = re.compile(
    rf"\s[—–―]\s(?=(?:{VERBS})\s).*?(?:[.,]\s[—–―]\s|$)|"  # Polish, Portuguese
    r"\s[—–―](?=[^\W\d_A-Z]).*?(?:[—–―](?=[\s.,;:?!…])|$)"  # Spanish: —Sí —dijo él—. Voy.
    r"|\s[—–―](?=[^\W\d_])[^—–―]*\S[—–―](?=[.,;:])"  # Spanish: —Sí. —Juan se sentó—. Voy.
    rf"|(?<=[,?!…])\s(?:(?:he|she|they|I|[A-Z]\w+)\s(?:{ENGLISH})|(?:{ENGLISH})\s(?:he|she|they|I|the|"
    r"[A-Z]\w+))\b.*?(?:[.,](?=\s)|$)"  # Irish: —I know, Mara said. Come.
    r"|(?<=[,.?!…])\s[—–―]\s(?=[a-zà-öø-ÿа-яё]).*?(?:[.,]\s[—–―]\s|$)"  # Russian
    r"|(?<=[,?!…])\s(?=(?:[^\W\d_]+[’'])?[a-zà-öø-ÿ]+-(?:t-)?(?:il|elle|on|je)s?\b|"
    r"(?:dit|répondit|demanda|murmura|cria|reprit|ajouta|s[’']écria|fit)\s).*?(?:[.,](?=\s)|$)",
    re.DOTALL,
)
"""What the narrator says within speech that a dash begins."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted run with its marks.

    ``closed`` is False where the speech goes on in the next paragraph: it runs to the text's end.
    """

    start: int
    end: int
    closed: bool = True


def quoted_runs(text: str) -> tuple[Quote, ...]:
    """Return the outermost quoted runs of a paragraph, in order, none overlapping.

    Single marks count only in a paragraph without double ones, and only where a mark that opens a
    word finds one that closes after punctuation: all others are apostrophes. A paragraph without
    double marks that begins with a dash is speech, but for what the narrator puts between dashes
    or, in French, after a comma: ``— Oui, dit-il. Je viens.``, and so within guillemets.
    """
    if text.lstrip().startswith("«") and ASIDE.search(text) and (runs := _dashed_runs(text)):
        return runs
    double, single = _double_runs(text), _single_runs(text)
    if single and single[0].start == 0 and _holds(single, double):
        return single
    return double or _dashed_runs(text) or single


def _holds(outer: Sequence[Quote], inner: Sequence[Quote]) -> bool:
    """Tell whether there are inner runs, and each is within an outer one."""
    within = (any(o.start < i.start and i.end < o.end for o in outer) for i in inner)
    return bool(inner) and all(within)


def spoken_runs(text: str) -> tuple[Quote, ...]:
    """Return the quoted runs that are speech, not a title or a word held at arm's length."""
    spoken = []
    title: Quote | None = None
    for quote in quoted_runs(text):
        listed = title is not None and LISTED.fullmatch(text, title.end, quote.start) is not None
        if _is_speech(text, quote) and not (listed and _is_title(text, quote, listed=True)):
            spoken.append(quote)
            title = None
        else:
            title = quote
    return tuple(spoken)


def _double_runs(text: str) -> tuple[Quote, ...]:
    runs = []
    position = 0
    while opening := DOUBLE.search(text, position):
        start = opening.start()
        position = start + 1
        if text[start] in EITHER_WAY and not _opens_here(text, start):
            continue
        end = _first_of(text, CLOSERS[text[start]], position)
        runs.append(Quote(start, end or len(text), closed=bool(end)))
        position = runs[-1].end
    return tuple(runs)


def _dashed_runs(text: str) -> tuple[Quote, ...]:
    if not DASHED.match(text):
        return ()
    runs = []
    start = 0
    while start < len(text):
        aside = ASIDE.search(text, start + 1)
        end = aside.start() if aside else len(text)
        if any(map(str.isalnum, text[start:end])):
            runs.append(Quote(start, end))
        start = aside.end() if aside else len(text)
    return tuple(runs)


def _opens_here(text: str, start: int) -> bool:
    """Tell whether a mark at ``start`` stands before a word rather than after one."""
    before, after = text[max(0, start - 1) : start], text[start + 1 : start + 2]
    if after.isspace() and text[start] == '"':
        return not before or (before.isspace() and '"' in text[start + 1 :])
    return not before.isalnum() and after != "" and not after.isspace()


def _first_of(text: str, closers: str, position: int) -> int:
    """Return the position after the first of ``closers``, or 0 where none follows."""
    found = [text.find(closer, position) for closer in closers]
    return min((at for at in found if at >= 0), default=-1) + 1


def _single_runs(text: str) -> tuple[Quote, ...]:
    runs: list[Quote] = []
    closed = {
        mark: [found.end() for found in end.finditer(text)] for mark, end in SINGLE_CLOSE.items()
    }
    for opening in SINGLE_OPEN.finditer(text):
        ends = closed[opening[0]]
        closing = bisect_right(ends, opening.end())
        inside = bool(runs) and opening.start() < runs[-1].end
        if closing < len(ends) and not inside and not ELISION.match(text, opening.start()):
            runs.append(Quote(opening.start(), ends[closing]))
    return tuple(runs)


def _is_speech(text: str, quote: Quote) -> bool:
    """Speech ends in punctuation or begins where a sentence or a pause of it does."""
    last = text[quote.end - 2 : quote.end - 1]
    before = text[max(0, quote.start - 8) : quote.start].rstrip()[-1:]
    if (
        not quote.closed
        or SAID_NEXT.match(text, quote.end)
        or before in " .,?!…—–-;:”’\"'»。？！：，"
    ):
        return True
    return last in ".,?!…—–-;:。？！，" and not _is_title(text, quote)


def _is_title(text: str, quote: Quote, *, listed: bool = False) -> bool:
    """Tell whether words within a sentence are a title, to which a comma was added."""
    words = re.findall(r"[^\W_][\w’'-]*", text[quote.start : quote.end])
    if not words or words[0].lower() in TITLES:
        return False
    long = [word for word in words if word.lower() not in SMALL]
    verb = re.search(r"(\w+)\s*$", text[max(0, quote.start - 30) : quote.start])
    named = listed or (verb is not None and verb[1] in CALLED)
    says = not listed and verb is not None and verb[1] in SAID - CALLED
    capitals = all(word[0].isupper() or word[0].isdecimal() for word in long)
    return capitals and not says and text[quote.end - 2] in ",." and (named or len(long) > 1)
