"""The words of Markdown and of text, read as characters."""

import pytest

from narrator.manuscript import Reading
from narrator.manuscript.model import Metadata
from narrator.script.model import Script
from narrator.witness import read_source

NOTHING = Script(Metadata("T"), ())


@pytest.fixture
def words(tmp_path):
    """Read the words of a text: those that are due, and those that are not."""

    def words(text, name="a.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        source = read_source(tmp_path / name, NOTHING)
        pairs = list(zip(source.stream.words, source.due, strict=True))
        return " ".join(w for w, due in pairs if due), " ".join(w for w, due in pairs if not due)

    return words


@pytest.mark.parametrize(
    ("text", "due", "aside"),
    [
        ("A *b* **c** `d` _e_", "A b c d e", ""),
        ("[text](http://x.y 'title') end", "text end", "http x y title"),
        ("![ship](a.png)", "ship", "a png"),
        ("a[^1]\n\n[^1]: note", "a note", "1 1"),
        ("[a][r]\n\n[r]: http://x", "a", "r r http x"),
        ("12. twelve", "twelve", "12"),
        ("In 12. it", "In 12 it", ""),
        ("<b>bold</b> <!-- aside -->", "bold", "b b aside"),
        ("<http://x.y> 1 < 2 > 0", "http x y 1 2 0", ""),
        ("```rust\nfn &amp; [a](b)\n```\nend", "fn amp a b end", "rust"),
        ("`&amp;` &amp; caf&eacute;", "amp caf é", ""),
        (r"\[not a link\](x)", "not a link x", ""),
        ("# Title {.front}", "Title", "front"),
        ("---\ntitle: T\n---\ntext", "text", ""),
        ("---\n\ntext\n\n---\n", "text", ""),
        ("| a | b |\n|---|:--|\n| c | d |", "a b c d", ""),
    ],
)
def test_signs_are_told_from_text(words, text, due, aside):
    """What is text is due; targets, labels, tags and numbers of lists are asides."""
    assert words(text) == (due, aside)


def test_words_know_their_lines(tmp_path):
    """A word's place is the line of its file, front matter and code counted too."""
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: T\n---\none\n\n```\ntwo\n```\n\nthree [four](five\n'six') seven\n")
    stream = read_source(path, NOTHING).stream
    lines = {w: spot.line for w, spot in zip(stream.words, stream.origins, strict=True)}
    assert lines == {
        "one": 4,
        "two": 7,
        "three": 10,
        "four": 10,
        "five": 10,
        "six": 11,
        "seven": 11,
    }


def test_all_of_a_text_is_due(words):
    """In plain text every character is text, and a word may go on after a hyphen."""
    assert words("1. _So_ [it](is)\n\nmany-\nfold", "a.txt") == ("1 So it is many fold", "")


@pytest.mark.parametrize(
    "block",
    [
        "<div>caf&eacute; &nbsp; 5&frac12;<br>&fjlig; &#233;t&#xe9;</div>",
        "<p>A &copy 2020 AT&T caf&eacute b<br> &foo; c</p>",
        "<pre>a &eacute;b `&eacute;`\n\n c *&eacute;*</pre>",
        "<p>\\&eacute; x \\*y `z` _q_</p>",
        "End<!---->ing <!-- one --> word",
        "<table><tr><td>cell one</td><td>cell two</td></tr></table>",
        "<p>one</p><p>t<b>w</b>o</p><pre>a</pre>b",
        "<script>var caf = '&eacute;'\n\nvar q</script>\n\n<style>p {}</style>",
        "<p>a <!-- a long comment &eacute; --> c <script>d</script> e</p>",
        "```\n<p>`x` &eacute;\n```\n\n<!-- &eacute; -->\n\n`&eacute;` &eacute; <!-- a",
    ],
)
def test_blocks_of_html_alarm_nobody(account, tmp_path, block):
    """In HTML only its own signs count, and entities have the names that browsers know."""
    path = tmp_path / "a.md"
    path.write_text(f"Start.\n\n{block}\n\n*End*.\n", encoding="utf-8")
    found = account(path)
    assert found.faults == ()
    assert found.words == found.spoken_words + found.skipped_words


@pytest.mark.parametrize(
    "text",
    [
        "    a &amp; b &copy; caf&eacute;\n\n    c &lt; d",
        "# Title\n    x &amp; y",
        "Text\n    goes on caf&eacute; &amp; so",
        "- item\n\n    goes on caf&eacute;\n\n      code? caf&eacute;",
        "- item\n\n        code caf&eacute;\n\nText\n\n    code caf&eacute;",
        "1.  - a\n\n      caf&eacute;\n\n          caf&eacute;",
        ">     code caf&eacute;\n>\n> text caf&eacute;",
        "\tcode caf&eacute;\n\n \tcode &amp;amp;",
        "Word[^1].\n\n[^1]: Note.\n\n    More caf&eacute;.\n\n        code caf&eacute;",
        "Term\n: Means caf&eacute;.\n\n    More caf&eacute;.\n\nEnd",
        "* * *\n    code caf&eacute;\n    code caf&eacute;\ntext caf&eacute;",
    ],
)
def test_entities_are_signs_but_in_code(account, tmp_path, text):
    """An entity is the character that it names, except in code that is told by its indentation."""
    path = tmp_path / "a.md"
    path.write_text(f"{text}\n", encoding="utf-8")
    assert account(path, Reading(notes="paragraph")).faults == ()


@pytest.mark.parametrize(
    "text", ["<p>\n", "<script>\n", "<!--", "<p><!--", "<p><script>", "a <", "<p "]
)
def test_signs_that_do_not_end_are_read_soon(words, text):
    """Ten thousand openings without an end take no time of note."""
    assert "last" in " ".join(words(text * 10_000 + "\n\n<p>last"))


@pytest.mark.parametrize("notes", ["skip", "reference", "paragraph", "chapter"])
def test_notes_in_sentences_are_accounted_for(account, tmp_path, notes):
    """Notes written into a sentence, and signs that lead to none, lose and move no word."""
    path = tmp_path / "a.md"
    path.write_text(
        "# One^[Why. *So*.] is\n\nIt^[a ^[b] c. D.] was[^x] so.[^1] E.^[F]\n\n[^1]: G^[h]."
    )
    found = account(path, Reading(notes=notes))
    assert found.faults == ()
    assert found.spoken_words == (6 if notes == "skip" else 15)


@pytest.mark.parametrize("listing", ["SUMMARY.md", "Book.txt"])
def test_a_list_orders_the_files(account, tmp_path, listing):
    """The files of a book are read as its list has them, by both ways."""
    (tmp_path / "b.md").write_text("# First\n\nOne.\n")
    (tmp_path / "a.md").write_text("# Second\n\nTwo.\n")
    text = "b.md\na.md\n" if listing == "Book.txt" else "- [First](b.md)\n- [Second](a.md)\n"
    (tmp_path / listing).write_text(text)
    found = account(tmp_path)
    assert found.faults == ()
    assert [extent.title for extent in found.chapters][:2] == ["First", "Second"]


def test_a_folder_without_a_list_is_read_in_the_order_of_the_script(account, tmp_path):
    """Where nobody says how files follow each other, no order of them is wrong."""
    for name in ("chapter-10", "chapter-2", "preface"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nWords of {name}.\n")
    found = account(tmp_path)
    assert found.faults == ()
    assert found.chapters[0].title == "preface"


def test_front_matter_in_toml_is_no_text(account, tmp_path):
    """What tells of the book is not owed as speech."""
    path = tmp_path / "book.md"
    path.write_text('+++\ntitle = "Veiled"\n+++\n\n# One\n\nText.\n')
    found = account(path)
    assert (found.faults, found.words) == ((), 2)


def test_a_title_below_a_links_definition_is_no_text(account, tmp_path):
    """It may stand in a line of its own, set in."""
    path = tmp_path / "book.md"
    path.write_text("# One\n\n[a][b] c\n\n[b]: x.html\n  'Veiled title'\n\nEnd.\n")
    found = account(path)
    assert (found.faults, found.spoken_words) == ((), 4)
