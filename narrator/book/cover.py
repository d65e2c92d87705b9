"""The cover: a JPEG or PNG that players can show, made from what lies in the manuscript.

An SVG from a stranger is drawn without reading any file or address that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from narrator.manuscript.model import Cover

if TYPE_CHECKING:
    from av import VideoCodecContext, VideoFrame
    from lxml.etree import _Element

RULES = 2
"""Part of the name of a prepared cover: changes when the same picture would be drawn otherwise."""
LONGEST_SIDE = 2400
"""Of a drawn cover, in pixels: what shops ask for at least."""
LARGE_PNG = 1 << 20
"""A drawn cover of more bytes than this becomes a JPEG."""

_MOST_BYTES = 16 << 20  # players read tags, and the cover in them, whole
_MOST_PIXELS = 50_000_000
_QUALITY = "3"  # of FFmpeg's JPEG, 2 the best
_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
_DECODERS = {
    "image/jpeg": "mjpeg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
}
_SHOWN_EVERYWHERE = {"image/jpeg", "image/png"}


@dataclass(frozen=True, slots=True)
class PreparedCover:
    """A cover ready for tags, or None and the reason why not."""

    picture: Cover | None
    warning: str = ""


def prepare_cover(cover: Cover) -> PreparedCover:
    """Make of a cover what goes into a file's tags; JPEG and PNG stay as they are."""
    from av import FFmpegError
    from lxml.etree import XMLSyntaxError

    try:
        return PreparedCover(_prepare(cover))
    except (ValueError, FFmpegError, XMLSyntaxError) as error:
        return _refuse(cover, str(getattr(error, "strerror", None) or error).strip().rstrip("."))


def _refuse(cover: Cover, reason: str) -> PreparedCover:
    return PreparedCover(
        None,
        f"The cover ({cover.media_type or 'of no known kind'}) cannot be shown: {reason}. "
        "The book is made without it; name another picture as cover.",
    )


def prepare_cover_apart(cover: Cover) -> PreparedCover:
    """Make the same in a process of its own, which takes the memory of a large picture with it.

    A picture for which even that is too little memory costs the book its cover, and no more.
    """
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    spawned = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, spawned) as pool:
            return pool.submit(prepare_cover, cover).result()
    except BrokenProcessPool:
        return _refuse(cover, "the process that draws it was killed")


def tell_media_type(data: bytes) -> str:
    """Tell what a picture is by its first bytes; empty where it is none of those known."""
    return next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), "")


def measure_picture(cover: Cover) -> tuple[int, int]:
    """Tell a picture's width and height in pixels; 0 and 0 where it cannot be decoded."""
    from av import FFmpegError

    try:
        frame = _decode(cover.data, tell_media_type(cover.data))
    except (KeyError, ValueError, FFmpegError):
        return 0, 0
    return frame.width, frame.height


def _prepare(cover: Cover) -> Cover:
    if len(cover.data) > _MOST_BYTES:
        raise ValueError(f"it has {len(cover.data) >> 20} MB, and {_MOST_BYTES >> 20} is the most")
    kind = tell_media_type(cover.data)
    if not kind:
        return _prepare_drawing(cover.data)
    frame = _decode(cover.data, kind)
    if kind in _SHOWN_EVERYWHERE:
        return Cover(kind, cover.data)
    return _encode_jpeg(frame)


def _prepare_drawing(data: bytes) -> Cover:
    png = draw_svg(data)
    if len(png) <= LARGE_PNG:
        return Cover("image/png", png)
    return _encode_jpeg(_decode(png, "image/png"))


def draw_svg(data: bytes) -> bytes:
    """Draw an SVG as PNG on white, :data:`LONGEST_SIDE` pixels high or wide at the most.

    Raises ValueError or XMLSyntaxError where it is none. The fonts of this machine are used only
    where there is text; a drawing without text looks the same on every machine.
    """
    import resvg_py
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    _remove_outward_links(root)
    has_text = root.find(".//{*}text") is not None
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=etree.tostring(root, encoding="unicode"),
            width=LONGEST_SIDE,
            height=LONGEST_SIDE,
            background="#ffffff",
            skip_system_fonts=not has_text,
        )
    )


def _remove_outward_links(root: _Element) -> None:
    """Leave only links into the drawing itself: the renderer opens any file it is pointed at."""
    for element in root.iter("{*}*"):
        for name, value in element.attrib.items():
            if name.endswith("href") and not str(value).strip().startswith(("#", "data:")):
                del element.attrib[name]


def _decode(data: bytes, kind: str) -> VideoFrame:
    """Decode a picture, by which it is known to be whole. Raises FFmpegError or ValueError."""
    import av

    context = cast("VideoCodecContext", av.CodecContext.create(_DECODERS[kind], "r"))
    context.options = {"max_pixels": str(_MOST_PIXELS)}
    frames = [*context.decode(av.Packet(data)), *context.decode(None)]
    if not frames:
        raise ValueError("there is no picture in it")
    return frames[0]


def _encode_jpeg(frame: VideoFrame) -> Cover:
    from fractions import Fraction

    import av
    from av.codec.context import Flags

    context = av.CodecContext.create("mjpeg", "w")
    context.width, context.height, context.pix_fmt = frame.width, frame.height, "yuvj420p"
    context.time_base = Fraction(1, 1)
    context.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    context.flags |= Flags.bitexact
    packets = [*context.encode(frame.reformat(format="yuvj420p")), *context.encode(None)]
    return Cover("image/jpeg", b"".join(map(bytes, packets)))
