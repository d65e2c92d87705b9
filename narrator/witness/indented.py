"""Code that Markdown tells by its indentation: in it, a sign is what it looks like.

Source: CommonMark 0.31, 4.4 (indented code blocks) and 5.2 (list items, within which text starts
further to the right).
"""

from __future__ import annotations

import re

from narrator.witness.text import split_lines

_ITEM = re.compile(
    r"(?:[-*+]|\d{1,9}[.)])(?:[ ]{1,4}(?![ ])|[ ](?=[ ]{4})|$)|\[\^[^\]\s]+\]:|:[ ]+"
)
_QUOTED = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
_ENDS_ITSELF = re.compile(r"#{1,6}(?:[ ]|$)|(?:[-*_=][ ]*){3,}$|`{3}|~{3}")
_NOTE = 4


def find_indented_code(text: str) -> list[tuple[int, int]]:
    """Give where the lines of indented code start and end in a text, in order."""
    found = []
    edges = [0]  # where the text of the items around starts, in columns
    at, may_begin, in_code = 0, True, False
    for line in split_lines(text):
        bare = _QUOTED.sub("", line).expandtabs(4)
        column = len(bare) - len(bare.lstrip(" "))
        if bare.strip():
            while may_begin and len(edges) > 1 and column < edges[-1]:
                edges.pop()
            in_code = (may_begin or in_code) and column >= edges[-1] + 4
            if in_code:
                found.append((at, at + len(line)))
            else:
                _open_items(bare, column, edges)
        may_begin = not bare.strip() or bool(_ENDS_ITSELF.match(bare.lstrip(" ")))
        at += len(line) + 1
    return found


def _open_items(line: str, column: int, edges: list[int]) -> None:
    """Note where text starts in the items that a line begins."""
    while not _ENDS_ITSELF.match(line, column) and (item := _ITEM.match(line, column)):
        while len(edges) > 1 and column < edges[-1]:
            edges.pop()
        column = edges[-1] + _NOTE if item[0][0] in "[:" else item.end()
        edges.append(column)
        if item[0][0] in "[:":
            break
