"""Style sheets as the witness reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.witness.sheet import read_rules


def told(css):
    """What a sheet says, without its weights."""
    return [(rule.selector, rule.name, rule.hides) for rule in read_rules(css.encode(), no_sheet)]


def no_sheet(_href):
    """No sheet can be imported."""
    return ()


@pytest.mark.parametrize(
    ("css", "rules"),
    [
        ("a, b > c {color:red; display : NONE}", [("a", True), ("b > c", True)]),
        ("a{display:none} a{display:block!important}", [("a", True), ("a", False)]),
        ("@media screen{a{display:none}} @media print{b{display:none}}", [("a", True)]),
        ("@supports (display:none) {a{display:none}}", []),
        ("/* a{} */ [t='{;'] b {display:none", [("[t='__'] b", True)]),
        ("@charset 'x'; a:not(.b, c){display:none}", [("a:not(.b, c)", True)]),
        ("e|a::before, :hover, *|b {display:none}", [(":hover", True), ("b", True)]),
        ("a{display:none; b{color:red}} c{display:inherit}", [("a", True)]),
    ],
)
def test_rules_are_what_counts_on_a_screen(css, rules):
    """Blocks, media, comments and strings are told apart, and boxes of no words are left out."""
    assert [(selector, hides) for selector, _, hides in told(css)] == rules


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("p", ".x"),
        (".x", "p.x"),
        ("div p.x", "#i"),
        ("p:not(.y)", "p.y.z"),
        ("li", "li:nth-child(2n + 1)"),
    ],
)
def test_selectors_weigh_as_in_a_browser(weaker, stronger):
    """Ids come before classes, attributes and states, and those before tags."""
    css = f"{weaker}{{display:none}} {stronger}{{display:none}}"
    one, other = read_rules(css.encode(), no_sheet)
    assert one.weight < other.weight


def test_a_sheet_is_read_with_what_it_imports():
    """What it imports comes first, unless it is for other media."""
    asked = []
    css = b"@import 'a.css'; @import url(b.css) print; p{display:none}"
    assert len(list(read_rules(css, lambda href: asked.append(href) or ()))) == 1
    assert asked == ["a.css"]


@given(st.text("{}();:,!|[]'\"/*@a. \n"))
def test_nothing_in_a_sheet_is_a_fault(css):
    """Whatever stands in a sheet is read or passed over."""
    assert isinstance(told(css + "a{display:none}"), list)
