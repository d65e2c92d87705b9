"""Books made to harm or to puzzle: read rightly or refused in a sentence, never a traceback."""

import csv
import re
import zipfile

import pytest
from manuscript.books import make_epub, nav, rules, texts, words, xhtml

from narrator.errors import ManuscriptError
from narrator.manuscript import read

READ = {
    "chapter-over-files": (2, ""),
    "chapters-by-fragment": (3, ""),
    "container-missing": (2, ""),
    "dtd-xhtml11-entities": (1, ""),
    "enc-latin1-declared": (2, ""),
    "enc-utf16": (2, ""),
    "fixed-layout": (2, "laid out like pictures"),
    "font-obfuscation-idpf": (2, ""),
    "footnotes-noteref": (1, "note-marker"),
    "hidden-script-style": (1, "hidden"),
    "href-escapes-root": (1, "missing-file"),
    "href-file-url": (1, "missing-file"),
    "href-remote": (1, "missing-file"),
    "href-wrong-case": (1, "is written EPUB/chapter1.XHTML"),
    "mimetype-missing": (2, "mimetype is missing"),
    "nav-and-ncx-missing": (2, ""),
    "ncx-only-deep": (6, ""),
    "opf-path-percent": (2, ""),
    "page-list-and-pagebreak": (1, "page-number"),
    "plain-ok": (2, ""),
    "rtl-arabic": (1, ""),
    "ruby-japanese-vertical": (1, "ruby"),
    "spine-blank-pages": (2, ""),
    "spine-empty": (1, "the spine is empty"),
    "spine-missing-file": (2, "missing-file"),
    "spine-missing-idref": (2, "does not hold"),
    "spine-nonlinear-notes": (1, "nonlinear"),
    "tag-soup": (2, ""),
    "toc-out-of-order": (3, ""),
    "xml-billion-laughs-chapter": (1, "entity"),
    "xml-billion-laughs-opf": (1, ""),
    "xxe-local-file": (1, "entity"),
    "zip-10k-entries": (2, ""),
    "zip-duplicate-entry": (2, "more than once"),
    "zip-slip-absolute": (2, "leads out of the book"),
    "zip-slip-backslash": (2, "leads out of the book"),
    "zip-slip-dotdot": (2, "leads out of the book"),
}
"""How many chapters a book gives, and what is reported: a rule's name or words of a notice."""

REFUSED = {
    "drm-adept": "DRM (Adobe ADEPT)",
    "drm-lcp": "DRM (Readium LCP)",
    "empty-file": "damaged",
    "not-a-zip": "damaged",
    "zip-bomb-64mib": "unpacks to more",
    "zip-crc-bad": "c2.xhtml",
    "zip-truncated": "damaged",
}


@pytest.fixture
def hostile(data):
    """Give the folder of made, hostile books."""
    return data / "epub" / "hostile"


def read_all(folder):
    """Read every book of a folder; give what came of each, a manuscript or the error."""
    results = {}
    for path in sorted(folder.glob("*.epub")):
        try:
            results[path.stem] = read(path)
        except ManuscriptError as error:
            results[path.stem] = error
    return results


def test_no_hostile_book_gets_through(hostile):
    """All books of the set are read or refused, each as its line in EXPECT.tsv wants."""
    results = read_all(hostile)
    with (hostile / "EXPECT.tsv").open(encoding="utf-8") as file:
        wanted = {
            row["file"][:-5]: row["a good reader"] for row in csv.DictReader(file, delimiter="\t")
        }
    assert set(results) == set(wanted) == set(READ) | set(REFUSED)
    table = {name: (as_expected(name, result), result) for name, result in results.items()}
    wrong = [
        f"{name}: wanted: {wanted[name]}; came: {str(result)[:300]}"
        for name, (good, result) in table.items()
        if not good
    ]
    assert not wrong, "\n".join([f"{len(table) - len(wrong)} of {len(table)} are right", *wrong])


def as_expected(name, result):
    """Tell whether a book was read, or refused, as it should be."""
    if name in REFUSED:
        return isinstance(result, ManuscriptError) and REFUSED[name] in str(result)
    if isinstance(result, ManuscriptError):
        return False
    chapters, report = READ[name]
    told = [*result.notices, *(each.rule for each in result.skipped)]
    return len(result.chapters) == chapters and (not report or any(report in x for x in told))


def test_nothing_hidden_is_spoken(hostile):
    """Scripts, hidden text, page numbers, notes and pronunciations stay out of the text."""
    spoken = " ".join(words(read(hostile / "hidden-script-style.epub")))
    assert "SPOKEN" not in spoken
    assert "かんじ" not in " ".join(words(read(hostile / "ruby-japanese-vertical.epub")))
    for name in ("footnotes-noteref", "page-list-and-pagebreak", "spine-nonlinear-notes"):
        assert read(hostile / f"{name}.epub").skipped


def test_no_local_file_is_read(hostile):
    """An external entity stays unresolved."""
    manuscript = read(hostile / "xxe-local-file.epub")
    assert "root:" not in str(manuscript)
    assert ("entity", "&x;") in [(each.rule, each.text) for each in manuscript.skipped]


@pytest.mark.parametrize("name", ["enc-utf16", "enc-latin1-declared", "dtd-xhtml11-entities"])
def test_encodings_are_right(hostile, name):
    """Text is decoded by byte order mark, declaration or entity, with no wrong letter."""
    found = " ".join(words(read(hostile / f"{name}.epub")))
    assert "Ã" not in found
    assert "\ufffd" not in found
    assert name == "enc-utf16" or "Café" in found


@pytest.mark.parametrize("folder", ["w3c", "epubcheck", "samples", "other"])
def test_no_test_book_makes_a_traceback(data, folder):
    """Every book of the public test sets is read, or refused in words."""
    results = read_all(data / "epub" / folder)
    read_well = [each for each in results.values() if not isinstance(each, ManuscriptError)]
    assert len(read_well) > len(results) / 2


def test_deep_nesting_is_refused_and_not_cut(tmp_path):
    """Elements deeper than the parser goes are an error: their text would be lost."""
    body = "<div>" * 10_000 + "deep" + "</div>" * 10_000
    with pytest.raises(ManuscriptError, match="nested in each other"):
        read(make_epub(tmp_path / "deep.epub", {"one.xhtml": xhtml(body)}))


def test_a_very_long_paragraph_is_read(tmp_path):
    """Five megabytes in one paragraph, packed small as repetition is, are no bomb."""
    body = "<p>" + "word " * 1_000_000 + "</p>"
    manuscript = read(make_epub(tmp_path / "long.epub", {"one.xhtml": xhtml(body)}))
    assert len(words(manuscript)) == 1_000_000


def test_sizes_in_headers_are_not_believed(tmp_path):
    """A bomb is stopped while it inflates, whatever size its header claims."""
    path = make_epub(tmp_path / "bomb.epub", {"one.xhtml": b" " * (40 << 20)})
    lying = path.read_bytes().replace((40 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(ManuscriptError, match=r"one\.xhtml"):
        read(path)


@pytest.mark.parametrize(
    "name", ["/etc/one.xhtml", "../one.xhtml", "C:\\one.xhtml", "a\\..\\..\\b"]
)
def test_names_that_leave_the_book_are_ignored(tmp_path, name):
    """An entry with a path out of the book is not part of it; the rest is read."""
    path = make_epub(tmp_path / "slip.epub", {"one.xhtml": xhtml("<p>Good.</p>")})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "evil")
    assert texts(read(path)) == [("paragraph", "Good.")]


ONE = {"one.xhtml": xhtml("<p>Good.</p>")}
FONT = "http://www.idpf.org/2008/embedding"
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"


def encrypted(algorithm, file):
    """Write the file that says what is encrypted."""
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData>'
        f'<e:CipherReference URI="{file}"/></e:CipherData></e:EncryptedData></encryption>'
    )


def rewrite(path, change):
    """Write an EPUB's files again as ``change`` (name, data) gives them; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if (changed := change(name, data)) is not None:
                archive.writestr(name, changed)
    return path


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("META-INF/rights.xml", "Adobe ADEPT"),
        ("META-INF/license.lcpl", "Readium LCP"),
        ("META-INF/sinf.xml", "Apple FairPlay"),
        ("META-INF/other.xml", "of an unknown kind"),
    ],
)
def test_copy_protection_is_named(tmp_path, file, name):
    """A book whose pages are encrypted is refused under the name of its DRM."""
    extra = {"META-INF/encryption.xml": encrypted(AES, "book/one.xhtml"), file: "x"}
    with pytest.raises(ManuscriptError, match=re.escape(f"DRM ({name})")):
        read(make_epub(tmp_path / "a.epub", ONE, extra=extra))


def test_hidden_fonts_are_no_copy_protection(tmp_path):
    """Obfuscated fonts hinder nobody; a page under the same algorithm does."""
    for file, good in (("book/a.otf", True), ("book/one.xhtml", False)):
        extra = {"META-INF/encryption.xml": encrypted(FONT, file)}
        path = make_epub(tmp_path / "a.epub", ONE, extra=extra)
        if good:
            assert words(read(path)) == ["Good."]
        else:
            with pytest.raises(ManuscriptError, match="DRM"):
                read(path)


@pytest.mark.parametrize(("cipher", "said"), [(2, "DRM \\(Kindle\\)"), (0, "convert it to EPUB")])
def test_kindle_books_are_named(tmp_path, cipher, said):
    """A Mobipocket file is refused, encrypted or not, under any name."""
    head = bytes(60) + b"BOOKMOBI" + bytes(10) + (100).to_bytes(4, "big")
    path = tmp_path / "a.epub"
    path.write_bytes(head.ljust(112, b"\0") + cipher.to_bytes(2, "big") + bytes(50))
    with pytest.raises(ManuscriptError, match=said):
        read(path)


@pytest.mark.parametrize(
    ("doctype", "inside"),
    [
        ('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        (
            '<!DOCTYPE html [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;"><!ENTITY x "&b;&b;&b;">]>',
            "&x;",
        ),
        ('<!DOCTYPE html [<!ENTITY x "' + "y" * 90_000 + '">]>', "&x;" * 9_000),
    ],
)
def test_no_entity_is_expanded(tmp_path, doctype, inside):
    """What a page defines for itself is neither read from a file nor multiplied."""
    page = xhtml(f"<p>Good{inside}.</p>").replace("?><html", f"?>{doctype}<html")
    manuscript = read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))
    assert "".join(words(manuscript)) == "Good."
    assert ("entity", "&x;") in rules(manuscript)


@pytest.mark.parametrize("href", ["../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_nothing_outside_the_book_is_opened(tmp_path, href):
    """A manifest that leads out of the archive finds nothing, and that is reported."""
    path = make_epub(tmp_path / "a.epub", {**ONE, "two.xhtml": xhtml("<p>Two.</p>")})
    path = rewrite(
        path, lambda _, data: data.replace(b'href="two.xhtml"', f'href="{href}"'.encode())
    )
    manuscript = read(path)
    assert words(manuscript) == ["Good."]
    assert ("missing-file", "") in rules(manuscript)


def test_many_small_bombs_are_one(tmp_path):
    """Entries that are each below the limits are counted together."""
    pages = {f"{n}.xhtml": xhtml("<p>" + " " * (6 << 20) + "</p>") for n in range(4)}
    with pytest.raises(ManuscriptError, match="unpacks to more"):
        read(make_epub(tmp_path / "a.epub", pages))


def test_a_real_book_packed_463_to_1_is_no_bomb(tmp_path):
    """Markup that repeats itself packs very small, and is read."""
    page = xhtml('<p class="calibre1"><span class="none"> </span></p>' * 15_000 + "<p>End.</p>")
    assert words(read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))) == ["End."]


def test_more_entries_than_a_book_has_are_refused(tmp_path):
    """Twenty thousand files are enough for a book."""
    path = make_epub(tmp_path / "a.epub", ONE)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(20_001):
            archive.writestr(f"x{number}", b"")
    with pytest.raises(ManuscriptError, match="files, more than"):
        read(path)


def test_tags_without_end_are_refused(tmp_path):
    """A page of more tags than any book has would fill the memory."""
    page = xhtml("<b/>" * 700_000)
    with pytest.raises(ManuscriptError, match="tags"):
        read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))


def test_a_damaged_cover_or_contents_costs_no_words(tmp_path):
    """Where no spoken text is lost the book is read, and the loss is reported."""
    item = '<item id="c" href="c.png" media-type="image/png" properties="cover-image"/>'
    path = make_epub(
        tmp_path / "a.epub", ONE, toc=nav(("one.xhtml", "A")), manifest=item,
        extra={"c.png": b"picture" * 50},
    )  # fmt: skip
    spoil_member(path, "book/c.png")
    spoil_member(path, "book/nav.xhtml")
    manuscript = read(path)
    assert (words(manuscript), manuscript.cover) == (["Good."], None)
    assert "c.png cannot be read" in str(manuscript.notices)
    assert "nav.xhtml cannot be read" in str(manuscript.notices)


def test_a_damaged_page_is_refused_by_name(tmp_path):
    """Where spoken text is lost the book is refused, and the page is named."""
    path = make_epub(tmp_path / "a.epub", ONE)
    spoil_member(path, "book/one.xhtml")
    with pytest.raises(ManuscriptError, match=r"book/one\.xhtml"):
        read(path)


def spoil_member(path, name):
    """Change a byte of what a member is packed to."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    data = bytearray(path.read_bytes())
    data[info.header_offset + 30 + len(name) + info.compress_size // 2] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + '<a href="#x">1</a>' * 20_000 + "</p>",
        "<h1>" + "<span>1</span>" * 20_000 + "</h1><p>x</p>",
        '<p aria-label="y">' + '<b aria-hidden="true">x</b>' * 20_000 + "z</p>",
        "<div>" + '<i id="a{}"></i>' * 20_000 + "x</div>",
        "<table><tr>" + "<th>a</th>" * 200 + "</tr><tr>" + "<td>b</td>" * 20_000 + "</tr></table>",
    ],
)
def test_work_grows_in_line_with_the_page(tmp_path, body):
    """Twenty thousand things in one another's way are read: looking at all for each takes hours."""
    path = make_epub(tmp_path / "a.epub", {"one.xhtml": xhtml(body)})
    assert words(read(path))
