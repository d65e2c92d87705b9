"""Catalogues: what they say of titles, in TOML and in CSV."""

import pytest

from narrator.batch.catalog import Title, read_catalog
from narrator.errors import ManuscriptError

TOML = """
[[title]]
manuscript = "a.epub"
engine = "tone"
formats = ["m4b"]
max_cost = 2.5
priority = 3

[title.metadata]
authors = ["Ann Author", "Bo Writer"]
publisher = "Small, Press"

[[title]]
manuscript = "b.md"
series = "The Sea"
"""
CSV = """manuscript,engine,formats,max_cost,priority,series,authors,metadata.publisher
a.epub,tone,m4b,2.5,3,,Ann Author; Bo Writer,"Small, Press"
b.md,,,,,The Sea,,
"""


@pytest.fixture
def catalog(tmp_path):
    """Write a catalogue and give its path."""

    def write(text, name="catalog.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_says_the_same_as_toml(catalog, sign):
    """The same titles come of both, whichever sign divides the columns."""
    rows = CSV if sign == "," else CSV.replace("; Bo", "@ Bo").replace('"Small, Press"', "X")
    csv = rows.replace(",", sign).replace("@", ";" if sign != ";" else "@")
    said = read_catalog(catalog(csv, "catalog.csv")).titles
    wanted = read_catalog(catalog(TOML)).titles
    assert said[1] == wanted[1]
    if sign == ",":
        assert said == wanted
    assert (said[0].formats, said[0].max_cost, said[0].priority) == (("m4b",), 2.5, 3)


def test_paths_start_from_the_catalogue(catalog, tmp_path):
    """A manuscript is found beside its catalogue, wherever the command is run."""
    read = read_catalog(catalog(TOML))
    assert read.locate(read.titles[0].manuscript) == tmp_path / "a.epub"


def test_what_a_title_does_not_say_is_as_usual(catalog):
    """A title needs nothing but its manuscript."""
    assert read_catalog(catalog('[[title]]\nmanuscript = "a"')).titles == (Title("a"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "title"),
        ("[[title]\n", "not TOML"),
        ("title = []", "names no title"),
        ('[[title]]\nengine = "tone"', "manuscript"),
        ('[[title]]\nmanuscript = "a"\nprise = 3', "prise"),
        ('[[title]]\nmanuscript = "a"\npriority = "high"', "priority"),
        ('[[title]]\nmanuscript = "a"\nformats = ["ogg"]', "'ogg'"),
        ('[[title]]\nmanuscript = "a"\nmax_cost = -1.0', "max_cost"),
        ('[[title]]\nmanuscript = "a"\nfolder = "../b"', "one folder"),
        ('[[title]]\nmanuscript = "a"\n[title.metadata]\ncolour = "red"', "colour"),
    ],
)
def test_a_wrong_catalogue_is_told_in_a_sentence(catalog, text, told):
    """What is wrong is named, with the file."""
    with pytest.raises(ManuscriptError, match=r"catalog\.toml") as caught:
        read_catalog(catalog(text))
    assert told in str(caught.value)


def test_a_wrong_row_is_told_with_its_line(catalog):
    """A CSV's fault is told by its line."""
    with pytest.raises(ManuscriptError, match="line 3: Expected `int`"):
        read_catalog(catalog("manuscript,priority\na,1\nb,high\n", "catalog.csv"))
    with pytest.raises(ManuscriptError, match="line 2 has more cells"):
        read_catalog(catalog("manuscript,priority\na,1,2\n", "catalog.csv"))


def test_a_missing_catalogue_is_told(tmp_path):
    """A path where nothing lies is named, with the next step."""
    with pytest.raises(ManuscriptError, match="Name a catalogue"):
        read_catalog(tmp_path / "nothing.toml")


@pytest.mark.parametrize("name", ["~nosuchuser/a.md", "a\0.md"])
def test_what_is_no_path_is_told(catalog, name):
    """A path of a user whom nobody knows, or with a zero byte, is the catalogue's fault."""
    with pytest.raises(ManuscriptError, match="no path"):
        read_catalog(catalog(TOML)).locate(name)


@pytest.mark.parametrize("name", ["batch.json", "Batch.HTML", "a\\u0007b", "a\\nb"])
def test_a_folder_is_not_the_reports(catalog, name):
    """No title lies where the report is, or under a name that cannot be shown."""
    with pytest.raises(ManuscriptError, match="folder"):
        read_catalog(catalog(f'[[title]]\nmanuscript = "a.md"\nfolder = "{name}"\n'))


def test_rows_that_say_nothing_are_passed_over(catalog):
    """Spreadsheets end with rows of empty cells."""
    path = catalog("manuscript,engine\na.md,tone\n,\n  ,\n,,\n", "catalog.csv")
    assert [title.manuscript for title in read_catalog(path).titles] == ["a.md"]
