"""The words of an EPUB, read without the readers."""

from dataclasses import replace

import pytest
from manuscript.books import make_epub, xhtml

from narrator.manuscript import Skipped, read
from narrator.manuscript.model import Metadata
from narrator.script import write_script
from narrator.script.model import Script
from narrator.witness import account_for, read_source

NOTHING = Script(Metadata("T"), ())


@pytest.fixture
def words(tmp_path):
    """Read the due words of a book of some pages."""

    def words(*pages, **parts):
        named = {f"{number}.xhtml": page for number, page in enumerate(pages)}
        source = read_source(make_epub(tmp_path / "book.epub", named, **parts), NOTHING)
        return source.stream.text(at for at, due in enumerate(source.due) if due).split()

    return words


def test_all_that_a_page_shows_is_due(words):
    """Notes, navigation, hidden text and page numbers are words; titles and scripts are not."""
    page = xhtml(
        '<nav>Contents</nav><p hidden="">Veiled</p><aside epub:type="footnote">Note</aside>'
        "<style>css</style><script>code()</script><p>Text<sup>1</sup></p><meta>Meta</meta>"
    )
    assert words(page) == ["Contents", "Veiled", "Note", "Text1", "Meta"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><p>Head</p></head><body><p>A <link>is</link></p></body></html>",
        "<html><body><p>A<br></p></body></html>after <template>all</template>",
    ],
)
def test_what_stands_where_no_text_should_is_accounted_for(account, tmp_path, page):
    """Words in the head, in empty elements and after the page's end are spoken or skipped."""
    found = account(make_epub(tmp_path / "book.epub", {"1.xhtml": page}))
    assert found.faults == ()
    assert found.spoken_words + found.skipped_words == found.words == 3


def test_the_spine_is_read_in_order_and_once(words):
    """Files come as the spine has them; a file that is no part of it is not read."""
    assert words(xhtml("One"), xhtml("Two"), extra={"9.xhtml": xhtml("Nine")}) == ["One", "Two"]


def test_what_stands_for_a_picture_is_an_aside(tmp_path):
    """The words of attributes may be spoken, and need not."""
    page = xhtml('<p>A <img src="x.png" alt="ship"/> sails</p>')
    source = read_source(make_epub(tmp_path / "book.epub", {"1.xhtml": page}), NOTHING)
    assert list(source.stream.words) == ["A", "ship", "sails"]
    assert list(source.due) == [1, 0, 1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>caf&#233; &amp; <![CDATA[bar]]></p>", ["café", "bar"]),
        ("<p>caf&eacute;&nbsp;bar</p>", ["café", "bar"]),
        ("<p>un<br/>closed <p>soup & more", ["un", "closed", "soup", "more"]),
        ("<p>soft\u00adly zero\u200bwidth</p>", ["softly", "zerowidth"]),
        ("<svg><title>Ship</title><text>Hull</text></svg>", ["Ship", "Hull"]),
        ("<p>これは本</p>", ["これは本"]),
    ],
)
def test_characters_are_read_as_browsers_do(words, body, expected):
    """Entities, sections, unclosed tags, unseen signs, drawings, writing without spaces."""
    assert words(xhtml(body)) == [part for each in expected for part in each.split()]


def test_entities_of_the_document_are_not_expanded(words):
    """A definition that doubles a text nine times over stays one reference."""
    bomb = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
    page = (
        f'<!DOCTYPE html [<!ENTITY a0 "ha">{bomb}]><html><body><p>So &a39; it is</p></body></html>'
    )
    assert words(page) == ["So", "a39", "it", "is"]


def test_files_outside_are_not_opened(words, tmp_path):
    """An external entity brings in nothing."""
    (tmp_path / "secret").write_text("secret")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
        "<html><body><p>So &x; it is</p></body></html>"
    )
    assert "secret" not in words(page)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "cp1252"])
def test_encodings_are_understood(words, encoding):
    """A page in any encoding that it declares, and in Windows-1252 where it declares none."""
    declared = "" if encoding == "cp1252" else f'<?xml version="1.0" encoding="{encoding}"?>'
    page = f"{declared}<html><body><p>Café été</p></body></html>"
    assert words(page.encode(encoding)) == ["Café", "été"]


def test_a_word_that_markup_divides_is_one(account, tmp_path):
    """A drop cap and small capitals divide no word, and a note's sign is not part of one."""
    page = xhtml(
        '<p><span>T</span>he <small>O</small>ld house<a href="#n" epub:type="noteref">1</a></p>'
    )
    found = account(make_epub(tmp_path / "book.epub", {"1.xhtml": page}))
    assert found.faults == ()
    assert (found.spoken_words, found.skipped_words) == (3, 1)


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>1</span><span>The Harbour</span></h1>",
        "<h2><b>Chapter One</b><i>The Harbour</i></h2>",
        "<h3><small>12.</small>Of men</h3><p><img alt='T' src='t.png'/>hey went.</p>",
    ],
)
def test_a_headings_number_may_stand_by_itself(account, tmp_path, heading):
    """Number and title that no space keeps apart, and a drawn letter, divide and join no word."""
    page = xhtml(f"{heading}<p>So it was.</p>")
    assert account(make_epub(tmp_path / "book.epub", {"1.xhtml": page})).faults == ()


STYLED = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><style>@media all {div p.x{display:none}} '
    "i{color:red}</style></head><body><div><p class='x'>Veiled</p><p>Seen <i>too</i></p></div>"
    "<p hidden=''>Off</p></body></html>"
)


def test_what_a_style_sheet_hides_may_be_skipped(account, tmp_path):
    """Hidden words are neither lost nor owed as speech."""
    found = account(make_epub(tmp_path / "book.epub", {"1.xhtml": STYLED}))
    assert found.faults == ()
    assert (found.spoken_words, found.skipped_words) == (2, 2)


def test_soup_alarms_nobody(account, tmp_path):
    """Where two parsers see another end of a hidden element, its text is not lost for that."""
    body = "<p>Seen <tr hidden=''> off <em style='display:none'><li></p> on <link><div>and</em> off"
    assert account(make_epub(tmp_path / "book.epub", {"1.xhtml": xhtml(body)})).faults == ()


def test_nothing_that_is_shown_may_be_skipped_as_hidden(tmp_path):
    """A script that hides words which the page shows has lost them."""
    path = make_epub(tmp_path / "book.epub", {"1.xhtml": STYLED})
    script = write_script(read(path))
    (chapter,) = script.chapters
    (segment,) = chapter.segments
    hidden = Skipped("hidden", segment.text, segment.place)
    cheat = replace(script, chapters=(), skipped=(*script.skipped, hidden))
    faults = account_for(read_source(path, cheat), cheat).faults
    assert [(fault.kind, fault.words) for fault in faults] == [
        ("unknown", "Seen"),
        ("unknown", "too"),
    ]
