"""``narrator cache``, as a user runs it."""

import json
import os
import shutil
import time
from dataclasses import replace

import pytest
from cli.conftest import STORY

from narrator.options import Options
from narrator.pipeline import narrate
from narrator.settings import read_settings


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the story once, and give the folder in which everything lies."""
    data = tmp_path_factory.mktemp("built")
    story = data / "story.md"
    story.write_text(STORY, encoding="utf-8")
    narrate(story, options=Options(), settings=replace(read_settings({}), **places(data)))
    return data


def places(data):
    """Say where everything lies."""
    return {
        "data": data,
        "cache": data / "cache",
        "output": data / "output",
        "engine": "tone",
    }


@pytest.fixture
def cache(built, tmp_path):
    """Give the cache's folder as it is when the story has been built."""
    shutil.copytree(built, tmp_path / "data")
    return tmp_path / "data" / "cache"


def damage(path):
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def age(cache, days):
    """Make everything in the cache look as if it had been used some days ago."""
    for path in cache.rglob("*"):
        os.utime(path, (time.time() - days * 86_400,) * 2)


def names(cache, pattern):
    """Give the names of the files that a pattern fits."""
    return {path.name for path in cache.glob(pattern)}


def test_stats_count_what_is_kept(narrator, cache):
    """Stats tell clips, how long they play, chapters and sizes, which add up."""
    stats = json.loads(narrator("cache", "stats", "--json").stdout)
    assert stats["clips"] == len(names(cache, "clips/*/*.flac"))
    assert stats["chapters"] == 2
    assert stats["clip_seconds"] > 5
    files = [path for path in cache.rglob("*") if path.is_file()]
    assert stats["bytes"] == sum(path.stat().st_size for path in files)
    assert sum(shelf["files"] for shelf in stats["shelves"].values()) == len(files)
    assert "2 chapters encoded" in narrator("cache", "stats").stdout


def test_an_empty_cache_is_no_error(narrator):
    """All three work where nothing was ever kept."""
    for action in ("stats", "verify", "prune"):
        done = narrator("cache", action)
        assert (done.returncode, done.stderr) == (0, ""), action


def test_a_sound_cache_passes(narrator, cache):
    """Everything that a build keeps is as it was written."""
    before = names(cache, "*/*/*")
    report = json.loads(narrator("cache", "verify", "--json").stdout)
    assert (report["broken"], names(cache, "*/*/*")) == ([], before)
    assert report["files"] > 10


@pytest.mark.parametrize("pattern", ["clips/*/*.flac", "chapters/*/*.m4a", "chapters/*/*.mp3"])
def test_what_is_broken_is_named_and_made_again(narrator, story, cache, pattern):
    """One bit that fell over is found, its file named and removed; the next build makes it."""
    broken = min(cache.glob(pattern))
    whole = broken.read_bytes()
    damage(broken)
    done = narrator("cache", "verify")
    assert (done.returncode, str(broken) in done.stdout, "broken" in done.stderr) == (7, True, True)
    assert not broken.exists()
    assert narrator("cache", "verify").returncode == 0
    assert narrator("build", story).returncode == 0
    assert broken.read_bytes() == whole


@pytest.mark.parametrize("text", ["", "[]"])
def test_broken_figures_are_found(narrator, story, cache, text):
    """A measurement or a chapter's file that says nothing any more is removed and made again."""
    measured, known = min(cache.glob("clips/*/*.json")), min(cache.glob("chapters/*/*.json"))
    for path in (measured, known):
        path.write_text(text)
    report = json.loads(narrator("cache", "verify", "--json").stdout)
    assert {entry["path"] for entry in report["broken"]} >= {str(measured)}
    assert narrator("build", story).returncode == 0
    assert narrator("cache", "verify").returncode == 0


def test_prune_leaves_what_is_of_use(narrator, cache):
    """Without a limit, nothing goes that a build could want; a stranger's file never does."""
    (cache / "clips" / "00").mkdir(exist_ok=True)
    (cache / "clips" / "00" / "notes.txt").write_text("mine")
    before = names(cache, "*/*/*")
    age(cache, 900)
    assert narrator("cache", "prune").returncode == 0
    assert names(cache, "*/*/*") == before


def test_prune_removes_leftovers_and_orphans(narrator, cache):
    """What a killed process left, a measurement without its clip, and chapters without any go."""
    for clip in cache.glob("clips/*/*.flac"):
        clip.unlink()
    (cache / "clips" / "00").mkdir(exist_ok=True)
    (cache / "clips" / "00" / ".partial-abcd1234.flac").write_bytes(b"half")
    age(cache, 0.5)
    assert "Would remove" in narrator("cache", "prune", "--dry-run").stdout
    removed = json.loads(narrator("cache", "prune", "--json").stdout)["removed"]
    assert removed["leftover"]["files"] == 1
    assert names(cache, "clips/*/*") == names(cache, "chapters/*/*") == set()
    assert names(cache, "casts/*/*")


def test_what_was_just_made_is_no_orphan(narrator, cache):
    """A measurement whose clip another process is about to write stays."""
    for clip in cache.glob("clips/*/*.flac"):
        clip.unlink()
    before = names(cache, "clips/*/*")
    narrator("cache", "prune")
    assert names(cache, "clips/*/*") == before


def test_old_work_goes_and_clips_stay(narrator, story, cache):
    """What no build used for long goes, but no clip unless that was said in so many words."""
    clips = names(cache, "clips/*/*")
    age(cache, 40)
    assert narrator("cache", "prune", "--older-than", "50", "--clips").returncode == 0
    assert names(cache, "chapters/*/*")
    narrator("cache", "prune", "--older-than", "30")
    assert (names(cache, "chapters/*/*"), names(cache, "clips/*/*")) == (set(), clips)
    assert json.loads(narrator("build", story, "--json").stdout)["clips"]["made"] == 0
    age(cache, 40)
    narrator("cache", "prune", "--older-than", "30", "--clips")
    assert names(cache, "clips/*/*") == set()


def test_a_book_that_is_built_is_in_use(narrator, story, cache):
    """A warm build counts as a use of all its clips, although it reads none of them."""
    before = names(cache, "clips/*/*") | names(cache, "chapters/*/*")
    age(cache, 40)
    narrator("build", story)
    narrator("cache", "prune", "--older-than", "30", "--clips")
    assert names(cache, "clips/*/*") | names(cache, "chapters/*/*") == before


def test_a_size_is_kept_by_what_is_oldest(narrator, story, cache):
    """Of two books, the one that was built long ago makes room, down to the size and no further."""
    age(cache, 40)
    old = names(cache, "chapters/*/*.mp3")
    other = story.with_name("other.md")
    other.write_text("# A Light\n\n" + "It went round and round. " * 40, encoding="utf-8")
    narrator("build", other)
    made = [*cache.glob("chapters/*/*"), *cache.glob("clips/*/*")]
    total = sum(path.stat().st_size for path in made)
    narrator("cache", "prune", "--keep-size", str(total - 10_000))
    left = names(cache, "chapters/*/*.mp3")
    assert left
    assert left != old | left
    assert "--clips" in narrator("cache", "prune", "--keep-size", "1k").stdout


@pytest.mark.parametrize(
    "arguments",
    [["--clips"], ["--older-than", "-1"], ["--keep-size", "much"], ["--keep-size", "nanG"]],
)
def test_limits_that_say_nothing_are_refused(narrator, arguments):
    """A limit that is none gets a line and exit code 2."""
    done = narrator("cache", "prune", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
