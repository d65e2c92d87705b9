"""Small EPUBs for tests, made from the parts that a test is about."""

import zipfile
from pathlib import Path

from narrator.manuscript import Manuscript, Reading, read
from narrator.script import write_script
from narrator.witness import account_for, read_source

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def xhtml(body, attributes=""):
    """Wrap the inside of a body as an XHTML page."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>T</title></head>'
        f"<body {attributes}>{body}</body></html>"
    )


def nav(*links, landmarks=()):
    """Write a nav document: links are (href, title), landmarks (href, type)."""
    items = "".join(f'<li><a href="{href}">{title}</a></li>' for href, title in links)
    marks = "".join(f'<li><a href="{h}" epub:type="{t}">{t}</a></li>' for h, t in landmarks)
    return xhtml(
        f'<nav epub:type="toc"><ol>{items}</ol></nav>'
        f'<nav epub:type="landmarks"><ol>{marks}</ol></nav>'
    )


def make_epub(path, pages, *, toc=None, metadata="", manifest="", extra=None):
    """Write an EPUB with ``pages`` (name → bytes or text) in its spine, and give its path."""
    files = dict(pages) | ({"nav.xhtml": toc} if toc else {}) | (extra or {})
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(pages)
    )
    items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:opf="http://www.idpf.org/2007/opf"><dc:title>A Book</dc:title>'
        f"{metadata}</metadata><manifest>{items}{manifest}</manifest>"
        f"<spine>{spine}</spine></package>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book/package.opf", opf)
        for name, content in files.items():
            archive.writestr(name if name.startswith("META-INF") else f"book/{name}", content)
    return path


def read_body(folder: Path, body: str) -> Manuscript:
    """Read a book of one page that holds ``body``."""
    return read(make_epub(folder / "book.epub", {"one.xhtml": xhtml(body)}))


def is_accounted_for(path: Path, reading: Reading | None = None) -> bool:
    """Tell whether every word of a manuscript is spoken or skipped, once and in order."""
    script = write_script(read(path, reading or Reading()))
    return account_for(read_source(path, script), script).passed


def texts(manuscript):
    """Give the kind and text of all blocks."""
    return [(block.kind, block.text) for chapter in manuscript.chapters for block in chapter.blocks]


def rules(manuscript):
    """Give the rule and text of all that is skipped."""
    return [(each.rule, each.text) for each in manuscript.skipped]


def words(manuscript):
    """Give all words that are spoken, in order."""
    return " ".join(text for _, text in texts(manuscript)).split()
