"""Weigh the lines of a chapter together: who speaks depends on who spoke the two lines before.

A conditional random field of second order. For each pair of a line and who may speak it there is a
score, and one for what the line does to the turns: goes on, goes back to the one before last, or
brings somebody else. All sums are exact, by the forward and backward recursions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrator.script.who.features import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from narrator.script.who.features import Weighed
    from narrator.script.who.model import Line

    Numbers = NDArray[np.float64]

GAPS = 6
MOVES = ("same", "back", "new")
TURNS = tuple(
    f"turn: {move}, gap {gap}, {'bare' if bare else 'beside'}"
    for gap in range(GAPS)
    for bare in (0, 1)
    for move in MOVES
)
ALL_NAMES = (*NAMES, *TURNS)
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Chain:
    """The scores of a chapter: of each line's people, and of each move to them."""

    who: NDArray[np.int32]
    scores: Numbers
    moves: NDArray[np.int64]
    turns: Numbers
    goes_on: NDArray[np.bool_]

    def step(self, at: int) -> tuple[Numbers, NDArray[np.int64]]:
        """Return the scores (two before, before, now) of a step and which turn clue each is."""
        which = move_of(self.who[at - 2] if at > 1 else None, self.who[at - 1], self.who[at])
        index = self.moves[at] + which
        scores = self.turns[index] + self.scores[at][None, None, :]
        if self.goes_on[at]:
            scores = np.where(which == 0, scores, NEVER)
        return scores, index


def move_of(
    two: NDArray[np.int32] | None, before: NDArray[np.int32], now: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return 0 where a line goes on, 1 where it goes back, 2 where it brings somebody else."""
    same = before[:, None] == now[None, :]
    if two is None:
        return np.where(same, 0, 2)[None, :, :]
    back = (two[:, None] == now[None, :])[:, None, :]
    return np.where(same[None, :, :], 0, np.where(back, 1, 2))


def make_chain(weighed: Weighed, lines: Sequence[Line], weights: Numbers) -> Chain:
    """Return the scores of a chapter's lines under the weights, one for each of ``ALL_NAMES``."""
    scores = weighed.clues.astype(np.float64) @ weights[: len(NAMES)]
    scores = np.where(weighed.who >= 0, scores, NEVER)
    moves = (weighed.gaps.astype(np.int64) * 2 + weighed.bare) * len(MOVES)
    goes_on = np.array([line.goes_on for line in lines], dtype=np.bool_)
    return Chain(weighed.who, scores, moves, weights[len(NAMES) :], goes_on)


def forward(chain: Chain) -> list[Numbers]:
    """Return for each line the log sums of all ways to (before, now). The first has one before."""
    sums = [chain.scores[0][None, :]]
    for at in range(1, len(chain.who)):
        scores, _ = chain.step(at)
        sums.append(_log_sum(sums[-1][:, :, None] + scores, axis=0))
    return sums


def backward(chain: Chain) -> list[Numbers]:
    """Return for each line the log sums of all ways on from (before, now)."""
    count = len(chain.who)
    sums: list[Numbers] = [np.zeros(())] * count
    rows = 1 if count == 1 else chain.who.shape[1]
    sums[-1] = np.zeros((rows, chain.who.shape[1]))
    for at in range(count - 1, 0, -1):
        scores, _ = chain.step(at)
        sums[at - 1] = _log_sum(scores + sums[at][None, :, :], axis=2)
    return sums


def find_shares(chain: Chain) -> Numbers:
    """Return how likely each of a line's people is to speak it, lines x people; rows sum to 1."""
    ahead, back = forward(chain), backward(chain)
    shares = np.zeros(chain.scores.shape)
    for at, (one, other) in enumerate(zip(ahead, back, strict=True)):
        pair = one + other
        pair = np.exp(pair - pair.max())
        shares[at] = pair.sum(axis=0) / pair.sum()
    return shares


def _log_sum(values: Numbers, axis: int) -> Numbers:
    top = values.max(axis=axis, keepdims=True)
    total: Numbers = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total
