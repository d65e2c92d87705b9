"""The lexicon's file, TOML and PLS."""

import pytest

from narrator.errors import ManuscriptError
from narrator.manuscript.model import Place, Pronunciation
from narrator.script.lexicon import Entry
from narrator.script.lexicon_file import lexicon_of, read_lexicon, set_word, write_lexicon
from narrator.script.pls import read_pls, write_pls

BOOK = """
include = ["series.lexicon.toml"]
[words]
Leigh = "Lee"
"Wind River" = {say = "Wynd River", ipa = "/wɪnd ˈrɪvə/", case = true, speaker = "Mara"}
read = [{say = "red", part = "past"}, {engines = {kokoro = "ɹid"}}]
"""
SERIES = '[words]\nLeigh = "Lay"\n'


def strip(entries):
    """Give entries without the files that they are from."""
    return [Entry(**{**{n: getattr(e, n) for n in e.__slots__}, "source": ""}) for e in entries]


def test_the_nearer_file_comes_first(tmp_path):
    """A book's entries stand before those of the series that it includes."""
    (tmp_path / "a.lexicon.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "series.lexicon.toml").write_text(SERIES, encoding="utf-8")
    assert strip(read_lexicon(tmp_path / "a.lexicon.toml").entries) == [
        Entry("Leigh", "Lee"),
        Entry("Wind River", "Wynd River", "wɪnd ˈrɪvə", case=True, speaker="Mara"),
        Entry("read", "red", part="past"),
        Entry("read", engines=(("kokoro", "ɹid"),)),
        Entry("Leigh", "Lay"),
    ]


def test_what_is_written_is_read_again(tmp_path):
    """A lexicon that was written in TOML holds the same entries."""
    path = tmp_path / "a.toml"
    path.write_text(BOOK.replace("include", "#"), encoding="utf-8")
    entries = read_lexicon(path).entries
    path.write_text(write_lexicon(entries), encoding="utf-8")
    assert read_lexicon(path).entries == entries


def test_pls_is_written_and_read(tmp_path):
    """PLS holds spellings, phonemes and letters; what it has no words for is left out."""
    entries = [
        Entry("Leigh", "Lee", "liː"),
        Entry("Lee", "Lee", "liː"),
        Entry("Leigh", "hidden"),
        Entry("her", "hur", speaker="Ann"),
    ]
    path = tmp_path / "a.pls"
    path.write_bytes(write_pls(entries, "en-GB"))
    assert strip(read_pls(path)) == [
        Entry("Leigh", "Lee", "liː", language="en-GB"),
        Entry("Lee", "Lee", "liː", language="en-GB"),
    ]
    assert read_lexicon(path).entries == tuple(read_pls(path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[words]\na = 1", "is no entry"),
        ("[words]\na = {say = ''}", "is no entry"),
        ("[words]\na = {say = 'b', casing = true}", "is no entry"),
        ("[words]\na = {engines = {kokoro = 1}}", "is no entry"),
        ("[words]\na = {say = 'b', part = 'pronoun'}", "part of speech 'pronoun'"),
        ("[words]\na = {ipa = 'h3:maI@ni'}", "no IPA in ipa, for that knows no 3 @ I"),
        ("words = 1", "write include"),
        ("word = {}", "write include"),
        ("[words", "is not TOML"),
        ("include = ['a.toml']", "includes itself"),
        ("include = ['b.toml']", "cannot be read"),
        ("include = ['c.pls']", "cannot be read"),
    ],
)
def test_what_is_no_lexicon_is_refused(tmp_path, text, told):
    """The error names the file and what is wrong with it."""
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    (tmp_path / "c.pls").write_text("<lexicon", encoding="utf-8")
    with pytest.raises(ManuscriptError, match=told):
        read_lexicon(tmp_path / "a.toml")


def test_a_manuscript_tells_how_its_words_are_said():
    """A mark counts at its place, a lexicon everywhere; an alias is letters."""
    place, entry = Place("a.xhtml", 1, 4, 10), Place("a.pls", 1, 0, 0)
    told = [
        Pronunciation("tomato", "ipa", "təˈmɑːtəʊ", place),
        Pronunciation("W3C", "alias", "World Wide Web Consortium", entry),
        Pronunciation("tomato", "x-sampa", 't@"mA:t@U', entry),
    ]
    first, second, third = lexicon_of(told).entries
    assert (first.ipa, first.place) == ("təˈmɑːtəʊ", place)
    assert (second.say, second.place) == ("World Wide Web Consortium", None)
    assert (third.say, third.ipa) == ("", "")


HERS = '{say = "Lay", speaker = "Mara"}'


@pytest.mark.parametrize(
    ("before", "say", "ipa", "after"),
    [
        ("", "Lee", "", 'Leigh = "Lee"'),
        ("", "Lee", "liː", 'Leigh = {ipa = "liː", say = "Lee"}'),
        ('leigh = "Lay" # hm', "Lee", "", 'leigh = "Lee"'),
        (f"Leigh = {HERS}", "Lee", "", f'Leigh = [{HERS}, "Lee"]'),
        (f'Leigh = [{HERS}, "Lee"]', "", "", f"Leigh = {HERS}"),
    ],
)
def test_a_word_is_set_everywhere(tmp_path, before, say, ipa, after):
    """What counts for somebody alone stays, and what others wrote around it."""
    file = tmp_path / "l.toml"
    file.write_text(f'# names\n[words]\n{before}\nPar = "Pah"\n')
    set_word(file, "Leigh", say, ipa)
    written = file.read_text()
    assert written.startswith("# names\n[words]\n")
    assert after in written
    assert 'Par = "Pah"' in written
    assert read_lexicon(file).entries


def test_a_word_is_set_in_a_new_file(tmp_path):
    """And taken out again."""
    file = tmp_path / "l.toml"
    set_word(file, "Leigh", "Lee", "")
    assert file.read_text() == '[words]\nLeigh = "Lee"\n'
    set_word(file, "Leigh", "", "")
    assert read_lexicon(file).entries == ()
