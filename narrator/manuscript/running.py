"""Lines that are not what they are marked as: running heads, titles in plain paragraphs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from narrator.manuscript.lines import find_titles
from narrator.manuscript.model import Skipped
from narrator.manuscript.structure import is_number_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.manuscript.page import Page

_FEWEST = 3
_LONGEST = 100


def skip_running_heads(pages: Sequence[Page]) -> None:
    """Leave out the first line of a page that also opens half of the other pages, save once.

    A line that counts ("Chapter I") is a chapter's own, however often it is there.
    """
    openings = Counter(page.blocks[0].text for page in pages if len(page.blocks) > 1)
    text, count = next(iter(openings.most_common(1)), ("", 0))
    if count < _FEWEST or count * 2 < openings.total() or len(text) > _LONGEST:
        return
    if not text or is_number_title(text[:_LONGEST]):
        return
    repeats = [page for page in pages if len(page.blocks) > 1 and page.blocks[0].text == text]
    for page in repeats[1:]:
        _drop_first(page)


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
