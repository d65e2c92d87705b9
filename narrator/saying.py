"""Saying one text: the shortest way from words to sound."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip
from narrator.audio.codec import encode, find_codec
from narrator.audio.join import Level, Sound, join
from narrator.audio.loudness import Part, chapter_gain
from narrator.audio.mastering import LISTEN
from narrator.book.chapters import BREATH_MS, find_measurement, read_or_drop
from narrator.cache.shared import open_store
from narrator.cache.store import FolderStore, replacing
from narrator.engine import Engine, Speech, Voice, list_voices, share_phonemes
from narrator.engines import make_engine
from narrator.errors import SpeechError, UsageError
from narrator.queue.job import Job, make_job
from narrator.queue.work import Failed, make_clip
from narrator.script.casting import find_voice
from narrator.script.lexicon import Lexicon, Taker
from narrator.script.lexicon_file import read_lexicon
from narrator.script.segments import split_text
from narrator.script.spoken import speak_as
from narrator.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(
    text: str,
    path: Path | str | None = None,
    *,
    voice: str | None = None,
    engine: str | None = None,
    settings: Settings | None = None,
    lexicon: Path | None = None,
) -> Clip:
    """Say a text and give the sound; with ``path``, write it there in its suffix's format.

    ``voice`` is a name of the engine's, or ``engine:name``; without it the engine's default speaks.
    ``lexicon`` is a file that tells how words are said.
    A text that was said before comes out of the cache. Raises UsageError for an unknown engine,
    voice or suffix, or a text without words; EngineError where the engine cannot work.
    """
    codec = find_codec(Path(path)) if path is not None else None
    settings = settings or read_settings()
    speaker, chosen = _choose(voice, replace(settings, engine=engine or settings.engine))
    store = open_store(settings.cache, settings.shared)
    words = read_lexicon(lexicon) if lexicon else Lexicon()
    keys = _speak(text, speaker, chosen, store, words)
    clip = join_clips(keys, store=store, rate=speaker.capabilities().rate)
    if path is not None and codec is not None:
        with replacing(Path(path)) as partial:
            encode([clip.samples], clip.rate, partial, codec)
    return clip


def wav_bytes(clip: Clip) -> bytes:
    """Give a clip as a WAV file."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, clip.samples, clip.rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def _choose(voice: str | None, settings: Settings) -> tuple[Engine, Voice]:
    """Find the engine and its voice; an engine named with the voice wins."""
    named, _, bare = (voice or "").rpartition(":")
    engine = make_engine(named or settings.engine, settings)
    voices = list_voices(engine, [bare])
    return engine, find_voice(bare, voices) if bare else voices[0]


def _speak(
    text: str, engine: Engine, voice: Voice, store: FolderStore, lexicon: Lexicon
) -> list[str]:
    """Have a text spoken, in as many clips as the engine needs, and give their keys."""
    language = "en" if voice.language == "mul" else voice.language
    can = engine.capabilities()
    spoken = speak_as(" ".join(text.split()), "narration", language)
    if not re.search(r"\w", spoken):
        raise UsageError(f"There is nothing to say in {text!r}: it has no words.")
    identity = engine.identity(voice.name)
    worded = lexicon.word_text(spoken, language, Taker(engine.name, can.phonemes))
    parts = split_text(worded.text, can.longest_text)
    speeches = [
        Speech(part, voice.name, language, phonemes=phonemes)
        for part, phonemes in zip(parts, share_phonemes(parts, worded.phonemes), strict=True)
    ]
    jobs = [make_job(engine, identity, speech) for speech in speeches]
    return [_make(job, engine, store) for job in jobs]


def _make(job: Job, engine: Engine, store: FolderStore) -> str:
    result = make_clip(job, engine=engine, store=store)
    if isinstance(result, Failed):
        raise SpeechError(result.reason)
    return job.key


def join_clips(keys: Iterable[str], *, store: FolderStore, rate: int) -> Clip:
    """Join clips as a chapter is joined: trimmed, levelled, with a breath between them.

    ``rate`` is in Hz. Raises DamagedError where a clip is missing or damaged.
    """
    sounds = [Sound(key, Part(find_measurement(key, store), pause_ms=BREATH_MS)) for key in keys]
    level = Level(rate, chapter_gain((it.part for it in sounds), LISTEN.target), LISTEN.ceiling)
    pieces = join(sounds, partial(read_or_drop, store), level, head=0, tail=0)
    return Clip(np.concatenate(list(pieces)), rate)
