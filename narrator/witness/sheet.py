"""Style sheets, read as characters: the rules that hide anything or show it.

Only what surely counts on a screen is read. What depends on a screen's size, or is for paper, may
hide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HIDDEN = {"display": "none", "visibility": "hidden"}
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_QUOTED = re.compile(r"""/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.DOTALL)
_PIECE = re.compile(r"([^{}]*)([{}])")
_DECLARED = re.compile(r" ?(\w+) ?: ?([\w-]+) ?(! ?important)? ?", re.IGNORECASE)
_IMPORT = re.compile(r""" ?@import (?:url\()? ?["']?([^"'() ]+)["']? ?\)?(.*)""")
_SCREEN = re.compile(r"\s*(?:only\s+)?(?:all|screen)?\s*", re.IGNORECASE)
_SIGN = re.compile(r"([(\[])|([)\]])|,")
_NAMESPACE = re.compile(r"(?:[\w-]+|\*)?\|(?![=|])")
_PSEUDO_ELEMENT = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.IGNORECASE)
_COMBINES = re.compile(r"[\s>+~]+")
_WITHIN = re.compile(r"\[[^\]]*\]|\([^()]*\)")
_PLAIN = re.compile(r"(?:[\w*-]*[.#])*([\w*-]+)")
_INHERITED = frozenset(("inherit", "unset", "revert"))
_HEAVIEST = 1 << 20
_LONGEST = 10_000  # characters of a rule's selectors

Weight = tuple[bool, int, int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a selector hides or shows by a property; ``last`` is a word of its last step.

    That is a class, an id, a tag, or "*" for anything. ``weight`` tells which of two rules counts.
    """

    selector: str
    name: str
    hides: bool
    weight: Weight
    last: str


def read_rules(sheet: bytes, find: Callable[[str], Iterable[Rule]]) -> Iterator[Rule]:
    """Yield the rules of a sheet; ``find`` gives those of one that it imports."""
    text = re.sub(r"\s+", " ", _QUOTED.sub(_soften, _decode(sheet)))
    if not (_HIDES.search(text) or "@import" in text):
        return
    around: list[tuple[str, list[str], bool]] = [("", [], True)]
    for piece, brace in _PIECE.findall(text + ";}" + "}" * text.count("{")):
        *done, last = piece.split(";")
        around[-1][1].extend(done)
        if len(around) == 1:
            yield from _import(done, find)
        if brace == "{":
            outer, _, counts = around[-1]
            around.append((last.strip(), [], counts and is_for_screen(outer)))
        elif len(around) > 1:
            selectors, declared, counts = around.pop()
            if counts:
                yield from _rules(selectors, [*declared, last])


def read_style(style: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield what a ``style`` declares: a property, whether it hides, whether it insists."""
    return _declarations(re.sub(r"\s+", " ", style).split(";"))


def is_for_screen(media: str) -> bool:
    """Tell whether a list of media, or an order of a sheet about them, surely holds on a screen."""
    listed = re.sub(r"^\s*@media\b", "", media, flags=re.IGNORECASE)
    return any(map(_SCREEN.fullmatch, listed.split(",")))


def _import(statements: Iterable[str], find: Callable[[str], Iterable[Rule]]) -> Iterator[Rule]:
    for found in filter(None, map(_IMPORT.match, statements)):
        if is_for_screen(found[2]):
            yield from find(found[1])


def _rules(selectors: str, declared: Iterable[str]) -> Iterator[Rule]:
    if selectors.startswith("@") or len(selectors) > _LONGEST:
        return
    told = list(_declarations(declared))
    for selector in _split(_NAMESPACE.sub("", selectors)) if told else ():
        if not _PSEUDO_ELEMENT.search(selector):
            for name, hides, insists in told:
                weight = (insists, *_weigh(selector, hides=hides))
                yield Rule(selector, name, hides, weight, _last_of(selector))


def _split(selectors: str) -> Iterator[str]:
    """Split a list of selectors at the commas that stand in no brackets."""
    start = depth = 0
    for found in _SIGN.finditer(selectors):
        depth += bool(found[1]) - bool(found[2])
        if depth == 0 and found[0] == ",":
            yield selectors[start : found.start()].strip()
            start = found.end()
    yield selectors[start:].strip()


def _declarations(declared: Iterable[str]) -> Iterator[tuple[str, bool, bool]]:
    for found in filter(None, map(_DECLARED.fullmatch, declared)):
        name, value = found[1].lower(), found[2].lower()
        if name in _HIDDEN and value not in _INHERITED:
            yield name, value == _HIDDEN[name], bool(found[3])


def _weigh(selector: str, *, hides: bool) -> tuple[int, int, int]:
    """Count ids, classes and tags: as many as can be in what hides, and as few in what shows."""
    if re.search(r":(?:where|has|matches)\(|\([^)]*[,(]", selector):
        return (_HEAVIEST if hides else -1, 0, 0)
    bare = re.sub(r"\[[^\]]*\]", "[", re.sub(r":(?:is|not)\(", " ", selector))
    bare = re.sub(r"\([^()]*\)", "", bare)
    tags = re.findall(r"(?:^|[\s>+~])[a-zA-Z]", bare)
    return bare.count("#"), len(re.findall(r"[.\[:]", bare)), len(tags)


def _last_of(selector: str) -> str:
    bare = _WITHIN.sub(":", selector)
    plain = _PLAIN.match(_COMBINES.split(bare)[-1])
    return plain[1].lower() if plain and "(" not in bare else "*"


def _soften(found: re.Match[str]) -> str:
    """Take comments out, and out of strings what would look like the sheet's own signs."""
    quoted = found[0]
    return " " if quoted.startswith("/*") else re.sub(r"[{};,()]", "_", quoted)


def _decode(sheet: bytes) -> str:
    try:
        return sheet.decode("utf-8-sig")
    except UnicodeDecodeError:
        return sheet.decode("latin-1")
