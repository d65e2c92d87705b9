"""The lexicon on the command line."""

import json

import pytest

from narrator.cli.main import main

STORY = "# One\n\nZorgblat met Leigh.\n\nLeigh left.\n\nIt rained.\n"


@pytest.fixture
def story(tmp_path):
    """A manuscript with its lexicon beside it."""
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    (tmp_path / "story.lexicon.toml").write_text(
        '[words]\nLeigh = "Lee"\nAnn = "Anne"\n', encoding="utf-8"
    )
    return path


def forecast(capsys, *options):
    """Give what plan foresees."""
    capsys.readouterr()
    assert main(["plan", *map(str, options), "--engine", "tone", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_check_tells_what_the_lexicon_does(capsys, story):
    """Used and unused entries, and the words that no dictionary knows."""
    assert main(["check", str(story), "--engine", "tone"]) == 0
    shown = capsys.readouterr().out
    assert "Lexicon: 1 entry used, 2 times.\nNever used: Ann." in shown
    assert any(row.split()[:2] == ["Zorgblat", "1"] for row in shown.splitlines())


@pytest.mark.parametrize("suffix", ["toml", "pls"])
def test_a_lexicon_is_written(capsys, story, tmp_path, suffix):
    """The file that check writes says the book's words as the first one did."""
    file = tmp_path / f"all.{suffix}"
    assert main(["check", str(story), "--write-lexicon", str(file), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)["lexicon"]["used"]
    assert main(["check", str(story), "--lexicon", str(file), "--json"]) == 0
    second = json.loads(capsys.readouterr().out)["lexicon"]["used"]
    assert [(it["words"], it["say"], n) for it, n in first] == [
        (it["words"], it["say"], n) for it, n in second
    ]
    assert main(["check", str(story), "--write-lexicon", str(tmp_path / "a.txt")]) == 2


def test_a_changed_entry_remakes_what_it_touches(capsys, story, tmp_path):
    """Plan says how many segments before, and --entry chooses just those."""
    assert main(["build", str(story), "--engine", "tone", "--output", str(tmp_path / "o")]) == 0
    assert forecast(capsys, story)["missing"] == 0
    lexicon = story.with_name("story.lexicon.toml")
    lexicon.write_text('[words]\nLeigh = "Lay"\n', encoding="utf-8")
    told = forecast(capsys, story)
    assert told["lexicon"] == {"entries": 1, "segments": 2, "missing": 2}
    assert told["missing"] == 2
    assert forecast(capsys, story, "--entry", "Leigh")["clips"] == 3  # and the voice's loudness
    assert main(["plan", str(story), "--engine", "tone", "--entry", "Nobody"]) == 2


def test_a_word_is_auditioned(tmp_path):
    """Say with a lexicon makes another sound than without, as long as what is said."""
    plain, lexical = tmp_path / "a.wav", tmp_path / "b.wav"
    file = tmp_path / "l.toml"
    file.write_text('[words]\nLeigh = "a very much longer word"\n', encoding="utf-8")
    say = ["say", "Leigh", "--engine", "tone"]
    assert main([*say, "-o", str(plain)]) == 0
    assert main([*say, "--lexicon", str(file), "-o", str(lexical)]) == 0
    assert lexical.stat().st_size > plain.stat().st_size
