"""Real books, compared with a second, independent look at the same files."""

import zipfile
from collections import Counter

import pytest
from lxml import etree
from manuscript.books import words
from manuscript.contract import ReaderContract

from narrator.errors import ManuscriptError
from narrator.manuscript import read

NOVELS = {
    "arthur-conan-doyle_the-sign-of-the-four": 12,
    "h-g-wells_the-invisible-man": 29,
    "jane-austen_pride-and-prejudice": 61,
    "l-m-montgomery_anne-of-green-gables": 38,
}
UNSEEN = dict.fromkeys(map(ord, "\u2060\u00ad\ufeff\u200b"))
NOT_COUNTED = ("image", "page-number")  # their text may stand in attributes
TYPE = "{http://www.idpf.org/2007/ops}type"
NO_TEXT = ("head", "script", "style", "template", "img", "title", "desc", "metadata", "defs")


def spine_pages(path):
    """Yield the names and trees of the spine's files, by no code of ours."""
    with zipfile.ZipFile(path) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        opf = next(container.iter("{*}rootfile")).get("full-path")
        package = etree.fromstring(archive.read(opf))
        hrefs = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        for itemref in package.iter("{*}itemref"):
            name = opf.rpartition("/")[0] + "/" + hrefs[itemref.get("idref")]
            yield name, etree.fromstring(archive.read(name.lstrip("/")))


def letters(text):
    """Count the letters and digits of a text; raised ones are what their markup raises."""
    plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "0123456789n"))
    return Counter(character for character in plain if character.isalnum())


@pytest.fixture(scope="module")
def pride_and_prejudice(novels):
    """Give a novel of 61 chapters."""
    return read(novels / "jane-austen_pride-and-prejudice.epub")


@pytest.fixture(scope="module")
def robinson_crusoe(data):
    """Give a novel as Project Gutenberg builds it."""
    return read(data / "epub" / "other" / "gutenberg_robinson-crusoe.epub")


class TestNovel(ReaderContract):
    """The EPUB reader keeps the contract on a whole novel."""

    @pytest.fixture
    def manuscript(self, pride_and_prejudice):
        """Give the novel."""
        return pride_and_prejudice


class TestGutenberg(ReaderContract):
    """The EPUB reader keeps the contract on a Project Gutenberg build."""

    @pytest.fixture
    def manuscript(self, robinson_crusoe):
        """Give the novel."""
        return robinson_crusoe

    def test_the_licence_is_not_spoken(self, manuscript):
        """What Project Gutenberg puts around the book is skipped under its rule."""
        assert "gutenberg" not in " ".join(words(manuscript)).casefold()
        assert sum(each.rule == "gutenberg-licence" for each in manuscript.skipped) > 20


@pytest.mark.parametrize("name", NOVELS)
def test_a_novel_is_read_word_for_word(novels, name):
    """The chapters' words are those of the chapters' files, in order, and nothing else."""
    path = novels / f"{name}.epub"
    manuscript = read(path)
    told = [
        "".join(tree.find("{*}body").itertext()).translate(UNSEEN)
        for file, tree in spine_pages(path)
        if "/chapter-" in file or "/epilogue" in file
    ]
    assert len(manuscript.chapters) == len(told) == NOVELS[name]
    for chapter, text in zip(manuscript.chapters, told, strict=True):
        assert " ".join(block.text for block in chapter.blocks).split() == text.split()


def test_the_epilogue_is_back_matter(novels):
    """The one novel with an epilogue ends with it, called so and of its own kind."""
    last = read(novels / "h-g-wells_the-invisible-man.epub").chapters[-1]
    assert (last.title, last.kind) == ("Epilogue", "back")


@pytest.mark.parametrize("folder", ["novels", "samples", "other", "w3c", "epubcheck"])
def test_no_letter_is_lost_or_read_twice(data, folder):
    """Of every page, the letters that are spoken or skipped are the letters that it holds."""
    compared = 0
    for path in sorted((data / "epub" / folder).glob("*.epub")):
        try:
            held, manuscript = letters_held(path), read(path)
        except (ManuscriptError, etree.XMLSyntaxError, KeyError, zipfile.BadZipFile):
            continue
        assert letters_found(manuscript) == held, path
        compared += 1
    assert compared > 2


def letters_held(path):
    """Count the letters in the text of the spine's files."""
    held = Counter()
    for _, tree in spine_pages(path):
        etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
        for node in list(tree.iter()):
            if node.tag.rpartition("}")[2] in NO_TEXT or "pagebreak" in node.get(TYPE, ""):
                node.clear(keep_tail=True)
        held += letters("".join(tree.itertext()))
    return held


def letters_found(manuscript):
    """Count the letters that a manuscript holds, spoken or skipped."""
    blocks = (block.text for chapter in manuscript.chapters for block in chapter.blocks)
    left_out = (each.text for each in manuscript.skipped if each.rule not in NOT_COUNTED)
    return letters("".join([*blocks, *left_out]))


@pytest.mark.parametrize("folder", ["novels", "samples", "other"])
def test_titles_and_their_order_are_those_of_the_contents(data, folder):
    """Every entry of a book's own contents is a chapter, in the same order, or known as none."""
    for path in sorted((data / "epub" / folder).glob("*.epub")):
        manuscript = read(path)
        titles = iter([chapter.title for chapter in manuscript.chapters])
        entries = contents_of(path)
        spoken = [entry for entry in entries if entry in {c.title for c in manuscript.chapters}]
        assert all(entry in titles for entry in spoken), path  # the iterator goes only forwards
        assert set(entries) - set(spoken) <= NO_CHAPTERS, path


NO_CHAPTERS = {
    "BIBLIOGRAPHY", "Colophon", "Contents", "Copyright Page", "Couverture",
    "Fallbacks", "XHTML Content Documents",
    "EPUB 3 Specifications - Table of Contents", "Imprint", "Moby-Dick",
    'NOTES ON "THE WASTE LAND"', "Original Transcriber’s Notes:", "Page de titre", "References",
    "THE FULL PROJECT GUTENBERG LICENSE", "Table of Contents", "Terminology", "Titlepage",
    "Uncopyright", "דף פתיחה", "この文書について",
    "The Project Gutenberg eBook of The Life and Adventures of Robinson Crusoe, by Daniel Defoe",
}  # fmt: skip
"""What is silent, and in ``pandoc_features`` two entries whose target has a deeper one as well."""


def contents_of(path):
    """Give the entries of a book's nav or NCX as printed, by no code of ours."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        trees = [etree.fromstring(archive.read(n)) for n in names if n.endswith(("html", "ncx"))]
    navs = [nav for tree in trees for nav in tree.iter("{*}nav") if nav.get(TYPE) == "toc"]
    found = [link for nav in navs[:1] for link in nav.iter("{*}a")]
    found = found or [label for tree in trees for label in tree.iter("{*}navLabel")]
    texts = ("".join(each.itertext()).translate(UNSEEN) for each in found)
    return [" ".join(text.split()) for text in texts]
