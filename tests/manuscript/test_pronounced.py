"""What a book tells of how it is said: read as values, with their places."""

import pytest
from manuscript.books import make_epub, words, xhtml

from narrator.manuscript import Reading, read
from narrator.script import write_script
from narrator.script.json_file import to_json

SSML = 'xmlns:ssml="http://www.w3.org/2001/10/synthesis"'
ITEM = '<item id="pls" href="a.pls" media-type="application/pls+xml"/>'
PLS = """<?xml version="1.0"?>{doctype}
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa"
 xml:lang="en-GB"><lexeme><grapheme>Loughborough</grapheme><grapheme>Lboro</grapheme>
<phoneme>ˈlʌfbərə</phoneme><phoneme>x</phoneme></lexeme>
<lexeme><grapheme>W3C{entity}</grapheme><alias>World Wide Web</alias></lexeme></lexicon>"""


def read_body(folder, body, **parts):
    """Read a book of one page in English, with what stands around it."""
    parts["metadata"] = "<dc:language>en</dc:language>"
    page = xhtml(body, SSML)
    return read(make_epub(folder / "a.epub", {"one.xhtml": page}, **parts), Reading())


def test_phonemes_of_elements_are_kept(tmp_path):
    """The alphabet is inherited; words are those that the element holds."""
    body = (
        '<p ssml:alphabet="x-sampa">The <b ssml:ph="t@&quot;mA:t@U"> tomato </b> and '
        '<span ssml:ph="a" ssml:alphabet="ipa">a</span></p><p><i ssml:ph="b">b</i></p>'
    )
    manuscript = read_body(tmp_path, body)
    told = [(each.words, each.alphabet, each.phonemes) for each in manuscript.pronunciations]
    assert told == [("tomato", "x-sampa", 't@"mA:t@U'), ("a", "ipa", "a"), ("b", "ipa", "b")]
    place = manuscript.pronunciations[0].place
    assert (place.paragraph, place.start, place.end) == (1, 4, 10)


def test_changes_of_language_are_kept(tmp_path):
    """A passage is what differs from what is around it: a word, a paragraph, a part, a way back."""
    body = (
        '<p>So <i lang="fr">mot juste</i>.</p><div xml:lang="de_DE"><p>Ja <b lang="de-DE">so</b>.'
        '</p><p>Nein <i xml:lang="en">no</i>.</p></div><p lang="en">End.</p>'
    )
    manuscript = read_body(tmp_path, body)
    found = [
        (p.language, p.place.paragraph, p.place.start, p.place.end) for p in manuscript.passages
    ]
    assert found == [("fr", 1, 3, 12), ("de-DE", 2, 0, 6), ("de-DE", 3, 0, 8), ("en", 3, 5, 7)]


def test_lexicons_are_read(tmp_path):
    """Each way to write a word has the first pronunciation; an alias is words."""
    pls = PLS.format(doctype="", entity="")
    manuscript = read_body(tmp_path, "<p>w</p>", manifest=ITEM, extra={"a.pls": pls})
    assert [(p.words, p.alphabet, p.phonemes, p.language) for p in manuscript.pronunciations] == [
        ("Loughborough", "ipa", "ˈlʌfbərə", "en-GB"),
        ("Lboro", "ipa", "ˈlʌfbərə", "en-GB"),
        ("W3C", "alias", "World Wide Web", "en-GB"),
    ]


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/passwd"', '"hahaha"'])
def test_a_lexicon_reads_no_entity(tmp_path, entity):
    """What a lexicon defines is neither fetched nor expanded."""
    pls = PLS.format(doctype=f"<!DOCTYPE lexicon [<!ENTITY x {entity}>]>", entity="&x;")
    manuscript = read_body(tmp_path, "<p>w</p>", manifest=ITEM, extra={"a.pls": pls})
    assert "root:" not in str(manuscript)
    assert "haha" not in str(manuscript)


@pytest.mark.parametrize("pls", [None, "", "<lexicon>", "<lexeme><grapheme>a</grapheme></lexeme>"])
def test_a_bad_lexicon_costs_no_words(tmp_path, pls):
    """The text is read without it."""
    extra = {} if pls is None else {"a.pls": pls}
    manuscript = read_body(tmp_path, "<p>w</p>", manifest=ITEM, extra=extra)
    assert (words(manuscript), manuscript.pronunciations) == (["w"], ())


def test_a_lexicon_is_read_once_and_not_in_depth(tmp_path):
    """Entries within entries are none, and a lexicon that many items name is read for one."""
    deep = "<lexeme>" * 99 + "<grapheme>a</grapheme><phoneme>b</phoneme>" + "</lexeme>" * 99
    flat = "<lexeme><grapheme>c</grapheme><phoneme>d</phoneme></lexeme>"
    pls = f"<lexicon>{deep}{flat}</lexicon>"
    items = "".join(ITEM.replace('id="', f'id="x{n}') for n in range(9))
    manuscript = read_body(tmp_path, "<p>w</p>", manifest=items, extra={"a.pls": pls})
    assert [it.words for it in manuscript.pronunciations] == ["c"]


def test_they_stand_in_the_script(tmp_path):
    """The script carries them, and gives them to other tools as JSON."""
    manuscript = read_body(tmp_path, '<p>So <i lang="fr" ssml:ph="mo">mot</i>.</p>')
    told = to_json(write_script(manuscript), {})
    assert told["passages"][0]["language"] == "fr"
    assert told["pronunciations"][0] | {"place": None} == {
        "words": "mot", "alphabet": "ipa", "phonemes": "mo", "language": "", "place": None,
    }  # fmt: skip
