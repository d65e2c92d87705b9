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
    def __init__(self, handler: Handler) -> None:
        super().__init__(convert_charrefs=True)
        self.handler = handler

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {_local(name): value or "" for name, value in attrs}
        self.handler.start(_local(tag), named, self.getpos()[0])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.handler.end(_local(tag))

    def handle_data(self, data: str) -> None:
        self.handler.text(data, self.getpos()[0])


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
