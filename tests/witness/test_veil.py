"""What style sheets hide, as the witness finds it."""

import pytest
from manuscript.books import make_epub, xhtml

from narrator.manuscript import read
from narrator.script import write_script
from narrator.witness import account_for, read_source

BODY = (
    '<div class="d"><p class="x" id="i">A</p><p class="y">B <b>C</b></p>'
    '<ul><li>D</li><li class="x">E</li></ul></div><p style="display: block">F</p>'
)


def read_styled(folder, css, body=BODY):
    """Read a page with a style sheet, as the reader and as the witness."""
    page = xhtml(body).replace("</head>", f"<style>{css}</style></head>")
    path = make_epub(folder / "book.epub", {"1.xhtml": page})
    script = write_script(read(path))
    return script, read_source(path, script)


def veiled(source):
    """Give the words that may be hidden."""
    words = zip(source.stream.words, source.veiled, strict=True)
    return " ".join(word for word, veil in words if veil)


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        (".x{display:none}", "A E"),
        ("div > .x {display:none}", "A"),
        (".q .x, ul .x {display:none}", "E"),
        ("p.x + p b {display:none}", "C"),
        ("p ~ ul {visibility:hidden}", "D E"),
        ("p:not(.x, [style]) {display:none}", "B C"),
        ("li:not(:first-child), #i.y {display:none}", "E"),
        ("[class~=y], ul > :last-child {display:none}", "B C E"),
        (":is(ul, p) > * {display:none}", "C D E"),
        ("p{display:none} .y{display:block}", "A"),
        (".x.x{display:none} #i{display:inline} .x{display:block}", "E"),
        ("p{visibility:hidden} b{visibility:visible}", "A B F"),
        ("p{display:none !important}", "A B C F"),
        ("@media print {p{display:none}}", ""),
        ("p::first-line{display:none}", ""),
        ("p:no-such{display:none}", "A B C"),
    ],
)
def test_whole_selectors_count(tmp_path, css, hidden):
    """A word is veiled where the rules come to that; what cannot be read may be about anything."""
    script, source = read_styled(tmp_path, css)
    assert veiled(source) == hidden
    assert account_for(source, script).faults == ()


def test_soup_and_endless_work_veil_all_that_may_be_meant(tmp_path):
    """Where the tree or the time is not there, the last step of a selector decides."""
    _, source = read_styled(tmp_path, ".q .x{display:none}", f"{BODY}<p>G<br>")
    assert veiled(source) == "A B C D E F G"
    css = " ".join([".q"] * 9) + " .x{display:none}"
    _, source = read_styled(tmp_path, css, f"{BODY}{'<p>G</p>' * 50}")
    assert veiled(source) == "A E"
