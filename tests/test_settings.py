"""Settings: the user's file, then the environment."""

from pathlib import Path

import pytest

from narrator.errors import UsageError
from narrator.settings import read_settings


@pytest.fixture
def file(tmp_path):
    """A settings file that a test writes."""
    return tmp_path / "narrator.toml"


def test_nothing_said_is_enough(file):
    """Without a file and an environment there are defaults, all below one folder."""
    settings = read_settings({}, file)
    assert settings.engine == "kokoro"
    assert settings.jobs >= 1
    assert settings.cache.parent == settings.models.parent == settings.data


def test_the_environment_wins_over_the_file(file):
    """What the environment says holds where both say something."""
    file.write_text('engine = "piper"\njobs = 3\n')
    settings = read_settings({"NARRATOR_ENGINE": "tone", "NARRATOR_CACHE": "/c"}, file)
    assert (settings.engine, settings.jobs, settings.cache) == ("tone", 3, Path("/c"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("engine = ", "is not TOML"),
        ("voice = 'x'", "'voice', which is no setting"),
        ("jobs = 0", "'jobs' cannot be 0: at least 1"),
        ("jobs = 'many'", "'jobs' cannot be 'many'"),
        ("tone_pace = -1", "'tone_pace' cannot be -1"),
        ("tone_pace = nan", "'tone_pace' cannot be nan"),
    ],
)
def test_what_is_wrong_is_named(file, text, message):
    """A broken file, an unknown setting and an impossible value are each told by name."""
    file.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_settings({}, file)


def test_a_folder_in_the_files_place_is_named(file):
    """A settings file that cannot be read is told, not passed over."""
    file.mkdir()
    with pytest.raises(UsageError, match=r"narrator\.toml cannot be read: Is a directory"):
        read_settings({}, file)


@pytest.mark.parametrize("name", ["NARRATOR_CACHE", "NARRATOR_DATA"])
def test_a_folder_of_nobody_is_named(file, name):
    """The home of a user whom nobody knows is a wrong setting."""
    with pytest.raises(UsageError, match="nosuchuser"):
        read_settings({name: "~nosuchuser/c"}, file)
