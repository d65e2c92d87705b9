"""Tell letters from speech: runs of blocks that are written, and quotes that somebody wrote.

A run is a letter where a line greets ("My dear Lizzy,"), a line takes leave ("Yours ever,"), or the
narration before it says so ("The note ran thus:"); in ordinary paragraphs, only where one greets
and another takes leave.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.script.who.words import NOT_NAMES, SAID, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.manuscript.model import Block
    from narrator.script.dialogue import Quote

GREETS = (
    r"(?:(?:my|our)\s+)?(?:(?:very|own)\s+)*(?:dear|dearest|darling|beloved|honoured|esteemed)\s+"
    r"(?!me\b|lord\b)[\w.’'-]+(?:\s+[\w.’'-]+){0,4}"
)
GREETING = re.compile(rf"(?:{GREETS}|sirs?|madam|gentlemen)\s*[,:;.—–-]*", re.IGNORECASE)
OPENING = re.compile(rf"(?:{GREETS})\s*[,:;—–-]", re.IGNORECASE)
LEAVE = re.compile(
    r"(?:^|[.,;!?—–-]\s*)(?:(?:I am|I remain|believe me|ever|always)\b[^.?!]{0,60})?"
    r"(?:yours(?:\s+(?:very|most|truly|sincerely|faithfully|affectionately|respectfully|ever|always|"
    r"etc|gratefully|obediently|in haste|and))*|your (?:ever |most |very |own )*(?:affectionate|"
    r"loving|obedient|humble|devoted|faithful|sincere|grateful|dutiful|true|attached|"
    r"well-wisher)\b[^.?!]{0,60}|with (?:much |all my |best |fond )?love\b[^.?!]{0,30})"
    r"[\s,.&—–-]*(?:etc\.?[\s,]*|&c\.?[\s,]*)*(?P<name>(?:[A-Z][\w.’'-]*\s*){0,4}[.]?)$",
    re.IGNORECASE,
)
SIGNED = re.compile(r"[A-Z][\w.’'-]*(?:\s+(?:de\s+|von\s+)?[A-Z][\w.’'-]*){0,4}[.,]?")
WRITTEN = re.compile(
    r"\b(?:letter|note|telegram|wire|cable|postcard|missive|epistle|dispatch|despatch|memorandum|"
    r"wrote|writes|scribbled|scrawled|telegraphed|e-?mail|texted|in (?:his|her) handwriting)"
    r"\b"
)
AS_FOLLOWS = re.compile(r"(?::|\bas follows[.,]?|\bthus[.,]?|\bthese (?:words|lines)[.,]?|,)\s*$")
DOES_MORE = re.compile(r"\b(?:and|then|but)\b(?!\s+(?:it\s+)?(?:read|ran|reads|runs)\b)")
"""Somebody writes, and then does what leads up to the words."""
SAYS = frozenset(SAID - {"read", "wrote", "came", "told", "quoted", "recited", "called", "began"})
NAME = r"(?:(?:Mr|Mrs|Ms|Dr|St|[A-Z])\.\s*|[A-Z][\w’'-]*\s+){0,3}[A-Z][\w-]*"
FROM = re.compile(
    rf"\b(?:letter|note|telegram|wire|postcard|message|missive|lines?)\b[^.?!]{{0,80}}?\bfrom\s+({NAME})"
)
OWNED = re.compile(rf"({NAME})[’']s\s+(?:\w+\s+)?(?:letter|note|telegram|message)\b")
WROTE = re.compile(
    rf"({NAME})\s+(?:\w+\s+)?(?:wrote|writes|scribbled|scrawled|telegraphed|texted|had written)\b"
)
ANSWERS = re.compile(r"\b(?:wrote|writes|written|answer\w*|repl(?:y|ied)\w*|sent)\b")
MARKS = " \t\n“”\"'‘’«»„_*"
LONGEST = 80
"""How many blocks a letter has at most."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A run of blocks from ``first`` to before ``end``; ``names`` may be its writer's.

    The surest stands first; ``signed`` where that one is under the letter.
    """

    first: int
    end: int
    names: tuple[str, ...]
    signed: bool


def find_letters(blocks: Sequence[Block]) -> tuple[Letter, ...]:
    """Return the letters of a chapter that have blocks of their own, in order."""
    letters = []
    at = 0
    while at < len(blocks):
        end = _end_of_letter(blocks, at)
        if end:
            letters.append(_describe(blocks, at, end))
        at = end or at + 1
    return tuple(letters)


def _end_of_letter(blocks: Sequence[Block], at: int) -> int:
    """Return where a letter that begins at a block ends, 0 where none begins."""
    if blocks[at].kind == "quote":
        end = next((n for n in range(at, len(blocks)) if blocks[n].kind != "quote"), len(blocks))
        whole = at == 0 or blocks[at - 1].kind != "quote"
        return end if whole and _is_letter(blocks, at, end) else 0
    if blocks[at].kind != "paragraph" or not GREETING.fullmatch(bare(blocks[at])):
        return 0
    return _find_leave(blocks, at)


def _is_letter(blocks: Sequence[Block], at: int, end: int) -> bool:
    """Tell whether a run of block quotations is written by somebody."""
    head, tail = blocks[at : min(end, at + 4)], blocks[max(at, end - 4) : end]
    greets = any(GREETING.fullmatch(bare(it)) or OPENING.match(bare(it)) for it in head)
    leaves = any(LEAVE.search(bare(it)) for it in tail)
    return greets or leaves or says_written(_before(blocks, at))


def _find_leave(blocks: Sequence[Block], at: int) -> int:
    """Return the end of the paragraphs that a line which takes leave ends, with the name."""
    for number in range(at + 1, min(len(blocks), at + LONGEST)):
        text = bare(blocks[number])
        if blocks[number].kind not in ("paragraph", "verse") or GREETING.fullmatch(text):
            return 0
        if LEAVE.search(text):
            following = blocks[number + 1 : number + 2]
            signed = following and SIGNED.fullmatch(bare(following[0]))
            return number + 2 if signed else number + 1
    return 0


def is_whole(text: str, quotes: Sequence[Quote]) -> bool:
    """Tell whether a text is one quote already, as speech is."""
    return len(quotes) == 1 and quotes[0].start == 0 and quotes[0].end >= len(text.rstrip())


def bare(block: Block) -> str:
    """Return the text of a block without quotation marks at its ends."""
    return block.text.strip(MARKS)


def _before(blocks: Sequence[Block], at: int) -> str:
    return blocks[at - 1].text if at and blocks[at - 1].kind == "paragraph" else ""


def says_written(narration: str) -> bool:
    """Tell whether narration that leads up to words says that somebody wrote them."""
    sentence = _last_sentence(narration)
    words = set(re.findall(r"\w+", sentence))
    written = list(WRITTEN.finditer(sentence))
    if not written or words & SAYS or not AS_FOLLOWS.search(sentence):
        return False
    return not DOES_MORE.search(sentence, written[-1].end())


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.?!;])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)\s+", text.strip())[
        -1
    ]


def _describe(blocks: Sequence[Block], first: int, end: int) -> Letter:
    signature = tuple(_signatures(blocks[max(first, end - 3) : end]))
    return Letter(first, end, (*signature, *list_writers(_before(blocks, first))), bool(signature))


def _signatures(tail: Sequence[Block]) -> Iterator[str]:
    """Yield what may be the name under a letter."""
    for block in reversed(tail):
        text = bare(block)
        leave = LEAVE.search(text)
        if leave and leave["name"].strip(" .,"):
            yield leave["name"].strip(" .,")
        elif not leave and SIGNED.fullmatch(text) and block is not tail[0]:
            yield text.strip(" .,")


def list_writers(narration: str) -> tuple[str, ...]:
    """Return whom narration that leads up to a letter may name as its writer."""
    sentence = _last_sentence(narration)
    wrote = [_trim(found[1]) for found in WROTE.finditer(sentence)]
    if wrote or ANSWERS.search(sentence):
        return tuple(wrote)
    owned = [found[1] for found in OWNED.finditer(sentence)]
    return (*owned, *(found[1] for found in reversed(list(FROM.finditer(narration)))))


def _trim(name: str) -> str:
    """Drop what only begins a sentence: "Then Lydia"."""
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in NOT_NAMES - TITLES:
        del words[0]
    return " ".join(words)
