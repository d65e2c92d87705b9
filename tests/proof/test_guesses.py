"""Words that were left out, or said twice, guessed by what the sound is likelier to be."""

import pytest

from narrator.proof.guesses import guess_left_out, guess_twice

TEXT = "She opened her eyes and looked about her for the lamp."


@pytest.fixture
def hear(whisper, speak):
    """Have a text said and listened to."""
    return lambda text: whisper.listen(speak(text), "en")


def test_a_word_that_was_left_out_is_named(hear):
    """The text is likelier without the word; where all is said, no word is likelier to miss."""
    found = guess_left_out(TEXT, hear(TEXT.replace("looked ", "")))
    assert (found.word, found.gain > 7) == ("looked", True)
    whole = guess_left_out(TEXT, hear(TEXT))
    assert whole is None or whole.gain < 2


def test_a_word_that_was_said_twice_is_named(hear, whisper):
    """The text is likelier with the word twice; where it was said once, it is not."""
    nothing = whisper.listen_to_nothing("en")
    found = guess_twice(TEXT, hear(TEXT.replace("looked", "looked looked")), nothing)
    assert (found.word, found.gain > 2) == ("looked", True)
    assert guess_twice(TEXT, hear(TEXT), nothing).gain < 1


def test_words_weigh_as_much_as_their_text(hear):
    """The likelihoods of the words come to that of all together."""
    hearing = hear(TEXT)
    assert sum(hearing.weigh_words(TEXT.split())) == pytest.approx(hearing.weigh(TEXT))


def test_a_long_clip_is_not_weighed(whisper, speak):
    """What is longer than Whisper takes at once is not weighed."""
    assert whisper.listen(speak(" ".join([TEXT] * 14)), "en") is None
