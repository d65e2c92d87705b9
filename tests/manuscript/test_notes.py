"""Notes: found by name or by their links, and heard where the listener wants them."""

import pytest
from manuscript.books import is_accounted_for, make_epub, rules, texts, words, xhtml

from narrator.manuscript import Reading, read

LINKED = (
    "<h1>One</h1><p>It began<a id='r1' href='#n1'><sup>1</sup></a> late. “Then"
    "<sup id='r2'><a href='notes.xhtml#n2'>2</a></sup> it ended.” 10<sup>2</sup> and 1<sup>st</sup>"
    ".</p><p>Next.</p><p id='n1'><a href='#r1'>1</a>. The first note.</p>"
)
NOTES = (
    "<h1>Notes</h1><p><a id='n2' href='one.xhtml#r2'>2</a> The second note.</p><p>It goes on.</p>"
    "<p><a id='n3' href='one.xhtml#n1'>3</a> Nobody leads here.</p>"
)
TEXT = "It began late. “Then it ended.” 10² and 1st."
FIRST, SECOND = "The first note.", "The second note."
ORDERS = {
    "skip": [TEXT, "Next."],
    "reference": ["It began", FIRST, "late. “Then it ended.”", SECOND, "10² and 1st.", "Next."],
    "paragraph": [TEXT, FIRST, SECOND, "Next."],
    "chapter": [TEXT, "Next.", FIRST, SECOND],
}


def read_body(folder, body, **choices):
    """Read a book of one page, in which choices are made."""
    return read(make_epub(folder / "book.epub", {"one.xhtml": xhtml(body)}), Reading(**choices))


@pytest.mark.parametrize("where", ORDERS)
def test_linked_notes_are_heard_where_they_are_wanted(tmp_path, where):
    """Raised links that go and come back are notes; other superscripts are text."""
    pages = {"one.xhtml": xhtml(LINKED), "notes.xhtml": xhtml(NOTES)}
    manuscript = read(make_epub(tmp_path / "book.epub", pages), Reading(notes=where))
    assert [text for _, text in texts(manuscript)] == ["One", *ORDERS[where]]
    assert {("note-marker", "1"), ("note-marker", "2")} <= set(rules(manuscript))


@pytest.mark.parametrize("where", ["skip", "paragraph"])
def test_named_notes_need_no_way_back(tmp_path, where):
    """A noteref by epub:type or role is a sign, all of what it names is the note."""
    body = (
        '<p>Text<a role="doc-noteref" href="#f">*</a> more.</p><aside id="f" role="doc-footnote">'
        '<p>Foot one.</p><p>Foot two. <a role="doc-backlink" href="#x">↩</a></p></aside>'
    )
    manuscript = read_body(tmp_path, body, notes=where)
    spoken = " ".join(words(manuscript))
    told = " Foot one. Foot two." if where == "paragraph" else ""
    assert spoken == "Text more." + told
    assert ("backlink", "↩") in rules(manuscript)


def test_a_sign_repeated_in_its_note_is_enough(tmp_path):
    """A note without a way back is known by the sign that it begins with, which is not said."""
    body = "<p>Text<sup><a href='#f'>12</a></sup> more.</p><p id='f'>12. The body.</p>"
    assert texts(read_body(tmp_path, body, notes="chapter"))[1] == ("note", "The body.")


@pytest.mark.parametrize(
    "body",
    [
        "<p>See <a href='#b'>12</a>.</p><p id='b'>A dozen.</p>",
        "<p>Chapter one, page <a id='t' href='#c'>1</a></p><h2 id='c'><a href='#t'>One</a></h2>",
        "<p>x<sup>2</sup> and H<sub>2</sub>O, the 4<sup>th</sup>.</p>",
    ],
)
def test_what_is_no_note_is_text(tmp_path, body):
    """Links to chapters, plain links and superscripts without a link are read."""
    assert not {"note", "note-marker"} & {rule for rule, _ in rules(read_body(tmp_path, body))}


def test_a_note_named_twice_is_heard_once(tmp_path):
    """The second sign of a note brings nothing again."""
    sign = '<a epub:type="noteref" href="#n">1</a>'
    body = f'<p>a{sign}</p><p>b{sign}</p><aside epub:type="footnote" id="n">c</aside>'
    assert words(read_body(tmp_path, body, notes="paragraph")) == ["a", "c", "b"]


def test_notes_can_have_a_speaker(tmp_path):
    """A speaker of their own is a tag on each note, so that the cast can give it a voice."""
    body = '<p>a<a epub:type="noteref" href="#n">1</a></p><aside epub:type="note" id="n">c</aside>'
    manuscript = read_body(tmp_path, body, notes="chapter", notes_speaker="Editor")
    (note,) = [block for block in manuscript.chapters[0].blocks if block.kind == "note"]
    assert [(mark.kind, mark.value) for mark in note.marks] == [("tag", "Editor (note)")]


@pytest.mark.parametrize("where", ["reference", "paragraph", "chapter"])
def test_notes_of_markdown_are_placed_too(tmp_path, where):
    """Markdown's footnotes, all paragraphs of them, follow the same choice."""
    path = tmp_path / "book.md"
    path.write_text("# A\n\nOne[^1] two.\n\nThree.\n\n[^1]: Body.\n\n    More.\n", encoding="utf-8")
    orders = {
        "reference": "A One Body. More. two. Three.",
        "paragraph": "A One two. Body. More. Three.",
        "chapter": "A One two. Three. Body. More.",
    }
    assert " ".join(words(read(path, Reading(notes=where)))) == orders[where]


def test_a_note_in_a_note_comes_after_it(tmp_path):
    """A note that names another brings it along."""
    path = tmp_path / "book.md"
    path.write_text("One[^1].\n\n[^1]: Body[^2].\n\n[^2]: Deeper.\n", encoding="utf-8")
    assert words(read(path, Reading(notes="chapter"))) == ["One.", "Body.", "Deeper."]


def test_a_part_of_a_paragraph_keeps_its_place(tmp_path):
    """After a note at its reference the paragraph goes on where it was left."""
    body = '<p>One<a epub:type="noteref" href="#n">1</a> two.</p><p epub:type="note" id="n">c</p>'
    blocks = read_body(tmp_path, body, notes="reference").chapters[0].blocks
    assert [(b.text, b.place.start, b.place.end) for b in blocks if b.kind == "paragraph"] == [
        ("One", 0, 3),
        ("two.", 4, 8),
    ]


def test_a_sign_without_a_note_is_skipped_and_noticed(tmp_path):
    """A sign that leads nowhere is not read out; what only looks like one is text."""
    path = tmp_path / "book.md"
    path.write_text("One[^x] two[^x], `[^c]` [^a-z] \\[^d] [^e f].\n\n# T[^y]\n", encoding="utf-8")
    manuscript = read(path)
    assert " ".join(words(manuscript)) == "One two, [^c] [^a-z] [^d] [^e f]. T"
    assert rules(manuscript) == [("note-marker", f"[^{label}]") for label in "xxy"]
    assert manuscript.notices == ("[^x], [^y] in book.md lead to no note",)


INLINE = "He went^[To *sea*. Far ^[so far] off.] away. Then on.^[Home.]\n"
INLINE_ORDERS = {
    "skip": ["He went away. Then on."],
    "reference": ["He went", "To sea. Far so far off.", "away. Then on.", "Home."],
    "paragraph": ["He went away. Then on.", "To sea. Far so far off.", "Home."],
}


@pytest.mark.parametrize("where", INLINE_ORDERS)
def test_a_note_written_into_a_sentence_is_a_note(tmp_path, where):
    """Pandoc's inline notes follow the same choice, and stand at a point of their paragraph."""
    path = tmp_path / "book.md"
    path.write_text(INLINE, encoding="utf-8")
    manuscript = read(path, Reading(notes=where))
    assert [text for _, text in texts(manuscript)] == INLINE_ORDERS[where]
    skipped = rules(manuscript) if where == "skip" else []
    assert skipped == [("note", "To sea. Far so far off."), ("note", "Home.")][: len(skipped)]


@pytest.mark.parametrize(
    "text", ["^[" * 2000, "^[a" * 500 + "]" * 500, "[^x]" * 20_000, "[^x" * 2000]
)
def test_signs_without_end_are_read(tmp_path, text):
    """Thousands of signs in each other's way end soon, and lose nothing."""
    path = tmp_path / "book.md"
    path.write_text(f"Word {text}", encoding="utf-8")
    assert words(read(path))[0].startswith("Word")


def test_a_note_may_be_an_item_of_several_paragraphs(tmp_path):
    """The way back stands in a paragraph of the item that the sign leads to."""
    pages = {
        "1.xhtml": xhtml('<p>A<sup><a href="2.xhtml#n" id="b">1</a></sup> word.</p>'),
        "2.xhtml": xhtml(
            '<ol><li id="n"><p>First. <a href="1.xhtml#b">↩</a></p><p>Second.</p></li></ol>'
        ),
    }
    manuscript = read(make_epub(tmp_path / "book.epub", pages))
    assert texts(manuscript) == [("paragraph", "A word.")]


ROWS = (
    "<tr id='n1'><td>1</td><td>First.</td></tr><tr id='n2'><td>2</td><td>Second.</td></tr>",
    "<tr><td id='n1'>1.</td><td>First.</td></tr><tr><td id='n2'>2.</td><td>Second.</td></tr>",
    (
        "<tr><td><a id='n1' href='#r1'>[1]</a></td><td><p>First.</p></td></tr>"
        "<tr><td><a id='n2' href='#r2'>[2]</a></td><td><p>Second.</p></td></tr>"
    ),
    (
        "<tr><td>1</td><td id='n1'>First.</td><td><a href='#r1'>↩</a></td></tr>"
        "<tr><td>2</td><td id='n2'>Second.</td><td><a href='#r2'>Return to text</a></td></tr>"
    ),
    "<tr><td id='n1'><sup>1</sup> First.</td></tr><tr><td id='n2'><sup>2</sup> Second.</td></tr>",
)


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(("where", "told"), [("skip", []), ("chapter", ["First.", "Second."])])
def test_notes_can_be_rows_of_a_table(tmp_path, rows, where, told):
    """Sign in one cell, note in the next: the row is the note, and other rows are rows."""
    body = (
        "<p>It began<sup><a id='r1' href='#n1'>1</a></sup> and<sup><a id='r2' href='#n2'>2</a>"
        f"</sup> ended.</p><table><tr><td>a</td><td>b</td></tr>{rows}</table>"
    )
    for tables in ("headings", "skip"):
        manuscript = read_body(tmp_path, body, notes=where, tables=tables)
        assert is_accounted_for(tmp_path / "book.epub", Reading(notes=where, tables=tables))
        spoken = [text for kind, text in texts(manuscript) if kind != "row"]
        assert spoken == ["It began and ended.", *told]


def test_a_sign_that_a_class_calls_a_note_is_a_sign(tmp_path):
    """Pressbooks and others write the class of the note on its sign."""
    sign = (
        "<sup class='footnote' id='r'><a href='#f'>[1]</a></sup>, 2<sup class='footnote'>2</sup>."
    )
    note = "<div class='footnotes'><ol><li id='f'>The note. <a href='#r'>↵</a></li></ol></div>"
    manuscript = read_body(tmp_path, f"<p>Text{sign}</p>{note}", notes="chapter")
    assert [text for _, text in texts(manuscript)] == ["Text, 2.", "The note."]
    assert is_accounted_for(tmp_path / "book.epub", Reading(notes="chapter"))


def test_brackets_around_a_sign_go_with_it(tmp_path):
    """Whether the link or what is around it has them, nothing of the sign is left in the text."""
    manuscript = read_body(
        tmp_path,
        "<p>One[<a href='#a' id='r'>1</a>] two<sup>[<a href='#b' id='s'>2</a>]</sup>, three.</p>"
        "<p id='a'>[<a href='#r'>1</a>] First.</p><p id='b'>[<a href='#s'>2</a>] Second.</p>",
    )
    assert texts(manuscript) == [("paragraph", "One two, three.")]
    assert rules(manuscript)[:2] == [("note-marker", "[1]"), ("note-marker", "[2]")]
    assert is_accounted_for(tmp_path / "book.epub")
