"""Signs of Markdown's dialects that hold no text: Pandoc, kramdown, Leanpub, Obsidian and others.

So are an editor's marks, as CriticMarkup has them: what they take out and comment on is left out.

They are rules of the parser, so that code stays code and what is escaped stays text. What a sign
holds that might be read becomes a token ``left_out`` with the rule in its ``meta``.
"""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from narrator.manuscript.powers import raised_power

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

INCLUDE = re.compile(  # mdBook, Leanpub, Marked and others
    r"\{\{\s*#?\w[^{}]*\}\}|<<\s*(?:\[[^\]\n]*\])?\([^)\n]*\)|<<\[[^\]\n]*\]|!include\b[^\n]*",
    re.IGNORECASE,
)
_LIQUID = re.compile(r"\{\{\s*#?\w[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{\{[<%][^{}\n]*[%>]\}\}")
ORDER = re.compile(
    r"\{(?:pagebreak|:?\s*[.#][^{}\n]*|[\w-]+\s*[=:][^{}\n]*)\}|\\(?:newpage|pagebreak)"
)
_FENCE = re.compile(r":{3,}[^`\n]*")  # around a division of Pandoc's, with what it is
_LINES = {"attribute": (_FENCE, ORDER), "include": (INCLUDE, _LIQUID)}
_ASIDE = re.compile(r"[A-EGIQTWX]>(?: |$)")
_IN_ASIDE = "in an aside"
_PART = re.compile(r"-#\s+(\S.*)")
_CENTRED = "C"
_VERSE = re.compile(r"\|(?: .*[^|\s]\s*|\s*)$")
_CODE = 4  # columns by which code is set in
_SIGNS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("include", _LIQUID),
    ("attribute", re.compile(r"(?:\{:|(?<=[\])*_\"])\{:?\s*[.#])[^{}\n]*\}")),
    ("comment", re.compile(r"(?<!\S)%%(?!\s)[^%\n]+%%")),
    ("attribute", re.compile(r"(?<![\s\S])\[(?:!\w+\][-+]?|[ xX]\])(?=\s)")),
    ("image", re.compile(r"!\[\[[^\[\]\n]+\]\]")),
    ("comment", re.compile(r"\{>>.{0,2000}?<<\}", re.DOTALL)),
    ("deletion", re.compile(r"\{--.{1,2000}?--\}", re.DOTALL)),
    ("deletion", re.compile(r"\{~~[^~]{0,2000}~>(?=[^~]{0,2000}~~\})")),
)
_EDITED = re.compile(r"\{\+\+(?=[^+]{1,2000}\+\+\})|\{==(?=[^=]{1,2000}==\})|\+\+\}|==\}|~~\}")
"""Signs around what an editor has put in, or only marked."""
_ENDED = {"++}": "{++", "==}": "{==", "~~}": "~>"}
_LONGEST = 2000
_LINK = re.compile(r"\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]|\n]+))?\]\](?![(\[])")
_RAISED = re.compile(r"<sup>(?P<html>[^<>\n]{1,6})</sup>|\^(?P<pandoc>[^\s^\[\]]{1,20})\^")
_LOWERED = re.compile(r"(?<!~)~([^\s~]{1,20})~(?!~)")
_MARKED = re.compile(
    r"(?<![^\s([{“‘\"'—–-])==(?=[^\s=])|(?<=[^\s=])==(?=[\s.,;:!?)\]}”’\"'—–-]|\Z)"
)


def read_dialects(parser: MarkdownIt) -> None:
    """Have a parser know the dialects' signs."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "order", _read_order, ends)
    parser.block.ruler.before("table", "part", _read_part, ends)
    parser.block.ruler.before("table", "aside", _read_aside, ends)
    parser.block.ruler.after("table", "line_block", _read_lines, ends)
    parser.inline.ruler.before("escape", "dialect", _read_signs)


def _read_order(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  the parser's form of a rule
    """Read a line that is an order to another tool, or a comment of one line or of several."""
    text = _line(state, line).strip()
    last = line
    if text == "%%":
        closing = (at for at in range(line + 1, end) if _line(state, at).strip() == "%%")
        last = next(closing, line)
    found = (rule for rule, signs in _LINES.items() if any(each.fullmatch(text) for each in signs))
    rule = "comment" if text.startswith("%%") else next(found, "")
    if not rule or (rule == "comment" and _goes_on(text)) or _is_code(state, line):
        return False
    if not silent:
        token = state.push("left_out", "", 0)
        token.content = "\n".join(_line(state, at) for at in range(line, last + 1))
        token.meta = {"rule": rule}
        state.line = last + 1
    return True


def _goes_on(comment: str) -> bool:
    """Tell a comment that ends within its line, with text after it."""
    inner = comment[2:]
    return "%%" in inner and not inner.endswith("%%")


def _read_part(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001  the parser's form of a rule
    """Read the title of a part, as Leanpub has it."""
    sign = _PART.match(_line(state, line))
    if not sign or _is_code(state, line):
        return False
    if not silent:
        state.push("heading_open", "h1", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = sign[1], []
        state.push("heading_close", "h1", -1)
        state.line = line + 1
    return True


def _read_aside(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  the parser's form of a rule
    """Read the lines of an aside of Leanpub's, each of which begins with a letter and ``>``."""
    sign = _ASIDE.match(_line(state, line))
    if not sign or state.level or state.env.get(_IN_ASIDE) or _is_code(state, line):
        return False
    if silent:
        return True
    lines = list(_lines_that(state, line, end, sign[0][:2]))
    kind = "centred" if sign[0][0] == _CENTRED else "blockquote"
    state.push(f"{kind}_open", "", 1)
    inner = "\n".join(_ASIDE.sub("", each, count=1) for each in lines)
    first = len(state.tokens)
    state.env[_IN_ASIDE] = True
    state.md.block.parse(inner, state.md, state.env, state.tokens)
    state.env[_IN_ASIDE] = False
    for token in state.tokens[first:]:
        token.level += state.level
    state.push(f"{kind}_close", "", -1)
    state.line = line + len(lines)
    return True


def _read_lines(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  the parser's form of a rule
    """Read lines of verse, each of which begins with a bar; a bar alone ends a stanza."""
    if _is_code(state, line):
        return False
    lines = list(
        islice(takewhile(_VERSE.match, _lines_that(state, line, end, "|")), 2 if silent else None)
    )
    if len(lines) < 2 or silent:
        return len(lines) > 1
    for stanza in "\n".join(each[1:].strip() for each in lines).split("\n\n"):
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = stanza.strip().replace("\n", "\\\n"), []
        state.push("paragraph_close", "p", -1)
    state.line = line + len(lines)
    return True


def _lines_that(state: StateBlock, line: int, end: int, begin: str) -> Iterator[str]:
    """Yield the lines from one on that begin so."""
    while line < end and _line(state, line).startswith(begin):
        yield _line(state, line)
        line += 1


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _is_code(state: StateBlock, line: int) -> bool:
    return state.sCount[line] - state.blkIndent >= _CODE


def _read_signs(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the parser's form of a rule
    """Read a sign within a line, and leave what it is around as text."""
    for rule, sign in _SIGNS:
        if found := sign.match(state.src, state.pos):
            if not silent:
                token = state.push("left_out", "", 0)
                token.content, token.meta = found[0], {"rule": rule}
            state.pos = found.end()
            return True
    return _read_link(state, silent=silent) or _read_raised(state, silent=silent)


def _read_link(state: StateInline, *, silent: bool) -> bool:
    """Read a link of a wiki: its label is text, or else its target."""
    found = _LINK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        if found["label"]:
            token = state.push("left_out", "", 0)
            token.content, token.meta = found["target"], {"rule": "attribute"}
        state.pending += found["label"] or found["target"]
    state.pos = found.end()
    return True


def _read_raised(state: StateInline, *, silent: bool) -> bool:
    """Read what is raised, lowered or marked, without the signs around it."""
    if found := _RAISED.match(state.src, state.pos):
        inner = found["html"] or found["pandoc"]
        text = raised_power(inner, state.pending)
        if found["html"] and not text:
            return False
        text = text or inner
    elif found := _LOWERED.match(state.src, state.pos):
        text = found[1]
    elif found := _match_edited(state.src, state.pos) or _MARKED.match(state.src, state.pos):
        text = ""
    else:
        return False
    if not silent:
        state.pending += text
    state.pos = found.end()
    return True


def _match_edited(text: str, at: int) -> re.Match[str] | None:
    """Find a sign of an editor's; one that ends nothing is text."""
    found = _EDITED.match(text, at)
    begins = _ENDED.get(found[0], "") if found else ""
    return found if begins in text[max(0, at - _LONGEST) : at] else None
