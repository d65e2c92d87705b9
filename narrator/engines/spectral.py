"""A long convolution in the frequency domain, said in ONNX operators.

The sound is cut into tiles that overlap by what the kernel reaches; each tile is transformed, and
every frequency is then one product of matrices over the channels (overlap-save: Oppenheim and
Schafer, Discrete-Time Signal Processing, section 8.7). For ``taps`` of a kernel and tiles of
``tile`` samples that is some ``1.5 · tile / (tile − taps + 1)`` multiplications for a sample and a
pair of channels instead of ``taps``.

Two real numbers make a frequency, but for the lowest and the highest, which are one each. A product
of two complex numbers takes three real ones (Gauss)::

    a = Wr (Xr + Xi)    b = (Wr + Wi) Xi    c = (Wi − Wr) Xr    Yr = a − b    Yi = a + c

The sums on both sides are part of the transforms, which are products with constant matrices. So
a tile becomes ``3 · tile / 2 − 1`` rows, and each row is a product by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrator.engines.onnx_graph import Nodes

if TYPE_CHECKING:
    import onnx
    from numpy.typing import NDArray


Activate = Callable[[Nodes, str], str]
"""Writes the nodes that make something of a value, and names what they make."""

_TO_THE_END = np.iinfo(np.int64).max


def _keep(nodes: Nodes, sound: str) -> str:  # noqa: ARG001 — as an activation has it
    return sound


@dataclass(frozen=True, slots=True)
class Transform:
    """The matrices for tiles and kernels of one length.

    ``analysis`` [rows, tile] takes a tile apart, ``kernel`` [rows, taps] a kernel, ``synthesis``
    [tile − taps + 1, rows] puts together what is new in the products of their rows.
    """

    analysis: NDArray[np.float64]
    kernel: NDArray[np.float64]
    synthesis: NDArray[np.float64]

    @property
    def rows(self) -> int:
        """How many products a tile needs."""
        return int(self.analysis.shape[0])

    @property
    def tile(self) -> int:
        """How many samples a tile has."""
        return int(self.analysis.shape[1])

    @property
    def fresh(self) -> int:
        """How many samples of a tile are new."""
        return int(self.synthesis.shape[0])


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolution whose output is as long as its input, the value named ``sound``.

    ``weight`` is [out, in, taps], ``taps`` odd; ``bias`` is [out].
    """

    sound: str
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    dilation: int

    @property
    def channels(self) -> int:
        """How many channels come out."""
        return int(self.weight.shape[0])

    @property
    def inside(self) -> int:
        """How many channels go in."""
        return int(self.weight.shape[1])

    @property
    def taps(self) -> int:
        """How many samples of its own phase a kernel weighs."""
        return int(self.weight.shape[2])

    @property
    def reach(self) -> int:
        """How many of them lie on each side."""
        return (self.taps - 1) // 2


def make_transform(tile: int, taps: int) -> Transform:
    """Make the matrices; ``tile`` is even and longer than the kernel."""
    fresh = tile - taps + 1
    frequencies = range(1, tile // 2)
    cosine, sine = _turn(tile, frequencies, tile)
    analysis = [_ends(tile), *_interleave(cosine - sine, -sine, cosine)]
    cosine, sine = _turn(tile, frequencies, taps)
    kernel = [_ends(taps), *_interleave(cosine, cosine + sine, sine - cosine)]
    cosine, sine = (2 / tile * wave for wave in _turn(tile, frequencies, fresh))
    synthesis = [_ends(fresh) / tile, *_interleave(cosine - sine, -cosine, -sine)]
    return Transform(np.vstack(analysis), np.vstack(kernel), np.vstack(synthesis).T)


def _turn(
    tile: int, frequencies: range, samples: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give cosine and sine of each frequency, [frequencies, samples]."""
    angle = 2 * np.pi / tile * np.outer(frequencies, np.arange(samples))
    return np.cos(angle), np.sin(angle)


def _ends(samples: int) -> NDArray[np.float64]:
    """Give the lowest and the highest frequency, [2, samples]."""
    return np.vstack([np.ones(samples), (-1.0) ** np.arange(samples)])


def _interleave(*parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put the rows of a frequency beside each other."""
    return np.stack(parts, axis=1).reshape(-1, parts[0].shape[1])


def write_spectral(
    nodes: Nodes,
    convolution: Convolution,
    *,
    tile: int,
    chunk: int,
    activate: Activate = _keep,
) -> list[onnx.NodeProto]:
    """Give the nodes that compute a convolution of what ``activate`` makes of the sound.

    The sound is worked on in pieces of at most about ``chunk`` samples: taken apart, one is some
    two times as large. So it stays in the processor's cache, and memory does not grow with the
    sound. ``activate`` works on the pieces too; of silence it must make silence.
    """
    transform = make_transform(tile, convolution.taps)
    unit, whole = transform.fresh * convolution.dilation, nodes.constants.add_whole
    length = nodes.add("Shape", convolution.sound, start=2, end=3)
    total, step = _divide(nodes, length, unit=unit, chunk=chunk)
    padded = _pad(nodes, convolution, length, nodes.add("Add", total, whole(unit)))
    piece = _Piece(padded, step, f"{nodes.output}/start")
    body = _write_piece(nodes, transform, convolution, piece, activate)
    starts = nodes.reshape(nodes.count(total, step), -1, 1)
    made = nodes.add("Scan", starts, body=body, num_scan_inputs=1, scan_output_axes=[1])
    made = nodes.reshape(made, 1, convolution.channels, -1)
    return nodes.end("Slice", made, whole(0), length, whole(2))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece in names of values: ``step`` new samples of a padded sound, from ``start``."""

    sound: str
    step: str
    start: str


def _divide(nodes: Nodes, length: str, *, unit: int, chunk: int) -> tuple[str, str]:
    """Tell the samples of all pieces, and of each: the same for all, and a multiple of ``unit``."""
    whole = nodes.constants.add_whole
    pieces = nodes.add("Div", nodes.add("Add", length, whole(chunk - 1)), whole(chunk))
    units = nodes.add("Mul", pieces, whole(unit))
    tiles = nodes.add("Div", nodes.add("Add", length, nodes.add("Sub", units, whole(1))), units)
    return nodes.add("Mul", tiles, units), nodes.add("Mul", tiles, whole(unit))


def _pad(nodes: Nodes, convolution: Convolution, length: str, room: str) -> str:
    """Put silence around a sound: what the kernel reaches before it, ``room`` in all."""
    whole, before = nodes.constants.add_whole, convolution.reach * convolution.dilation
    after = nodes.add("Sub", nodes.add("Sub", room, length), whole(before))
    return nodes.add(
        "Pad", convolution.sound, nodes.add("Concat", whole(0, 0, before, 0, 0), after, axis=0)
    )


def _write_piece(
    nodes: Nodes,
    transform: Transform,
    convolution: Convolution,
    piece: _Piece,
    activate: Activate,
) -> onnx.GraphProto:
    """Write what is done with a piece: [out, new samples], with the tile that comes after it."""
    inner = Nodes(f"{nodes.output}/piece", nodes.constants)
    unit = inner.constants.add_whole(transform.fresh * convolution.dilation)
    end = inner.add("Add", inner.add("Add", piece.start, piece.step), unit)
    sound = inner.add("Slice", piece.sound, piece.start, end, inner.constants.add_whole(2))
    tiles = _take_tiles(inner, transform, convolution, activate(inner, sound))
    fresh = _convolve(inner, transform, convolution, tiles)
    joined = _join_phases(inner, fresh, convolution.channels, convolution.dilation)
    bias = inner.constants.add(f"{nodes.output}/bias", convolution.bias.reshape(-1, 1))
    return inner.end_graph("Add", joined, bias, given=piece.start)


def _take_tiles(nodes: Nodes, transform: Transform, convolution: Convolution, sound: str) -> str:
    """Give the tiles of each phase of each channel: [tile, in · dilation · tiles].

    A tile is its new samples and the first ones of the next. ONNX Runtime moves one axis of a value
    fast, and two at once slowly: so phases are told apart first, and then tiles.
    """
    whole, inside, dilation = nodes.constants.add_whole, convolution.inside, convolution.dilation
    if dilation > 1:
        mixed = nodes.reshape(sound, inside, -1, dilation)
        sound = nodes.add("Transpose", mixed, perm=[0, 2, 1])
    apart = nodes.reshape(sound, inside * dilation, -1, transform.fresh)
    apart = nodes.add("Transpose", apart, perm=[2, 0, 1])
    new = nodes.add("Slice", apart, whole(0), whole(-1), whole(2))
    shared = whole(convolution.taps - 1, _TO_THE_END)
    next_ones = nodes.add("Slice", apart, whole(0, 1), shared, whole(0, 2))
    return nodes.reshape(nodes.add("Concat", new, next_ones, axis=0), transform.tile, -1)


def _convolve(nodes: Nodes, transform: Transform, convolution: Convolution, tiles: str) -> str:
    """Give what is new in each tile, convolved: [new samples, out · dilation, tiles]."""
    analysis = _add_matrix(nodes, "analysis", transform.analysis)
    synthesis = _add_matrix(nodes, "synthesis", transform.synthesis)
    kernels = _add_kernels(nodes, transform, convolution)
    apart = nodes.add("MatMul", analysis, tiles)
    apart = nodes.reshape(apart, transform.rows, convolution.inside, -1)
    products = nodes.reshape(nodes.add("MatMul", kernels, apart), transform.rows, -1)
    joined = nodes.add("MatMul", synthesis, products)
    phases = convolution.channels * convolution.dilation
    return nodes.reshape(joined, transform.fresh, phases, -1)


def _join_phases(nodes: Nodes, fresh: str, channels: int, dilation: int) -> str:
    """Put tiles and phases of each channel beside each other again: [out, samples]."""
    joined = nodes.add("Transpose", fresh, perm=[1, 2, 0])
    if dilation > 1:
        apart = nodes.reshape(joined, channels, dilation, -1)
        joined = nodes.add("Transpose", apart, perm=[0, 2, 1])
    return nodes.reshape(joined, channels, -1)


def _add_kernels(nodes: Nodes, transform: Transform, convolution: Convolution) -> str:
    """Take the kernels apart: [rows, out, in]."""
    weight = convolution.weight.astype(np.float64)
    kernels = np.einsum("rt,oit->roi", transform.kernel, weight, optimize=True)
    return nodes.constants.add(f"{nodes.output}/kernels", kernels.astype(np.float32))


def _add_matrix(nodes: Nodes, name: str, matrix: NDArray[np.float64]) -> str:
    """Add a matrix of the transform, which all convolutions of its size share."""
    sizes = "/".join(map(str, matrix.shape))
    return nodes.constants.add(f"spectral/{name}/{sizes}", matrix.astype(np.float32))
