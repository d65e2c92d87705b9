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
     "[reading]\nnotes-speaker = 'A (b)'"],
)  # fmt: skip
def test_a_wrong_file_is_named(tmp_path, text):
    """What cannot be a choice is refused in a sentence that names the file."""
    path = tmp_path / "a.book.toml"
    path.write_text(text)
    with pytest.raises(ManuscriptError, match=r"a\.book\.toml"):
        read_reading(path)


@pytest.mark.parametrize("told", ["notes", "notes=x", "x=y", "speak=x"])
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
