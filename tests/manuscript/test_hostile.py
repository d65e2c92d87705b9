"""Books made to harm or to puzzle: read rightly or refused in a sentence, never a traceback."""

import csv
import zipfile

import pytest
from manuscript.books import make_epub, texts, words, xhtml

from narrator.errors import ManuscriptError
from narrator.manuscript import read

CHAPTERS = {
    "chapter-over-files": 2,
    "chapters-by-fragment": 3,
    "font-obfuscation-idpf": 2,
    "href-escapes-root": 1,
    "mimetype-missing": 2,
    "nav-and-ncx-missing": 2,
    "ncx-only-deep": 6,
    "opf-path-percent": 2,
    "plain-ok": 2,
    "spine-blank-pages": 2,
    "spine-missing-file": 2,
    "toc-out-of-order": 3,
    "zip-10k-entries": 2,
}
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
        expected = {
            row["file"].removesuffix(".epub") for row in csv.DictReader(file, delimiter="\t")
        }
    assert set(results) <= expected
    for name, result in results.items():
        if name in CHAPTERS:
            assert len(result.chapters) == CHAPTERS[name], name
        if name in REFUSED:
            assert REFUSED[name] in str(result), name
        assert (name in REFUSED) == isinstance(result, ManuscriptError), name


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
