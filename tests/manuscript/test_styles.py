"""Style sheets: what they hide is skipped, and nothing else."""

import pytest
from manuscript.books import make_epub, rules, words, xhtml

from narrator.manuscript import read

TEXT = '<div class="d"><p class="x" id="i">Veiled.</p><p class="y">Seen.</p></div>'
NAMESPACE = "@namespace e url(http://www.idpf.org/2007/ops);"


def read_styled(
    folder, css, body=TEXT, *, head='<link rel="stylesheet" href="s/a%20b.css"/>', **files
):
    """Read a book of one page with a style sheet."""
    page = xhtml(body).replace("</head>", f"{head}</head>")
    extra = {"s/a b.css": css} | {f"s/{name}.css": text for name, text in files.items()}
    return read(make_epub(folder / "a.epub", {"one.xhtml": page}, extra=extra))


@pytest.mark.parametrize(
    "css",
    [
        ".x { display: none }",
        "p#i{visibility:hidden;}",
        "/* c */ .d > p:first-child, .z {color: red; DISPLAY:None !important}",
        "@media screen { .x {display:none} } @media print { .x {display:block} }",
        ".x {display:none} @media amzn-kf8 {.x {display:block}}",
        "p.x {display:none} p {display:block}",
        ".x {display:block !important} .d .x {display:none !important}",
        "p.y::before, .x {display:none} .y:hover {display:none}",
        ".x {display:none} .x:no-such-thing {display:block}",
    ],
)
def test_hidden_text_is_skipped(tmp_path, css):
    """The cascade decides as in a browser: specificity, order, importance, media."""
    manuscript = read_styled(tmp_path, css)
    assert (words(manuscript), rules(manuscript)) == (["Seen."], [("hidden", "Veiled.")])


@pytest.mark.parametrize(
    "css",
    [
        "@media print, amzn-kf8 {.x {display:none}}",
        "@media (min-width: 9em) {.x {display:none}}",
        ".x {display:none} @media (min-width: 9em) {.x {display:block}}",
        ".x {display:none} @supports (display: flex) {.x {display:flex}}",
        ".x {display:none} p.x {display:inline}",
        ".x {display:none} .x {display:block}",
        "p::after {display:none} p:hover {visibility:hidden}",
        ".x {visibility:hidden} .x b {visibility:visible} .d {visibility:visible}",
    ],
)
def test_what_may_be_shown_is_read(tmp_path, css):
    """What only some screens hide, or a stronger rule shows, is text."""
    assert words(read_styled(tmp_path, css)) == ["Veiled.", "Seen."]


def test_a_sheet_can_stand_in_the_page_or_name_another(tmp_path):
    """Sheets are found in the page, by links and by imports; alternate ones do not count."""
    in_page = '<style>.x{display:none}</style><link rel="alternate stylesheet" href="s/a%20b.css"/>'
    assert words(read_styled(tmp_path, ".y{display:none}", head=in_page)) == ["Seen."]
    told = read_styled(
        tmp_path, "@import 'c.css' screen; @import url(gone.css);", c=".x{display:none}"
    )
    assert words(told) == ["Seen."]
    assert (
        words(read_styled(tmp_path, "@import 'c.css' print;", c=".x{display:none}"))[0] == "Veiled."
    )


def test_a_style_of_the_element_outweighs_its_sheet(tmp_path):
    """What an element says of itself counts more, unless the sheet insists."""
    body = TEXT.replace('id="i"', 'style="display: block"')
    assert words(read_styled(tmp_path, ".x{display:none}", body)) == ["Veiled.", "Seen."]
    assert words(read_styled(tmp_path, ".x{display:none!important}", body)) == ["Seen."]


def test_hidden_notes_are_notes(tmp_path):
    """A note that is shown only when its sign is touched is skipped, or heard, as a note."""
    body = '<p>w</p><aside epub:type="footnote">Note.</aside>'
    manuscript = read_styled(tmp_path, NAMESPACE + "aside[e|type=footnote]{display:none}", body)
    assert rules(manuscript) == [("note", "Note.")]


def test_a_letter_of_a_word_is_never_hidden(tmp_path):
    """The letter behind a picture of it belongs to its word."""
    body = '<p><img src="t.png" alt=""/><span class="x">T</span>here</p>'
    assert words(read_styled(tmp_path, ".x{display:none}", body)) == ["There"]


DEEP = "<div class='x'>" * 200 + "<p class='x'>Word.</p>" * 2000 + "</div>" * 200
FLAT = "<p class='x'>Word.</p>" * 20_000


@pytest.mark.parametrize(
    ("css", "body"),
    [
        (".q .x .x .x .x .x .x .x{display:none}", DEEP),
        (".q ~ .x{display:none}", FLAT),
        (".x:nth-last-of-type(2n) .q, .x:has(.q){display:none}", FLAT),
        (".q{display:none}" * 70_000, "<p class='x'>Word.</p>"),
        (":not(" * 3000 + ".x" + ")" * 3000 + "{display:none}", "<p class='x'>Word.</p>"),
        ("@media all{" * 3000 + ".x{display:none}", "<p>Word.</p>"),
        ("{display:none" * 9_000, "<p>Word.</p>"),
        ("@import 'a b.css';.x{display:none}", "<p class='x'>Word.</p>"),
    ],
)
def test_monstrous_sheets_hold_nobody_up(tmp_path, css, body):
    """A sheet that asks for more than any book needs hides nothing, and the text is read."""
    assert set(words(read_styled(tmp_path, css, body))) == {"Word."}


def test_too_much_is_noticed(tmp_path):
    """That hidden text may be heard is said."""
    assert "ask too much" in str(read_styled(tmp_path, ".q ~ .x{display:none}", FLAT).notices)


def test_a_style_nested_too_deeply_hides_nothing(tmp_path):
    """A ``style`` attribute of thousands of brackets costs no words, and no crash."""
    body = TEXT.replace('<p class="x"', f'<p style="display:{"(" * 3000}"')
    assert words(read_styled(tmp_path, "", body)) == ["Veiled.", "Seen."]
