"""Markup as a stream of starts, texts and ends, read by Expat, or else by Python's HTML parser.

Neither is the parser that the readers use. Nothing is fetched, and nothing that a document defines
is expanded in its text.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Protocol
from xml.parsers import expat

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_ENTITY = re.compile(r"&([\w.:-]+);")
_EMPTY = frozenset((
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "isindex",
    "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
_HEAD = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
_RANKS = dict.fromkeys(("div",), 1) | {
    "td": 2, "th": 2, "tr": 3, "thead": 4, "tbody": 4, "tfoot": 4, "table": 5, "body": 6, "html": 7,
}  # fmt: skip
"""An end tag ends nothing around an element of a higher rank."""
_BLOCKS = (
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "table",
    "ul", "dt", "dd", "td", "th", "tr",
)  # fmt: skip
_CELLS = ("td", "th", "tr", "thead", "tbody", "tfoot")
_TABLE = frozenset(("table", "html"))
_TERMS = frozenset(("dl", "html"))
_LISTS = frozenset(("ul", "ol", "menu", "dir", "html"))


def _list_ends() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Tell what ends where an element begins, and within which elements that is looked for."""
    ends = {tag: [("p", _TABLE)] for tag in (*_BLOCKS, "thead", "tbody", "tfoot")}
    ends["option"] = [("option", frozenset(("select", "html")))]
    ends["li"].append(("li", _LISTS))
    for tag in ("dt", "dd"):
        ends[tag] += [("dt", _TERMS), ("dd", _TERMS)]
    for at, tag in enumerate(_CELLS):
        ends[tag] += [(other, _TABLE) for other in _CELLS[: max(at + 1, 2)]]
    return ends


_ENDS = _list_ends()


class Handler(Protocol):
    """Who is told what a document holds, in order. Names are in small letters, unprefixed."""

    def start(self, tag: str, attributes: dict[str, str], line: int) -> None:
        """Begin an element."""

    def end(self, tag: str) -> None:
        """End an element."""

    def text(self, text: str, line: int) -> None:
        """Give text."""

    def restart(self) -> None:
        """Forget everything: the document is read again in another way."""


def walk(data: bytes, handler: Handler) -> None:
    """Tell ``handler`` what a document holds: as XML, or as HTML where it is no XML."""
    try:
        _Xml(handler).read(data)
    except (expat.ExpatError, ValueError, LookupError):
        handler.restart()
        soup = _Html(handler)
        soup.feed(_decode(data))
        soup.close()


class _Xml:
    """Expat, set to leave every entity as it stands that XHTML does not name."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.UseForeignDTD(True)  # noqa: FBT003  Expat takes no names
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = lambda tag: handler.end(_local(tag))
        self.parser.CharacterDataHandler = self._text
        self.parser.SkippedEntityHandler = lambda name, _: self._reference(f"&{name};")
        self.parser.DefaultHandler = self._reference
        self.parser.ExternalEntityRefHandler = lambda *_: 1
        for name in ("Comment", "ProcessingInstruction", "XmlDecl", "StartDoctypeDecl",
                     "EndDoctypeDecl", "EntityDecl"):  # fmt: skip
            setattr(self.parser, f"{name}Handler", _ignore)

    def read(self, data: bytes) -> None:
        self.parser.Parse(data.lstrip(), True)  # noqa: FBT003  Expat takes no names

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        named = {_local(name): value for name, value in attributes.items()}
        self.handler.start(_local(tag), named, self.parser.CurrentLineNumber)

    def _text(self, text: str) -> None:
        self.handler.text(text, self.parser.CurrentLineNumber)

    def _reference(self, text: str) -> None:
        if _ENTITY.fullmatch(text):
            self._text(html.unescape(text))


class _Html(HTMLParser):
    """Python's parser, with the ends that HTML leaves out told too: each start has its end."""

    def __init__(self, handler: Handler) -> None:
        super().__init__(convert_charrefs=True)
        self.handler = handler
        self.open: list[str] = []
        self.had_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _local(tag)
        self._prepare(tag)
        if tag in ("html", "body") and tag in self.open:
            return
        self._close_before(tag)
        self._start(tag, {_local(name): value or "" for name, value in attrs})
        if tag in _EMPTY:
            self._close(len(self.open) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if _local(tag) not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = _local(tag)
        if tag in ("html", "body"):
            return  # what comes after is still shown
        for at in reversed(range(len(self.open))):
            if self.open[at] == tag:
                self._close(at)
                return
            if _RANKS.get(self.open[at], 0) > _RANKS.get(tag, 0):
                return

    def handle_data(self, data: str) -> None:
        if not data.isspace() and not self.open:
            self._prepare("")
        self.handler.text(data, self.getpos()[0])

    def close(self) -> None:
        super().close()
        self._close(0)

    def _prepare(self, tag: str) -> None:
        """Begin the elements that may be left out at the start of a page."""
        if not self.open and tag != "html":
            self._start("html", {})
        if "head" in self.open:
            if tag != "body" and (tag not in _BLOCKS or "title" in self.open):
                return  # what else stands there may be shown or not
            self._close(self.open.index("head"))
        if tag not in _HEAD | {"html", "head", "body"} and not self.had_body:
            self._start("body", {})

    def _close_before(self, tag: str) -> None:
        """End the elements that one of this name ends where it begins."""
        for ended, within in _ENDS.get(tag, ()):
            for at in reversed(range(len(self.open))):
                if self.open[at] in within:
                    break
                if self.open[at] == ended:
                    self._close(at)
                    break

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.had_body = self.had_body or tag == "body"
        self.open.append(tag)
        self.handler.start(tag, attributes, self.getpos()[0])

    def _close(self, at: int) -> None:
        """End the open elements from one on, the innermost first."""
        while len(self.open) > at:
            self.handler.end(self.open.pop())


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _ignore(*_: object) -> None:
    """Hear of something that holds no words."""


def _decode(data: bytes) -> str:
    declared = _DECLARED.match(data)
    named = [declared[1].decode("ascii")] if declared else []
    wide = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    for name in [*wide, *named, "utf-8-sig"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")
