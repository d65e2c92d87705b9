"""Books as they come from the field: odd, and yet read; what is odd about them is said."""

import unicodedata
import zipfile

import pytest
from manuscript.books import CONTAINER, make_epub, rules, texts, words, xhtml
from manuscript.test_hostile import rewrite

from narrator.errors import ManuscriptError
from narrator.manuscript import read

PAGES = {
    "one.xhtml": xhtml("<h1>One</h1><p>Café.</p>"),
    "two.xhtml": xhtml("<h1>Two</h1><p>B.</p>"),
}
ALL = ["One", "Café.", "Two", "B."]
PACKAGE = "book/package.opf"


@pytest.fixture
def book(tmp_path):
    """Write a plain book of two chapters."""
    return make_epub(tmp_path / "a.epub", PAGES)


def change(path, name, old, new):
    """Change the text of one of a book's files."""
    assert old in zipfile.ZipFile(path).read(name).decode()
    return rewrite(
        path, lambda n, data: data.decode().replace(old, new).encode() if n == name else data
    )


def rename(path, old, new):
    """Give a file of the book another name in the archive only."""
    with zipfile.ZipFile(path) as archive:
        files = {new if n == old else n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-16", "utf-16"), ("iso-8859-1", "iso-8859-1"), ("cp1252", ""), ("utf-8-sig", "utf-8")],
)
def test_pages_are_decoded(tmp_path, encoding, declared):
    """By the byte order mark, by the declaration, and as Windows-1252 where nothing is said."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    page = f"{head}<html><body><p>Café, été\x01.</p></body></html>".encode(encoding)
    assert words(read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))) == ["Café,", "été."]


def test_entities_of_xhtml_need_no_document_type(tmp_path):
    """Names that XHTML 1.1 defines are read although its document type is not fetched."""
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://127.0.0.1:9/xhtml11.dtd">'
    page = xhtml("<p>Caf&eacute;&nbsp;&mdash; x</p>").replace("?><html", f"?>{doctype}<html")
    assert words(read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))) == ["Café", "—", "x"]


def test_a_missing_mimetype_is_noticed(book):
    """A book without it is read; one with it, wherever it stands, raises no notice."""
    assert words(read(book)) == ALL
    assert "the file mimetype is missing" in read(book).notices
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    assert "the file mimetype is missing" not in read(book).notices


@pytest.mark.parametrize(
    "container", [None, b"<container", b"\xef\xbb\xbf\n  " + CONTAINER.encode()]
)
def test_the_package_is_found_without_a_good_container(book, container):
    """A missing or broken container leaves the package to be looked for; space is fine."""
    rewrite(book, lambda name, data: container if name.startswith("META-INF") else data)
    manuscript = read(book)
    assert words(manuscript) == ALL
    told = any("container.xml is missing or damaged" in each for each in manuscript.notices)
    assert told == (container is None or len(container) < 20)


def test_of_several_packages_the_first_is_read(book):
    """A container may name another rendition after the first."""
    second = '<rootfile full-path="book/other.opf"/></rootfiles>'
    assert words(read(change(book, "META-INF/container.xml", "</rootfiles>", second))) == ALL


@pytest.mark.parametrize(
    ("listed", "stored"),
    [
        ("o%6ee.xhtml", "one.xhtml"),
        ("caf%C3%A9%20x.xhtml", "café x.xhtml"),
        ("a%20b.xhtml", "a%20b.xhtml"),
        ("One.XHTML", "one.xhtml"),
        (unicodedata.normalize("NFC", "é.xhtml"), unicodedata.normalize("NFD", "é.xhtml")),
        ("x/../one.xhtml", "one.xhtml"),
    ],
)
def test_names_are_found_as_they_are_meant(book, listed, stored):
    """Percent signs, case, composed letters and steps back within the book."""
    change(book, PACKAGE, "one.xhtml", listed)
    rename(book, "book/one.xhtml", f"book/{stored}")
    assert words(read(book)) == ALL


def test_a_package_with_spaces_in_its_name_is_found(book):
    """The container may write the package's name percent-encoded."""
    change(book, "META-INF/container.xml", PACKAGE, "book/my%20b%C3%B6ok.opf")
    assert words(read(rename(book, PACKAGE, "book/my böok.opf"))) == ALL


def test_a_fixed_layout_is_noticed(tmp_path):
    """Pages laid out like pictures are read in the spine's order."""
    layout = '<meta property="rendition:layout">pre-paginated</meta>'
    manuscript = read(make_epub(tmp_path / "a.epub", PAGES, metadata=layout))
    assert words(manuscript) == ALL
    assert "laid out like pictures" in str(manuscript.notices)


@pytest.mark.parametrize(
    ("spine", "found", "told"),
    [
        ('<itemref idref="gone"/><itemref idref="i0"/>', ALL[:2], "does not hold"),
        ("", ALL, "the spine is empty"),
        ('<itemref idref="i1"/><itemref idref="i0" linear="no"/>', ALL[2:], ""),
        ('<itemref idref="i1"/><itemref idref="i0"/>', ALL[2:] + ALL[:2], ""),
    ],
)
def test_the_spine_is_read_as_far_as_it_goes(book, spine, found, told):
    """What it names and nobody has, what it leaves out, what stands beside the text."""
    with zipfile.ZipFile(book) as archive:
        whole = archive.read(PACKAGE).decode().partition("<spine>")[2].partition("</spine>")[0]
    manuscript = read(change(book, PACKAGE, whole, spine))
    assert words(manuscript) == found
    assert told in str(manuscript.notices)
    if "linear" in spine:
        assert ("nonlinear", "Café.") in rules(manuscript)


def test_blank_pages_make_no_chapter(tmp_path):
    """Empty bodies and pages of a picture only are silent, and no chapter is."""
    blank = {"a.xhtml": xhtml(""), "b.xhtml": xhtml('<img src="x.png" alt=""/>')}
    manuscript = read(make_epub(tmp_path / "a.epub", {**blank, **PAGES}))
    assert [chapter.title for chapter in manuscript.chapters] == ["One", "Two"]


NCX = '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{}</navMap></ncx>'
POINT = (
    '<navPoint><navLabel><text>{0}</text></navLabel><content src="one.xhtml#{0}"/>{1}</navPoint>'
)


def test_a_deep_ncx_is_kept_in_order(tmp_path):
    """Six levels of an NCX are six chapters, each a level deeper."""
    points = ""
    for name in reversed("abcdef"):
        points = POINT.format(name, points)
    page = xhtml("".join(f'<p id="{name}">Text {name}.</p>' for name in "abcdef"))
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    extra = {"toc.ncx": NCX.format(points)}
    path = make_epub(tmp_path / "a.epub", {"one.xhtml": page}, manifest=item, extra=extra)
    chapters = read(path).chapters
    assert [(each.title, each.level) for each in chapters] == list(
        zip("abcdef", range(1, 7), strict=True)
    )


@pytest.mark.parametrize("end", [200, -200, 10])
def test_a_cut_archive_is_refused(book, end):
    """A book whose end is missing is damaged, and that is said."""
    book.write_bytes(book.read_bytes()[:end])
    with pytest.raises(ManuscriptError, match="damaged"):
        read(book)


def test_of_two_entries_of_one_name_the_last_is_read(book):
    """It is always the same one, and the other is reported."""
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("book/two.xhtml", xhtml("<h1>Other</h1><p>C.</p>"))
    manuscript = read(book)
    assert words(manuscript) == [*ALL[:2], "Other", "C."]
    assert "more than once" in str(manuscript.notices)


def test_an_encrypted_page_is_named(book):
    """A page under a password cannot be read, and the book is refused."""
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        offset = archive.getinfo("book/one.xhtml").header_offset
    data[offset + 6] |= 1
    central = data.index(b"book/one.xhtml", data.index(b"PK\x01\x02")) - 46
    data[central + 8] |= 1
    book.write_bytes(bytes(data))
    with pytest.raises(ManuscriptError, match=r"one\.xhtml.*encrypted"):
        read(book)


def test_right_to_left_text_keeps_its_order(tmp_path):
    """Text is in the order in which it is said; marks of direction are dropped."""
    manuscript = read(
        make_epub(tmp_path / "a.epub", {"one.xhtml": xhtml("<p>\u200fمرحبا\u200e بك</p>")})
    )
    assert texts(manuscript) == [("paragraph", "مرحبا بك")]


@pytest.mark.parametrize(
    ("ruby", "spoken", "left"),
    [
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>", "漢字", ["かん", "じ"]),
        (
            "<ruby><rb>漢</rb><rb>字</rb><rtc><rt>かん</rt><rt>じ</rt></rtc></ruby>",
            "漢字",
            ["かんじ"],
        ),
        ("<ruby><ruby>東<rt>とう</rt></ruby><rt>east</rt></ruby>", "東", ["とう", "east"]),
    ],
)
def test_ruby_is_left_out_beside_its_base(tmp_path, ruby, spoken, left):
    """The base is spoken, and what is set beside it is skipped under its rule."""
    manuscript = read(make_epub(tmp_path / "a.epub", {"one.xhtml": xhtml(f"<p>{ruby}です</p>")}))
    assert texts(manuscript) == [("paragraph", f"{spoken}です")]
    assert [text for rule, text in rules(manuscript) if rule == "ruby" and text.isalnum()] == left
