"""Chapters of EPUBs whose table of contents, headings and files do not agree."""

import pytest
from manuscript.books import is_accounted_for, make_epub, nav, read_body, rules, texts, words, xhtml

from narrator.manuscript import read


def read_pages(folder, *pages, toc=None, **parts):
    """Write a book of pages 1.xhtml, 2.xhtml, ... and read it."""
    named = {f"{n}.xhtml": xhtml(page) for n, page in enumerate(pages, 1)}
    return read(make_epub(folder / "book.epub", named, toc=toc and nav(*toc), **parts))


def chapters(manuscript):
    """Give each chapter's title and all its words."""
    return [(c.title, " ".join(b.text for b in c.blocks)) for c in manuscript.chapters]


def test_parts_stand_above_their_chapters(tmp_path):
    """A part has its own place in the list; its chapters are a level below."""
    toc = nav(("1.xhtml", "Part One")).replace(
        "</li></ol>", '<ol><li><a href="2.xhtml">I</a></li></ol></li></ol>', 1
    )
    pages = {"1.xhtml": xhtml("<h1>Part One</h1>"), "2.xhtml": xhtml("<h2>I</h2><p>a</p>")}
    manuscript = read(make_epub(tmp_path / "book.epub", pages, toc=toc))
    assert [(c.title, c.level) for c in manuscript.chapters] == [("Part One", 1), ("I", 2)]


def test_parts_without_contents_are_no_chapters(tmp_path):
    """Where only headings tell, those called parts give way to the chapters below them."""
    pages = ["<h1>Part One</h1>", "<h2>1</h2><p>a</p>", "<h2>2</h2><p>b</p>"]
    pages += ["<h1>Part Two</h1>", "<h2>3</h2><p>c</p>"]
    assert chapters(read_pages(tmp_path, *pages)) == [
        ("1", "Part One 1 a"),
        ("2", "2 b"),
        ("3", "Part Two 3 c"),
    ]


def test_contents_of_a_fraction_leave_the_rest_to_headings(tmp_path):
    """Two entries for twelve files: the other chapters are found by their headings."""
    pages = [f"<h2>Chapter {n}</h2><p>text</p>" for n in range(1, 13)]
    toc = [("1.xhtml", "Start"), ("12.xhtml", "End")]
    titles = [title for title, _ in chapters(read_pages(tmp_path, *pages, toc=toc))]
    assert titles == ["Start", *(f"Chapter {n}" for n in range(2, 12)), "End"]


def test_pages_without_headings_are_no_chapters(tmp_path):
    """A picture book of short pages stays under the one entry that its contents have."""
    pages = [f"<p>Page {n}.</p>" for n in range(9)]
    manuscript = read_pages(tmp_path, *pages, toc=[("1.xhtml", "Begin")])
    assert [title for title, _ in chapters(manuscript)] == ["Begin"]


def test_the_spine_decides_the_order(tmp_path):
    """Contents in another order than the spine rename nothing and move nothing."""
    toc = [("2.xhtml", "Two"), ("1.xhtml", "One")]
    manuscript = read_pages(tmp_path, "<p>a</p>", "<p>b</p>", toc=toc)
    assert chapters(manuscript) == [("One", "a"), ("Two", "b")]


@pytest.mark.parametrize(
    "heading",
    [
        "<h2>Chapter I<br/>The Start</h2>",
        "<h2><span>Chapter I</span><span>The Start</span></h2>",
        "<h2><div>Chapter I</div>\n<div>The Start</div></h2>",
        "<hgroup><h2>Chapter I</h2><p>The Start</p></hgroup>",
        "<h2>Chapter I</h2><h3>The Start</h3>",
    ],
)
def test_a_number_and_a_title_are_two_lines(tmp_path, heading):
    """However they are marked up, a pause is heard between them, and the title has both."""
    manuscript = read_body(tmp_path, heading + "<p>x</p>")
    assert texts(manuscript)[:2] == [("heading", "Chapter I"), ("heading", "The Start")]
    assert manuscript.chapters[0].title == "Chapter I: The Start"


def test_running_heads_are_read_once(tmp_path):
    """The book's name at the top of every file is heard the first time only."""
    pages = [f"<p>MY BOOK</p><h2>Chapter {n}</h2><p>text</p>" for n in range(4)]
    manuscript = read_pages(tmp_path, *pages)
    assert words(manuscript).count("MY") == 1
    assert rules(manuscript).count(("running-head", "MY BOOK")) == 3
    assert [c.title for c in manuscript.chapters][1:] == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_heads_of_facing_pages_are_read_once(tmp_path):
    """The book's title and its author's name take turns."""
    pages = [f"<p>{('A BOOK', 'Ann')[n % 2]}</p><p>page of text</p>" for n in range(8)]
    files = {f"{n}.xhtml": xhtml(page) for n, page in enumerate(pages)}
    author = "<dc:creator>Ann</dc:creator>"
    manuscript = read(make_epub(tmp_path / "book.epub", files, metadata=author))
    assert (words(manuscript).count("BOOK"), words(manuscript).count("Ann")) == (1, 1)


@pytest.mark.parametrize("number", ["", "<p>Chapter {}</p>"])
def test_names_of_those_who_tell_in_turn_are_titles(tmp_path, number):
    """A novel told by two people has their names above its chapters, and all are heard."""
    told = ["Anna", "Ben", "Anna", "Ben", "Anna"]
    pages = [f"<h1>{it}</h1>{number.format(n)}<p>text</p>" for n, it in enumerate(told, 1)]
    manuscript = read_pages(tmp_path, *pages)
    assert [word for word in words(manuscript) if word in told] == told


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<p><span class="dropcap">T</span>\nhe cat.</p>', "The cat."),
        ('<p><span class="dropcap">A</span> man.</p>', "A man."),
        ('<p><img class="dropcap" alt="T"/> HE cat.</p>', "THE cat."),
        ('<p><img class="dropcap" alt="I"/> am a cat.</p>', "I am a cat."),
        ('<div class="drop-cap">W</div>\n<p>hen it rained.</p>', "When it rained."),
        ('<p><img src="t.png" alt="T"/>hus.</p>', "Thus."),
        ('<p><span aria-hidden="true">N</span>ot.</p>', "Not."),
        (
            "<p><span aria-label='Once'><b aria-hidden='true'>O</b>nce</span> more.</p>",
            "Once more.",
        ),
        ("<p>S<small>MALL</small> caps, co\u00adop, a\u2060b.</p>", "SMALL caps, coop, ab."),
    ],
)
def test_words_are_not_split(tmp_path, body, text):
    """First letters set apart, drawn or hidden from screen readers belong to their word."""
    assert texts(read_body(tmp_path, body)) == [("paragraph", text)]
    assert is_accounted_for(tmp_path / "book.epub")


@pytest.mark.parametrize(
    ("heading", "texts_"),
    [
        ("Five at Sea<small>The Sub</small>", ["Five at Sea The Sub"]),
        ("<span>The Sea</span><span class='sub'>A Novel</span>", ["The Sea A Novel"]),
        ("<small>M</small>ac<b>D</b>onald", ["MacDonald"]),
        ("4<small>The End</small>", ["4 The End"]),
    ],
)
def test_lines_of_a_heading_are_kept_apart(tmp_path, heading, texts_):
    """A style sets an element of a heading on its own line; letters of one word stay together."""
    manuscript = read_body(tmp_path, f"<h1>{heading}</h1><p>x</p>")
    assert [text for _, text in texts(manuscript)][:-1] == texts_
    assert is_accounted_for(tmp_path / "book.epub")


def test_a_formula_is_said_as_its_author_says_it(tmp_path):
    """MathML is said by its alttext, or sign by sign where that is none for the ear."""
    math = '<math alttext="{}"><msup><mi>x</mi><mn>2</mn></msup>{}</math>'
    body = math.format("x squared", "") + math.format("x^2", "<annotation>x^2</annotation>")
    manuscript = read_body(tmp_path, f"<p>{body}</p>")
    assert [m.value for m in manuscript.chapters[0].blocks[0].marks] == ["x squared", "x 2"]
    assert ("math", "x^2") in rules(manuscript)


def test_words_in_a_drawing_are_read(tmp_path):
    """The text elements of an SVG are lines of the page; title and style are not."""
    svg = "<svg><title>t</title><style>s</style><text>One</text><text>two</text></svg>"
    manuscript = read_body(tmp_path, svg)
    assert words(manuscript) == ["One", "two"]
    assert ("image", "t") in rules(manuscript)


def test_preformatted_text_is_code_only_where_it_says_so(tmp_path):
    """A poem or a telegram in pre keeps its lines and is read as verse."""
    manuscript = read_body(tmp_path, "<pre>a\n  b</pre><pre><code>c</code></pre>")
    assert texts(manuscript) == [("verse", "a\nb"), ("code", "c")]


def test_hidden_cells_and_notes_in_a_row_are_not_read(tmp_path):
    """A rule holds also inside what is read as one line."""
    row = "<tr><td>a</td><td hidden=''>b</td><td>c<p class='footnote'>d</p></td></tr>"
    manuscript = read_body(tmp_path, f"<table>{row}</table>")
    assert words(manuscript) == ["a,", "c"]
    assert {("hidden", "b"), ("note", "d")} <= set(rules(manuscript))


def test_pages_before_the_chapters_are_known_by_what_they_say(tmp_path):
    """Contents and copyright that no table of contents names are skipped under their rules."""
    manuscript = read_pages(
        tmp_path,
        "<h1>The Book</h1><p>Ann</p>",
        "<p>Copyright © 2020 Ann.</p><p>All rights reserved. ISBN 978-1-23.</p>",
        "<h1>Contents</h1><p>One</p><p>Two</p>",
        "<h1>One</h1><p>He held the copyright ©. All rights reserved, he said.</p>",
        "<h1>Two</h1><p>Text.</p>",
        toc=[("4.xhtml", "One"), ("5.xhtml", "Two")],
    )
    assert [title for title, _ in chapters(manuscript)] == ["The Book", "One", "Two"]
    assert {each.rule for each in manuscript.skipped} == {"copyright-page", "table-of-contents"}


@pytest.mark.parametrize("between", ["", "<hr/>"])
def test_parts_that_contents_leave_out_stand_above_their_chapters(tmp_path, between):
    """A part's heading is no end of the chapter before it, in a file of its own or in another's."""
    toc = [("1.xhtml", "I"), ("2.xhtml#b", "II"), ("4.xhtml", "III")]
    part = f'<h1>Storm</h1>{between}<h2 id="b">II</h2><p>b</p>'
    pages = ["<h2>I</h2><p>a</p>", part, "<h2>Book the Third</h2><h3>Calm</h3>", "<h2>III</h2>c"]
    assert chapters(read_pages(tmp_path, *pages, toc=toc)) == [
        ("I", "I a"),
        ("II", f"Storm {between and ' '}II b"),
        ("III", "Book the Third Calm III c"),
    ]


def test_the_end_stays_with_its_chapter(tmp_path):
    """A heading above a chapter that is no part's is the end of the chapter before."""
    toc = [("1.xhtml", "I"), ("3.xhtml", "Afterword")]
    pages = ["<h2>I</h2><p>a</p>", "<h2>THE END</h2>", "<h2>Afterword</h2><p>b</p>"]
    assert chapters(read_pages(tmp_path, *pages, toc=toc))[0] == ("I", "I a THE END")


def test_a_chapter_without_words_at_the_end_is_none(tmp_path):
    """The table of contents may name a last page that holds only a picture."""
    toc = [("1.xhtml", "I"), ("2.xhtml", "Map")]
    pages = ["<h2>I</h2><p>a</p>", '<p><img src="map.png" alt=""/></p>']
    assert chapters(read_pages(tmp_path, *pages, toc=toc)) == [("I", "I a")]


TEXT = "<p>It was late in the year, and nobody came.</p>"


@pytest.mark.parametrize(
    "toc", [None, [("1.xhtml", "Start")]], ids=["without contents", "with a start"]
)
@pytest.mark.parametrize("titles", [("Chapter One", "Chapter Two", "Epilogue"), ("1", "2", "3")])
@pytest.mark.parametrize("files", [1, 3])
def test_titles_in_plain_paragraphs_are_found(tmp_path, toc, titles, files):
    """Where a converter left no heading, and no contents worth the name, the words tell."""
    pages = [f"<p class='calibre3'>{title}</p>{TEXT}" for title in titles]
    pages = pages if files == 3 else ["".join(pages)]
    found = chapters(read_pages(tmp_path, *pages, toc=toc))
    assert [title for title, _ in found][1:] == list(titles[1:])
    assert is_accounted_for(tmp_path / "book.epub")


def test_contents_that_only_say_start_leave_the_chapters_to_headings(tmp_path):
    """In one file too; other headings below the one entry stay in its chapter."""
    page = "".join(f"<h2>Chapter {n}</h2>{TEXT}" for n in (1, 2, 3))
    toc = [("1.xhtml", "Start")]
    titles = [title for title, _ in chapters(read_pages(tmp_path, page, toc=toc))]
    assert titles == ["Start", "Chapter 2", "Chapter 3"]
    page = page.replace("Chapter", "In Room")
    assert len(chapters(read_pages(tmp_path, page, toc=toc))) == 1


@pytest.mark.parametrize(
    "page",
    [
        "<h1>A Book</h1><p>Chapter One</p>{0}<p>Chapter Two</p>{0}",
        "<p>Chapter One</p>{0}",
        "<p>Chapter One</p><p>Chapter Two</p><p>Chapter Three</p>",
        "<p>I</p>{0}<p>You</p>{0}",
    ],
)
def test_paragraphs_beside_headings_are_text(tmp_path, page):
    """A book with headings has its titles there; one line and a list of lines are no chapters."""
    manuscript = read_pages(tmp_path, page.format(TEXT))
    assert len(manuscript.chapters) == 1
