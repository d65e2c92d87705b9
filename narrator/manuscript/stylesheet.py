"""Style sheets: the rules of one that hide elements or show them.

Two properties count, ``display`` and ``visibility``. What depends on a screen's size may show an
element and never hides one, and what is for other media than a screen does nothing: text that is
perhaps shown is read out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cssselect2
import tinycss2

from narrator.errors import ManuscriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HIDDEN = {"display": "none", "visibility": "hidden"}
_MOST_RULES = 2000  # of a sheet, that count
_LONGEST_SELECTOR = 400  # tokens
_DEEPEST = 5  # sheets or conditions in each other
_INHERITED = frozenset(("inherit", "unset", "revert"))  # what these come to is not looked for
_NESTED = frozenset(("supports", "layer", "container"))

_Nodes = list[Any]  # tinycss2 and cssselect2 have no types


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector, and whether it hides what it selects by a property or shows it.

    ``weight`` orders the rules of a page, with their order where it is the same. ``far`` counts the
    steps of the selector that look at all elements above, ``wide`` at all beside, ``deep`` below.
    """

    selector: Any
    name: str
    hides: bool
    weight: tuple[bool, tuple[int, int, int]]
    far: int = 0
    wide: int = 0
    deep: int = 0


def read_sheet(data: bytes, media: str, imports: Callable[[str], Iterable[Rule]]) -> list[Rule]:
    """Read a sheet that is for ``media``, as an attribute says it.

    ``imports`` gives the rules of a sheet that this one names. Raises ManuscriptError.
    """
    reader = _Reader(imports)
    try:
        nodes, _ = tinycss2.parse_stylesheet_bytes(data, skip_comments=True, skip_whitespace=True)
        rules = list(reader.read(nodes, _holds(media)))
    except (RecursionError, MemoryError, SyntaxError) as error:  # selectors are compiled to Python
        raise ManuscriptError("A style sheet is nested too deeply to be read.") from error
    if len(rules) > _MOST_RULES:
        raise ManuscriptError(f"A style sheet has more than {_MOST_RULES} rules that hide or show.")
    return rules


def read_inline(style: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield from a ``style`` attribute: the property, whether it hides, whether it is important.

    Raises ManuscriptError.
    """
    try:
        yield from _declarations(tinycss2.parse_blocks_contents(style))
    except (RecursionError, MemoryError) as error:
        raise ManuscriptError("A style attribute is nested too deeply to be read.") from error


class _Reader:
    """Reads the rules of one sheet, with the namespaces that it declares."""

    def __init__(self, imports: Callable[[str], Iterable[Rule]]) -> None:
        self.imports = imports
        self.namespaces: dict[str | None, str] = {}

    def read(self, nodes: _Nodes, holds: str, depth: int = 0) -> Iterator[Rule]:
        """Yield the rules that ``holds`` ("surely", "maybe" or "never") lets count."""
        for node in nodes if holds != "never" and depth < _DEEPEST else ():
            if node.type == "qualified-rule":
                yield from self._rules(node, holds)
            elif node.type == "at-rule":
                yield from self._read_order(node, holds, depth)

    def _read_order(self, node: Any, holds: str, depth: int) -> Iterator[Rule]:  # noqa: ANN401  no types there
        texts = [each.value for each in node.prelude if each.type in ("string", "url")]
        if node.lower_at_keyword == "namespace" and texts:
            names = [each.value for each in node.prelude if each.type == "ident"]
            self.namespaces[names[0] if names else None] = texts[0]
        elif node.lower_at_keyword == "import" and texts:
            rest = [each for each in node.prelude if each.type not in ("string", "url")]
            yield from _weakened(self.imports(texts[0]), holds, _holds(tinycss2.serialize(rest)))
        elif node.content and node.lower_at_keyword == "media":
            inside = tinycss2.parse_rule_list(node.content, skip_whitespace=True)
            held = _both(holds, _holds(tinycss2.serialize(node.prelude)))
            yield from self.read(inside, held, depth + 1)
        elif node.content and node.lower_at_keyword in _NESTED:
            inside = tinycss2.parse_rule_list(node.content, skip_whitespace=True)
            yield from self.read(inside, "maybe", depth + 1)

    def _rules(self, node: Any, holds: str) -> Iterator[Rule]:  # noqa: ANN401  no types there
        found = list(_declarations(tinycss2.parse_blocks_contents(node.content)))
        if not found or len(node.prelude) > _LONGEST_SELECTOR:
            return
        text = tinycss2.serialize(node.prelude)
        try:
            selectors = cssselect2.compile_selector_list(node.prelude, self.namespaces)
        except cssselect2.SelectorError:
            return  # as in a browser, nothing of the rule counts
        for selector in selectors:
            if selector.pseudo_element or selector.never_matches:
                continue
            for name, hides, important in found:
                if holds == "surely" or not hides:
                    weight = (important, selector.specificity)
                    yield Rule(selector, name, hides, weight, *_steps(text))


def _declarations(nodes: _Nodes) -> Iterator[tuple[str, bool, bool]]:
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _HIDDEN:
            value = tinycss2.serialize(node.value).strip().lower()
            if value not in _INHERITED:
                yield node.lower_name, value == _HIDDEN[node.lower_name], node.important


def _steps(selector: str) -> tuple[int, int, int]:
    """Count, rather too high, the steps of a selector that look at many elements."""
    far = len(re.findall(r"[^\s>+~,]\s+(?=[^\s>+~,])", selector))
    wide = len(re.findall(r"~(?!=)|of-type|nth-last|\bof\b", selector))
    return far, wide, selector.count(":has")


def _weakened(rules: Iterable[Rule], *holds: str) -> Iterator[Rule]:
    held = _both(*holds)
    yield from (rule for rule in rules if held == "surely" or (held == "maybe" and not rule.hides))


def _both(*holds: str) -> str:
    return "never" if "never" in holds else "maybe" if "maybe" in holds else "surely"


def _holds(media: str) -> str:
    """Tell whether a list of media is for a page that somebody reads: surely, maybe or never."""
    queries = [_query_holds(each.strip()) for each in media.lower().split(",")]
    return next((each for each in ("surely", "maybe") if each in queries), "never")


def _query_holds(query: str) -> str:
    kind = re.match(r"(?:only\s+)?([\w-]*)", query)
    name = kind[1] if kind else ""
    if name in ("", "all", "screen"):
        return "surely" if kind and kind.end() == len(query) else "maybe"
    return "maybe" if name == "not" else "never"
