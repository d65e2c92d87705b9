"""A book over the endpoints of the page: read, changed, built, heard."""

import io

import httpx
import numpy as np
import pytest
import soundfile

from narrator.options import Options
from narrator.pipeline import narrate
from narrator.script.beside import find_beside

LONG = "# One\n\n" + "\n\n".join(f"This is sentence number {n} of it." for n in range(120))


def hear(studio, book, segment, **query):
    """Give the samples of a line."""
    answer = httpx.get(f"{studio.url}/studio{book}/lines/{segment}/sound", params=query)
    assert answer.status_code == 200, answer.text
    return soundfile.read(io.BytesIO(answer.content))


def find_pitch(samples, rate):
    """Tell the strongest frequency of a sound in Hz."""
    return np.argmax(np.abs(np.fft.rfft(samples))) * rate / len(samples)


def test_a_book_is_described(studio, book):
    """Chapters, speakers with voices, what is to be made, and lines as people read them."""
    told = studio.get(book)
    assert (told["title"], told["authors"], told["lines"]) == ("The Lamp", ["A. Person"], 12)
    assert [(it["title"], it["first"]) for it in told["chapters"]] == [("One", 0), ("Two", 8)]
    assert {it["name"] for it in told["speakers"]} == {"narrator", "Mara", "Tom"}
    line = studio.lines(book)["“Who goes there?”"]
    assert (line["speaker"], line["segment"], line["state"]) == ("Mara", "1:2", "missing")
    assert told["marks"]["unsure"] == [studio.lines(book)["“Yes.”"]["index"]]


def test_lines_come_in_pieces(studio):
    """Any stretch of a long book is given by itself."""
    book = studio.open(LONG, "long.md")
    assert studio.get(book)["lines"] == 121
    some = studio.get(f"{book}/lines", first=119, count=50)["lines"]
    assert [it["index"] for it in some] == [119, 120]


def test_a_build_makes_only_what_was_touched(studio, book):
    """After one speaker is changed, one clip is made, and the line is heard in the new voice."""
    assert studio.build(book)["state"] == "done"
    line = studio.lines(book)["“Yes.”"]
    low = find_pitch(*hear(studio, book, line["segment"]))
    weight = studio.change(book, confirm=False, kind="line", segment="1:8", speaker="Tom").json()
    assert (weight["clips"], weight["price"], weight["lines"]) == (1, 0.0, 1)
    assert studio.lines(book)["“Yes.”"]["speaker"] == "narrator", "it was only weighed"
    studio.change(book, kind="line", segment="1:8", speaker="Tom")
    assert studio.get(book)["cost"]["clips"] == 1
    ended = studio.build(book)
    assert (ended["state"], ended["made"]) == ("done", 1)
    changed = studio.lines(book)["“Yes.”"]
    assert (changed["speaker"], changed["by"], changed["state"]) == ("Tom", "edit", "made")
    assert find_pitch(*hear(studio, book, "1:8")) != pytest.approx(low, abs=5)


def test_the_command_line_goes_on_with_it(studio, book):
    """What was begun on the page is finished by the pipeline that the command line calls."""
    studio.change(book, kind="line", segment="1:8", speaker="Ann", spoken="Certainly.", pause_ms=9)
    studio.change(book, kind="voice", speaker="Ann", voice="tone:bass")
    made = narrate(studio.path(book), options=Options(), settings=studio.settings)
    (line,) = [it for it in made.prepared.plan.lines if it.segment.id == "1:8"]
    assert (line.segment.speaker, line.voice) == ("Ann", "tone:bass")
    assert (line.segment.spoken, line.segment.pause_ms) == ("Certainly.", 9)
    assert studio.get(book)["cost"]["clips"] == 0
    assert any(it["name"].endswith(".m4b") for it in studio.get(book)["files"])


def test_two_windows_do_not_overwrite_each_other(studio, book):
    """The one that is late is told so, with the book as it is, and nothing of it is written."""
    old = studio.get(book)["revision"]
    studio.change(book, kind="line", segment="1:8", speaker="Tom")
    late = studio.change(book, revision=old, kind="line", segment="1:8", speaker="Ann")
    assert late.status_code == 409
    assert late.json()["book"]["revision"] == studio.get(book)["revision"] != old
    assert studio.lines(book)["“Yes.”"]["speaker"] == "Tom"


def test_files_changed_by_hand_are_seen(studio, book):
    """Who edits the cast file in an editor changes the book's revision, and what is shown."""
    old = studio.get(book)["revision"]
    find_beside(studio.path(book), "cast").write_text('[speakers.Tom]\nvoice = "bass"\n')
    assert studio.lines(book)["“Only me,”"]["voice"] == "tone:bass"
    assert (
        studio.change(book, revision=old, kind="name", speaker="Tom", name="T").status_code == 409
    )


def test_speakers_are_merged_and_renamed(studio, book):
    """Merged they are one; renamed, somebody keeps the voice, and nothing is made again."""
    studio.build(book)
    voice = studio.lines(book)["“Only me,”"]["voice"]
    renamed = studio.change(book, kind="name", speaker="Tom", name="Thomas").json()
    assert renamed["clips"] == 0
    line = studio.lines(book)["“Only me,”"]
    assert (line["speaker"], line["voice"], line["state"]) == ("Thomas", voice, "made")
    studio.change(book, kind="name", speaker="Thomas", name="Mara")
    told = studio.get(book)["speakers"]
    assert {it["name"]: it["lines"] for it in told if it["name"] != "narrator"} == {"Mara": 3}
    assert "Tom" in next(it for it in told if it["name"] == "Mara")["aliases"]


def test_words_of_no_dictionary_are_listed_until_they_are_said(studio):
    """A change of a word touches the lines that hold it, and can be taken back."""
    story = "# One\n\nZorgblatt’s lamp.\n\nIt rained.\n\nNobody saw Zorgblatt."
    book = f"/books/{studio.add('z.md', story.encode()).json()['id']}"
    (word,) = studio.get(f"{book}/words")["unknown"]
    assert (word["word"], word["count"], word["lines"]) == ("Zorgblatt", 2, [1, 3])
    weight = studio.change(book, kind="word", words="Zorgblatt", say="Zork").json()
    assert weight["lines"] == 2
    told = studio.get(f"{book}/words")
    assert told["unknown"] == []
    assert told["entries"] == [{"words": "Zorgblatt", "say": "Zork", "ipa": ""}]
    studio.change(book, kind="word", words="zorgblatt")
    assert studio.get(f"{book}/words")["entries"] == []


def test_files_that_name_others_can_be_changed(studio, book):
    """A lexicon that includes a series' one counts while a change is tried, and after it."""
    lexicon = find_beside(studio.path(book), "lexicon")
    lexicon.write_text('include = ["../series.toml"]\n')
    (lexicon.parent.parent / "series.toml").write_text('[words]\nlamp = "lump"\n')
    changed = studio.change(book, kind="word", words="oil", say="oyl").json()
    assert changed["lines"] == 1
    assert lexicon.read_text() == 'include = ["../series.toml"]\n\n[words]\noil = "oyl"\n'
    assert [it.name for it in lexicon.parent.iterdir() if it.name.startswith(".")] == []


def test_takes_are_made_compared_and_chosen(studio, book):
    """Another take costs what was said, lies beside the first, and is heard when it is chosen."""
    studio.change(book, kind="voice", speaker="Mara", voice="dear:bass")
    details = studio.get(f"{book}/lines/1:2")
    assert (details["varies"], details["price"]) == (True, pytest.approx(0.0003, abs=1e-4))
    for another in (False, True):
        made = studio.post(f"{book}/lines/1:2/sound", another=another).json()
    assert (made["take"], made["takes"], made["line"]["take"]) == (2, [1, 2], 1)
    assert hear(studio, book, "1:2", take=2)[1] == 24_000
    assert (
        studio.change(book, confirm=False, kind="take", segment="1:2", take=2).json()["clips"] == 0
    )
    studio.change(book, kind="take", segment="1:2", take=2)
    assert studio.lines(book)["“Who goes there?”"]["take"] == 2


def test_no_more_is_spent_than_was_shown(studio, book):
    """A build that was not told of a price makes nothing that has one."""
    studio.change(book, kind="voice", speaker="Mara", voice="dear:bass")
    cost = studio.get(book)["cost"]
    assert cost["price"] > 0
    ended = studio.build(book)
    assert any("left" in it for it in ended["notices"])
    assert studio.get(book)["cost"]["price"] == cost["price"]
    assert studio.build(book, max_cost=cost["price"])["state"] == "done"
    assert studio.get(book)["cost"]["clips"] == 0


def test_a_shop_may_want_more_to_be_said(studio, book):
    """What a profile adds, such as credits, is in its cost, and is made with it."""
    cost = studio.get(book)["cost"]
    more = studio.get(f"{book}/cost", profile="acx")
    assert more["clips"] > cost["clips"]
    assert studio.get(f"{book}/cost") == cost
    ended = studio.post(f"{book}/build", formats=["mp3"], profile="acx") and studio.wait(book)
    assert (ended["state"], ended["made"]) == ("done", more["clips"])
    assert studio.post(f"{book}/build", formats=["mp3"], profile="/etc").status_code == 400


def test_a_failed_line_says_why(studio):
    """A line that the engine will not say is marked, with its reason, and the rest is made."""
    book = studio.open("# One\n\nThey refuse it. The lamp burns.", "refused.md")
    studio.change(book, kind="voice", speaker="narrator", voice="dear:bass")
    ended = studio.build(book, max_cost=1)
    assert "will not say that" in ended["failures"][0]["reason"]
    told = studio.get(book)
    (index,) = told["marks"]["failed"]
    line = studio.get(f"{book}/lines", first=index, count=1)["lines"][0]
    assert line["state"] == "failed"
    assert "will not say that" in studio.get(f"{book}/lines/{line['segment']}")["fault"]


def test_a_build_stops_and_goes_on(slow):
    """What was finished is kept; one build of a book runs at a time."""
    book = slow.open(LONG.replace("sentence", "phrase"), "stopped.md")
    slow.post(f"{book}/build", formats=["m4b"])
    assert slow.post(f"{book}/build", formats=["m4b"]).status_code == 409
    for told in slow.follow(book):
        if told["made"] > 3:
            break
    slow.post(f"{book}/stop")
    stopped = slow.wait(book)
    assert stopped["state"] == "stopped"
    left = slow.get(book)["cost"]["clips"]
    assert 0 < left < 122
    assert slow.build(book)["made"] == left


def test_a_fault_of_the_book_ends_the_build(studio, book):
    """What stops every build, such as a cast file with a slip, is told in the page's words."""
    cast = find_beside(studio.path(book), "cast")
    cast.write_text("[speakers.Tom]\nvoice = 3\n")
    answer = httpx.get(f"{studio.url}/studio{book}")
    assert (answer.status_code, "not a text" in answer.json()["message"]) == (422, True)
    assert studio.build(book)["state"] == "failed"
    cast.unlink()
    assert studio.get(book)["build"]["state"] == "failed"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "line", "segment": "9:9", "speaker": "Tom"},
        {"kind": "line", "segment": "1:8", "pause_ms": -1},
        {"kind": "line", "segment": "1:8", "speaker": ""},
        {"kind": "voice", "speaker": "Nobody", "voice": "tone:bass"},
        {"kind": "voice", "speaker": "Tom", "voice": "tone:nobody"},
        {"kind": "name", "speaker": "narrator", "name": "Tom"},
        {"kind": "take", "segment": "1:8", "take": 0},
        {"kind": "format-disk"},
    ],
)
def test_what_cannot_be_is_refused(studio, book, change):
    """Nothing is written of a change that makes no sense."""
    before = studio.get(book)["revision"]
    assert studio.change(book, **change).status_code in (400, 404, 422)
    assert studio.get(book)["revision"] == before


def test_what_was_made_can_be_taken_away(studio, book):
    """The files of the book, and no others, are given as files to keep."""
    studio.build(book)
    names = [it["name"] for it in studio.get(f"{book}/files")["files"]]
    name = next(it for it in names if it.endswith(".m4b"))
    answer = httpx.get(f"{studio.url}/studio{book}/files/{name}")
    assert answer.content[4:8] == b"ftyp"
    assert "attachment" in answer.headers["content-disposition"]
    for other in ("nothing.m4b", "..%2f..%2fdata%2fjournal.sqlite", "%2fetc%2fpasswd"):
        assert httpx.get(f"{studio.url}/studio{book}/files/{other}").status_code == 404


def test_delivery_is_checked_and_drawn(studio, book):
    """Each chapter has a picture; a profile is a name, never a path."""
    studio.build(book)
    told = studio.get(f"{book}/delivery", profile="acx")
    assert {it["rule"] for it in told["checks"]} >= {"rate", "bitrate"}
    assert len(told["pictures"]) >= 2  # more where an earlier test made the book for a shop
    assert all(picture["svg"].startswith("<svg") for picture in told["pictures"])
    path = f"{studio.url}/studio{book}/delivery"
    assert httpx.get(path, params={"profile": "/etc/passwd"}).status_code == 400


def test_proof_listens_and_remembers(studio):
    """Listening back finds that tones are no words; asked again, it listens to nothing."""
    pytest.importorskip("faster_whisper", reason="needs the extra proof")
    book = studio.open("Good evening.", "short.txt")
    studio.build(book)
    assert studio.get(f"{book}/proof")["lines"] == 0
    assert studio.build(book, listen=True)["state"] == "done"
    told = studio.get(f"{book}/proof")
    assert (told["lines"], told["unheard"]) == (1, 0)
    assert told["worst"][0]["reasons"]


def test_a_build_listens_meanwhile(studio):
    """Asked to, it has heard every line when it is done; whoever looks is told that it listens."""
    pytest.importorskip("faster_whisper", reason="needs the extra proof")
    book = studio.open()
    told = studio.build(book, proof=True)
    assert (told["state"], told["proof"]) == ("done", True)
    told = studio.get(f"{book}/proof")
    assert told["lines"] > 5
    assert told["unheard"] == 0
