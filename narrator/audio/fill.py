"""AAC at a constant rate: bits that a packet's sound does not need are fill elements.

FFmpeg's encoder takes what speech needs and no more, almost nothing for silence. Encoders of
constant rate make up for it with fill elements, which every decoder passes over (ISO/IEC 14496-3,
tables 4.11 and 4.57), as an MP3 of constant rate has empty bytes in its frames.
"""

from __future__ import annotations

FRAME = 1024
"""The samples of a packet."""
MOST_BITS = 6144
"""A decoder has room for so many bits of a packet and channel (ISO/IEC 14496-3, 4.5.3)."""

_END, _END_BITS = 0b111, 3
_FILL, _FILL_BITS = 0b110, 3
_SHORT = 14  # bytes of a fill element, whose count is in four bits; more are in eight further
_LONG = 269
_FILL_BYTE = b"\xa5"


class Filler:
    """Brings the packets of one sound to a rate, each to its share of ``kilobits`` a second.

    A packet that needs more than its share has it; those after it have so much less.
    """

    def __init__(self, kilobits: int, rate: int, channels: int = 1) -> None:
        self._bytes = min(kilobits * 1000 * FRAME / rate, MOST_BITS * channels) / 8
        self._packets = 0
        self._written = 0

    def fill(self, packet: bytes) -> bytes:
        """Give the packet with as many fill elements as it has room for."""
        self._packets += 1
        share = int(self._packets * self._bytes) - self._written
        filled = fill_packet(packet, share) if share > len(packet) else packet
        self._written += len(filled)
        return filled


def fill_packet(packet: bytes, size: int) -> bytes:
    """Give the packet with fill elements before its end, ``size`` bytes long.

    A packet ends with three ones, and zeros up to a whole byte.
    """
    bits = int.from_bytes(packet)
    zeros = (bits & -bits).bit_length() - 1
    sound = bits >> zeros + _END_BITS
    room = (size - len(packet)) * 8 + zeros
    filling = 0
    left = room
    while left >= _FILL_BITS + 4:
        element, length = _make_element(left)
        filling = filling << length | element
        left -= length
    ended = (sound << room - left | filling) << _END_BITS | _END
    return (ended << left).to_bytes(size)


def _make_element(room: int) -> tuple[int, int]:
    """Make the longest fill element that has room in so many bits; tells its length in bits."""
    head, head_bits = _FILL << 4, _FILL_BITS + 4
    count = min((room - head_bits) // 8, _SHORT)
    head |= count
    if room >= head_bits + 8 + (_SHORT + 1) * 8:
        count = min((room - head_bits - 8) // 8, _LONG)
        head, head_bits = (_FILL << 4 | 0b1111) << 8 | count - _SHORT, head_bits + 8
    # The first byte is the extension's kind, EXT_FILL, and four zeros.
    body = b"\0" + _FILL_BYTE * (count - 1) if count else b""
    return head << count * 8 | int.from_bytes(body), head_bits + count * 8
