"""Markup: the bytes of a file of an EPUB become a tree, safely, however they are written."""

from __future__ import annotations

import html.entities
import re
from typing import Any

from lxml import etree

Node = Any
"""An element of a tree. lxml has no types."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_HEAD = 100_000  # characters in which a document type ends; a hostile one may be longer
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_ENDS = re.compile(r"</(?:html|body)\b[^>]{0,500}>", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))

_NO_TEXT = frozenset(("script", "style"))
_HOLDERS = ("{*}script", "{*}style", "{*}title")

# With an outer document type that nobody fetches, a reference to an unknown entity is no error:
# the parser leaves it in its place, unresolved.
_INERT_DOCTYPE = '<!DOCTYPE html SYSTEM "about:legacy-compat">'


def decode(data: bytes) -> str:
    """Decode a page: by its byte order mark, its declaration, else UTF-8, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    declared = _DECLARED.match(data)
    names = [declared[1].decode("ascii")] if declared else []
    for name in ["utf-8-sig", *names] if not declared else [*names, "utf-8-sig"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def clean(data: bytes) -> str:
    """Give a page's text without declaration, document type and named entities.

    Nothing that the document itself defines is left to expand, and the names of XHTML need no
    document type from elsewhere.
    """
    text = _DECLARATION.sub("", decode(data).lstrip("\ufeff"), count=1)
    head, rest = text[:_HEAD], text[_HEAD:]
    text = _NOT_XML.sub("", _DOCTYPE.sub("", head, count=1) + rest)
    return _ENTITY.sub(_character, text)


def parse_xml(data: bytes) -> Node:
    """Parse well-formed XML: no entities, no network, no huge trees. Raises XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
    return etree.fromstring((_INERT_DOCTYPE + clean(data)).encode(), parser)


def parse(data: bytes) -> Node:
    """Parse a page, as XML if it is, else as a browser would. None where there is nothing.

    What stands after the end of the page's body is text of the page, as in a browser.
    """
    try:
        return parse_xml(data)
    except etree.XMLSyntaxError:
        parser = etree.HTMLParser(no_network=True, encoding="utf-8", huge_tree=False)
        text = _ENDS.sub(" ", clean(data)).encode()  # the parser would drop what comes after these
        return etree.fromstring(text, parser) if text.strip() else None


def local_name(node: Node) -> str:
    """Give an element's name without its namespace, in small letters."""
    return str(node.tag).rpartition("}")[2].lower()


def holds_no_text(node: Node, tag: str) -> bool:
    """Tell an element, ``tag`` its local name, whose inside is no text: code, or a page's title."""
    if tag == "title":
        return next(node.iterancestors("{*}svg"), None) is None
    return tag in _NO_TEXT


def shown_text(node: Node) -> str:
    """Give the text in an element, without that of programs, style sheets and the page's title."""
    if next(node.iter(*_HOLDERS), None) is None:
        return "".join(node.itertext())
    parts: list[str] = []
    walk = etree.iterwalk(node, events=("start", "end", "comment", "pi"))
    for event, each in walk:
        if event == "start" and isinstance(each.tag, str) and holds_no_text(each, local_name(each)):
            walk.skip_subtree()
        elif event == "start":
            parts.append(each.text or "")
        elif each is not node:
            parts.append(each.tail or "")
    return "".join(parts)


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    return html.entities.html5.get(name + ";", match[0])
