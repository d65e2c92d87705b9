"""Names made from content."""

import pytest

from narrator.cache.key import name_by_content


def test_a_name_stays_the_same_for_ever():
    """The form of a name is a contract: if it changed, every clip of every user would be remade."""
    name = "v1-0291113386522888a423a9139ed9b9caa30b40b8e3e6fcba8f44f22f96cf8a67"
    assert name_by_content({"text": "Ça va", "take": 1}) == name


def test_the_order_of_keys_does_not_matter():
    """Two equal values have one name, however they were put together."""
    assert name_by_content({"a": 1, "b": [2]}) == name_by_content({"b": [2], "a": 1})


def test_what_is_no_number_has_no_name():
    """Not-a-number is refused: it equals nothing, so it names nothing."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        name_by_content(float("nan"))
