"""Line breaks in plain paragraphs: verse and addresses keep their lines, prose does not."""

import pytest
from manuscript.books import is_accounted_for, make_epub, read_body, texts, words, xhtml

from narrator.manuscript import read

LONG = "It was a long line of prose, longer than any line of a poem that is not by Whitman"


def broken(*lines):
    """Set lines in one paragraph with a break after each but the last."""
    return f"<p>{'<br/>'.join(lines)}</p>"


@pytest.mark.parametrize(
    "lines",
    [
        ("Roses are red,", "violets are blue,", "sugar is sweet,", "and so are you."),
        ("The little birds sang as if it were", "The one day of summer in all the year."),
        ("Mrs. Vane,", "12 Cliff Road,", "Dover"),
        ("Dear Sir,", LONG + "."),
        ("The Ferry", "A Novel", "by A. Person"),
        (LONG, "I celebrate it and I sing it, and what I assume you shall assume of it too", "Ah"),
    ],
)
def test_short_lines_and_capital_beginnings_stay_lines(tmp_path, lines):
    """Verse, addresses, openings of letters, title pages: a short silence after each line."""
    assert texts(read_body(tmp_path, broken(*lines))) == [("verse", "\n".join(lines))]


@pytest.mark.parametrize(
    "lines",
    [
        (LONG, "and it went on in the next line."),
        ("He had walked as far as the harbour", "before she saw him at the window and",
         "called down to him, not very loudly", "but so that he could hear it."),
        ("He came", "home."),
    ],
)  # fmt: skip
def test_soft_breaks_are_spaces(tmp_path, lines):
    """Where a sentence goes on in small letters, the line of a page ended, and nothing else."""
    assert texts(read_body(tmp_path, broken(*lines))) == [("paragraph", " ".join(lines))]


@pytest.mark.parametrize(
    "lines",
    [
        (LONG + ".", "Then " + LONG + ".", LONG + "."),
        ("“Is it you?” said he.", "“It is I.”", "He laughed."),
        ("「静かでいいね」", "「へえ、山里でございますから」"),
    ],
)
def test_sentences_and_speech_are_paragraphs(tmp_path, lines):
    """A break between whole sentences of prose, or what two people say, ends a paragraph."""
    assert texts(read_body(tmp_path, broken(*lines))) == [("paragraph", line) for line in lines]


def test_two_breaks_are_a_blank_line(tmp_path):
    """They end a paragraph or a stanza, and stars between them are a scene's end."""
    body = "<div>He came home.<br/> <br/>* * *<br/><br/>Night fell.<br/><br/><br/>It rained.</div>"
    manuscript = read_body(tmp_path, body)
    assert texts(manuscript) == [
        ("paragraph", "He came home."), ("scene-break", ""),
        ("paragraph", "Night fell."), ("paragraph", "It rained."),
    ]  # fmt: skip


def test_stanzas_of_two_lines_stand_together(tmp_path):
    """Two lines in small letters are verse where their neighbours have breaks too."""
    body = broken("so much depends", "upon") + broken("a red wheel", "barrow")
    assert texts(read_body(tmp_path, body)) == [
        ("verse", "so much depends\nupon"), ("verse", "a red wheel\nbarrow"),
    ]  # fmt: skip


def test_breaks_lose_and_join_no_words(tmp_path):
    """Whatever a break is, the words around it are the same, and stay apart."""
    body = broken(
        "One", "<i>two<br/>three</i>", "", "four <ruby>漢<rt>kan<br/></rt></ruby>", "five"
    )
    assert words(read_body(tmp_path, body)) == ["One", "two", "three", "four", "漢", "five"]
    assert is_accounted_for(tmp_path / "book.epub")


@pytest.mark.parametrize(
    ("body", "block"),
    [
        ("<p>{}</p>", ("verse", "Roses are red\nviolets are blue")),
        ("<h2>{}</h2>", ("heading", "Roses are red violets are blue")),
    ],
)
def test_lines_that_are_elements_are_lines(tmp_path, body, block):
    """A poem may set each line as an element of a class called so, with or without breaks."""
    lines = (
        '<span class="line">Roses are red</span><span class="Verse-Line">violets are blue</span>'
    )
    assert texts(read_body(tmp_path, body.format(lines))) == [block]
    assert is_accounted_for(tmp_path / "book.epub")


def test_a_break_that_a_style_hides_is_a_break(tmp_path):
    """Standard Ebooks sets lines as blocks and hides the breaks between them."""
    css = "<style>.verse span{display:block} .verse br{display:none}</style>"
    poem = (
        '<blockquote class="verse"><p><span>Roses</span><br/><span>are red</span></p></blockquote>'
    )
    page = xhtml(poem).replace("</head>", f"{css}</head>")
    manuscript = read(make_epub(tmp_path / "book.epub", {"1.xhtml": page}))
    assert texts(manuscript) == [("verse", "Roses\nare red")]
