"""Lines that are not what they are marked as: running heads, titles in plain paragraphs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from narrator.manuscript.lines import find_titles
from narrator.manuscript.model import Skipped
from narrator.manuscript.structure import is_number_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.manuscript.page import Page

_FEWEST = 3
_MOST_KINDS = 4
_LONGEST = 100


def skip_running_heads(pages: Sequence[Page], names: Iterable[str] = ()) -> None:
    """Leave out the first line of a page that also opens many other pages, save once.

    That is one of the book's own ``names``, its title or an author, or what stands above the rest
    of nearly all pages. A line that counts ("Chapter I") is a chapter's own, however often it is
    there, and so is a heading with nothing but text below: the name of the one who tells it.
    """
    opened = [page for page in pages if len(page.blocks) > 1]
    openings = Counter(page.blocks[0].text for page in opened)
    own = {_letters(name) for name in names} - {""}
    for text, count in openings.most_common(_MOST_KINDS):
        if not text or len(text) > _LONGEST or count < _FEWEST or is_number_title(text):
            continue
        repeats = [page for page in opened if page.blocks[0].text == text]
        many = _letters(text) in own and count * 4 >= len(opened)
        if many or (count * 4 >= len(opened) * 3 and not any(map(_is_title, repeats))):
            for page in repeats[1:]:
                _drop_first(page)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _is_title(page: Page) -> bool:
    """Tell whether a page begins with a heading that is its only one."""
    return page.blocks[0].kind == "heading" and page.blocks[1].kind != "heading"


def promote_titles(pages: Sequence[Page]) -> list[set[int]]:
    """Make headings of the paragraphs that are chapters' titles, where there are no headings.

    Gives for each page the numbers of the blocks that are headings now.
    """
    titles = find_titles([block for page in pages for block in page.blocks])
    first, found = 0, []
    for page in pages:
        inside = range(first, first + len(page.blocks))
        found.append({at - first for at in titles if at in inside})
        page.make_headings(found[-1])
        first = inside.stop
    return found


def _drop_first(page: Page) -> None:
    block = page.blocks.pop(0)
    page.matters.pop(0)
    page.skipped.append(Skipped("running-head", block.text, block.place))
    for name, at in page.anchors.items():
        page.anchors[name] = max(at - 1, 0) if at >= 0 else at
