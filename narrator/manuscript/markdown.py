"""Markdown: one file, or a folder of files, becomes chapters.

Three things in it are Narrator's own, and are explained on the page about scripts: the tags that
name a speaker, links with the scheme ``say:``, and attributes in braces after a heading.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.manuscript.dialects import INCLUDE, ORDER
from narrator.manuscript.folder import Source, find_files, read_source, words_of
from narrator.manuscript.gutenberg import skip_licence
from narrator.manuscript.headings import (
    Heading,
    chapter_level,
    divide,
    make_heading,
    title_above,
    without,
)
from narrator.manuscript.inline_html import InlineHtml
from narrator.manuscript.marked import find_passages, find_pronunciations, list_marked
from narrator.manuscript.model import (
    BlockKind,
    ChapterKind,
    Manuscript,
    Skipped,
)
from narrator.manuscript.naming import name_after_file, normalise_language
from narrator.manuscript.original import find_cover, find_lexicons
from narrator.manuscript.page import Page, plain
from narrator.manuscript.placing import place_notes
from narrator.manuscript.reading import DEFAULT_READING, Reading
from narrator.manuscript.running import promote_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from markdown_it.token import Token

    from narrator.manuscript.frontmatter import FrontMatter

_ATTRIBUTES = re.compile(r"\s*\{((?:\s*[.#][\w-]+)+\s*)\}\s*$")
_CONTAINERS: dict[str, BlockKind] = {
    "blockquote_open": "quote",
    "dd_open": "item",
    "list_item_open": "item",
}
_MOST_COLUMNS = 100
_MOST_SIGNS = 5  # in a notice
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONTENTS = re.compile(r"\[TOC\]|\[\[_?TOC_?\]\]|.{0,40}\n\{:toc\b[^{}\n]*\}")
_MATTER = re.compile(r"\{(frontmatter|mainmatter|backmatter)\}", re.IGNORECASE)
_MATTERS: dict[str, ChapterKind] = {
    "frontmatter": "front",
    "mainmatter": "body",
    "backmatter": "back",
}
_DIRECTION = re.compile(r"\s*\(.*\)\s*$", re.DOTALL)


def read_markdown(path: Path, reading: Reading = DEFAULT_READING) -> Manuscript:
    """Read a Markdown file, a folder of them, or the ``SUMMARY.md`` of a book in many files.

    A folder is read in the order of its ``SUMMARY.md``, or else by the files' names.
    """
    summary, files = find_files(path)
    sources = [read_source(file.path) for file in files]
    contents = [read_source(summary)] if summary else []
    front, told_in = _front_matter([*contents, *sources])
    folder = files[0].path.parent if summary is None else summary.parent.resolve()
    readers = [
        _PageReader(source.path.relative_to(folder).as_posix(), front, reading).read(
            source.tokens(definitions=not front.is_script)
        )
        for source in sources
    ]
    if not front.is_script:
        pages = [reader.page for reader in readers]
        for reader, licence in zip(readers, skip_licence(pages, reading), strict=True):
            reader.headings = without(reader.headings, licence)
        for reader, titles in zip(readers, promote_titles(pages), strict=True):
            texts = {at: reader.page.blocks[at].text for at in sorted(titles)}
            reader.headings += [Heading(at, texts[at], 1, kind=reader.matter) for at in texts]
    level = chapter_level(readers, front)
    title = title_above(readers, level) or name_after_file(summary.parent if summary else path)
    divided, silent = divide(readers, files, front, level, reading)
    left_out = [each for reader in readers for each in reader.page.skipped]
    notes = {key: note for reader in readers for key, note in reader.page.notes.items()}
    chapters, skipped = place_notes(
        divided, (*_summary_lines(contents), *left_out, *silent), notes, reading
    )
    blocks = list_marked(chapters)
    return Manuscript(
        metadata=front.metadata(title),
        chapters=chapters,
        skipped=skipped,
        cover=find_cover(front, told_in),
        voices=front.voices,
        passages=tuple(find_passages(blocks)),
        pronunciations=(*find_pronunciations(blocks), *find_lexicons(front, told_in)),
        tagged=front.is_tagged,
        notices=tuple(_notice(reader) for reader in readers if reader.missing),
    )


def _notice(reader: _PageReader) -> str:
    """Say which signs of a file lead to no note."""
    signs = [f"[^{label}]" for label in reader.missing]
    more = f" and {len(signs) - _MOST_SIGNS} more" if len(signs) > _MOST_SIGNS else ""
    return f"{', '.join(signs[:_MOST_SIGNS])}{more} in {reader.page.file} lead to no note"


def _front_matter(sources: Sequence[Source]) -> tuple[FrontMatter, Path]:
    """Give the book's front matter, the first there is, and the file in which it stands."""
    found = next((source for source in sources if source.front.values), sources[0])
    return found.front, found.path


class _PageReader:
    """Reads one file: gathers its blocks in a page, and the headings that can open chapters."""

    def __init__(self, file: str, front: FrontMatter, reading: Reading) -> None:
        self.page = Page(file)
        self.reading = reading
        self.columns: list[str] = []
        self.column = 0
        self.note = ""
        self.matter: ChapterKind | None = None
        self.headings: list[Heading] = []
        self.front = front
        self.names = {name.casefold() for name in front.voices}
        if front.voices:
            self.names.add("narrator")
        self.kinds: list[BlockKind] = ["paragraph"]
        self.rule = ""
        self.in_heading = False
        self.heading_end: Token | None = None
        self.attributes: set[str] = set()
        self.inside_note = False
        self.language = normalise_language(front.text("language") or "en")
        self.html = InlineHtml(self.page, self.language)
        self.missing: dict[str, None] = {}  # the labels of signs that lead to no note

    def read(self, tokens: Iterable[Token]) -> _PageReader:
        """Read the tokens of the file's text."""
        for token in tokens:
            self._read_token(token)
        return self

    def _read_token(self, token: Token) -> None:
        name = token.type
        if name == "inline" and _CONTENTS.fullmatch(token.content):
            # so several tools are asked for a table of contents; escaped, it is text
            self.page.skip("table-of-contents", token.content)
        elif name == "inline" and (rule := self._order_rule(token.content)):
            self.page.skip(rule, token.content)
        elif name == "inline":
            self._read_inline(token.children or [])
            self.html.end()
        elif name in ("fence", "code_block"):
            self._read_code(token)
        elif name == "html_block":
            self._read_html(token.content)
        elif name == "hr":
            self.page.scene_break()
        elif name == "left_out":
            self.page.skip(token.meta["rule"], token.content)
        elif name.endswith("_open"):
            self._begin(name, token)
        elif name.endswith("_close"):
            self._end(name, token)

    def _order_rule(self, line: str) -> str:
        """Name the rule for a line that is an order to another tool; note what matter it opens."""
        if self.front.is_script:
            return ""
        if matter := _MATTER.fullmatch(line.strip()):
            self.matter = _MATTERS[matter[1].lower()]
            return "attribute"
        if INCLUDE.fullmatch(line.strip()):
            return "include"
        return "attribute" if ORDER.fullmatch(line.strip()) else ""

    def _read_html(self, html: str) -> None:
        """Read the words in a block of HTML; what it only declares is left out."""
        rest = _COMMENT.sub("", html).lstrip()
        if not rest or rest.startswith(("<?", "<!")):
            for comment in _COMMENT.findall(html):
                self.page.skip("comment", comment)
            self.page.skip("html", rest)
            return
        from narrator.manuscript.markup import parse
        from narrator.manuscript.xhtml import Walk

        root = parse(html.encode())
        first = len(self.page.blocks)
        if root is not None:
            Walk(self.page, self.reading, comments=True, language=self.language).through(
                root, kind=self.kinds[-1], rule=self.rule
            )
        for at, block in enumerate(self.page.blocks[first:], first):
            if block.kind == "heading":
                heading = Heading(at, block.text, block.level, kind=self.matter)
                self.headings.append(heading)

    def _begin(self, name: str, token: Token) -> None:
        if name in _CONTAINERS:
            self.kinds.append(_CONTAINERS[name])
        elif name == "table_open":
            self.columns = []
        elif name == "tr_open":
            self.column = 0
        elif name == "td_open":
            self._begin_cell()
        elif name == "footnote_reference_open":
            self.rule = "note"
            self.note = f"{self.page.file}#{token.meta['label']}"
        elif name == "heading_open":
            self.in_heading = True

    def _end(self, name: str, token: Token) -> None:
        if name in ("blockquote_close", "list_item_close", "dd_close"):
            self.kinds.pop()
        elif name == "dt_close":
            self._end_block("item")
        elif name == "footnote_reference_close":
            self.rule = self.note = ""
        elif name == "paragraph_close":
            self._end_block("verse" if self.page.has_lines else self.kinds[-1])
        elif name == "heading_close":
            self._end_heading(rank=int(token.tag[1:]), opens=token.level == 0)
        elif name in ("td_close", "th_close"):
            self._end_cell(name)
        elif name == "tr_close":
            self._end_block("row")

    def _begin_cell(self) -> None:
        """Begin a cell, which is said with its column's heading, save in the first column."""
        heads = self.reading.tables == "headings" and len(self.columns) > 2
        heading = self.columns[self.column] if heads and self.column < len(self.columns) else ""
        self.page.open_mark("cell" if heading and self.column else None, heading)

    def _end_cell(self, name: str) -> None:
        if name == "th_close" and len(self.columns) < _MOST_COLUMNS:
            self.columns.append(self.page.text.rpartition(", ")[2].strip())
        elif name == "td_close":
            self.page.close_mark()
        self.column += 1
        self.page.separate(", ")

    def _read_code(self, token: Token) -> None:
        self.page.skip("attribute", token.info)
        for line in token.content.split("\n"):
            if not self.front.is_script and INCLUDE.fullmatch(line.strip()):
                self.page.skip("include", line)
                continue
            self.page.add(line)
            self.page.newline()
        self._end_block("code")

    def _read_inline(self, tokens: Sequence[Token]) -> None:
        worded = (each for each in reversed(tokens) if each.content and each.type != "html_inline")
        self.heading_end = next(worded, None) if self.in_heading else None
        at = 0
        while at < len(tokens):
            end = _end_of_strong(tokens, at)
            words = words_of(tokens[at:end])
            if end > at and self._is_tag(words):
                self.page.skip("speaker-tag", words)
                self.page.tag(words.removesuffix(":").strip())
                at = end
            else:
                self._read_inline_token(tokens[at])
            at += 1

    def _read_inline_token(self, token: Token) -> None:
        name = token.type
        if self.html.hides and token.content and name != "html_inline":
            self.page.skip("hidden", token.content)
        elif name == "text":
            self._readwords_of(token.content, ends_heading=token is self.heading_end)
        elif name == "code_inline":
            self.page.add(token.content)
        elif name == "softbreak":
            self.page.add(" ")
        elif name == "hardbreak":
            self.page.newline()
        elif name in ("em_open", "strong_open"):
            self.page.open_mark("emphasis")
        elif name == "link_open":
            self._open_link(str(token.attrGet("href") or ""))
        elif name in ("em_close", "strong_close", "link_close"):
            self.page.close_mark()
        else:
            self._leave_out(token)

    def _leave_out(self, token: Token) -> None:
        if token.type == "image" and self.reading.images == "speak" and not self.rule:
            self.page.add(token.content)
        elif token.type == "image":
            self.page.skip("image", token.content)
        elif token.type == "footnote_inline" and self.inside_note:
            self._read_inline(token.children or [])  # one note in another is a part of it
        elif token.type == "footnote_inline":
            self._read_note(token)
        elif token.type in ("footnote_ref", "footnote_missing"):
            label = token.meta["label"]
            self.page.refer(f"{self.page.file}#{label}", label)
            self.page.skip("note-marker", f"[^{label}]")
            if token.type == "footnote_missing":
                self.missing[label] = None
        elif token.type == "left_out":
            self.page.skip(token.meta["rule"], token.content)
        elif token.type == "html_inline":
            self.page.skip("html", token.content)
            self.html.read(token.content)
            if re.match(r"<br[\s/>]", token.content, re.IGNORECASE):
                self.page.newline()

    def _read_note(self, token: Token) -> None:
        """Read a note that stands in the text, at the point where it stands."""
        inner = _PageReader(self.page.file, self.front, self.reading)
        inner.inside_note = True
        inner._read_inline(token.children or [])
        inner.html.end()
        inner.page.end_block("note")
        key = f"{self.page.file}#^{token.meta['id']}"
        self.page.refer(key, "")
        self.page.insert_note(key, inner.page)
        self.missing |= inner.missing

    def _readwords_of(self, text: str, *, ends_heading: bool) -> None:
        """Add text; at a heading's end, take its attributes out."""
        found = _ATTRIBUTES.search(text) if ends_heading else None
        if found:
            self.attributes = set(found[1].split())
            text = text[: found.start()]
        self.page.add(text)
        if found:
            self.page.skip("attribute", found[0])

    def _open_link(self, target: str) -> None:
        """Open a mark for a link, so that its end closes one; only ``say:`` leaves a mark."""
        scheme, _, value = target.partition(":")
        said = plain(unquote(value)).strip()
        self.page.open_mark("say" if scheme.lower() == "say" and said else None, said)

    def _is_tag(self, words: str) -> bool:
        if len(words) < 2 or not words.endswith(":"):
            return False
        name = _DIRECTION.sub("", words.removesuffix(":")).strip()
        return self.front.is_tagged or name.casefold() in self.names

    def _end_block(self, kind: BlockKind) -> None:
        unread = {"code": self.reading.code, "row": self.reading.tables}.get(kind) == "skip"
        rule = self.rule or ({"code": "code", "row": "table"}[kind] if unread else "")
        self.page.end_block(kind, rule=rule, note=self.note)

    def _end_heading(self, *, rank: int, opens: bool) -> None:
        attributes, self.attributes, self.in_heading = self.attributes, set[str](), False
        at, left = len(self.page.blocks), len(self.page.skipped)
        rule = "title" if ".silent" in attributes else self.rule
        self.page.end_block("heading", level=rank, rule=rule)
        texts = [block.text for block in self.page.blocks[at:]]
        texts += [each.text for each in self.page.skipped[left:]]
        if opens and texts and not self.rule:
            heading = make_heading(at, texts[-1], rank, attributes)
            self.headings.append(replace(heading, kind=heading.kind or self.matter))


def _end_of_strong(tokens: Sequence[Token], at: int) -> int:
    """Give the place of the token that closes the strong emphasis at ``at``; ``at`` if none."""
    if tokens[at].type != "strong_open":
        return at
    closing = (
        n
        for n in range(at, len(tokens))
        if tokens[n].type == "strong_close" and tokens[n].level == tokens[at].level
    )
    return next(closing, at)


def _summary_lines(contents: Iterable[Source]) -> Iterator[Skipped]:
    """Give the lines of the table of contents, if there is one; none of them is spoken."""
    for source in contents:
        page = Page(source.path.name)
        for token in source.tokens():
            if token.type == "inline":
                page.add(words_of(token.children or []))
                page.end_block(rule="table-of-contents")
        yield from page.skipped
