"""Notes found by their links: a sign that leads to a note, and a note that leads back.

Half of the books with notes name neither (no ``epub:type``, no role). What such a book has is a
short link, raised or in brackets, whose target stands elsewhere and links back, or begins with the
same sign. All pages are looked at before any is read, because notes mostly stand in another file.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.manuscript.markup import Node, local_name
from narrator.manuscript.notes import MARKER, classes_of, is_raised, types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HOLDERS = frozenset((
    "p", "li", "aside", "dd", "dt", "div", "td", "th", "tr", "section", "blockquote",
))  # fmt: skip
_ITEMS = frozenset(("li", "aside", "dd"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_REFERENCES = frozenset(("noteref", "annoref"))
_NOTES = frozenset(("footnote", "endnote", "rearnote", "note"))
RETURNS = re.compile(
    r"[\s\[(]*(?:[↩↑↵⏎⤴^←\ufe0e\ufe0f]+"
    r"|(?:(?:go |jump )?back|return|retour|zurück|volver|torna)"
    r"(?: (?:to|au|à la|zum|al) \S+(?: \S+)?)?)[\s\])]*",
    re.IGNORECASE,
)
"""The text of a link that leads from a note back to where its sign stands."""
_LONGEST = 16
_MOST_BLOCKS = 40  # in a note; what holds more is a part of the book
_MOST_FOLLOWING = 20
_FAR = 50  # elements before a link, or in a note, that are looked at: no page can take long
_ATTRIBUTE = "narrator-note"


@dataclass(frozen=True, slots=True)
class _Spot:
    """An element with an id: what would be the note, if a sign leads here."""

    file: str
    holder: int  # its own number or that of the block around it; -1 where there is none
    words: str  # how the holder's text begins
    following: tuple[int, ...]  # the paragraphs after it, which may be the note's too
    fits: bool  # whether the holder can be a note: no heading in or around it, not too much
    named: bool  # whether the book itself calls it a note


@dataclass(frozen=True, slots=True)
class _Link:
    """A short link, with the ids by which others can lead to it or to what is around it."""

    file: str
    number: int
    target: str
    around: frozenset[str]
    text: str
    named: bool
    raised: bool
    after_words: bool
    holder: int


@dataclass
class NoteLinks:
    """Gathers the links of all pages; then says what is a sign and what is a note.

    ``resolve`` gives for a link's target, and the file it stands in, the file that is meant.
    """

    resolve: Callable[[str, str], str]
    _links: list[_Link] = field(default_factory=list)
    _spots: dict[str, _Spot] = field(default_factory=dict)
    _found: dict[str, dict[int, str]] = field(default_factory=dict)

    def gather(self, root: Node, file: str) -> None:
        """Look at a page."""
        numbers = {node: number for number, node in enumerate(root.iter())}
        holders: dict[int, _Spot] = {}
        for node, number in numbers.items():
            if not isinstance(node.tag, str):
                continue
            for name in _names(node):
                self._spots.setdefault(f"{file}#{name}", _spot(node, file, numbers, holders))
            href = node.get("href") or ""
            if "#" in href and local_name(node) == "a":
                self._links += self._link(node, number, href, file, numbers)

    def decide(self) -> None:
        """Pair signs with notes; from here on :meth:`mark` knows them."""
        backs: dict[str, list[_Link]] = {}
        notes: dict[str, _Spot] = {}
        for link in self._links:
            for key in link.around:
                backs.setdefault(key, []).append(link)
        for link in self._links:
            spot = self._spots.get(link.target)
            if spot and spot.fits and self._is_sign(link, spot, backs.get(link.target, [])):
                key = f"{spot.file}#{spot.holder}"
                self._found.setdefault(link.file, {}).setdefault(link.number, f"sign {key}")
                self._found.setdefault(spot.file, {})[spot.holder] = f"note {key}"
                notes[key] = spot
        for key, spot in notes.items():
            self._join_following(key, spot)

    def _join_following(self, key: str, spot: _Spot) -> None:
        """Give a note the paragraphs up to the next note; what has no end may be text."""
        found = self._found[spot.file]
        ends = (at for at, n in enumerate(spot.following) if found.get(n, "").startswith("note "))
        for number in spot.following[: next(ends, 0)]:
            found.setdefault(number, f"note {key}")

    def mark(self, root: Node, file: str) -> None:
        """Write on the elements of a page what they are, for :func:`found_note` to read."""
        found = self._found.get(file)
        if not found:
            return
        for number, node in enumerate(root.iter()):
            if number in found:
                node.set(_ATTRIBUTE, found[number])

    def _link(
        self, node: Node, number: int, href: str, file: str, numbers: dict[Node, int]
    ) -> Iterator[_Link]:
        types = types_of(node)
        text = "".join(node.itertext()).strip()
        named = bool(types & _REFERENCES)
        if len(text) > _LONGEST and not named:
            return
        name, _, fragment = href.partition("#")
        base = self.resolve(unquote(name), file) if name else file
        holder = _holder(node)
        yield _Link(
            file,
            number,
            f"{base}#{unquote(fragment)}",
            frozenset(f"{file}#{each}" for each in _names_around(node)),
            text,
            named,
            is_raised(node) or any("note" in word for word in classes_of(node)),
            holder is not None and _has_words_before(node, holder),
            -1 if holder is None else numbers[holder],
        )

    def _is_sign(self, link: _Link, spot: _Spot, backs: list[_Link]) -> bool:
        if link.file == spot.file and link.holder == spot.holder:
            return False  # the way back inside a note, or a link to its own paragraph
        if link.named:
            return True
        if not MARKER.fullmatch(link.text):
            return False
        returns = [back for back in backs if back.target in link.around and back is not link]
        if any(RETURNS.fullmatch(back.text) for back in returns):
            return True
        set_apart = link.raised or not link.text.isalnum()
        if any(not back.after_words for back in returns):
            return link.after_words
        begins = spot.words.lstrip("[( ").startswith(link.text.strip("[]() "))
        return set_apart and link.after_words and (spot.named or begins)


def found_note(node: Node) -> tuple[str, str]:
    """Give ("sign" or "note", the note's key) for an element that is one, else ("", "")."""
    kind, _, key = (node.get(_ATTRIBUTE) or "").partition(" ")
    return kind, key


def resolve_in(find: Callable[[str], str | None]) -> Callable[[str, str], str]:
    """Make of an archive's ``find`` what :class:`NoteLinks` asks to resolve links."""

    def resolve(name: str, base: str) -> str:
        whole = posixpath.join(posixpath.dirname(base), name)
        return find(whole) or whole

    return resolve


def _names(node: Node) -> set[str]:
    names = {node.get("id"), node.get("name") if local_name(node) == "a" else None}
    return {name for name in names if name}


def _names_around(node: Node) -> Iterator[str]:
    """Yield the ids by which a link is reached: its own, and those around it and just before."""
    yield from (name for inner in islice(node.iter("*"), _FAR) for name in _names(inner))
    for before in islice(node.itersiblings("*", preceding=True), 3):
        if not "".join(before.itertext()).strip():
            yield from _names(before)
    for above in node.iterancestors():
        yield from _names(above)
        around = above.getparent()
        in_item = around is not None and local_name(around) in _ITEMS
        if local_name(above) in _ITEMS | {"section", "body"} or (
            local_name(above) == "p" and not in_item
        ):
            break


def _spot(node: Node, file: str, numbers: dict[Node, int], known: dict[int, _Spot]) -> _Spot:
    holder = node if local_name(node) in _HOLDERS else _holder(node)
    if holder is None:
        return _Spot(file, -1, "", (), fits=False, named=False)
    around = holder.getparent()
    if local_name(holder) == "p" and around is not None and local_name(around) in _ITEMS:
        holder = around if next(around.iterchildren("*"), None) is holder else holder
    holder = _row_of(holder)
    number = numbers[holder]
    if number not in known:
        inside = [local_name(each) for each in islice(holder.iterdescendants("*"), 20 * _FAR)]
        few = len(inside) < 20 * _FAR and sum(name in _HOLDERS for name in inside) < _MOST_BLOCKS
        named = any(types_of(each) & _NOTES for each in (holder, *holder.iterancestors()))
        fits = few and not _HEADINGS.intersection(inside)
        after = tuple(numbers[each] for each in _following(holder))
        known[number] = _Spot(file, number, _first_words(holder), after, fits, named)
    return known[number]


def _row_of(holder: Node) -> Node:
    """Give the row of a table around a note that has it to itself, its sign in another cell."""
    for above in (holder, *islice(holder.iterancestors(), _FAR)):
        if local_name(above) == "tr":
            cells = list(islice(above.iterchildren("*"), _FAR))
            return above if sum(not _holds_sign(cell) for cell in cells) == 1 else holder
    return holder


def _holds_sign(node: Node) -> bool:
    """Tell whether a node holds nothing but a note's sign or way back, or nothing at all."""
    text = "".join(node.itertext()).strip().rstrip(".:")
    return not text or bool(MARKER.fullmatch(text) or RETURNS.fullmatch(text))


def _following(holder: Node) -> Iterator[Node]:
    if local_name(holder) == "p":
        for after in islice(holder.itersiblings("*"), _MOST_FOLLOWING):
            if local_name(after) not in ("p", "blockquote"):
                break
            yield after


def _first_words(holder: Node) -> str:
    words = ""
    for part in holder.itertext():
        words += part.lstrip() if not words else part
        if len(words) > _LONGEST:
            break
    return words


def _holder(node: Node) -> Node:
    """Give the block around a node, None where that is a heading or nothing."""
    for above in node.iterancestors():
        name = local_name(above)
        if name in _HEADINGS:
            return None
        if name in _HOLDERS:
            return above
    return None


def _has_words_before(node: Node, holder: Node) -> bool:
    """Tell whether words stand before a node in the block that holds it."""
    while node is not holder:
        before = "".join(
            "".join(each.itertext()) + (each.tail or "")
            for each in islice(node.itersiblings("*", preceding=True), _FAR)
        )
        node = node.getparent()
        if any(char.isalnum() for char in before + (node.text or "")):
            return True
    return False
