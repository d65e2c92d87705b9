"""Manuscripts for property tests: ordinary words, and every sign that could upset a format."""

from hypothesis import strategies as st

from narrator.manuscript.marked import find_passages, find_pronunciations
from narrator.manuscript.model import Block, Chapter, Manuscript, Mark, Metadata, Place
from narrator.manuscript.page import has_words, plain

ORDINARY = (
    "Alice Holmes said. Mr. “Yes,” No? IV don’t J. R. etc. e.g. 3.14 No. 5 Wait…” !” 好！ é ß ½ €"
)
MARKDOWN = (
    "* ** _ # ## - + = 1. 2) > < & | ~~ ` ``` [ ] ( ) \\ \\* !x[ [^1] &amp; &#65; <b> === :-- a_b_c"
)
OTHERS = "“ ” \" ' ‘ ’ « » — … -- *** {.front} http://x </b> 北京。 %41 x\\ \u200bz Étienne"
WORDS = st.sampled_from(
    [*ORDINARY.split(" "), *MARKDOWN.split(" "), *OTHERS.split(" "), "a\u00a0b"]
)
LETTERS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=6
)
LINES = (
    st.lists(st.one_of(WORDS, WORDS, WORDS, LETTERS), min_size=1, max_size=9)
    .flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))
    .map(lambda line: plain(line).strip())
)
TEXTS = LINES.filter(has_words)
NAMES = st.one_of(
    st.sampled_from(["Alice", "Mr. Bennet", "Narrator", "The Hatter", "*Bob*", "“O’Brien”"]), TEXTS
)
ITEMS = st.sampled_from(
    [
        "whispering",
        "a bit, loud",
        "speech",
        "Thought",
        "quote",
        "pause 800 ms",
        "pause 1.5 s",
        "(x)",
    ]
)
TAGS = st.builds(
    lambda name, items: f"{name} ({', '.join(items)})" if items else name,
    NAMES.map(lambda name: name.replace("(", "").replace(")", "").rstrip(":")).filter(has_words),
    st.lists(st.one_of(ITEMS, ITEMS, TEXTS), max_size=3),
)
LANGUAGES = st.sampled_from(["fr", "de-CH", "en-US", "la", "x-odd", 'a "b" <c>'])
PHONEMES = st.sampled_from(["ipa ˈkɑːmə", r'x-sampa "k{t_h#\\[^]*_`', "alias wéll"])
KINDS = ["paragraph", "paragraph", "quote", "item", "verse", "row", "caption", "code", "heading"]


@st.composite
def blocks(draw, *, number):
    """A block with text, tags and spoken overrides, or a scene break."""
    kind = draw(st.sampled_from([*KINDS, "scene-break"]))
    if kind == "scene-break":
        return Block(kind, "", Place("a.md", number, 0, 0))
    several = kind in ("verse", "code")
    lines = draw(st.lists(TEXTS, min_size=1, max_size=4 if several else 1))
    text = "\n".join(lines)
    kinds = [tag_marks(text), say_marks(text), *told_marks(text)]
    marks = draw(st.lists(st.one_of(kinds), max_size=4))
    said = [mark for mark in marks if mark.kind == "phonemes"]
    marks = [mark for mark in marks if mark not in said[1:]]  # elements do not cross
    if kind == "heading" and "{" in text:
        marks = []  # the reader takes braces before a tag or a link for a heading's attributes
    place = Place("a.md", number, 0, len(text))
    return Block(kind, text, place, tuple(marks), level=2 if kind == "heading" else 0)


def tag_marks(text):
    """A tag somewhere in ``text``."""
    at = st.integers(0, len(text))
    return st.builds(lambda start, value: Mark("tag", start, start, value), at, TAGS)


def say_marks(text):
    """A run of ``text`` that is said as something else."""
    at = st.integers(0, len(text))
    return st.builds(lambda a, b, value: Mark("say", min(a, b), max(a, b), value), at, at, TEXTS)


def told_marks(text):
    """A run of ``text`` in another language, and one with its phonemes."""
    at = st.integers(0, len(text))
    for kind, values in (("language", LANGUAGES), ("phonemes", PHONEMES)):
        made = st.builds(fitted_mark, st.just(kind), at, at, values, st.just(text))
        yield made.filter(lambda mark: mark.start < mark.end)


def fitted_mark(kind, a, b, value, text):
    """Mark a run of ``text`` without the white space at its ends, as readers do."""
    start, end = min(a, b), max(a, b)
    run = text[start:end]
    start += len(run) - len(run.lstrip())
    return Mark(kind, start, start + len(run.strip()), value)


@st.composite
def chapters(draw, *, number):
    """A chapter whose title is sometimes its first heading's."""
    count = draw(st.integers(1, 6))
    inside = [draw(blocks(number=10 * number + n)) for n in range(count)]
    own = inside[0].text if inside[0].kind == "heading" else "Chapter I"
    title = draw(st.one_of(st.just(own), TEXTS))
    kind = draw(st.sampled_from(["body", "front", "back"]))
    return Chapter(title, tuple(inside), kind, draw(st.integers(1, 3)))


@st.composite
def manuscripts(draw):
    """A manuscript, tagged or not."""
    count = draw(st.integers(1, 3))
    inside = tuple(draw(chapters(number=n)) for n in range(count))
    title = draw(TEXTS)
    authors = tuple(draw(st.lists(TEXTS, max_size=2)))
    metadata = Metadata(title, authors, "en", series=draw(st.none() | TEXTS))
    every = [block for chapter in inside for block in chapter.blocks]
    return Manuscript(
        metadata,
        inside,
        tagged=draw(st.booleans()),
        passages=tuple(find_passages(every)),
        pronunciations=tuple(find_pronunciations(every)),
    )
