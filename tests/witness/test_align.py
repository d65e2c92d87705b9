"""Lists of words laid beside each other."""

import random

from hypothesis import given
from hypothesis import strategies as st

from narrator.witness.align import differences

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=40)


def patch(one, other, hunks):
    """Make the second list of the first by the hunks between them."""
    made, at = [], 0
    for hunk in hunks:
        made += one[at : hunk.i] + other[hunk.k : hunk.n]
        at = hunk.j
    return made + one[at:]


@given(WORDS, WORDS)
def test_the_differences_make_one_list_of_the_other(one, other):
    """What lies between the hunks is equal, property of all lists."""
    assert patch(one, other, differences(one, other)) == other


@given(WORDS)
def test_equal_lists_do_not_differ(words):
    """A list has no differences from itself."""
    assert list(differences(words, list(words))) == []


def test_a_change_in_a_long_list_is_found_alone():
    """Of a hundred thousand words only those that changed are in a hunk."""
    chance = random.Random(1)
    words = [str(chance.randrange(5000)) for _ in range(100_000)]
    changed = [*words[:1000], "new", *words[1000:60_000], *words[60_003:]]
    found = list(differences(words, changed))
    assert patch(words, changed, found) == changed
    assert sum(hunk.j - hunk.i + hunk.n - hunk.k for hunk in found) == 4


def test_nothing_in_common_is_one_hunk():
    """Two long lists that share no word differ as a whole."""
    one, other = [f"a{n % 7}" for n in range(3000)], [f"b{n % 7}" for n in range(3000)]
    assert list(differences(one, other)) == [(0, 3000, 0, 3000)]
