"""A store with clips in it, and chapters of them."""

import numpy as np
import pytest

from narrator.audio.clip import Clip
from narrator.audio.codec import encode_flac
from narrator.book.model import ChapterCues, Cue
from narrator.cache.store import FolderStore

RATE = 24_000


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return FolderStore(tmp_path / "cache")


@pytest.fixture
def keep(store):
    """Keep a burst of noise between silences, one for each name, and give that name."""

    def keep_clip(name, seconds=0.5):
        chance = np.random.default_rng(list(name.encode()))
        sound = chance.integers(-6000, 6001, round(seconds * RATE)).astype(np.int16)
        with store.writing(f"clips/{name}.flac") as path:
            path.write_bytes(encode_flac(Clip(np.pad(sound, 2400), RATE)))
        return name

    return keep_clip


@pytest.fixture
def chapter(keep):
    """Make a chapter of clips, each heard once."""

    def make_chapter(title, *clips):
        cues = [Cue(f"{title}:{clip}", (keep(clip),), 0.0, 300) for clip in clips]
        return ChapterCues(title, tuple(cues))

    return make_chapter
