"""What style sheets hide, as the witness finds it."""

from dataclasses import replace

import pytest
from manuscript.books import make_epub, xhtml

from narrator.manuscript import read
from narrator.manuscript.model import Skipped
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


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        ("<p class=x>A<p>B<br>C", "A"),
        ("<ul><li class=x>A<li>B</ul>C", "A"),
        ("<table><tr><td class=x>A<td>B<tr><td>C</table>", "A"),
        ("<div class=x><p>A</div>B<p hidden>C<p>D", "A C"),
        ("<p>A<b class=x>B</p>C", "B"),
        ("<div class=x>A</span><p>B</div>C", "A B"),
        ("<p>A<br class=x>B<img class=x>C", ""),
        ("<dl><dt class=x>A<dd>B</dl><select><option class=x>C<option>D</select>", "A C"),
    ],
)
def test_soup_has_a_tree_too(tmp_path, body, hidden):
    """Where a page is no XML, its elements end where a browser ends them, and so do their veils."""
    for head in ("<head></head><body>", ""):
        page = f"<style>.x{{display:none}}</style>{head}{body}"
        path = make_epub(tmp_path / "book.epub", {"1.xhtml": page})
        script = write_script(read(path))
        source = read_source(path, script)
        assert veiled(source) == hidden
        assert account_for(source, script).faults == ()


@pytest.mark.parametrize(
    "page",
    [
        "<head><title>T</title><p hidden>no<p>A<p class=x>B<p class=y>C",
        f"<style>.q .y{{display:none}}</style><p>A<p>B<p class=y>C{'<p class=y>D' * 9000}",
    ],
    ids=["soup", "huge"],
)
def test_no_soup_hides_a_loss(tmp_path, page):
    """What a reader calls hidden in a page that is no XML, or is huge, is lost if it is shown."""
    path = make_epub(tmp_path / "book.epub", {"1.xhtml": page})
    script = write_script(read(path))
    chapter = script.chapters[0]
    lost = next(it for it in chapter.segments if it.text == "C")
    kept = tuple(it for it in chapter.segments if it is not lost)
    lying = replace(
        script,
        chapters=(replace(chapter, segments=kept),),
        skipped=(*script.skipped, Skipped("hidden", "C", lost.place)),
    )
    source = read_source(path, script)
    assert account_for(source, script).faults == ()
    assert [(it.kind, it.words) for it in account_for(source, lying).faults] == [("unknown", "C")]


def test_endless_work_veils_all_that_may_be_meant(tmp_path):
    """Where neighbours count and the time is not there, the last step of a selector decides."""
    css = " ".join([".q"] * 9) + " + .x{display:none}"
    _, source = read_styled(tmp_path, css, f"{BODY}{'<p>G</p>' * 500}")
    assert veiled(source) == "A E"
