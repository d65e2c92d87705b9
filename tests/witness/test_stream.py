"""Streams of words: words and whence they come, in little room."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from narrator.witness.stream import Origins, Spot, Stream, Vocabulary, Words

TEXTS = st.lists(st.text("ab ’-", max_size=8), max_size=200)


@given(TEXTS, st.integers(0, 300), TEXTS)
def test_a_stream_is_cut_back_and_goes_on(texts, length, others):
    """What is forgotten was as if never added; each word keeps its origin."""
    cut, plain = Stream(), Stream()
    for at, text in enumerate(texts):
        cut.part()
        cut.add(text, at)
    length = min(length, len(cut.words))
    kept = list(zip(cut.words, cut.edges, cut.origins, strict=True))[:length]
    cut.cut_back(length)
    for stream in (cut, plain):
        stream.part()
        for at, text in enumerate(others):
            stream.add(text, -at)
    found = list(zip(cut.words, cut.edges, cut.origins, strict=True))
    assert found == kept + list(zip(plain.words, plain.edges, plain.origins, strict=True))


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 3)), max_size=200))
def test_origins_are_those_of_a_list(runs):
    """By number, by run, by mark and from the start, they are what a list of each would hold."""
    origins, plain = Origins(), [origin for origin, words in runs for _ in range(words)]
    for origin, words in runs:
        origins.extend(origin, words)
    assert [*origins] == [origins[at] for at in range(-len(plain), 0)] == origins[:] == plain
    assert [plain[start:end] for start, end, _ in origins.spans()] == [[o] * n for o, n in runs]
    assert [*origins.mark("x".__eq__)] == [origin == "x" for origin in plain]


@given(st.lists(st.sampled_from(["sea", "See", "sea’s"])), st.lists(st.sampled_from(["sea", "a"])))
def test_numbers_tell_words_of_one_vocabulary_apart(one, other):
    """Two that share a vocabulary have the same numbers where they have the same words."""
    vocabulary = Vocabulary()
    here, there = Words(vocabulary), Words(vocabulary)
    here.extend(one)
    there.extend(other)
    assert ([*here], here[:], [*there]) == (one, one, other)
    assert (here.numbers == there.numbers) == (one == other)


def test_a_word_takes_few_bytes():
    """However long the book is: what grows with it is some bytes a word, and no objects."""
    stream = Stream()
    tracemalloc.start()
    try:
        for line in range(10_000):
            stream.add("The lamp was lit, and no one had lit it. ", Spot("a.md", line))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 8 * len(stream.words)
