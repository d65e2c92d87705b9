"""Deep lists, deep quotes and ragged tables: no word of the source goes missing."""

import inspect
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from manuscript.books import rules, texts, words

from narrator.errors import ManuscriptError
from narrator.manuscript import read
from narrator.manuscript.commonmark import parse_markdown

WORDS = st.text(alphabet="abcäß", min_size=1, max_size=6)
CELLS = st.tuples(WORDS, st.sampled_from(["{}", "`{}`", "*{}*", "`a|{}`", "{}\\|a", ""]))
PIECES = st.sampled_from(
    [
        "Plain words", "more of them", "# Title", "Title\n---", "- item\n\n  of two", "1. first",
        "> quoted\nlazily", "    code", "```\nfenced", "~~~", "```", "<div>\nhtml", "</div>",
        "<!-- comment", "-->", "| a | b |\n|---|---|\n| c | d |", "[^1]: note\n\n    goes on",
        "[link]: http://x.y", "a[^1] and [link] ^[inline]", "Term\n: what it means",
        "***", "\t- deep", "<pre>", "</pre>", "",
    ]
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=4)


def list_tokens(text, **how):
    """Give all that the reader sees of a text's tokens."""
    tokens = parse_markdown(text, Path("book.md"), definitions=True, **how)
    return [
        (
            it.type,
            it.tag,
            it.level,
            it.content,
            it.info,
            it.meta,
            [c.as_dict() for c in it.children or []],
        )
        for it in tokens
    ]


@example([("Term\n: what it means", "\n\n")] * 2, 3)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", "\n \n\n"]))), st.integers(1, 60))
def test_a_window_changes_nothing(pieces, window):
    """However little of a text the parser has before it, its blocks are the same."""
    text = "".join(f"{words}{end}" for words, end in pieces)
    assert list_tokens(text, window=window) == list_tokens(text, window=len(text) + 1)


@pytest.fixture(scope="session")
def read_markdown(tmp_path_factory):
    """Read a text as a Markdown file."""
    path = tmp_path_factory.mktemp("commonmark") / "story.md"

    def read_text(text):
        path.write_text(text, encoding="utf-8")
        return read(path)

    return read_text


def words_anywhere(manuscript):
    """Give all words that are spoken or stand under a rule, in order of the alphabet."""
    skipped = " ".join(text for _, text in rules(manuscript))
    return sorted(re.findall(r"\w+", " ".join([*words(manuscript), skipped])))


@pytest.mark.parametrize(
    ("form", "kind"), [("{0}- w{1}", "item"), ("{2}w{1}", "quote"), ("{0}> w{1}\n", "quote")]
)
def test_deep_nesting_is_read(read_markdown, form, kind):
    """Forty lists in one another, and as many quotes, keep all their words."""
    lines = [form.format("  " * n, n, "> " * (n + 1)) for n in range(40)]
    source = "\n".join(lines)
    assert words_anywhere(read_markdown(source)) == sorted(re.findall(r"\w+", source))
    assert texts(read_markdown(source))[0][0] == kind


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("w\n\n" + "> " * 201 + "lost", 3),
        ("\n".join("  " * n + f"- w{n}" for n in range(150)), 101),
        ("---\ntitle: x\n---\n" + "> " * 5000 + "lost", 4),
    ],
)
def test_what_is_nested_deeper_is_refused(read_markdown, text, line):
    """Beyond two hundred levels the file is refused, by the line."""
    with pytest.raises(ManuscriptError, match=rf"story\.md, line {line}: .*200 levels"):
        read_markdown(text)


@pytest.mark.parametrize(
    ("row", "spoken"),
    [
        ("| one | two | three kept |", "one, two, three kept"),
        ("one | two | *three* | `four`", "one, two, three, four"),
        ("| `p|q` | r |", "`p, q`, r"),
        (r"| `p\|q` | r |", "p|q, r"),
        ("| one |", "one"),
        ("|| two | three |", "two, three"),
    ],
)
@pytest.mark.parametrize("before", ["", "> ", "- x\n\n  "])
def test_surplus_cells_are_kept(read_markdown, before, row, spoken):
    """A row with more cells than the table has columns is read to its end, wherever it stands."""
    between = "\n" + before.rpartition("\n")[2].replace("-", " ")
    manuscript = read_markdown(before + between.join(["| a | b |", "|---|---|", row, "| y | z |"]))
    assert [text for kind, text in texts(manuscript) if kind == "row"] == ["a, b", spoken, "y, z"]


@given(head=st.integers(1, 4), rows=ROWS)
def test_every_word_of_a_table_is_kept(read_markdown, head, rows):
    """Whatever cells the rows have, every word is spoken or stands under a rule."""
    lines = [" | ".join(form.format(word) for word, form in row) for row in rows]
    source = "\n".join(["|h" * head + "|", "|-" * head + "|", *(f"| {line} |" for line in lines)])
    assert words_anywhere(read_markdown(source)) == sorted(re.findall(r"\w+", source))


@given(depth=st.integers(1, 60), marks=st.lists(st.sampled_from(["> ", "- ", "1. "])), word=WORDS)
def test_every_word_of_a_nest_is_kept(read_markdown, depth, marks, word):
    """Quotes and lists in one line, in any order, keep the word in the midst of them."""
    nest = "".join(marks) + "> " * depth
    assert words(read_markdown(f"start\n\n{nest}{word}\n\nend")) == ["start", word, "end"]


def call_deep(depth, function):
    """Call a function with ``depth`` calls above it."""
    return call_deep(depth - 1, function) if depth else function()


def test_nested_pictures_are_read_or_refused():
    """Pictures in pictures are read; where Python's stack ends, the file is refused by name."""
    text = "![" * 190 + "w" + "](x)" * 190
    _, inline, _ = parse_markdown(text, Path("story.md"))
    assert [child.type for child in inline.children] == ["image"]
    room = sys.getrecursionlimit() - len(inspect.stack(0)) - 200
    with pytest.raises(ManuscriptError, match=r"story\.md has pictures"):
        call_deep(room, lambda: list(parse_markdown(text, Path("story.md"))))
