"""English rule of places in books that have chapters and verses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.script.normal.rule import DIGITS, Pattern, Rule
from narrator.script.normal.words import cardinal

if TYPE_CHECKING:
    import re

_BOOKS = {
    "Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Chr": "Chronicles",
    "Neh": "Nehemiah", "Ps": "Psalm", "Prov": "Proverbs", "Eccl": "Ecclesiastes", "Isa": "Isaiah",
    "Jer": "Jeremiah", "Lam": "Lamentations", "Ezek": "Ezekiel", "Dan": "Daniel", "Hos": "Hosea",
    "Mic": "Micah", "Zech": "Zechariah", "Mal": "Malachi", "Matt": "Matthew", "Mk": "Mark",
    "Lk": "Luke", "Jn": "John", "Rom": "Romans", "Cor": "Corinthians", "Gal": "Galatians",
    "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians", "Thess": "Thessalonians",
    "Tim": "Timothy", "Heb": "Hebrews", "Jas": "James", "Pet": "Peter", "Rev": "Revelation",
}  # fmt: skip
_WHOLE_BOOKS = (
    r"Kings|Joshua|Ruth|Ezra|Esther|Job|Psalms?|Proverbs|Joel|Amos|Jonah|Micah|Mark|Luke|John|Acts"
    r"|Romans|Titus|Jude|Peter|James|Song of Solomon|Daniel|S[uū]rah?|Qur[’']?an|Koran"
)
_SAID_BEFORE = {
    "1": "First ", "2": "Second ", "3": "Third ", "I": "First ", "II": "Second ", "III": "Third ",
}  # fmt: skip


def _say_verse(found: re.Match[str]) -> str:
    book = _BOOKS[found["short"]] if found["short"] else found["book"]
    verses = [cardinal(int(found[name])) for name in ("verse", "last") if found[name]]
    which = _SAID_BEFORE.get(found["which"] or "", "")
    return f"{which}{book} {cardinal(int(found['chapter']))} {' to '.join(verses)}"


_NUMBERED = r"Sam|Kings|Chr|Cor|Thess|Tim|Pet|John|Samuel|Chronicles|Corinthians|Peter|Timothy"


def _say_chapter(found: re.Match[str]) -> str:
    short = found["short"] or found["alone"]
    which = _SAID_BEFORE.get(found["which"] or "", "")
    return f"{which}{_BOOKS.get(short, short)} {cardinal(int(found['chapter']))}"


VERSES = (
    Rule(
        "verses",
        Pattern(
            r"(?<![\w.,:/])(?:(?P<which>[123]|I{1,3}) )?"
            rf"(?:(?P<short>{'|'.join(_BOOKS)})\.?"
            rf"|(?P<book>{'|'.join(_BOOKS.values())}|{_WHOLE_BOOKS})) "
            r"(?P<chapter>[0-9]{1,3}):(?P<verse>[0-9]{1,3})(?:[-–](?P<last>[0-9]{1,3}))?(?![\w:]|[.,][0-9])"
        ),
        _say_verse,
        frozenset(":"),
    ),
    Rule(
        "verses",
        Pattern(
            rf"(?<![\w.,:/])(?:(?P<which>[123]|I{{1,3}}) (?P<short>{_NUMBERED})"
            r"|(?P<alone>Ps|Isa|Jer|Deut|Prov|Matt|Rom|Eph|Heb|Ezek))\.? "
            r"(?P<chapter>[0-9]{1,3})(?![\w:-]|[.,][0-9])"
        ),
        _say_chapter,
        DIGITS,
    ),
)
"""A place in the Bible or the Koran: "First Corinthians thirteen four to seven"."""
