"""Sizes as people write and read them."""

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.cli.cache import parse_size
from narrator.cli.show import say_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("500M", 5e8), ("20 GB", 2e10), ("1.5g", 1.5e9), ("12", 12), ("0", 0), ("7kB", 7000)],
)
def test_sizes_are_read(text, size):
    """A size has a decimal unit, large or small, with or without a B."""
    assert parse_size(text) == size


@given(st.text(max_size=8))
def test_any_text_is_a_size_or_refused(text):
    """Whatever is typed is a size from 0 up, or is refused as argparse wants it."""
    try:
        assert 0 <= parse_size(text) < float("inf")
    except argparse.ArgumentTypeError as error:
        assert "500M" in str(error)  # noqa: PT017  both ends are right


@given(st.integers(0, 10**16))
def test_what_is_said_is_near(size):
    """A size that is said and read again is the same to three digits."""
    assert parse_size(say_size(size)) == pytest.approx(size, rel=0.006)
