"""A book without a cover gets one: square, large enough for shops, the same each time."""

import io

import av
import numpy as np
import pytest

from narrator.book.cover import prepare_cover
from narrator.book.made_cover import make_cover
from narrator.manuscript.model import Metadata

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
