#!/usr/bin/env python3
"""Build the EPUB samples beside this file from their folders of plain text.

A folder holds ``package.toml``, a cover and one text file a part: the first line is the title,
blank lines part the paragraphs, ``* * *`` is a scene break. The same text gives the same bytes on
every machine: dates are fixed, and nothing is compressed, since compressors differ.

Usage: manuscripts/build_epub.py [FOLDER …]
"""

from __future__ import annotations

import sys
import tomllib
import zipfile
from html import escape
from pathlib import Path
from typing import Any

_CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""

_PAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  xml:lang="{language}" lang="{language}">
<head><title>{title}</title></head>
<body>
{body}
</body>
</html>
"""

_PACKAGE = """\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">{identifier}</dc:identifier>
    <dc:title>{title}</dc:title>
    <dc:creator>{author}</dc:creator>
    <dc:language>{language}</dc:language>
    <dc:date>{date}</dc:date>
    <dc:publisher>{publisher}</dc:publisher>
    <dc:description>{description}</dc:description>
    <meta property="dcterms:modified">{modified}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="cover" href="{cover}" media-type="image/svg+xml" properties="cover-image"/>
{items}
  </manifest>
  <spine>
{itemrefs}
  </spine>
</package>
"""


def build(folder: Path, target: Path) -> None:
    """Write the EPUB of ``folder`` to ``target``."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _files(folder):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)


def _files(folder: Path) -> list[tuple[str, str]]:
    """Give the names and contents of the EPUB's files, ``mimetype`` first as OCF 3.3 asks."""
    package = tomllib.loads(_text(folder / "package.toml"))
    parts = [(part, *_read_part(folder / part["file"])) for part in package["parts"]]
    pages = [
        (f"EPUB/{_page_name(part)}", _page(package, part["type"], title, paragraphs))
        for part, title, paragraphs in parts
    ]
    titles = [(_page_name(part), title) for part, title, _ in parts]
    return [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", _CONTAINER),
        ("EPUB/package.opf", _package(package)),
        ("EPUB/nav.xhtml", _nav(package, titles)),
        (f"EPUB/{package['cover']}", _text(folder / package["cover"])),
        *pages,
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _read_part(path: Path) -> tuple[str, list[str]]:
    title, *paragraphs = _text(path).strip().split("\n\n")
    return title, paragraphs


def _page_name(part: dict[str, str]) -> str:
    return Path(part["file"]).with_suffix(".xhtml").name


def _page(package: dict[str, Any], kind: str, title: str, paragraphs: list[str]) -> str:
    lines = [f'<section epub:type="{kind}">', f"<h1>{escape(title)}</h1>"]
    lines += ["<hr/>" if text == "* * *" else f"<p>{escape(text)}</p>" for text in paragraphs]
    body = "\n".join([*lines, "</section>"])
    return _PAGE.format(language=package["language"], title=escape(title), body=body)


def _nav(package: dict[str, Any], titles: list[tuple[str, str]]) -> str:
    links = [f'<li><a href="{name}">{escape(title)}</a></li>' for name, title in titles]
    body = "\n".join(['<nav epub:type="toc"><h1>Contents</h1><ol>', *links, "</ol></nav>"])
    return _PAGE.format(language=package["language"], title="Contents", body=body)


def _package(package: dict[str, Any]) -> str:
    names = [_page_name(part) for part in package["parts"]]
    items = [
        f'    <item id="{Path(name).stem}" href="{name}" media-type="application/xhtml+xml"/>'
        for name in names
    ]
    itemrefs = [f'    <itemref idref="{Path(name).stem}"/>' for name in names]
    values = {key: escape(value) for key, value in package.items() if isinstance(value, str)}
    return _PACKAGE.format(items="\n".join(items), itemrefs="\n".join(itemrefs), **values)


def main(folders: list[str]) -> None:
    """Build the given folders, or else all that hold a ``package.toml``."""
    here = Path(__file__).parent
    found = [Path(name) for name in folders] or [
        each.parent for each in here.glob("*/package.toml")
    ]
    for folder in found:
        build(folder, folder.with_suffix(".epub"))


if __name__ == "__main__":
    main(sys.argv[1:])
