"""The folder of a book."""

import pytest

from narrator.book.folder import choose_folder, make_slug
from narrator.manuscript.model import Metadata
from narrator.options import Options
from narrator.pipeline import narrate


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Lamp!", "the-lamp"),
        ("../../etc", "etc"),
        ("Война и мир", "война-и-мир"),
        ("…", "x"),
        ("कला", "कला"),
        ("कली", "कली"),
        ("本" * 90, "本" * 33),
    ],
)
def test_a_folder_is_named_by_words_alone(title, slug):
    """Nothing of a title but its words is in the folder's name, so it can lead nowhere."""
    assert make_slug(title, "x") == slug


@pytest.mark.parametrize("instead", ["..", ".", "", "a/b"])
def test_a_book_without_a_name_stays_in_the_output(instead):
    """What is taken in a title's place leads nowhere else."""
    assert make_slug("…", instead) == "untitled"


def write_book(path, author):
    """Write a manuscript that has the title of many others."""
    path.write_text(f"---\ntitle: Poems\nauthor: {author}\n---\n\nThe sea.\n", encoding="utf-8")
    return path


def test_two_books_with_one_title_lie_apart(settings, tmp_path):
    """The second author's book takes nothing from the first's; each goes where it was again."""
    first, second = (write_book(tmp_path / f"{name}.md", name) for name in ("Ada", "Bea"))
    for _ in range(2):
        folders = [
            narrate(it, options=Options(), settings=settings).folder for it in (first, second)
        ]
        assert [folder.name for folder in folders] == ["poems", "poems-bea"]
    assert len(list(settings.output.glob("*/Poems.m4b"))) == 2


def test_a_book_stays_in_its_folder(tmp_path):
    """Without files of another's there, the title alone is the name."""
    assert choose_folder(tmp_path, Metadata("Poems", ("Ada",)), "x") == tmp_path / "poems"
