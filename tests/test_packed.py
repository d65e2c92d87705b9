"""Packed sequences: they are what they were made of, in little room."""

import copy
from array import array
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from narrator.manuscript.model import Place, Skipped
from narrator.packed import Packed, Packing, Picked, change_all, join, pack

PLACES = st.builds(Place, st.text(), st.integers(), st.integers(), st.integers())
ITEMS = st.lists(st.builds(Skipped, st.sampled_from(["note", "image"]), st.text(), PLACES))
WIDTHS = st.integers(1, 5)


@given(ITEMS, WIDTHS)
def test_is_the_sequence_that_was_packed(items, width):
    """Length, order, places from either end, slices and searches are those of a tuple."""
    packed, plain = pack(items, by=width), tuple(items)
    assert len(packed) == len(plain)
    assert [*packed] == items
    assert [packed[at] for at in range(-len(items), len(items))] == items + items
    assert packed[1:-1] == plain[1:-1]
    assert packed[::-1] == plain[::-1]
    assert [*reversed(packed)] == items[::-1]
    assert all(item in packed for item in items)


@given(ITEMS, ITEMS, WIDTHS, WIDTHS)
def test_equals_what_has_the_same_items(one, other, width, another):
    """Equality and hash go by the items, however many are packed at a time."""
    packed = pack(one, by=width)
    assert (packed == pack(other, by=another)) == (one == other)
    assert packed == tuple(one)
    assert hash(packed) == hash(pack(one, by=another)) == hash(tuple(one))


@given(ITEMS, WIDTHS)
def test_is_copied_as_it_is_packed(items, width):
    """What pickles a packed sequence for another process keeps its chunks."""
    packed = pack(items, by=width)
    assert copy.copy(packed) == packed
    assert copy.copy(packed).chunks is packed.chunks


@given(ITEMS, WIDTHS, st.sampled_from(["note", "image"]))
def test_changes_what_is_to_change(items, width, rule):
    """What is changed is as in a list; what is not is not packed again."""

    def change(item):
        return item if item.rule != rule else replace(item, text="")

    packed = pack(items, by=width)
    changed = change_all(packed, change)
    assert [*changed] == [*map(change, items)] == [*change_all(items, change)]
    same = [
        all(map(rule.__ne__, (it.rule for it in items[at : at + width])))
        for at in range(0, len(items), width)
    ]
    pairs = zip(packed.chunks, changed.chunks, same, strict=True)
    assert all(one is other for one, other, kept in pairs if kept)


@given(ITEMS, ITEMS, WIDTHS)
def test_is_laid_end_to_end(one, other, width):
    """Joined sequences have the items of all."""
    assert join(pack(one, by=width), tuple(other), pack(one)) == (*one, *other, *one)


@given(ITEMS, st.data())
def test_picks_items_by_their_places(items, data):
    """Picked items stand in the order of their places."""
    places = data.draw(st.lists(st.integers(0, len(items) - 1)) if items else st.just([]))
    picked = Picked(pack(items, by=2), array("I", places))
    assert [*picked] == [items[at] for at in places]
    assert [*picked[1:3]] == [*picked][1:3]
    assert len(picked) == len(places)


def test_takes_little_room():
    """A book's worth of lines takes less than a tenth of what its values take."""
    lines = pack(
        (
            Skipped("note", f"Nobody said {at} words.", Place("a.md", at, 0, 9))
            for at in range(10_000)
        ),
        by=100,
    )
    assert sum(map(len, lines.chunks)) < 10_000 * 300 / 10
    assert all(one != other for one, other in pairwise(lines[:10]))
    assert isinstance(lines, Packed)


@given(ITEMS, WIDTHS, st.integers(0, 10), ITEMS)
def test_what_is_packed_so_far_can_be_read_and_cut_back(items, width, length, others):
    """A packing is read as a list is, forgets what is behind a length, and goes on from there."""
    packing = Packing(width)
    for item in items:
        packing.append(item)
    assert [*packing] == [packing[at] for at in range(len(packing))] == items
    length = min(length, len(items))
    packing.cut(length)
    assert [*packing] == items[:length]
    for item in others:
        packing.append(item)
    assert [*packing] == [*packing.finish()] == items[:length] + others
