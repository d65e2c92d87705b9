"""The account: whatever is done to a script, it is noticed, and told as what it is."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from witness.conftest import change

from narrator.script.model import Script
from narrator.witness import account_for

WORD = re.compile(r"[^\W_]+")


def test_an_honest_script_has_no_faults(source, script):
    """Every word is spoken or skipped, and the chapters count what is theirs."""
    account = account_for(source, script)
    assert account.faults == ()
    assert (account.unknown_words, account.skipped_words) == (0, 3)
    assert account.words == account.spoken_words + 3
    assert {shelf.rule: shelf.words for shelf in account.skipped} == {"note": 3, "note-marker": 0}
    assert [extent.title for extent in account.chapters] == ["One", "Two", ""]


def test_the_numbers_add_up_whatever_is_wrong(source, script):
    """Lost, moved, doubled and added words leave each word of the source counted once."""
    one, *others = script.chapters[0].segments
    head, two, *rest = script.chapters[1].segments
    for segments in ([], others, [*others, one], [one, one, *others], [replace(one, text="X y z")]):
        for second in ([head, two, *rest], [*rest, head]):
            changed = change(change(script, 0, segments), 1, second)
            for each in (changed, replace(changed, skipped=())):
                account = account_for(source, each)
                counted = account.spoken_words + account.skipped_words + account.unknown_words
                assert counted == account.words >= account_for(source, script).words
                assert sum(shelf.words for shelf in account.skipped) == account.skipped_words


@given(chance=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_word_lost_doubled_or_moved_is_found(chance, script, faults):
    """Property: no word of any segment can be dropped, doubled, glued or exchanged unnoticed."""
    chapter = chance.draw(st.integers(0, 1))
    segments = list(script.chapters[chapter].segments)
    at = chance.draw(st.integers(0, len(segments) - 1))
    text = segments[at].text
    words = list(WORD.finditer(text))
    number = chance.draw(st.integers(0, len(words) - 1))
    first, following = words[number], words[number + 1 : number + 2]
    ways = [
        text[: first.start()] + text[first.end() :],
        f"{text[: first.end()]} {text[first.start() :]}",
    ]
    if following:
        second = following[0]
        between = text[first.end() : second.start()]
        if first[0] != second[0]:
            ways.append(
                f"{text[: first.start()]}{second[0]}{between}{first[0]}{text[second.end() :]}"
            )
        if between.isspace():
            ways.append(f"{text[: first.end()]}{text[second.start() :]}")
    segments[at] = replace(segments[at], text=chance.draw(st.sampled_from(ways)))
    assert faults(chapter, segments)


def test_a_lost_segment_is_unknown(script, faults):
    """What no segment says is unknown, with its place and its neighbours."""
    assert faults(1, script.chapters[1].segments[1:]) == [("unknown", "Two")]


def test_a_doubled_segment_is_spoken_twice(script, faults):
    """What stands in two segments is spoken twice."""
    one, *others = script.chapters[0].segments
    assert faults(0, [one, one, *others]) == [("twice", "One")]


def test_exchanged_segments_are_out_of_order(script, faults):
    """Segments in another order than printed lose nothing, and are told as moved."""
    head, one, two, *others = script.chapters[1].segments
    assert {kind for kind, _ in faults(1, [head, two, one, *others])} == {"out-of-order"}


def test_words_that_nobody_wrote_are_added(script, faults):
    """A segment with words of its own is noticed."""
    one, *others = script.chapters[0].segments
    assert faults(0, [one, replace(one, text="Xylophone quartet"), *others]) == [
        ("added", "Xylophone quartet")
    ]


def test_words_run_together_are_told(script, faults):
    """Two words spoken as one are joined; one spoken as two is divided: neither is spoken."""
    head, one, *others = script.chapters[1].segments
    glued = replace(one, text=one.text.replace("lamp went", "lampwent"))
    assert faults(1, [head, glued, *others]) == [("joined", "lamp went")]
    parted = replace(one, text=one.text.replace("lamp", "la mp"))
    assert faults(1, [head, parted, *others]) == [("divided", "la mp")]


@pytest.mark.parametrize(("wrong", "unknown"), [("lampwent", 2), ("la mp went", 1)])
def test_words_grouped_otherwise_are_unknown(source, script, wrong, unknown):
    """What is run together or cut in two is counted, once for each word, and fails the book."""
    head, one, *others = script.chapters[1].segments
    text = one.text.replace("lamp went", wrong)
    found = account_for(source, change(script, 1, [head, replace(one, text=text), *others]))
    assert (found.unknown_words, found.passed) == (unknown, False)
    assert found.words == account_for(source, script).words


def test_a_segment_that_says_nothing_is_lost(script, faults):
    """Words that are printed in a segment whose spoken form is empty are not spoken."""
    one, *others = script.chapters[0].segments
    assert faults(0, [replace(one, spoken="..."), *others]) == [("unknown", "One")]


def test_a_fault_tells_its_place(source, script):
    """File and line, the words around it, chapter and segment."""
    chapter = script.chapters[1]
    lost = [each for each in chapter.segments if "lit" not in each.text]
    cut = replace(script, chapters=(script.chapters[0], replace(chapter, segments=tuple(lost))))
    (fault,) = account_for(source, cut).faults
    assert (fault.file, fault.line, fault.chapter) == ("story.md", 11, 2)
    assert (fault.before, fault.after) == (
        "lamp went round and round again"[5:],
        "where when here now",
    )
    assert fault.words == "It lit the sea for no one"


def test_skipped_words_are_not_lost_twice(source, script):
    """A script that forgets what it skipped owes those words too."""
    forgetful = replace(script, skipped=())
    kinds = [(fault.kind, fault.words) for fault in account_for(source, forgetful).faults]
    assert kinds == [("unknown", "Since the war")]


def test_a_script_without_words_owes_all(source, script):
    """Nothing at all is spoken: everything is unknown, and nothing breaks."""
    empty = Script(script.metadata, ())
    assert account_for(source, empty).unknown_words == account_for(source, script).words


def test_words_around_a_links_target_may_not_be_glued(script, faults):
    """What a sign holds stands between them in the source, and is not spoken."""
    segments = list(script.chapters[1].segments)
    at = next(i for i, each in enumerate(segments) if "sea for" in each.text)
    segments[at] = replace(segments[at], text=segments[at].text.replace("sea for", "seafor"))
    assert [kind for kind, _ in faults(1, segments)] == ["joined"]
