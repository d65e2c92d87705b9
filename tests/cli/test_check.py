"""The account on the command line: a table, one JSON object, an exit code."""

import json
from dataclasses import replace

from narrator import writing
from narrator.cli.main import main
from narrator.script import write_script


def lose_a_line(manuscript):
    """Write a script that lacks a line."""
    script = write_script(manuscript)
    first, *others = script.chapters
    return replace(script, chapters=(replace(first, segments=first.segments[:-1]), *others))


def test_check_shows_every_chapter_and_rule(narrator, story):
    """The real program says how many words are spoken, skipped and unknown."""
    with story.open("a", encoding="utf-8") as file:
        file.write("\n<!-- cut this -->\n")
    done = narrator("check", story)
    assert done.returncode == 0, done.stderr
    first, *rows = done.stdout.splitlines()
    assert first.startswith("The Lamp: ")
    assert first.endswith("none unknown.")
    assert any(row.split() == ["1", "One", "9", "0", "0"] for row in rows), done.stdout
    assert any("cut this" in row for row in rows)


def test_the_json_has_the_same(capsys, story):
    """One JSON object holds the counts, the chapters and the rules."""
    assert main(["check", str(story), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["passed"]
    assert report["words"] == report["spoken"] == sum(c["spoken"] for c in report["chapters"])
    assert (report["unknown"], report["faults"], report["rules"]) == (0, [], [])


def test_a_lost_word_ends_with_3(capsys, story, monkeypatch):
    """What is lost is shown with its place and its neighbours, and the exit code is 3."""
    monkeypatch.setattr(writing, "write_script", lose_a_line)
    assert main(["check", str(story)]) == 3
    shown = capsys.readouterr()
    assert "story.md, line 10: goes there said Mara Nobody [said Jonas] Two The lamp" in shown.out
    assert len(shown.err.splitlines()) == 1


def test_the_json_of_a_fault_has_its_place(capsys, story, monkeypatch):
    """Tools find kind, words, file, line, chapter and segment."""
    monkeypatch.setattr(writing, "write_script", lose_a_line)
    assert main(["check", str(story), "--json"]) == 3
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["kind"], fault["words"], fault["line"]) == ("unknown", "said Jonas", 10)
