"""Voices for speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.engine import Voice
from narrator.errors import UsageError
from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import NARRATOR, Speaker, cast_voices, write_script
from narrator.script.casting import count_talks

VOICES = [
    *(Voice("k", f"af_{n}", "en-us", "female", n) for n in range(6)),
    *(Voice("k", f"am_{n}", "en-us", "male", n) for n in range(6)),
    *(Voice("k", f"bf_{n}", "en-gb", "female", n) for n in range(4)),
    *(Voice("k", f"bm_{n}", "en-gb", "male", n) for n in range(4)),
    Voice("k", "ff_0", "fr-fr", "female"),
]
PEOPLE = [
    Speaker(NARRATOR, 9),
    Speaker("Alice", 3, ("Miss Alice",), "female"),
    Speaker("Bob", 2, (), "male"),
    Speaker("Cat", 1),
]
NAMES = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=30)


def cast(people=PEOPLE, voices=VOICES, language="en-GB", given=None, **options):
    """Return who speaks with which voice."""
    return cast_voices(people, voices, language=language, given=given or {}, **options)


def test_everybody_gets_a_fitting_voice():
    """Gender and accent fit, the narrator has the first voice of the accent, nobody shares."""
    made = cast()
    assert made.voices[NARRATOR] == "k:bf_0"
    assert made.voices["Alice"].startswith("k:bf_")
    assert made.voices["Bob"].startswith("k:bm_")
    assert len(set(made.voices.values())) == 4
    assert made.shared == ()


def test_a_language_without_a_region_keeps_the_narrators_accent():
    """For "en", everybody speaks as the engine's first voice does."""
    assert {voice[:3] for voice in cast(language="en").voices.values()} == {"k:a"}


def test_voices_that_people_choose():
    """A chosen voice wins, by name or alias, bare or whole, and is nobody else's."""
    made = cast(given={"narrator": "bm_1", "miss alice": "k:am_3"})
    assert (made.voices[NARRATOR], made.voices["Alice"]) == ("k:bm_1", "k:am_3")
    assert len(set(made.voices.values())) == 4


def test_the_narrator_leaves_a_given_voice_alone():
    """Where somebody was given the narrator's usual voice, the narrator takes another."""
    made = cast(given={"Alice": "bf_0"})
    assert made.voices["Alice"] == "k:bf_0"
    assert made.voices[NARRATOR] not in ("k:bf_0", made.voices["Bob"])


def test_an_engine_with_too_few_voices_shares_them():
    """Speakers share, the narrator's voice last of all, and the cast says who shares."""
    made = cast(voices=[*VOICES[:1], *VOICES[6:7]], language="en-us")
    assert made.voices == {NARRATOR: "k:af_0", "Alice": "k:am_0", "Bob": "k:am_0", "Cat": "k:am_0"}
    assert made.shared == (("Alice", "Bob", "Cat"),)


def test_one_voice_reads_it_all():
    """With one voice the narrator shares too."""
    assert cast(voices=VOICES[:1]).shared == ((NARRATOR, "Alice", "Bob", "Cat"),)


def test_other_engines_are_for_those_who_ask():
    """Only the book's engine gives voices unasked."""
    voices = [Voice("piper", "joe", "en-gb", "male"), *VOICES]
    made = cast(voices=voices, engine="k", given={"Bob": "piper:joe"})
    assert [name for name, voice in made.voices.items() if voice == "piper:joe"] == ["Bob"]


def test_an_unknown_voice_is_refused_with_a_hint():
    """A misspelt voice names the one that was meant."""
    with pytest.raises(UsageError, match="af_1"):
        cast(given={"Bob": "af-1"})


def test_no_voice_for_the_language():
    """A voice never reads a language that it cannot speak."""
    with pytest.raises(UsageError, match="'cy'"):
        cast(language="cy")


@given(names=NAMES, more=NAMES)
def test_who_came_before_keeps_the_voice(names, more):
    """A speaker who appears later changes no voice of those before."""
    names = [name for name in names if name.casefold() != NARRATOR]
    later = [name for name in more if name not in names and name.casefold() != NARRATOR]
    first = cast([Speaker(name, 1) for name in names]).voices
    both = cast([Speaker(name, 1) for name in [*names, *later]]).voices
    assert {name: both[name] for name in first} == first


def test_the_cast_is_the_same_on_every_machine():
    """Voices come from hashes of names, not from chance: these are the ones."""
    assert list(cast().voices.values()) == ["k:bf_0", "k:bf_2", "k:bm_2", "k:bm_0"]


def test_a_new_speaker_changes_nobodys_voice():
    """Whoever had a voice keeps it, whoever comes before them now; asked anew, they may not."""
    before = cast()
    crowd = [Speaker(f"Guest {n}", 9, (), "female") for n in range(3)]
    after = cast([*crowd, *PEOPLE], kept=before.chosen)
    assert before.voices.items() <= after.voices.items()
    assert not before.voices.items() <= cast([*crowd, *PEOPLE]).voices.items()


def test_those_who_talk_least_to_each_other_share_a_voice():
    """With two voices left for three, whoever is never in a scene with somebody has theirs."""
    people = [Speaker(name, count) for name, count in (("Ann", 9), ("Bea", 8), ("Cat", 7))]
    talks = {("Cat", "Ann"): 5, ("Cat", "Bea"): 1}
    voices = [Voice("k", name, "en-gb") for name in "abc"]
    made = cast(people, voices, talks=talks).voices
    assert made["Cat"] == made["Bea"] != made["Ann"]


def test_talk_is_counted_where_it_is_near():
    """Who speaks within a few speakers counts, in either order, and a far one does not."""
    names = ["A", "B", "A", "C", "D", "E", "F", "G"]
    blocks = tuple(
        Block("paragraph", f"“Yes,” said {name}ub.", Place("a", n, 0, 14))
        for n, name in enumerate(names, 1)
    )
    script = write_script(Manuscript(Metadata("T"), (Chapter("One", blocks),)))
    talks = count_talks(script)
    assert (talks["Aub", "Bub"], talks["Bub", "Aub"]) == (2, 2)
    assert ("Bub", "Gub") not in talks


def test_a_longer_name_is_the_same_person():
    """Whoever is called by more of their name now has the voice that they had."""
    before = cast([*PEOPLE, Speaker("Holmes", 1, (), "male")])
    after = cast([*PEOPLE, Speaker("Sherlock Holmes", 2, ("Holmes",), "male")], kept=before.chosen)
    assert after.voices["Sherlock Holmes"] == before.voices["Holmes"]


def test_a_given_voice_is_taken_from_who_had_it():
    """A voice that people give away now is no longer that of the speaker who had it."""
    had = cast().voices["Alice"]
    after = cast(given={"Cat": had}, kept=cast().chosen)
    assert after.voices["Cat"] == had != after.voices["Alice"]


@given(NAMES, st.integers(1, 9))
def test_a_kept_cast_is_the_cast(names, count):
    """Casting again with what was kept gives the same cast, shared voices too: a property."""
    people = [Speaker(name, 1, (), ["female", "male", ""][n % 3]) for n, name in enumerate(names)]
    voices = VOICES[3 : 3 + count]
    first = cast(people, voices, language="en")
    again = cast(people, voices, language="en", kept=first.chosen)
    assert (again.voices, again.shared) == (first.voices, first.shared)


def test_a_voice_for_somebody_who_is_not_there():
    """A name that was given a voice and does not speak is told; an alias of one who does is not."""
    made = cast(given={"Alise": "bf_2", "Alice": "bf_3", "Mamma": "bf_3"})
    assert made.absent == ("Alise",)
