"""What is read out is chosen in book.toml or by an option, and nothing else is accepted there."""

import pytest
from manuscript.books import make_epub, rules, words, xhtml

from narrator.errors import ManuscriptError, UsageError
from narrator.manuscript import Reading, read, read_reading

MATTER = {
    "title.xhtml": xhtml("<h1>T</h1>", 'epub:type="titlepage"'),
    "to.xhtml": xhtml("<p>To A.</p>", 'epub:type="dedication"'),
    "one.xhtml": xhtml("<h2>1</h2><p>Text.</p>"),
}
TABLE = (
    "<table><tr><th>Name</th><th>Age</th><th>Hue</th></tr>"
    "<tr><td>Al</td><td>5</td><td>red</td></tr></table>"
)
MARKDOWN_TABLE = "| Name | Age | Hue |\n|--|--|--|\n| Al | 5 | red |\n"


def test_the_file_and_the_option_are_read(tmp_path):
    """The file's table counts, and what is told at the command line wins over it."""
    path = tmp_path / "a.book.toml"
    path.write_text('[reading]\nnotes = "chapter"\ncode = "skip"\nskip = ["dedication"]\n')
    reading = read_reading(path, ["notes=reference", "speak=titlepage, colophon"])
    assert (reading.notes, reading.code, reading.skip) == ("reference", "skip", {"dedication"})
    assert reading.speak == {"titlepage", "colophon"}
    assert reading.as_words()["notes-speaker"] == ""


def test_no_file_leaves_the_defaults(tmp_path):
    """A book without settings is read as most people would want it; mdBook's file says nothing."""
    assert read_reading(tmp_path / "a.book.toml") == Reading()
    (tmp_path / "book.toml").write_text('[book]\ntitle = "T"\n[output.html]\n')
    assert read_reading(tmp_path / "book.toml") == Reading()


@pytest.mark.parametrize(
    "text",
    ["[reading", "reading = 3", "[reading]\nnote = 'x'", "[reading]\nnotes = 'x'", "[other]",
     "[reading]\nspeak = ['chapter']", "[reading]\nskip = 'dedication'", "[reading]\ntables = 3",
     "[reading]\nnotes-speaker = 'A (b)'", "[reading]\ntoc-depth = '2'",
     "[reading]\ntoc-depth = true"],
)  # fmt: skip
def test_a_wrong_file_is_named(tmp_path, text):
    """What cannot be a choice is refused in a sentence that names the file."""
    path = tmp_path / "a.book.toml"
    path.write_text(text)
    with pytest.raises(ManuscriptError, match=r"a\.book\.toml"):
        read_reading(path)


@pytest.mark.parametrize(
    "told", ["notes", "notes=x", "x=y", "speak=x", "toc-depth=-1", "toc-depth=x"]
)
def test_a_wrong_option_is_a_fault_of_use(tmp_path, told):
    """The same at the command line is a usage error."""
    with pytest.raises(UsageError, match="--reading"):
        read_reading(tmp_path / "none", [told])


def test_matter_is_spoken_and_skipped_by_name(tmp_path):
    """A title page is silent and a dedication spoken, unless it is chosen otherwise."""
    path = make_epub(tmp_path / "a.epub", MATTER)
    assert " ".join(words(read(path))) == "To A. 1 Text."
    chosen = Reading(speak=frozenset({"titlepage"}), skip=frozenset({"dedication"}))
    assert " ".join(words(read(path, chosen))) == "T 1 Text."
    assert ("dedication", "To A.") in rules(read(path, chosen))


@pytest.mark.parametrize(("suffix", "text"), [("epub", TABLE), ("md", MARKDOWN_TABLE)])
def test_a_table_can_be_followed_or_left_out(tmp_path, suffix, text):
    """A cell is said with its column's heading, in plain rows, or not at all."""
    path = tmp_path / f"a.{suffix}"
    if suffix == "epub":
        make_epub(path, {"one.xhtml": xhtml("<p>Text.</p>" + text)})
    else:
        path.write_text("Text.\n\n" + text)
    row = read(path).chapters[0].blocks[-1]
    said = [(row.text[m.start : m.end], m.value) for m in row.marks]
    assert (row.text, said) == ("Al, 5, red", [("5", "Age: 5"), ("red", "Hue: red")])
    assert not read(path, Reading(tables="rows")).chapters[0].blocks[-1].marks
    left_out = read(path, Reading(tables="skip"))
    assert words(left_out) == ["Text."]
    assert {rule for rule, _ in rules(left_out)} >= {"table"}


@pytest.mark.parametrize("name", ["a.epub", "a.md"])
def test_code_and_pictures_follow_their_choice(tmp_path, name):
    """Code is spoken and a picture's text is not, unless it is chosen otherwise."""
    path = tmp_path / name
    if name == "a.epub":
        body = "<p>One.</p><p><img src='x' alt='A cat'/></p><pre><code>x = y</code></pre>"
        make_epub(path, {"one.xhtml": xhtml(body)})
    else:
        path.write_text("One.\n\n![A cat](x.png)\n\n```\nx = y\n```\n")
    assert " ".join(words(read(path))) == "One. x = y"
    assert " ".join(words(read(path, Reading(code="skip", images="speak")))) == "One. A cat"


DEEP = """<nav epub:type="toc"><ol><li><a href="one.xhtml">Part</a><ol>
<li><a href="one.xhtml#a">One</a><ol><li><a href="one.xhtml#b">Deep</a></li></ol></li>
<li><a href="one.xhtml#c">Two</a></li></ol></li></ol></nav>"""
BODY = "<h1>Part</h1>p<h2 id='a'>One</h2>q<h3 id='b'>Deep</h3>r<h2 id='c'>Two</h2>s"


@pytest.mark.parametrize(
    ("depth", "titles"),
    [(0, ["Part", "One", "Deep", "Two"]), (2, ["Part", "One", "Two"]), (1, ["Part"])],
)
def test_the_contents_are_as_deep_as_wanted(tmp_path, depth, titles):
    """What stands deeper begins no chapter, and is spoken with its heading."""
    path = make_epub(tmp_path / "a.epub", {"one.xhtml": xhtml(BODY)}, toc=xhtml(DEEP))
    manuscript = read(path, read_reading(tmp_path / "none", [f"toc-depth={depth}"]))
    assert [chapter.title for chapter in manuscript.chapters] == titles
    assert words(manuscript) == ["Part", "p", "One", "q", "Deep", "r", "Two", "s"]


def test_headings_of_markdown_are_as_deep_as_wanted(tmp_path):
    """Parts above chapters are one level, chapters the next; a silent part ends where it ended."""
    path = tmp_path / "a.md"
    text = "# Part I\n\n## A\n\na\n\n## B\n\nb\n\n# Part II\n\ny\n\n## Contents\n\nx\n\n## C\n\nc\n"
    path.write_text(text)
    (tmp_path / "book.toml").write_text("[reading]\ntoc_depth = 1\n")
    manuscript = read(path, read_reading(tmp_path / "book.toml"))
    assert [chapter.title for chapter in manuscript.chapters] == ["Part I", "Part II", "C"]
    assert words(manuscript) == ["Part", "I", "A", "a", "B", "b", "Part", "II", "y", "C", "c"]
