"""An EPUB with overlays is the original with its sound: nothing moved, nothing guessed."""

import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from overlaid import make_overlaid

from narrator.book.overlay_check import check_overlays
from narrator.book.overlay_package import check_source
from narrator.book.page_source import insert_ids, keep_letters, read_source
from narrator.book.word_places import find_words
from narrator.errors import DeliveryError, ManuscriptError, UsageError
from narrator.manuscript.model import Place, Skipped
from narrator.script.model import Segment

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="E/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
OPF = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:6d8a1bd4-4bd1-4d1b-9a24-0c6a3a1b2c3d</dc:identifier>
<dc:title>The Way</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="text/page+one.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="one"/></spine>
</package>"""
NAV = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Contents</title></head>
<body><nav epub:type="toc"><ol><li><a href="text/page+one.xhtml">One</a></li></ol></nav></body>
</html>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>One</title></head>
<body>
<h1>One</h1>
<p>It was <em>late. So</em> late &#8212; nearly <b>ten</b>!
“Go,” he said.<a href="#n" epub:type="noteref">7</a></p>
<p>Yes.</p>
<p>Yes.</p>
<aside id="n" epub:type="footnote"><p>A note.</p></aside>
</body>
</html>"""
MARKED = """\
<h1><span id="narrator-1-1">One</span></h1>
<p><span id="narrator-1-2">It was</span> <em>late. So</em> \
<span id="narrator-1-3">late &#8212; nearly <b>ten</b>!</span>
<span id="narrator-1-4">“Go,”</span> \
<span id="narrator-1-5">he said.</span><a href="#n" epub:type="noteref">7</a></p>
<p><span id="narrator-1-6">Yes.</span></p>
<p><span id="narrator-1-7">Yes.</span></p>
<aside id="n" epub:type="footnote"><p>A note.</p></aside>"""
SMIL = """\
    <par>
      <text src="../text/page%2Bone.xhtml#narrator-1-1"/>
      <audio src="audio/0001.m4a" clipBegin="0.500s" clipEnd="{0}s"/>
    </par>
    <par>
      <text src="../text/page%2Bone.xhtml#narrator-1-2"/>
      <audio src="audio/0001.m4a" clipBegin="{0}s" clipEnd="{1}s"/>
    </par>
"""


def write_epub(path, page=PAGE, opf=OPF):
    """Write an EPUB of one page."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("E/book.opf", opf)
        archive.writestr("E/nav.xhtml", NAV)
        archive.writestr("E/text/page+one.xhtml", page)
    return path


@pytest.fixture
def overlaid(tmp_path):
    """An EPUB of one page, and the same with overlays."""
    path = write_epub(tmp_path / "book.epub")
    _, (file,) = make_overlaid(path, tmp_path, on_warning=pytest.fail)
    return path, file.path


def test_page_and_smil(overlaid):
    """In the page are spans around what is heard, and the overlay has them in their order."""
    with zipfile.ZipFile(overlaid[1]) as archive:
        page = archive.read("E/text/page+one.xhtml").decode()
        smil = archive.read("E/narrator/0001.smil").decode()
        package = archive.read("E/book.opf").decode()
    assert MARKED in page
    assert 'href="../narrator/overlay.css"/></head>' in page
    assert SMIL.format("0.889", "1.278") in smil
    assert '<item id="one" href="text/page+one.xhtml"' in package
    assert '<meta property="media:narrator">Nan Narr</meta>' in package
    assert package.count("media:duration") == 2


def test_the_rest_stays(overlaid):
    """All else of the original is there, byte for byte, its type first and not packed."""
    before, after = map(zipfile.ZipFile, overlaid)
    with before, after:
        same = [it for it in before.namelist() if before.read(it) == after.read(it)]
        first = after.infolist()[0]
    assert set(before.namelist()) - set(same) == {"E/book.opf", "E/text/page+one.xhtml"}
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")


def test_again(overlaid, tmp_path):
    """It is left alone when nothing changed; of an EPUB with overlays, these are replaced."""
    path, made = overlaid
    _, (again,) = make_overlaid(path, tmp_path)
    assert not again.made
    _, (twice,) = make_overlaid(made, tmp_path / "twice")
    with zipfile.ZipFile(twice.path) as archive:
        package = archive.read("E/book.opf").decode()
        assert "E/narrator-2/0001.smil" in archive.namelist()
        assert package.count("media-overlay=") == 1
        assert package.count(".smil") == 1


def spoil(path, target, old, new):
    """Copy an EPUB with something in its files replaced."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(old, new))
    return target


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b'id="narrator-1-6"', b'id="other"', "no id narrator-1-6"),
        (b"audio/0001.m4a", b"audio/0002.m4a", "is not there"),
        (b'clipEnd="0.889s"', b'clipEnd="99.9s"', "is heard from 0.5 to 99.9 s"),
        (b'clipEnd="0.889s"', b'clipEnd="0.500s"', "is heard from 0.5 to 0.5 s"),
    ],
)
def test_read_back(overlaid, tmp_path, old, new, what):
    """Overlays that lead nowhere are found when the file is read back."""
    check_overlays(overlaid[1], "T")
    broken = spoil(overlaid[1], tmp_path / "broken.epub", old, new)
    with pytest.raises(DeliveryError, match=what):
        check_overlays(broken, "T")


@pytest.mark.parametrize("name", ["novels/h-g-wells_the-invisible-man", "samples/kusamakura"])
def test_words_are_the_segments(data, tmp_path, name):
    """In a real book, what each span holds is its segment, with what was skipped within it."""
    (path,) = (data / "epub").glob(f"{name}*.epub")
    script, (file,) = make_overlaid(path, tmp_path, chapters=3, on_warning=pytest.fail)
    spoken = {
        f"narrator-{it.id.replace(':', '-')}": it for c in script.chapters for it in c.segments
    }
    checked = 0
    with zipfile.ZipFile(file.path) as archive:
        for page in [name for name in archive.namelist() if name.endswith(".xhtml")]:
            for span in etree.fromstring(archive.read(page)).iter("{*}span"):
                if segment := spoken.get(span.get("id")):
                    for left_out in [*span.iter("{*}rt"), *span.iterfind(".//{*}a")]:
                        left_out.text = ""
                    assert keep_letters("".join(span.itertext())) in keep_letters(segment.text)
                    checked += 1
    assert checked > 200


def test_words_that_are_not_there(tmp_path):
    """A segment whose words are not in the page is named, and not guessed."""
    page = PAGE.replace(
        "<p>Yes.</p>\n<p>Yes.</p>", "<p>Yes.</p>\n<p><svg><text>Yes.</text></svg></p>"
    )
    warnings = []
    _, (file,) = make_overlaid(
        write_epub(tmp_path / "book.epub", page), tmp_path, on_warning=warnings.append
    )
    assert warnings == [
        "Of the EPUB's overlays these are left out, their words not found: 1:7 ('Yes.')."
    ]
    with zipfile.ZipFile(file.path) as archive:
        assert b"narrator-1-7" not in archive.read("E/narrator/0001.smil")


def test_what_is_no_epub_3(tmp_path):
    """What overlays cannot be added to is refused, and what to do is said."""
    text = tmp_path / "book.md"
    text.write_text("# One\n\nText.\n")
    with pytest.raises(UsageError, match="is none"):
        check_source(text)
    with pytest.raises(ManuscriptError, match="EPUB 2"):
        check_source(write_epub(tmp_path / "b.epub", opf=OPF.replace('"3.0"', '"2.0"')))
    with pytest.raises(ManuscriptError, match="not well-formed"):
        check_source(write_epub(tmp_path / "c.epub", opf=OPF.replace("</spine>", "")))


def segment(name, text, paragraph=1, start=0):
    """Make a segment of a page."""
    place = Place("p", paragraph, start, start + len(text))
    return Segment(name, "narration", "narrator", text, text, place, "sentence", 0)


def test_short_words_far_away():
    """A short segment is found only where it must be; a long one also further on."""
    page = read_source("<p>Someone else's words. Yes. And a sentence that is long.</p>")
    found = find_words(
        page, [segment("1", "Yes."), segment("2", "And a sentence that is long.", start=5)], []
    )
    assert list(found) == ["2"]
    skipped = Skipped("note", "Someone else's words.", Place("p", 1, 0, 0))
    assert list(find_words(page, [segment("1", "Yes.")], [skipped])) == ["1"]


TREES = st.recursive(
    st.sampled_from(["ab ", "c. ", "“d” ", "&amp;", "é", " ", "<br/>", "<!-- x -->"]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(["i", "b", "p", "ruby", "svg", "div"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(TREES, min_size=1, max_size=5), st.lists(st.integers(1, 6), max_size=8))
def test_ids_property(parts, lengths):
    """Wherever ids are put, the page stays well-formed, and without them it is what it was."""
    source = f"<body>{''.join(parts)}</body>"
    page = read_source(source)
    segments, at = [], 0
    for number, length in enumerate(lengths):
        segments.append(segment(f"s{number}", page.letters[at : at + length], start=number))
        at += length
    segments = [
        replace(it, place=replace(it.place, end=it.place.start)) for it in segments if it.text
    ]
    ranges = find_words(page, segments, [])
    marked, there = insert_ids(page, ranges)
    root = etree.fromstring(marked)
    spans = {it.get("id"): it for it in root.iter("span")}
    assert set(spans) == there <= set(ranges) == {it.id for it in segments}
    for name, span in spans.items():
        marked = marked.replace(f'<span id="{name}">', "")
        (said,) = (it.text for it in segments if it.id == name)
        assert keep_letters("".join(span.itertext())) in said or span.find(".//ruby") is not None
    assert marked.replace("</span>", "") == source
