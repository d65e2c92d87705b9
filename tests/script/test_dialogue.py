"""Finding quoted runs."""

import pytest
from hypothesis import given
from script.strategies import LINES

from narrator.script.dialogue import quoted_runs, spoken_runs


def quoted(text):
    """Return the quoted runs as printed."""
    return [text[quote.start : quote.end] for quote in quoted_runs(text)]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("“Yes,” she said, “no.”", ["“Yes,”", "“no.”"]),
        ('"Yes," she said, "no."', ['"Yes,"', '"no."']),
        ("« Oui », dit-elle.", ["« Oui »"]),
        ("„Ja“, sagte sie. »Nein.«", ["„Ja“", "»Nein.«"]),
        ("‘Don’t,’ he said, ‘the boys’ hats.’", ["‘Don’t,’", "‘the boys’ hats.’"]),
        ("'I don't,' he said.", ["'I don't,'"]),
        ("“He said ‘go.’ Then he left.”", ["“He said ‘go.’ Then he left.”"]),
        ("「はい」と言った。", ["「はい」"]),
        ('" Well," he said.', ['" Well,"']),
        ("— Oui, dit-il. Je viens.", ["— Oui,", " Je viens."]),
        ("— Non ! s’écria Marie.", ["— Non !"]),
        ("—Sí —dijo Ana—. Voy.", ["—Sí", ". Voy."]),
        ("— Да, — сказал он. — Иду.", ["— Да,", "Иду."]),
        ("— No, thank you.", ["— No, thank you."]),
        ("— Nie — odpowiedział Jan. — Jutro.", ["— Nie", "Jutro."]),
        ("— Não sei — respondeu Ana.", ["— Não sei"]),
        ("— Yes — and so do we — always.", ["— Yes — and so do we — always."]),
        ("« Oui, dit-il, je viens. »", ["« Oui,", " je viens. »"]),
        ("« Tu viens ? demanda Claire.", ["« Tu viens ?"]),
        ("‚Ja‘, sagte sie. ›Nein.‹", ["‚Ja‘", "›Nein.‹"]),
        ("‘Is it, now?’ he said. ‘And if it is?’", ["‘Is it, now?’", "‘And if it is?’"]),
        ("‘’Tis only supper,’ he said.", ["‘’Tis only supper,’"]),
        ("小明说：“不知道。”", ["“不知道。”"]),
    ],
)
def test_quoted_runs(text, runs):
    """Each pair of marks is found with what it holds; pairs inside others are part of them."""
    assert quoted(text) == runs


@pytest.mark.parametrize(
    "text",
    [
        "’Tis the boys’ own, isn’t it, and rock ’n’ roll.",
        "'Twas the boys' own, isn't it.",
        "It was 5' 10\" long.",
        "‘Tis said.",
        "The boys ‘and girls’, he said, ’is hat.",
    ],
)
def test_apostrophes_are_no_quotes(text):
    """Apostrophes, elisions and inches open nothing."""
    assert quoted(text) == []


def test_speech_that_goes_on_in_the_next_paragraph():
    """A quote that is not closed runs to the end of its paragraph."""
    text = "He said: “First of all, you."
    (quote,) = quoted_runs(text)
    assert (text[quote.start : quote.end], quote.closed) == ("“First of all, you.", False)


def test_marks_without_words_are_speech():
    """Somebody who says nothing, aloud, within a sentence."""
    assert len(spoken_runs("She said only “…,” and left.")) == 1


def test_what_eastern_stops_end_is_speech():
    """As what Western ones end is."""
    assert len(spoken_runs("小明说：“不知道。”她说“好”了。")) == 1


def test_a_word_at_arms_length_is_no_speech():
    """A quoted word inside a sentence is the narrator's."""
    assert spoken_runs("He called it the “hole” and left.") == ()


@given(text=LINES)
def test_runs_lie_in_the_text_in_order(text):
    """Runs never overlap, never leave the text, and start with a mark."""
    edges = [edge for quote in quoted_runs(text) for edge in (quote.start, quote.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    assert all(quote.end > quote.start for quote in quoted_runs(text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("She had read “Pride and Prejudice,” and slept.", 0),
        ("It was a song called “Yesterday,” I think.", 0),
        ("He was humming “The Blue Danube.”", 0),
        ("He had seen “Gone With the Wind,” “Casablanca,” and “Jaws.”", 0),
        ("He said “Yes, Mr. Darcy,” and left.", 1),
        ("She cried “Tom Hart,” and ran.", 1),
        ("“The Blue Danube,” said Ann.", 1),
        ("She only said “Well,” and “Not so fast,” to that.", 2),
    ],
)
def test_a_title_within_a_sentence_is_no_speech(text, count):
    """All its words have capitals, and nobody says them."""
    assert len(spoken_runs(text)) == count


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("—Otra vez. —Mara se sentó—. Inténtalo tú.", ["—Otra vez.", ". Inténtalo tú."]),
        ("—I know, Mara said. The train broke.", ["—I know,", "The train broke."]),
        ("—I know, said Mara.", ["—I know,"]),
        ("-- Are you late? she asked.", ["-- Are you late?"]),
        (
            "'He told me \"go home\" and I went,' said Ann.",
            ["'He told me \"go home\" and I went,'"],
        ),
        ('\'Tis late. "Go home," said Ann.', ['"Go home,"']),
    ],
)
def test_styles_of_dialogue(text, runs):
    """What the narrator says within is left out, and what is quoted within stays within."""
    assert [text[it.start : it.end].strip() for it in spoken_runs(text)] == runs
