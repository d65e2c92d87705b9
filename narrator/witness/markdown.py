"""The words of Markdown, read as characters: no parser, only the signs that hold no text.

What stands in a sign that may hold something else than text is an aside: targets of links, tags and
comments of HTML, the numbers of lists, the names of notes. All other characters are due.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from narrator.manuscript.naming import mend_characters
from narrator.witness.folder import list_files, name_of
from narrator.witness.indented import find_indented_code
from narrator.witness.text import add_lines, load_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from narrator.witness.source import Source

_FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\n(?=\s*[\w-]+:\s).*?^(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\n(?=\s*[\w-]+[ \t]*=).*?^\+\+\+)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TOLD = re.compile(  # without a fence: after percent signs, or by names down to a blank line
    r"\A(?:%[ \t][^\n]*(?:\n(?:%[ \t]|%$|[ \t]+\S)[^\n]*)*(?:\n|\Z)"
    r"|(?=(?:[^\n]+\n)*?title[ \t]*:[ \t]*\S)"
    r"(?:[a-z][\w -]{0,30}:[^\n]*(?:\n[ \t]+\S[^\n]*)*(?:\n|\Z))+(?=[ \t]*(?:\n|\Z)))",
    re.MULTILINE | re.IGNORECASE,
)
_SIGN = re.compile(
    r"""
      \\[!-/:-@\[-`{-~]
    | ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)
    | (?<!`)(?P<ticks>`+)(?!`)
      (?P<code>(?:[^`\n]|\n(?![ \t]*\n)|(?!(?P=ticks)(?!`))`+)+?)(?P=ticks)(?!`)
    | (?P<comment><!--(?:.*?-->)?)
    | <(?P<address>[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>
    | (?P<tag></?[a-zA-Z][^<>]*>)
    | ^[ \t>]*\[(?!\^)(?P<defined>[^\]\n]+\]:[^\n]*(?:\n[ \t]+(?:"[^"\n]*"|'[^'\n]*')[ \t]*)?)$
    | \]\((?P<target>[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+)\)
    | \[\^(?P<note>[^\]\s]+)\]
    | \]\[(?P<reference>[^\]\n]*)\]
    | ^[ \t>]*(?P<number>\d{1,9})[.)](?=[ \t]|$)
    | ^[ ]{0,3}(?P<side>[A-EGIQTWX]>(?:[ ]|$))
    | (?P<wiki>\[\[|\]\])
    | (?P<edit>\{(?:\+\+|--|==|~~|>>)|(?:\+\+|--|==|~~|<<)\}|~>)
    | \{(?P<attributes>[^{}\n]*)\}[ \t]*$
    | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|"
    "hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_HTML = re.compile(
    rf"""
      ^[ ]{{0,3}}</?(?:{_NAMES})(?=[\s/>])(?:.+\n?)+
    | ^[ ]{{0,3}}<(?P<whole>pre|script|style|textarea)\b(?:(?s:.*?)</(?P=whole)>.*$|(?s:.*)\Z)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
"""A block of HTML as CommonMark has it: to the next blank line, or to its own end."""
_PARTING = re.compile(rf"</?(?:br|pre|{_NAMES})(?=[\s/>])", re.IGNORECASE)
"""Tags that keep the words beside them apart."""
_MARK = re.compile(
    r"""
      (?P<comment><!--(?s:.*?)(?:-->|\Z))
    | (?P<code><(?P<kind>script|style)\b(?s:.*?)(?:</(?P=kind)\s*>|\Z))
    | (?P<tag></?[a-zA-Z][^<>]*>)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HIDES = re.compile(r"\bhidden\b|display\s*:\s*none", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t>]*\n")
_SOMETIMES = "’"  # keeps words apart or not, as an apostrophe does
_ASIDE = frozenset((
    "info", "comment", "tag", "defined", "target", "note", "reference", "number", "side",
    "attributes",
))  # fmt: skip


def read_markdown(path: Path, source: Source, *, heard: Sequence[str] = ()) -> None:
    """Read the words of a Markdown file, or of a folder's files, into ``source``.

    ``heard`` orders the files of a folder that does not say how they follow each other.
    """
    files = list_files(path, heard)
    for file in files:
        _Lexer(mend_characters(name_of(file, files)), source).read(load_text(file))


class _Lexer:
    """Tells text from signs, from the start of a file to its end."""

    def __init__(self, file: str, source: Source) -> None:
        self.file = file
        self.source = source
        self.line = 1
        self.code: list[tuple[int, int]] = []
        self.veiled = False  # by a tag of this paragraph
        source.open(file)

    def read(self, text: str) -> None:
        closed = text.rfind("-->") + 1
        text = text[:closed] + text[closed:].replace("<!--", "    ")  # no comment begins there
        front = _FRONT_MATTER.match(text) or _TOLD.match(text)
        at = front.end() if front else 0
        self.line += text.count("\n", 0, at)
        block = _HTML.search(text, at)
        self.code = find_indented_code(text)
        while sign := _SIGN.search(text, at):
            if block and block.start() <= sign.start():
                self._add(text[at : max(at, block.start())])
                self._read_html(text[max(at, block.start()) : block.end()])
                at = max(at, block.end())
                block = _HTML.search(text, at)
                continue
            self._add(text[at : sign.start()])
            self._read_sign(sign)
            at = sign.end()
            if sign["fence"]:
                at = self._read_fenced(text, at, sign["fence"])
                block = _HTML.search(text, at)
        self._add(text[at:])

    def _read_html(self, html_block: str) -> None:
        """Add the words of a block of HTML, in which no sign of Markdown counts."""
        at = 0
        for mark in _MARK.finditer(html_block):
            self._add(html.unescape(html_block[at : mark.start()]), veiled=True)
            self._add(mark[0], due=False)
            if not mark["tag"] or _PARTING.match(mark["tag"]):
                self.source.part()
            at = mark.end()
        self._add(html.unescape(html_block[at:]), veiled=True)

    def _read_sign(self, sign: re.Match[str]) -> None:
        name = sign.lastgroup or ""
        if name == "tag" and self._is_in_code(sign.start()):
            self._add(_SOMETIMES)  # there it is text
        elif name == "tag" and _HIDES.search(sign[0]):
            self.veiled = True
        if name in _ASIDE:
            self._add(sign[0][: sign.start(name) - sign.start()])
            self._add(sign[name], due=False)
        elif name == "entity" and not self._is_in_code(sign.start()):
            self._add(html.unescape(sign[0]))
        elif name in ("wiki", "edit"):
            self._add(_SOMETIMES)  # [[dog]]s are dogs
        else:
            self._add(sign[0])

    def _is_in_code(self, at: int) -> bool:
        number = bisect_right(self.code, at, key=itemgetter(0)) - 1
        return number >= 0 and at < self.code[number][1]

    def _read_fenced(self, text: str, start: int, fence: str) -> int:
        """Add code as it stands; give where it ends."""
        closing = re.compile(rf"^[ \t>]*{fence}[`~]*[ \t]*$", re.MULTILINE)
        end = closing.search(text, start)
        stop = end.end() if end else len(text)
        self._add(text[start:stop])
        return stop

    def _add(self, text: str, *, due: bool = True, veiled: bool = False) -> None:
        if self.veiled and (blank := _BLANK.search(text)):
            self._add(text[: blank.start()], due=due, veiled=True)
            self.veiled = False
            text = text[blank.start() :]
        if text:
            self.line = add_lines(
                text, self.line, self.file, self.source, due=due, veiled=veiled or self.veiled
            )
