"""A book without a cover gets one: square, large enough for shops, the same each time."""

import io

import av
import numpy as np
import pytest

from narrator.book.cover import measure_picture, prepare_cover
from narrator.book.made_cover import make_cover, make_square
from narrator.manuscript.model import Cover, Metadata

TITLES = ("Emma", "War & Peace <1869>", "A " + "very " * 60 + "long title", "吾輩は猫である", "")


@pytest.mark.parametrize("title", TITLES)
def test_any_title(title):
    """Whatever the title, it is drawn, and nothing crosses the frame round it."""
    prepared = prepare_cover(make_cover(Metadata(title, ("Ann Lee", "Bo Ray"))))
    with av.open(io.BytesIO(prepared.picture.data)) as file:
        pixels = next(file.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert pixels.shape[:2] == (2400, 2400)
    assert np.abs(pixels[:, 20] - pixels[0, 20]).max() < 12


def test_colour_is_the_books_own():
    """The same book has the same cover; another has another."""
    one, same, other = (make_cover(Metadata(title)) for title in ("Emma", "Emma", "Persuasion"))
    assert one == same != other


TALL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 3">'
    '<path fill="red" d="M0 0h2v3H0z"/></svg>'
)


@pytest.mark.parametrize("drawn", [False, True])
def test_square(drawn):
    """A cover of another shape lies whole on a square of black, drawing or picture."""
    cover = Cover("image/svg+xml", TALL.encode())
    cover = prepare_cover(cover).picture if drawn else cover
    squared = prepare_cover(make_square(cover)).picture
    assert measure_picture(squared) == (2400, 2400)
    with av.open(io.BytesIO(squared.data)) as file:
        pixels = next(file.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert pixels[1200, 1200].tolist() == pytest.approx([255, 0, 0], abs=6)
    assert pixels[1200, 100].tolist() == pytest.approx([0, 0, 0], abs=6)


def test_a_large_square_stays():
    """What is a large square already is left as it is."""
    cover = prepare_cover(make_cover(Metadata("Emma"))).picture
    assert make_square(cover) == cover
