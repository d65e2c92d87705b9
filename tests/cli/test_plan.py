"""``narrator plan``: its list of segments, why one is missing, and what it says of money."""

import json
import shutil

import pytest


def why(narrator, story, segment, *options):
    """Give what is said of why a segment's one clip is missing."""
    done = narrator("plan", story, "--why", segment, "--json", *options)
    assert done.returncode == 0, done.stderr
    (clip,) = json.loads(done.stdout)["clips"]
    return clip


def changes(clip):
    """Give what changed, by part."""
    return {change["part"]: (change["before"], change["now"]) for change in clip["changes"]}


def test_segments_are_listed_with_their_numbers(narrator, story):
    """Every segment is listed with number, speaker, voice and state; a selection lists its own."""
    narrator("build", story, "--chapters", "2")
    rows = json.loads(narrator("plan", story, "--list", "--json").stdout)["segments"]
    assert [row["segment"] for row in rows if row["cached"]] == ["2:1", "2:2"]
    shown = narrator("plan", story, "--list", "--speaker", "Mara").stdout.splitlines()
    assert len(shown) == 2
    assert shown[1].split()[:5] == ["1:2", "Mara", rows[1]["voice"], "1", "missing"]


def test_why_a_clip_is_missing(narrator, story, tmp_path):
    """What changed against the nearest clip at hand is told: the voice, or the words."""
    assert why(narrator, story, "2:2")["nearest"] is None
    narrator("build", story)
    assert why(narrator, story, "2:2")["cached"]
    assert changes(why(narrator, story, "2:2", "--voice", "bass")) == {"voice": ("alto", "bass")}
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("went round", "went out"), encoding="utf-8")
    old, new = "The lamp went round.", "The lamp went out."  # which differ at the 15th character
    assert changes(why(narrator, story, "2:2")) == {"text": (old, new)}
    assert f"text: {old} → {new}" in narrator("plan", story, "--why", "2:2").stdout
    shutil.rmtree(tmp_path / "data" / "cache" / "clips")
    assert why(narrator, story, "2:2")["nearest"] is None


def test_a_deleted_journal_loses_only_the_answer(narrator, story, tmp_path):
    """Without the journal nothing is known of an earlier clip, and that is said."""
    narrator("build", story)
    for file in (tmp_path / "data").glob("journal.sqlite*"):
        file.unlink()
    shown = narrator("plan", story, "--why", "2:2", "--voice", "bass").stdout
    assert "Nothing is known" in shown


def test_the_price_is_told_by_voice_and_what_a_limit_leaves(narrator, story, varied):
    """Characters, bytes and price are told by voice, and add up; so is what --max-cost leaves."""
    report = json.loads(narrator("plan", story, "--json", "--max-cost", "0.2", **varied).stdout)
    for part in ("characters", "bytes", "price"):
        total = sum(voice[part] for voice in report["voices"])
        assert total == pytest.approx(report[part])
    assert report["bytes"] > report["characters"]  # for its quotation marks
    assert report["price"] - 0.2 <= report["left"]["price"] < report["price"]
    shown = narrator("plan", story, "--max-cost", "0.2", **varied).stdout
    assert f"leave {report['left']['clips']} clip" in shown
    assert "varied:" in shown
    build = json.loads(narrator("build", story, "--json", "--max-cost", "0.2", **varied).stdout)
    assert build["clips"]["left"] == report["left"]["clips"] > 0
    spent = report["price"] - report["left"]["price"]
    assert build["cost"] == pytest.approx(spent, abs=1e-3)
