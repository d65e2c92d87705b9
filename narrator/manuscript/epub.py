"""EPUB 2 and 3: the spine's files become blocks, the table of contents makes chapters of them."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from narrator.manuscript import structure
from narrator.manuscript.archive import Archive, refuse_drm
from narrator.manuscript.contents import Contents
from narrator.manuscript.gutenberg import skip_licence
from narrator.manuscript.lines import is_title
from narrator.manuscript.links import NoteLinks, resolve_in
from narrator.manuscript.marked import find_passages, find_pronunciations, list_marked
from narrator.manuscript.model import Block, ChapterKind, Cover, Manuscript, Place, Skipped
from narrator.manuscript.notes import SILENT
from narrator.manuscript.package import Item, Package, read_cover, read_package
from narrator.manuscript.page import Page
from narrator.manuscript.placing import place_notes
from narrator.manuscript.pronounced import read_lexicons
from narrator.manuscript.reading import DEFAULT_READING, Reading
from narrator.manuscript.running import promote_titles, skip_running_heads
from narrator.manuscript.structure import Cut
from narrator.manuscript.styles import Styles
from narrator.manuscript.toc import Entry, Target, read_landmarks, read_toc
from narrator.manuscript.xhtml import matter_of, read_page, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from narrator.manuscript.markup import Node
    from narrator.manuscript.model import Pronunciation

# These fill several files without a heading in each; after the others a new part begins.
_SHOWN = frozenset(("image", "page-number", "scene-break"))
_FEWEST_TITLES = 3
_SHORT_PAGE = 3000  # characters, as a mean
_KINDS: dict[str, ChapterKind] = {"front": "front", "body": "body", "back": "back"}
_FRONT_PAGES = frozenset((
    "colophon", "copyright-page", "cover", "halftitlepage", "imprint", "loi", "lot",
    "table-of-contents", "titlepage", "uncopyright",
))  # fmt: skip
_LONG_SILENT = frozenset(("bibliography", "gutenberg-licence", "index", "note"))


class _Marking(Protocol):
    """What writes on the elements of a page what is known of them from elsewhere."""

    def mark(self, root: Node, name: str, /) -> None:
        """Look at the tree of the file ``name``."""


def read_epub(path: Path, reading: Reading = DEFAULT_READING) -> Manuscript:
    """Read an EPUB. Raises ManuscriptError for DRM, damage, and what no book would hold."""
    with Archive(path) as archive:
        refuse_drm(archive)
        package = read_package(archive)
        book = _Book(
            pages=_read_pages(archive, package, reading),
            toc=read_toc(archive, package),
            landmarks=read_landmarks(archive, package),
            reading=reading,
        )
        for name in book.unread(archive.names):
            archive.note(f"the table of contents leads to {name}, which the spine leaves out")
        divided, left = structure.divide(book.blocks, book.cuts())
        notes = {key: note for page in book.pages for key, note in page.notes.items()}
        chapters, skipped = place_notes(divided, book.in_order(left), notes, reading)
        blocks = list_marked(chapters)
        told = (*find_pronunciations(blocks), *read_lexicons(archive, package))
        return Manuscript(
            pronunciations=told,
            passages=tuple(find_passages(blocks)),
            metadata=package.metadata,
            chapters=chapters,
            skipped=skipped,
            cover=read_cover(archive, package.cover),
            notices=tuple(archive.notices),
        )


def read_epub_cover(path: Path) -> Cover | None:
    """Read only the cover of an EPUB."""
    with Archive(path) as archive:
        refuse_drm(archive)
        return read_cover(archive, read_package(archive).cover)


def read_epub_lexicons(path: Path) -> tuple[Pronunciation, ...]:
    """Read only the lexicons of an EPUB."""
    with Archive(path) as archive:
        refuse_drm(archive)
        return tuple(read_lexicons(archive, read_package(archive)))


def _read_pages(archive: Archive, package: Package, reading: Reading) -> list[Page]:
    marking = (
        _gather_links(archive, package),
        Styles(archive),
        Contents(resolve_in(archive.find), _number_files(archive, package)),
    )
    pages = [
        _read_item(archive, item, rule, package, marking, reading) for item, rule in package.spine
    ]
    skip_licence(pages, reading)
    skip_running_heads(pages, (package.metadata.title, *package.metadata.authors))
    promote_titles(pages)
    return pages


def _gather_links(archive: Archive, package: Package) -> NoteLinks:
    """Look through all pages for the links between notes and their signs."""
    links = NoteLinks(resolve_in(archive.find))
    for name in dict.fromkeys(archive.find(item.name) for item, _ in package.spine):
        data = archive.read(name) if name else b""
        if name and b"#" in data and (root := read_tree(data, name)) is not None:
            links.gather(root, name)
    links.decide()
    return links


def _number_files(archive: Archive, package: Package) -> dict[str, int]:
    """Give each file of the spine its number in reading order."""
    names = (archive.find(item.name) or item.name for item, _ in package.spine)
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _read_item(
    archive: Archive,
    item: Item,
    rule: str,
    package: Package,
    marking: Iterable[_Marking],
    reading: Reading,
) -> Page:
    name = archive.find(item.name) or item.name
    try:
        root = read_tree(archive.read(name), name)
        if root is not None:
            for each in marking:
                each.mark(root, name)
        page = read_page(root, name, reading, language=package.metadata.language)
    except KeyError:
        archive.note(f"{name} is in the manifest, and not in the archive")
        page = Page(name)
        page.skipped.append(Skipped("missing-file", "", Place(name, 1, 0, 0)))
    if rule == "repeated" or reading.silences(rule):
        page.silence(rule)
    elif (
        item == package.item("nav")
        and "table-of-contents" not in reading.speak
        and all(block.kind == "heading" for block in page.blocks)
    ):
        page.silence("table-of-contents")
    return page


@dataclass
class _Book:
    """The pages of a book side by side with its table of contents."""

    pages: list[Page]
    toc: list[Entry]
    landmarks: dict[Target, set[str]]
    reading: Reading

    def __post_init__(self) -> None:
        self.blocks: list[Block] = [block for page in self.pages for block in page.blocks]
        self.matters = [matter for page in self.pages for matter in page.matters]
        self.starts: dict[str, int] = {}
        start = 0
        for page in self.pages:
            self.starts.setdefault(page.file, start)
            start += len(page.blocks)
        self.by_file = {page.file: page for page in reversed(self.pages)}
        self.worded = [page for page in self.pages if page.blocks]
        self.rules = self.reading.rules()
        self.types: dict[int, set[str]] = {}
        for target, types in self.landmarks.items():
            if (at := self._position(target)) is not None:
                self.types.setdefault(at, set()).update(types)

    def cuts(self) -> list[Cut]:
        """Find where chapters begin, and what kind each is of."""
        cuts = [cut for entry in self.toc if (cut := self._toc_cut(entry))]
        cuts += self._blank_page_cuts({cut.at for cut in cuts})
        if _is_poor(cuts, self.worded):
            cuts += self._heading_cuts(cuts)
        elif len({cut.at for cut in cuts}) == 1:
            cuts += self._counted_cuts()
        if _is_poor(cuts, self.worded) and (not cuts or self._has_long_pages()):
            cuts += [Cut(self.starts[page.file]) for page in self.worded]
        cuts = structure.limit_depth(cuts, self.reading.toc_depth)
        cuts = structure.take_parts(self.blocks, self._with_preamble(cuts))
        cuts = structure.join_cuts(self.blocks, self._with_page_cuts(cuts))
        ends = [cut.at for cut in cuts[1:]] + [len(self.blocks)]
        return [self._with_kind(cut, end) for cut, end in zip(cuts, ends, strict=True)]

    def _has_long_pages(self) -> bool:
        """Tell a book whose files could be chapters from one whose files are pages."""
        return sum(len(block.text) for block in self.blocks) > _SHORT_PAGE * len(self.worded)

    def in_order(self, skipped: list[Skipped]) -> tuple[Skipped, ...]:
        """Give all that is skipped, by the pages and by the chapters, in reading order."""
        order = {page.file: number for number, page in enumerate(self.pages)}
        every = [*(each for page in self.pages for each in page.skipped), *skipped]
        every.sort(key=lambda each: (order[each.place.file], each.place.paragraph))
        return tuple(every)

    def unread(self, names: Iterable[str]) -> list[str]:
        """Give the files that the table of contents names, and nothing reads."""
        listed = dict.fromkeys(entry.target.file for entry in self.toc)
        there = set(names) - set(self.by_file)
        return [name for name in listed if name in there]

    def _toc_cut(self, entry: Entry) -> Cut | None:
        at = self._position(entry.target, entry.title)
        return None if at is None else self._cut(at, entry.title, entry.level)

    def _blank_page_cuts(self, taken: set[int]) -> list[Cut]:
        """Cut where a chapter opens with a page of its own without words: after that page."""
        cuts = {}
        for entry in self.toc:
            page = self.by_file.get(entry.target.file)
            if page and _is_blank(page):
                at = self.starts[page.file]
                cuts[at] = self._cut(at, entry.title, entry.level)
        return [cut for at, cut in cuts.items() if at not in taken and not cut.rule]

    def _with_preamble(self, cuts: list[Cut]) -> list[Cut]:
        """Give the lines without a heading that stand above the first chapter to that chapter."""
        first = min(cuts, key=lambda cut: cut.at, default=None)
        if first is None or self.page_of(first.at) != self.page_of(0):
            return cuts
        if any(block.kind == "heading" for block in self.blocks[: first.at]):
            return cuts
        return [replace(cut, at=0) if cut is first else cut for cut in cuts]

    def _position(self, target: Target, title: str = "") -> int | None:
        """Find the block that a link leads to, None where nothing is left to read there."""
        page = self.by_file.get(target.file)
        if page is None:
            return None
        inside = 0
        if target.fragment in page.anchors:
            inside = page.anchors[target.fragment]
        elif target.fragment:
            inside = _titled(page, title)
        return self.starts[page.file] + inside if 0 <= inside < len(page.blocks) else None

    def _heading_cuts(self, cuts: list[Cut]) -> list[Cut]:
        """Cut by headings the pages that the table of contents does not know."""
        level = structure.chapter_level(
            (block.level, block.text) for block in self.blocks if block.kind == "heading"
        )
        known = {self.page_of(cut.at) for cut in cuts}
        found = structure.heading_cuts(self.blocks, level, self.reading)
        return [cut for cut in found if self.page_of(cut.at) not in known]

    def _counted_cuts(self) -> list[Cut]:
        """Cut by the headings that count chapters, for a table of contents that only says Start."""
        headings = (block for block in self.blocks if block.kind == "heading")
        titles = [it for it in headings if is_title(it.text) or it.text.strip(". ").isdecimal()]
        if len(titles) < _FEWEST_TITLES:
            return []
        level = structure.chapter_level((block.level, block.text) for block in titles)
        return structure.heading_cuts(self.blocks, level, self.reading)

    def _with_page_cuts(self, cuts: list[Cut]) -> list[Cut]:
        """Cut also before the pages that are no part of the chapter before them."""
        waiting = deque(sorted(cuts, key=lambda cut: cut.at))
        done: list[Cut] = []
        for page in self.worded:
            start = self.starts[page.file]
            while waiting and waiting[0].at <= start:
                done.append(waiting.popleft())
            last = done[-1] if done else None
            cut = self._cut(start, structure.opening_title(page.blocks))
            if (last is None or last.at < start) and (rule := self._page_rule(page, cut)):
                done.append(replace(cut, rule=rule))
            elif self._begins_anew(start, last):
                done.append(cut)
        return [*done, *waiting]

    def _page_rule(self, page: Page, cut: Cut) -> str:
        """Name the rule for a page that no table of contents names, by what it says; else ""."""
        headed = page.blocks[0].kind == "heading"
        if headed and cut.rule in _FRONT_PAGES:
            return cut.rule
        text = "\n".join(block.text for block in page.blocks)
        owned = structure.is_copyright_page(text) and self.reading.silences("copyright-page")
        return "copyright-page" if owned else ""

    def _begins_anew(self, at: int, last: Cut | None) -> bool:
        if last is None:
            return True
        if last.at == at:
            return False
        rule = last.rule or self._landmark_rule(last.at)
        if (rule and rule not in _LONG_SILENT) or self._landmark_rule(at):
            return True
        return len({self.matters[at - 1], self.matters[at]} - {""}) > 1

    def _with_kind(self, cut: Cut, end: int) -> Cut:
        """Settle kind and rule: markup first, then landmarks, then the words of the title."""
        sizes: Counter[str] = Counter()
        for block, matter in zip(
            self.blocks[cut.at : end], self.matters[cut.at : end], strict=True
        ):
            sizes[matter] += len(block.text)
        matter = max(sizes, key=lambda each: sizes[each], default="")
        rule = self._landmark_rule(cut.at) or ("" if matter == "body" else cut.rule)
        kind = (
            _KINDS.get(matter) or _KINDS.get(matter_of(self.types.get(cut.at, set()))) or cut.kind
        )
        return replace(cut, kind=kind, rule=rule)

    def _landmark_rule(self, at: int) -> str:
        rules = {self.rules.get(word, "") for word in self.types.get(at, ())}
        return min(rules & (SILENT | self.reading.skip), default="")

    def _cut(self, at: int, title: str, level: int = 1) -> Cut:
        kind, rule = structure.classify(title, self.reading)
        return Cut(at, title, level=level, kind=kind, rule=rule)

    def page_of(self, at: int) -> str:
        """Name the file in which a block stands."""
        return self.blocks[at].place.file if at < len(self.blocks) else ""


def _is_poor(cuts: list[Cut], pages: list[Page]) -> bool:
    """Tell a table of contents that knows less than a quarter of the book's files."""
    return len({cut.at for cut in cuts}) * 4 < len(pages)


def _titled(page: Page, title: str) -> int:
    """Find the heading that a dead link must have meant, else the page's start."""
    words = title.casefold()
    for number, block in enumerate(page.blocks):
        if block.kind == "heading" and block.text.casefold() == words:
            return number
    return 0


def _is_blank(page: Page) -> bool:
    """Tell a page that only shows something, as a chapter's first page may."""
    return not page.blocks and all(each.rule in _SHOWN for each in page.skipped)
