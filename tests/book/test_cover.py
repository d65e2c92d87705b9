"""A cover becomes a picture that players show, or a warning, and nothing else."""

import base64
import os
import zipfile

import av
import pytest

from narrator.book.cover import (
    LARGE_PNG,
    LONGEST_SIDE,
    draw_svg,
    prepare_cover,
    prepare_cover_apart,
)
from narrator.manuscript.model import Cover

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 10 16">{}</svg>'
)
GIF = b"GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\x10\7\x10\x11\x11\x88\x88\xfe\7\0"
"""Pictures of one pixel."""


def draw(inside, doctype=""):
    """Give the SVG of what is inside as bytes."""
    return (doctype + SVG.format(inside)).encode()


def decode(data, name):
    """Give the picture that is in the data."""
    return av.CodecContext.create(name, "r").decode(av.Packet(data))[0]


@pytest.fixture
def red(tmp_path):
    """A red picture as PNG, and where it lies."""
    path = tmp_path / "red.png"
    path.write_bytes(draw_svg(draw('<rect width="10" height="16" fill="red"/>')))
    return path


@pytest.mark.parametrize("data", [GIF, WEBP])
def test_other_pictures(data):
    """A GIF or WebP becomes a JPEG."""
    assert prepare_cover(Cover("image/x", data)).picture.media_type == "image/jpeg"


def test_as_it_is(red):
    """A PNG or JPEG stays as it is, whatever it was called."""
    jpeg = prepare_cover(Cover("image/gif", GIF)).picture.data
    for data, kind in ((red.read_bytes(), "image/png"), (jpeg, "image/jpeg")):
        assert prepare_cover(Cover("image/x", data)).picture == Cover(kind, data)


def test_drawing():
    """An SVG is drawn in its own shape, the same every time."""
    cover = Cover("image/svg+xml", draw('<circle cx="5" cy="8" r="4"/>'))
    picture = prepare_cover(cover).picture
    frame = decode(picture.data, "png")
    assert picture.media_type == "image/png"
    assert (frame.width, frame.height) == (LONGEST_SIDE * 10 // 16, LONGEST_SIDE)
    assert prepare_cover(cover).picture == picture


def test_novels(novels):
    """The covers of real books, photographs in SVG, become JPEGs of a reasonable size."""
    with zipfile.ZipFile(next(iter(sorted(novels.glob("*.epub"))))) as book:
        prepared = prepare_cover(Cover("image/svg+xml", book.read("epub/images/cover.svg")))
    frame = decode(prepared.picture.data, "mjpeg")
    assert prepared.picture.media_type == "image/jpeg"
    assert len(prepared.picture.data) < LARGE_PNG
    assert max(frame.width, frame.height) == LONGEST_SIDE


def test_reads_nothing(red):
    """A drawing reaches no file, by a link of its own or by one in a drawing within it."""
    blank = draw_svg(draw(""))
    link = f'<image href="{red}" width="10" height="16"/>'
    inner = base64.b64encode(draw(link)).decode()
    nested = f'<image x:href="data:image/svg+xml;base64,{inner}" width="10" height="16"/>'
    for inside in (
        link,
        link.replace("href", "x:href"),
        nested,
        link.replace(str(red), red.as_uri()),
    ):
        assert draw_svg(draw(inside)) == blank


def test_picture_within(red):
    """A picture that is inside the drawing itself is drawn."""
    data = base64.b64encode(red.read_bytes()).decode()
    inside = f'<image x:href="data:image/png;base64,{data}" width="10" height="16"/>'
    frame = decode(draw_svg(draw(inside)), "png").to_ndarray(format="rgb24")
    assert tuple(frame[700, 400]) == (255, 0, 0)


BOMB = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 12))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"\xff\xd8\xff and then nothing",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF....WEBP",
        b"<svg",
        b"<html/>",
        draw("&x;", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
        draw("&b;", '<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'),
        draw('<rect id="a0" width="1" height="1"/>' + BOMB),
        bytes(17 << 20),
    ],
    ids=str.split("empty text jpeg png webp cut html entity entities bomb large"),
)
def test_broken(data):
    """What cannot be shown is left out with a sentence that says so."""
    prepared = prepare_cover(Cover("image/png", data))
    assert prepared.picture is None
    assert prepared.warning.startswith("The cover (image/png) cannot be shown: ")


class DeadlyCover(Cover):
    """A cover that ends the process which takes it in hand."""

    def __reduce__(self):
        """Have whoever unpickles this exit."""
        return os._exit, (9,)


def test_apart():
    """A cover is the same, and what speaks against it too, when another process makes it."""
    for cover in (Cover("image/svg+xml", draw("<rect/>")), Cover("image/png", b"no picture")):
        assert prepare_cover_apart(cover) == prepare_cover(cover)


def test_killed():
    """A picture that kills the process which draws it is left out with a sentence that says so."""
    prepared = prepare_cover_apart(DeadlyCover("image/png", b""))
    assert prepared.picture is None
    assert "was killed" in prepared.warning
