"""Markdown becomes manuscripts: chapters by headings, blocks, tags, spoken overrides."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manuscript.books import rules, texts, words
from manuscript.contract import ReaderContract

from narrator.errors import ManuscriptError
from narrator.manuscript import read
from narrator.manuscript.page import has_words, is_ornament, plain

TAGGED = "---\nspeakers: tagged\n---\n"


@pytest.fixture(scope="session")
def read_markdown(tmp_path_factory):
    """Read a text as a Markdown file."""
    path = tmp_path_factory.mktemp("markdown") / "story.md"

    def read_text(text):
        path.write_text(text, encoding="utf-8")
        return read(path)

    return read_text


@pytest.fixture(scope="module")
def pride_and_prejudice(data):
    """Give the novel as read from one Markdown file."""
    return read(data / "markdown" / "pride-and-prejudice.md")


def chapters(manuscript):
    """Give title, kind and level of all chapters."""
    return [(chapter.title, chapter.kind, chapter.level) for chapter in manuscript.chapters]


def marks(manuscript, kind):
    """Give the text that each mark of a kind is on, or comes before, and its value."""
    blocks = [block for chapter in manuscript.chapters for block in chapter.blocks]
    return [
        (block.text[mark.start : mark.end if kind != "tag" else None], mark.value)
        for block in blocks
        for mark in block.marks
        if mark.kind == kind
    ]


class TestContract(ReaderContract):
    """The Markdown reader keeps the contract on a page with something of everything."""

    @pytest.fixture
    def manuscript(self, read_markdown):
        """Give a page with something of everything."""
        return read_markdown(
            TAGGED + "***\n\n# One {.front}\n\n***\n***\n**Ann (soft):** *So* it\n begins.[^1]\n\n"
            "> **a:** b  \n> c\n\n- x\n\n```\nif  x:\n\n  y\n```\n\n"
            "| a | b |\n|---|---|\n|  | 2 |\n\n"
            "***\n\n[^1]: note\n\n# Two {.back .silent}\n\n**Bo:** [x](say:y) ends **here:**\n"
        )


class TestNovel(ReaderContract):
    """The Markdown reader keeps the contract on a whole novel."""

    @pytest.fixture
    def manuscript(self, pride_and_prejudice):
        """Give the novel."""
        return pride_and_prejudice

    def test_it_has_the_novels_chapters(self, manuscript):
        """The novel's 61 headings make 61 chapters."""
        assert len(manuscript.chapters) == 61


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("one\n*two* **three**", [("paragraph", "one two three")]),
        ("> a\n>\n> b", [("quote", "a"), ("quote", "b")]),
        ("- a\n  - b\n- c", [("item", "a"), ("item", "b"), ("item", "c")]),
        ("Roses\\\nred", [("verse", "Roses\nred")]),
        ("> Roses  \n> red", [("verse", "Roses\nred")]),
        ("a\n\n***\n\nb", [("paragraph", "a"), ("scene-break", ""), ("paragraph", "b")]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", [("row", "a, b"), ("row", "1, 2")]),
        ("```py\nx =  1\n```", [("code", "x = 1")]),
        ("[text](http://x.org 't') <http://x.org>", [("paragraph", "text http://x.org")]),
        ("fish &amp; `chips` ~~not~~", [("paragraph", "fish & chips not")]),
        ("a<br>b", [("verse", "a\nb")]),
    ],
)
def test_blocks(read_markdown, text, blocks):
    """Each form gives the block that a listener expects, with its text as printed."""
    assert texts(read_markdown(text)) == blocks


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("w[^1]\n\n[^1]: One\n    note.", [("note-marker", "[^1]"), ("note", "One note.")]),
        ("w\n\n[^x]: Nobody refers to me.", [("note", "Nobody refers to me.")]),
        ("w ![A cat](cat.png)", [("image", "A cat")]),
        ("w <!-- why -->", [("html", "<!-- why -->")]),
        ("w\n\n<!-- why -->", [("comment", "<!-- why -->")]),
        ("w\n\n<div hidden>\nraw\n</div>", [("hidden", "raw")]),
        ("w\n\n{{#include other.md}}", [("include", "{{#include other.md}}")]),
        ("w\n\n<<[A listing](code/one.py)", [("include", "<<[A listing](code/one.py)")]),
        ("w\n\n{pagebreak}", [("attribute", "{pagebreak}")]),
        ("[TOC]\n\nw", [("table-of-contents", "[TOC]")]),
    ],
)  # fmt: skip
def test_what_is_not_read_stands_under_its_rule(read_markdown, text, skipped):
    """Notes, pictures and HTML are left out, and the rule is named."""
    manuscript = read_markdown(text)
    assert (words(manuscript), rules(manuscript)) == (["w"], skipped)


def test_escaped_marks_are_text(read_markdown):
    """What is written as text stays text: braces in code, a tag without emphasis, [TOC]."""
    manuscript = read_markdown(TAGGED + "# Use `{.x}`\n\n\\[TOC\\] \\*\\*A:\\*\\* b\n")
    assert words(manuscript) == ["Use", "{.x}", "[TOC]", "**A:**", "b"]
    assert rules(manuscript) == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# One\n\na\n\n# Two\n\nb", ["One", "Two"]),
        ("# Book\n\n## One\n\na\n\n## Two\n\nb", ["One", "Two"]),
        ("# Book\n\nintro\n\n## One\n\na\n\n## Two\n\nb", ["Book", "One", "Two"]),
        ("# Part\n\n## One\n\na\n\n# Part\n\n## Two\n\nb", ["Part", "Part"]),
        ("# Only\n\na\n\n## Below\n\nb", ["Only"]),
        ("Before.\n\n# One\n\na\n\n# Two\n\nb", ["Before.", "One", "Two"]),
        ("<!-- no words -->\n\n# One\n\na\n\n# Two\n\nb", ["One", "Two"]),
        ("No heading at all, only a line of words.", ["No heading at all, only a…"]),
        ("# One\n\na\n\n> # Quoted\n\n# Two\n\nb", ["One", "Two"]),
    ],
)
def test_headings_make_chapters(read_markdown, text, titles):
    """The highest level that occurs more than once makes chapters; a lone one is the book's."""
    assert [title for title, _, _ in chapters(read_markdown(text))] == titles


def test_the_books_title_opens_the_first_chapter(read_markdown):
    """A title above the chapters is spoken, unless the front matter has the same."""
    text = "# Book\n\n## One\n\na\n\n## Two\n\nb"
    assert words(read_markdown(text))[:2] == ["Book", "One"]
    titled = read_markdown("---\ntitle: book\n---\n" + text)
    assert (words(titled)[:2], rules(titled)) == (["One", "a"], [("title", "Book")])


def test_attributes_of_a_heading(read_markdown):
    """Braces after a heading give kind, level and silence, and are no text."""
    text = "# Pre {.front}\n\na\n\n# II {.level-2 .silent}\n\nb\n\n# End {.back}\n"
    manuscript = read_markdown("---\nscript: 1\n---\n" + text)
    assert chapters(manuscript) == [("Pre", "front", 1), ("II", "body", 2), ("End", "back", 1)]
    assert words(manuscript) == ["Pre", "a", "b", "End"]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Use {.x} *well*", "Use {.x} well"),
        ("Use {.x} `code`", "Use {.x} code"),
        ("*Use {.x}* {.front}", "Use {.x}"),
        ("Use *well {.front}*", "Use well"),
        ("Use {.front} <!-- why -->", "Use"),
    ],
)
def test_braces_within_a_heading_are_text(read_markdown, heading, text):
    """Only what ends a heading can be its attributes."""
    assert texts(read_markdown(f"# {heading}\n\nx"))[0] == ("heading", text)


def test_a_script_keeps_its_chapters_apart(read_markdown):
    """In a script every heading of level one is a chapter, and lower ones are text."""
    manuscript = read_markdown("---\nscript: 1\n---\n# A\n\n# B\n\n## c\n\nd\n\n## e\n")
    assert [title for title, _, _ in chapters(manuscript)] == ["A", "B"]


@pytest.mark.parametrize(
    ("front", "text", "tags"),
    [
        ("speakers: tagged", "**Alice:** Hi.", [("Hi.", "Alice")]),
        ("script: 1", "He said. **Bo (low, pause 1 s):** Hi.", [("Hi.", "Bo (low, pause 1 s)")]),
        (
            "voices: {alice: x}",
            "**Alice (sad):**\nHi. **Note:** b",
            [("Hi. Note: b", "Alice (sad)")],
        ),
        ("voices: {alice: x}", "**Narrator:** Hi.", [("Hi.", "Narrator")]),
        ("title: x", "**Alice:** Hi.", []),
        ("speakers: tagged", "**Alice** Hi.", []),
        ("speakers: tagged", "> - **A *b*:** c", [("c", "A b")]),
        ("speakers: tagged", "x **A:** y **B:** z", [("y z", "A"), ("z", "B")]),
        ("speakers: tagged", "said.**A:** Hi.", [("Hi.", "A")]),
    ],
)
def test_speaker_tags(read_markdown, front, text, tags):
    """A tag is found where tags are declared or its name has a voice, else it is bold text."""
    manuscript = read_markdown(f"---\n{front}\n---\n{text}")
    assert marks(manuscript, "tag") == tags
    spoken = " ".join(words(manuscript))
    assert all(f"{value}:" not in spoken for _, value in tags)
    assert [rule for rule, _ in rules(manuscript)] == ["speaker-tag"] * len(tags)


def test_front_matter_tells_that_all_is_tagged(read_markdown):
    """Tags and voices of the front matter reach the manuscript."""
    manuscript = read_markdown("---\nspeakers: tagged\nvoices:\n  Al: kokoro:am_adam\n---\nHi.")
    assert (manuscript.tagged, manuscript.voices) == (True, {"Al": "kokoro:am_adam"})
    assert not read_markdown("Hi.").tagged


@pytest.mark.parametrize("link", ["<say:Chum ley>", "say:Chum%20ley", "<SAY:Chum%20ley>"])
def test_a_say_link_overrides_what_is_spoken(read_markdown, link):
    """The text stays as printed and carries what is to be said instead."""
    manuscript = read_markdown(f"Lord [*Cholmondeley*]({link}) came.")
    assert words(manuscript) == ["Lord", "Cholmondeley", "came."]
    assert marks(manuscript, "say") == [("Cholmondeley", "Chum ley")]


@given(said=st.text(min_size=1).filter(has_words))
def test_every_override_can_be_written(read_markdown, said):
    """Whatever is percent-encoded into a say link comes out again, in single spaces."""
    value = "".join(letter for letter in said if letter.isprintable())
    manuscript = read_markdown(f"[x](<say:{quote(value, safe='')}>)")
    assert marks(manuscript, "say") == [("x", plain(value).strip())]


WORDS = st.text(alphabet="abcäéñßжñ", min_size=1, max_size=8)
INLINES = st.sampled_from(["{}", "{}", "{}", "*{}*", "**{}**", "`{}`", "~~{}~~", "[{}](x)", "{}\n"])
LINES = st.lists(st.tuples(WORDS, INLINES), min_size=1, max_size=8)
BLOCKS = st.sampled_from(["{}", "{}", "# {}", "### {}", "> {}", "- {}", "1. {}", "{} \\\n{}"])


@given(blocks=st.lists(st.tuples(BLOCKS, LINES), min_size=1, max_size=8))
def test_words_in_are_words_out(read_markdown, blocks):
    """Whatever the forms around them, all words come out once, in their order."""
    written, expected = [], []
    for form, line in blocks:
        inline = " ".join(mark.format(word) for word, mark in line)
        count = form.count("{}")
        written.append(form.replace("{}", inline if "#" not in form else inline.replace("\n", "")))
        expected += [word for word, _ in line] * count
    assert words(read_markdown("\n\n".join(written))) == expected


@given(text=st.text(min_size=1))
def test_any_text_survives_when_it_is_escaped(read_markdown, text):
    """A paragraph whose every sign is escaped is read as it stands, in single spaces."""
    line = plain("".join(letter for letter in text if letter.isprintable())).strip()
    escaped = "".join(f"\\{c}" if c.isascii() and not c.isalnum() and c != " " else c for c in line)
    if has_words(line) and not line[0].isdigit() and not is_ornament(line):
        assert texts(read_markdown(escaped)) == [("paragraph", line)]


def test_a_folder_is_read_in_natural_order(tmp_path):
    """Files are chapters in the order of their names, 2 before 10; one level counts for all."""
    for number in (10, 2, 1):
        (tmp_path / f"{number}.md").write_text(f"# Chapter {number}\n\n## a\n\nx\n\n## b\n\ny\n")
    titles = [title for title, _, _ in chapters(read(tmp_path))]
    assert titles == ["Chapter 1", "Chapter 2", "Chapter 10"]


def test_a_summary_gives_order_titles_and_levels(tmp_path):
    """The links of SUMMARY.md are the chapters, nested as they are listed."""
    (tmp_path / "SUMMARY.md").write_text(
        "# Summary\n\n[Pre](p.md)\n- [Two](b.md)\n  - [One](a.md)\n"
    )
    for name in "pab":
        (tmp_path / f"{name}.md").write_text(f"# Printed {name}\n\nx\n")
    for path in (tmp_path, tmp_path / "SUMMARY.md"):
        manuscript = read(path)
        assert chapters(manuscript) == [("Pre", "body", 1), ("Two", "body", 1), ("One", "body", 2)]
        assert manuscript.chapters[1].blocks[0].place.file == "b.md"
    assert ("table-of-contents", "Pre") in rules(manuscript)


@pytest.mark.parametrize("target", ["../secret.md", "gone.md"])
def test_a_summary_stays_in_its_folder(tmp_path, target):
    """A link out of the folder or to nothing is refused by name."""
    folder = tmp_path / "book"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (folder / "SUMMARY.md").write_text(f"- [x]({target})\n")
    with pytest.raises(ManuscriptError, match=target):
        read(folder)


def test_a_technical_book_is_read(data):
    """Thirty-three files of tables, code and notes become chapters with words."""
    manuscript = read(data / "markdown" / "rust-book-nostarch")
    assert len({chapter.blocks[0].place.file for chapter in manuscript.chapters}) > 25
    assert {"code", "item", "row", "quote"} <= {kind for kind, _ in texts(manuscript)}


@pytest.mark.parametrize("title", ["**Chapter {}**", "CHAPTER {}", "{}", "*{}.*"])
def test_titles_without_signs_make_chapters(read_markdown, title):
    """A text without headings has its chapters where the lines say so."""
    text = "\n\n".join(f"{title.format(n)}\n\nIt rained." for n in (1, 2, 3))
    found = [chapter.title for chapter in read_markdown(text).chapters]
    assert found == [title.format(n).strip("*") for n in (1, 2, 3)]
