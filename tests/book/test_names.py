"""Whatever a title holds, its names fit where they go."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.book.names import (
    LONGEST_TITLE,
    clean_text,
    cut_text,
    find_language_code,
    list_titles,
    make_file_name,
    split_series,
    tidy_date,
)

ANYTHING = st.text(st.characters(categories=None), max_size=400)


@given(ANYTHING)
def test_file_names(title):
    """A file's name is one that Windows, macOS and Linux all take."""
    name = make_file_name(title)
    assert 0 < len(name.encode()) <= 150
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]', name)
    assert name == name.strip(". ") == unicodedata.normalize("NFC", name)
    assert make_file_name(name) == name


@given(ANYTHING, st.integers(0, 300))
def test_cut(text, limit):
    """A cut text begins the text, is no longer than asked, and no shorter than it need be."""
    clean = clean_text(text)
    cut = cut_text(clean, limit)
    assert clean.startswith(cut)
    assert len(cut.encode()) <= limit
    assert cut == clean or len(clean[: len(cut) + 1].encode()) > limit


@given(st.lists(ANYTHING, max_size=5))
def test_titles(titles):
    """Every chapter has a title that can be shown."""
    for title in list_titles(titles):
        assert 0 < len(title.encode()) <= LONGEST_TITLE
        assert "\n" not in title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What? Never: a/b", "What Never a b"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Console", "Console"),
        ("...", "_"),
        ("  Ends in a dot. ", "Ends in a dot"),
        ("Straße №5 «мир»", "Straße №5 «мир»"),
        ("e\u0301", "é"),
    ],
)
def test_examples(title, name):
    """Names look as much like the title as they can."""
    assert make_file_name(title) == name


@pytest.mark.parametrize(
    ("series", "found"),
    [
        ("Ways #2", ("Ways", "2")),
        ("Ways, 2.5", ("Ways", "2.5")),
        ("Ways", ("Ways", "")),
        ("Area 51", ("Area 51", "")),
        ("", ("", "")),
    ],
)
def test_series(series, found):
    """A number in a series is told from the series' name."""
    assert split_series(series) == found


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("1813", "1813"),
        ("28 January 1813", "1813"),
        ("1813-01-28T00:00:00Z", "1813-01-28"),
        ("1813-01", "1813-01"),
        ("c. 1813?", "1813"),
        ("long ago", ""),
        ("31415926", ""),
    ],
)
def test_dates(date, found):
    """A date is as exact as players can read it."""
    assert tidy_date(date) == found


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "eng"), ("de", "deu"), ("pt_BR", "por"), ("cmn", "cmn"), ("", "und")],
)
def test_languages(tag, code):
    """Languages get their code of three letters."""
    assert find_language_code(tag) == code
