"""CommonMark with tables and footnotes, parsed so that no word of the source is lost.

The parser drops in silence what is nested deeper than its limit and the cells of a row beyond the
table's columns, as GitHub does. Here the one is refused by its line and the other are kept.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_core import StateCore, inline, normalize, text_join
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from narrator.errors import ManuscriptError
from narrator.manuscript.dialects import read_dialects

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

WINDOW = 100_000
"""The characters of a text whose lines the parser has before it at a time."""
_DEEPEST = 200
_SIGN = re.compile(r"\[\^(?!(?:\w-\w)+\])([\w.:-]{1,100})\]")  # not [^a-z] of a regular expression
_DEFINES = "]:"  # in every definition of a link or a note
_PARSER_LIMIT = _DEEPEST + 10  # a list takes two levels at once; the refusal must come first


def parse_markdown(
    text: str,
    path: Path,
    *,
    first_line: int = 1,
    definitions: bool = False,
    window: int = WINDOW,
) -> Iterator[Token]:
    """Give the tokens of a text that begins in ``first_line`` of the file ``path``, one by one.

    They are parsed when it is their turn: those of a book are never in memory all at once, nor are
    its lines; blocks are looked for in a ``window`` of so many characters, or more where one is
    longer.

    ``definitions`` reads lists of terms with ``: `` before what each means, and the signs of other
    dialects: what these hold that is no text is a ``left_out``. A note's sign is a
    ``footnote_ref``, or a ``footnote_missing`` where the text has no such note; a note that stands
    in the text as ``^[…]`` is a ``footnote_inline`` with its words as children. Raises
    ManuscriptError for what is nested more than 200 deep; a list takes two of these.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": _PARSER_LIMIT})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False)
    parser.inline.ruler.after("footnote_ref", "footnote_missing", _read_missing)
    if definitions:
        parser.use(deflist_plugin)
        read_dialects(parser)
    parser.block.ruler.at("table", _read_table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", "depth", _refuse_depth)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    environment: dict[str, Any] = {"path": path, "first_line": first_line}
    if _DEFINES in text:  # what is defined anywhere counts everywhere
        deque(_parse_blocks(text, parser, environment, window), maxlen=0)
    try:
        for token in _parse_blocks(text, parser, environment, window):
            if token.type == "inline":
                _parse_words(token, parser, environment)
            yield token
    except RecursionError as error:
        raise ManuscriptError(
            f"{path} has pictures or links nested too deeply to be read; take some out."
        ) from error


def _parse_blocks(
    text: str, parser: MarkdownIt, environment: dict[str, Any], window: int
) -> Iterator[Token]:
    """Give the tokens of one block after the other, as the parser does of all at once."""
    first_line, start, size = environment["first_line"], 0, window
    while start < len(text):
        end = text.find("\n", start + size) + 1 or len(text)
        ends = yield from _parse_window(text[start:end], parser, environment, end == len(text))
        size = window if ends else 2 * size
        environment["first_line"] += text.count("\n", start, start + ends)
        start += ends
    environment["first_line"] = first_line


def _parse_window(
    text: str,
    parser: MarkdownIt,
    environment: dict[str, Any],
    is_last: bool,  # noqa: FBT001  of one use
) -> Generator[Token, None, int]:
    """Give the tokens of the blocks that end in a part of a text, and return where the last ends.

    One behind which there is nothing more may go on in the next part, if this is not the last.
    """
    core = StateCore(text, parser, environment)
    normalize(core)
    state = StateBlock(core.src, parser, environment, [])
    rules = parser.block.ruler.getRules("")
    line = state.skipEmptyLines(0)
    while line < state.lineMax:
        state.line = line
        any(rule(state, line, state.lineMax, False) for rule in rules)  # noqa: FBT003  the parser's form of a rule
        following = seen = state.skipEmptyLines(state.line)
        if state.tokens and state.tokens[-1].type == "dl_close":  # unless one more term follows
            seen = state.skipEmptyLines(following + 1)
        if seen >= state.lineMax and not is_last:
            return _find_line(text, line)
        yield from state.tokens
        state.tokens.clear()
        line = following
    return len(text)


def _find_line(text: str, number: int) -> int:
    """Tell where a line of a text begins, counted from 0."""
    at = 0
    for _ in range(number):
        at = text.index("\n", at) + 1
    return at


def _parse_words(token: Token, parser: MarkdownIt, environment: dict[str, Any]) -> None:
    """Give a token its children, and those of them that are notes their words."""
    state = StateCore(token.content, parser, environment, [token])
    inline(state)
    text_join(state)
    notes = environment.get("footnotes", {}).get("list", {})
    lines = [token.children or []]
    while lines:
        for child in lines.pop():
            if child.type == "footnote_ref" and "label" not in child.meta:
                child.type = "footnote_inline"
                child.children = notes[child.meta["id"]]["tokens"]
                lines.append(child.children or [])


def _read_missing(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the parser's form of a rule
    found = _SIGN.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("footnote_missing", "", 0).meta = {"label": found[1]}
    state.pos = found.end()
    return True


def _refuse_depth(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001  the parser's form of a rule
    if state.level > _DEEPEST:
        raise ManuscriptError(
            f"{state.env['path']}, line {line + state.env['first_line']}: lists or quotes are "
            f"nested more than {_DEEPEST} levels deep; take some of the levels out."
        )
    return False


def _read_table(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  the parser's form of a rule
    first = len(state.tokens)
    if not table(state, line, end, silent):
        return False
    state.tokens[first:] = list(_with_all_cells(state, state.tokens[first:]))
    return True


def _with_all_cells(state: StateBlock, tokens: Sequence[Token]) -> Iterator[Token]:
    """Put the cells that a row has beyond the table's columns back, in the form of its last."""
    columns = sum(token.type == "th_open" for token in tokens)
    row = 0
    for at, token in enumerate(tokens):
        if token.type == "tr_open" and token.map:
            row = token.map[0]
        if token.type == "tr_close" and tokens[at - 1].type == "td_close":
            for text in _split_row(getLine(state, row))[columns:]:
                opening, inline, closing = tokens[at - 3 : at]
                yield from (opening, inline.copy(content=mdTrim(text), children=[]), closing)
        yield token


def _split_row(line: str) -> list[str]:
    cells = escapedSplit(mdTrim(line))
    return cells[1:] if cells[0] == "" else cells
