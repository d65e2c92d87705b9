"""Pictures of chapters: an SVG each, which a renderer takes."""

import pytest
import resvg_py
from lxml import etree
from planted import MARKS, Recipe, make

from narrator.delivery.gate import inspect_path
from narrator.delivery.picture import draw_all
from narrator.delivery.profile import read_profile


@pytest.fixture
def draw(tmp_path):
    """Draw a file with these marks, against a profile."""

    def draw(marks=(), profile="acx"):
        verdict = inspect_path(
            make(tmp_path / "one.mp3", Recipe(marks=marks)), read_profile(profile)
        )
        return draw_all(verdict, tmp_path / "pictures")

    return draw


def test_every_chapter_has_a_picture(draw):
    """A file with chapters becomes as many pictures, one without becomes one."""
    assert len(draw()) == 1
    paths = draw(MARKS)
    assert [path.name for path in paths] == [
        "one.mp3 1 One.svg", "one.mp3 2 Two.svg", "one.mp3 3 Three.svg"
    ]  # fmt: skip


@pytest.mark.parametrize("profile", ["acx", "podcast"])
def test_a_picture_has_curves_and_limits(draw, profile):
    """The waveform, two curves over time, and a line for each limit; it can be rendered."""
    text = draw(profile=profile)[0].read_text(encoding="utf-8")
    classes = [it.get("class", "") for it in etree.fromstring(text).iter("{*}*")]
    assert classes.count("wave") == 1
    assert {"line rms", "line lufs"} <= set(classes)
    assert classes.count("limit") == 4
    assert bytes(resvg_py.svg_to_bytes(svg_string=text)).startswith(b"\x89PNG")


def test_a_title_is_text(draw):
    """A chapter called like markup is shown as it is called."""
    path = draw(((0.0, 5.0, "<b>One & All</b>"),))[0]
    root = etree.parse(path)
    assert any("<b>One & All</b>" in (it.text or "") for it in root.iter("{*}text"))


def test_marks_beyond_the_sound_are_drawn(draw):
    """A chapter that lies outside of the sound has a picture too."""
    assert len(draw(((0.0, 2.0, "One"), (900.0, 1000.0, "Two")))) == 2
