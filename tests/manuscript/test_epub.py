"""EPUBs become manuscripts: chapters by the table of contents, matter, metadata, cover."""

import zipfile

import pytest
from manuscript.books import make_epub, nav, read_body, rules, xhtml
from manuscript.contract import ReaderContract

from narrator.manuscript import read

CHAPTER = "<h1>{0}</h1><p>Text of {0}.</p>"


def pages(*names):
    """Make one page for each name, with a heading and a sentence."""
    return {f"{name}.xhtml": xhtml(CHAPTER.format(name)) for name in names}


def read_pages(folder, pages, **parts):
    """Write a book of these pages and read it."""
    return read(make_epub(folder / "book.epub", pages, **parts))


def titles(manuscript):
    """Give the titles of the chapters."""
    return [chapter.title for chapter in manuscript.chapters]


class TestContract(ReaderContract):
    """The EPUB reader keeps the contract on a page with something of everything."""

    @pytest.fixture
    def manuscript(self, tmp_path):
        """Give a chapter with something of everything."""
        body = (
            '<section epub:type="chapter"><hr/><h1>One<a epub:type="noteref" href="#n">1</a></h1>'
            "<p> <em>So </em> it\n begins.</p><hr/><hr/><blockquote>a<br/>b<p>c</p></blockquote>"
            '<ul><li>x</li></ul><aside id="n" epub:type="footnote">note</aside><hr/></section>'
        )
        return read_body(tmp_path, body)


def test_titles_come_from_the_table_of_contents(tmp_path):
    """A chapter is called what the table of contents prints; its heading stays a block."""
    manuscript = read_pages(tmp_path, pages("one"), toc=nav(("one.xhtml", "I: The Start")))
    assert titles(manuscript) == ["I: The Start"]
    assert manuscript.chapters[0].blocks[0].text == "one"


def test_fragments_cut_a_file_into_chapters(tmp_path):
    """Several entries into one file make several chapters; nothing is read twice."""
    body = '<p>Motto.</p><h2 id="a">A</h2><p>x</p><div id="b"><h2>B</h2><p>y</p></div>'
    toc = nav(("one.xhtml#a", "A"), ("one.xhtml#b", "B"))
    manuscript = read_pages(tmp_path, {"one.xhtml": xhtml(body)}, toc=toc)
    spoken = [[block.text for block in chapter.blocks] for chapter in manuscript.chapters]
    assert spoken == [["Motto.", "A", "x"], ["B", "y"]]


def test_a_dead_fragment_finds_its_heading(tmp_path):
    """An entry whose id is gone leads to the heading of its title."""
    body = "<h2>A</h2><p>x</p><h2>B</h2><p>y</p>"
    toc = nav(("one.xhtml#a", "A"), ("one.xhtml#gone", "B"))
    manuscript = read_pages(tmp_path, {"one.xhtml": xhtml(body)}, toc=toc)
    assert titles(manuscript) == ["A", "B"]


def test_a_chapter_goes_on_in_the_next_file(tmp_path):
    """A file without an entry belongs to the chapter before it."""
    toc = nav(("a.xhtml", "First"), ("c.xhtml", "Second"))
    manuscript = read_pages(tmp_path, pages("a", "b", "c"), toc=toc)
    assert [len(chapter.blocks) for chapter in manuscript.chapters] == [4, 2]


def test_a_page_after_the_title_page_is_not_swallowed(tmp_path):
    """What follows a silent page without an entry of its own is still read."""
    toc = nav(("a.xhtml", "Title Page"), ("c.xhtml", "One"))
    manuscript = read_pages(tmp_path, pages("a", "b", "c"), toc=toc)
    assert titles(manuscript) == ["b", "One"]
    assert ("titlepage", "Text of a.") in rules(manuscript)


def test_no_table_of_contents_leaves_the_headings(tmp_path):
    """Without nav and NCX the highest heading that repeats makes chapters."""
    body = "<h1>Book</h1><h2>One</h2><p>a</p><h3>i</h3><p>b</p><h2>Two</h2><p>c</p>"
    manuscript = read_pages(tmp_path, {"one.xhtml": xhtml(body)})
    assert titles(manuscript) == ["One", "Two"]
    assert [block.text for block in manuscript.chapters[0].blocks][:2] == ["Book", "One"]


def test_neither_contents_nor_headings_leave_the_files(tmp_path):
    """With nothing to go by, each file is a chapter, called by its first words."""
    bare = {f"{n}.xhtml": xhtml(f"<p>File {n} has some words of its own.</p>") for n in "ab"}
    assert titles(read_pages(tmp_path, bare)) == [
        "File a has some words of…",
        "File b has some words of…",
    ]


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ('epub:type="preface"', "front"),
        ('epub:type="bodymatter"', "body"),
        ('epub:type="afterword"', "back"),
        ('role="doc-epilogue"', "back"),
        ("", "body"),
    ],
)
def test_markup_tells_front_and_back_matter(tmp_path, attributes, kind):
    """The words of epub:type and role decide a chapter's kind."""
    page = {"one.xhtml": xhtml(CHAPTER.format("one"), attributes)}
    assert read_pages(tmp_path, page).chapters[0].kind == kind


@pytest.mark.parametrize(("title", "kind"), [("Foreword", "front"), ("Appendix A", "back")])
def test_titles_tell_front_and_back_matter(tmp_path, title, kind):
    """Where markup is silent, the words of the title decide."""
    manuscript = read_pages(tmp_path, pages("one"), toc=nav(("one.xhtml", title)))
    assert manuscript.chapters[0].kind == kind


def test_landmarks_silence_a_page(tmp_path):
    """A page that the landmarks call a copyright page is skipped under that name."""
    toc = nav(("b.xhtml", "One"), landmarks=[("a.xhtml", "copyright-page")])
    manuscript = read_pages(tmp_path, pages("a", "b"), toc=toc)
    assert titles(manuscript) == ["One"]
    assert {rule for rule, _ in rules(manuscript)} == {"copyright-page"}


def test_a_body_chapter_may_be_called_index(tmp_path):
    """Markup that says chapter is believed before a title that says something else."""
    page = {"one.xhtml": xhtml(CHAPTER.format("one"), 'epub:type="chapter"')}
    manuscript = read_pages(tmp_path, page, toc=nav(("one.xhtml", "Index")))
    assert titles(manuscript) == ["Index"]


def test_metadata_is_read(tmp_path):
    """Title, authors, language, date, publisher, description, ISBN and series are found."""
    metadata = """
        <dc:title id="t">Main</dc:title><meta refines="#t" property="title-type">main</meta>
        <dc:creator id="a">Ann</dc:creator><meta refines="#a" property="role">aut</meta>
        <dc:creator opf:role="trl">Translator</dc:creator>
        <dc:language>fr</dc:language><dc:date>1901-02-03T00:00:00Z</dc:date>
        <dc:publisher>House</dc:publisher>
        <dc:description>&lt;p&gt;Good &lt;b&gt;book&lt;/b&gt;.&lt;/p&gt;</dc:description>
        <dc:identifier id="id">urn:uuid:1</dc:identifier>
        <dc:identifier>978-0-316-00000-0</dc:identifier>
        <meta id="s" property="belongs-to-collection">Saga</meta>
        <meta refines="#s" property="group-position">2</meta>"""
    found = read_pages(tmp_path, pages("one"), metadata=metadata).metadata
    assert (found.title, found.authors, found.language, found.date) == (
        "Main", ("Ann",), "fr", "1901-02-03",
    )  # fmt: skip
    assert (found.publisher, found.description) == ("House", "Good book.")
    assert (found.identifier, found.series) == ("urn:isbn:9780316000000", "Saga #2")


@pytest.mark.parametrize(
    ("metadata", "properties", "name"),
    [("", 'properties="cover-image"', "a.svg"), ('<meta name="cover" content="x"/>', "", "b.png")],
)
def test_the_cover_is_found(tmp_path, metadata, properties, name):
    """EPUB 3 names the cover by a property, EPUB 2 by a meta; it may be an SVG."""
    kind = "image/svg+xml" if name.endswith("svg") else "image/png"
    item = f'<item id="x" href="{name}" media-type="{kind}" {properties}/>'
    manuscript = read_pages(
        tmp_path, pages("one"), metadata=metadata, manifest=item, extra={name: b"picture"}
    )
    assert (manuscript.cover.media_type, manuscript.cover.data) == (kind, b"picture")


def test_a_file_that_is_not_there_is_named(tmp_path):
    """A spine file missing from the archive leaves a trace among the skipped."""
    path = make_epub(tmp_path / "book.epub", pages("one", "two"), extra={})
    lines = path.read_bytes().replace(b"book/two.xhtml", b"book/six.xhtml")
    path.write_bytes(lines)
    assert ("missing-file", "") in rules(read(path))


def test_a_file_that_the_spine_repeats_is_read_once(tmp_path):
    """A second mention of a file is skipped, and said to be a repetition."""
    path = make_epub(tmp_path / "book.epub", pages("one", "two"))
    manuscript = read(repeat_first(path))
    assert titles(manuscript) == ["one", "two"]
    assert ("repeated", "Text of one.") in rules(manuscript)


def repeat_first(path):
    """Write the same book with its first file named once more at the spine's end."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    opf = files["book/package.opf"].replace(b"</spine>", b'<itemref idref="i0"/></spine>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (files | {"book/package.opf": opf}).items():
            archive.writestr(name, content)
    return path
