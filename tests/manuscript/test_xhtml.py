"""XHTML becomes blocks: every word once, in order, in a block of the right kind."""

import pytest
from manuscript.books import make_epub, read_body, rules, texts, words, xhtml

from narrator.manuscript import read

VERSE = '<blockquote epub:type="z3998:verse"><p>Roses<br/>red</p></blockquote>'
STANZA = '<div class="stanza"><p>Roses</p><p>red</p></div>'
TABLE = "<table><tr><th>a</th><th>b</th></tr><tr><td><p>1</p></td><td/></tr></table>"


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<p>One <b>two</b>\n\tthree</p>", [("paragraph", "One two three")]),
        (
            "<div>loose<p>inner</p>rest</div>",
            [("paragraph", w) for w in ("loose", "inner", "rest")],
        ),
        ("<p>a<br/>b</p>", [("paragraph", "a b")]),
        ("<h2>I<br/>Start</h2>", [("heading", "I"), ("heading", "Start")]),
        ("<h2>A Cat<br/>in Rome</h2>", [("heading", "A Cat in Rome")]),
        ("<hgroup><h2>I</h2><p>Start</p></hgroup>", [("heading", "I"), ("heading", "Start")]),
        ("<blockquote><p>q</p><p>r</p></blockquote>", [("quote", "q"), ("quote", "r")]),
        ("<blockquote>a<br/>b</blockquote>", [("verse", "a\nb")]),
        (VERSE, [("verse", "Roses\nred")]),
        (STANZA, [("verse", "Roses\nred")]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", [("item", w) for w in "abc"]),
        ("<dl><dt>cat</dt><dd>an animal</dd></dl>", [("item", "cat"), ("item", "an animal")]),
        (TABLE, [("row", "a, b"), ("row", "1")]),
        ("<figure><figcaption>cap</figcaption></figure>", [("caption", "cap")]),
        ("<pre><code>if  x:\n    y</code></pre>", [("code", "if x:\ny")]),
        ("<p>a</p><hr/><p>b</p>", [("paragraph", "a"), ("scene-break", ""), ("paragraph", "b")]),
        (
            "<p>a</p><p>* * *</p><p>b</p>",
            [("paragraph", "a"), ("scene-break", ""), ("paragraph", "b")],
        ),
        ("<p>1<sup>st</sup> of H<sub>2</sub>O</p>", [("paragraph", "1st of H2O")]),
        ("<p>10<sup>2</sup>, 10<sup>−6</sup> m<sup>2</sup></p>", [("paragraph", "10², 10⁻⁶ m²")]),
        (
            "<p>x<sup>n</sup>, home<sup>2</sup>, or.<sup>3</sup></p>",
            [("paragraph", "xⁿ, home2, or.3")],
        ),
        ("<p>5<sup>1</sup>/<sub>2</sub>, 10<sup> 3</sup>a</p>", [("paragraph", "5 1/2, 10 3a")]),
        ("<fieldset><legend>A</legend><label>B</label></fieldset>", [("paragraph", "A B")]),
        (
            "<figure><figcaption aria-hidden='true'>A boat</figcaption></figure>",
            [("caption", "A boat")],
        ),
        (
            "<p>soft\u00adhyphen\u2060\u2014no\u00a0break</p>",
            [("paragraph", "softhyphen\u2014no break")],
        ),
    ],
)
def test_elements_become_blocks(tmp_path, body, blocks):
    """Each element gives the block that a listener expects, with its text as printed."""
    assert texts(read_body(tmp_path, body)) == blocks


@pytest.mark.parametrize(
    ("body", "skipped"),
    [
        ('<p>w<a epub:type="noteref" href="#n">1</a></p>', ("note-marker", "1")),
        ('<p>w<sup><a href="#n">2</a></sup></p>', ("note-marker", "2")),
        ('<p>w<a href="#n">[3]</a></p>', ("note-marker", "[3]")),
        ('<p>w</p><aside epub:type="footnote"><p>A note.</p></aside>', ("note", "A note.")),
        ('<p>w</p><aside role="doc-footnote">A note.</aside>', ("note", "A note.")),
        ('<p>w<span epub:type="pagebreak" title="12"/></p>', ("page-number", "12")),
        ('<p>w</p><nav epub:type="toc"><ol><li>One</li></ol></nav>', ("table-of-contents", "One")),
        ('<p>w<span class="page">[p. 6]</span></p>', ("page-number", "[p. 6]")),
        ('<p>w<img src="a.png" alt="A cat"/></p>', ("image", "A cat")),
        ("<p>w<ruby><rt>kan</rt></ruby></p>", ("ruby", "kan")),
        ('<p>w</p><p hidden="hidden">no</p>', ("hidden", "no")),
        ("<p>w</p><link><p>no</p></link>", ("hidden", "no")),
        ("<p>w<meta>no<script>x()</script></meta></p>", ("hidden", "no")),
        ("<template><p>no</p></template><p>w</p>", ("hidden", "no")),
        ("<table><colgroup>no</colgroup><tr><td>w</td></tr></table>", ("hidden", "no")),
        (
            '<p>w</p><section epub:type="imprint"><p>Made here</p></section>',
            ("imprint", "Made here"),
        ),
        ('<p>w</p><div class="pg-boilerplate">Licence</div>', ("gutenberg-licence", "Licence")),
    ],
)
def test_what_is_not_read_stands_under_its_rule(tmp_path, body, skipped):
    """Notes, page numbers, pictures and the like are left out, and the rule is named."""
    manuscript = read_body(tmp_path, body)
    assert words(manuscript) == ["w"]
    assert rules(manuscript) == [skipped]


def test_scripts_and_styles_are_no_text(tmp_path):
    """What a browser would run or apply is neither spoken nor skipped text."""
    manuscript = read_body(tmp_path, "<style>p {}</style><script>x()</script><p>w</p>")
    assert (words(manuscript), rules(manuscript)) == (["w"], [])


def test_words_in_the_head_are_skipped(tmp_path):
    """The page's title is none of its words; what else stands in the head is hidden text."""
    page = xhtml("<p>w</p>").replace("</head>", "<p>no</p></head>")
    manuscript = read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))
    assert (words(manuscript), rules(manuscript)) == (["w"], [("hidden", "no")])


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>a<br></p></body></html>b<p>c</p>",
        "<body>a<br></body\n>b</html><!-- --><html><head><title>T</title></head><body>c</body>",
        "<html><head><title>T</title></head></html>a<br>b<p>c",
        "<p>a</p><source><p>b</p></BODY></HTML >c",
    ],
)
def test_text_after_the_end_of_a_page_is_text(tmp_path, page):
    """A page that is no XML goes on after its end, as in a browser."""
    manuscript = read(make_epub(tmp_path / "a.epub", {"one.xhtml": page}))
    assert words(manuscript) == ["a", "b", "c"]


def test_emphasis_is_marked_where_it_stands(tmp_path):
    """A mark spans the emphasised words only, even where the markup takes in the spaces."""
    manuscript = read_body(tmp_path, "<p>I do<em> not </em>know, <i>mother</i>.</p>")
    block = manuscript.chapters[0].blocks[0]
    assert [block.text[m.start : m.end] for m in block.marks] == ["not", "mother"]


def test_a_link_to_a_chapter_is_text(tmp_path):
    """A link that is no note's sign is read, even if it is short."""
    manuscript = read_body(tmp_path, '<p>see <a href="#c">chapter</a> <a href="#c">4</a></p>')
    assert words(manuscript) == ["see", "chapter", "4"]


def test_soup_is_read_like_a_browser(tmp_path):
    """Unclosed elements, bare ampersands and named entities lose no word."""
    body = "<p>Fish & chips<p>Caf&eacute;<br>closed &mdash; <b>sorry</p>"
    assert words(read_body(tmp_path, body)) == [
        "Fish",
        "&",
        "chips",
        "Café",
        "closed",
        "—",
        "sorry",
    ]


def test_a_layout_table_is_no_table(tmp_path):
    """A cell that holds headings and paragraphs is read as these."""
    body = "<table><tr><td><h2>One</h2><p>a</p><p>b</p></td></tr></table>"
    assert texts(read_body(tmp_path, body)) == [
        ("heading", "One"), ("paragraph", "a"), ("paragraph", "b"),
    ]  # fmt: skip


def test_an_unknown_entity_is_named(tmp_path):
    """An entity that nobody defines is left out, and said to be."""
    manuscript = read_body(tmp_path, "<p>a &nobody; b</p>")
    assert (words(manuscript), rules(manuscript)) == (["a", "b"], [("entity", "&nobody;")])
