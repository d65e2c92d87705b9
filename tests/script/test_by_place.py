"""Values of blocks by their places."""

from hypothesis import given
from hypothesis import strategies as st

from narrator.script.by_place import group_by_place

PLACES = st.tuples(st.integers(0, 5), st.integers(0, 5))


@given(st.dictionaries(PLACES, st.text()))
def test_is_the_mapping_that_it_was_made_of(values):
    """Whatever chapters have no block, all that others have is found by its place."""
    ordered = dict(sorted(values.items()))
    grouped = group_by_place(ordered.items(), 6)
    assert list(grouped.items()) == list(ordered.items())
    assert len(grouped) == len(values)
    assert len(grouped.chapters) == 6
    assert grouped.get((7, 0)) is None
    assert grouped.get((0, 9)) is None
