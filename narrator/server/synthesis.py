"""From sentences to bytes: each is spoken in a worker, finished, encoded, and handed on.

::

    pieces ─ speak (two at a time, in order) ─▶ sounds ─ encode ─▶ bytes

Nothing here waits on the event loop's thread.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.codec import StreamEncoder
from narrator.audio.join import Level, Sound, join
from narrator.audio.loudness import Part, chapter_gain
from narrator.audio.mastering import LISTEN
from narrator.engine import Engine, Speech, Voice
from narrator.errors import UsageError
from narrator.queue.job import make_job
from narrator.script.pauses import DEFAULT_PAUSES
from narrator.script.spoken import speak_as
from narrator.server.ahead import ahead
from narrator.server.markup import drop_directions, read_phonemes, take_direction
from narrator.server.text import Splitter

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator

    from narrator.audio.clip import Samples
    from narrator.audio.codec import Codec
    from narrator.server.pool import Pool
    from narrator.server.saying import Said
    from narrator.server.text import Piece

_SLICES_A_SECOND = 2
_SILENCE_MS = 100
"""What a text without words sounds like: no player takes a file without a sound in it."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a text is to be said and sent.

    ``volume`` is in dB; ``even`` asks that every voice is brought to the same loudness; ``spoken``
    that dashes and ornaments are said as a reader would; ``rate`` is in Hz.
    """

    voices: tuple[Voice, ...]
    codec: Codec
    rate: int
    longest: int
    speed: float = 1.0
    volume: float = 0.0
    even: bool = True
    spoken: bool = True
    model: str = ""
    """Whose directions are left out of the text, and phonemes read; empty: it is plain text."""

    def voice(self, speaker: int) -> Voice:
        """Tell who speaks; a lone voice speaks for all. Raises UsageError for one not listed."""
        if len(self.voices) == 1:
            return self.voices[0]
        if speaker < len(self.voices):
            return self.voices[speaker]
        raise UsageError(
            f"The text has a speaker {speaker}, counted from 0, and reference_id lists "
            f"{len(self.voices)} voices. List one for each speaker."
        )

    def make_splitter(self) -> Splitter:
        """Make what cuts the text of the order."""
        drop = partial(drop_directions, model=self.model)
        return Splitter(self.longest, drop if self.model else str)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece with its sound: ``said`` are the seconds of speech in it, before the pause."""

    piece: Piece
    samples: Samples = field(repr=False)
    said: float
    seconds: float


class Synthesis:
    """An engine and its workers: what turns orders into sound."""

    def __init__(self, engine: Engine, speakers: Pool[Speech, Said]) -> None:
        self.engine = engine
        self.voices = {voice.name: voice for voice in engine.voices()}
        """By name, the default first."""
        self._speakers = speakers
        self._identities: dict[str, dict[str, str]] = {}

    async def stream(
        self, pieces: AsyncIterator[Piece], order: Order
    ) -> AsyncGenerator[tuple[Spoken | None, bytes]]:
        """Stream each piece with its bytes, some at a time, and last the bytes that end the file.

        Close it where you stop before its end. Raises SpeechError, EngineError.
        """
        encoder = StreamEncoder(order.rate, order.codec)
        gains: dict[int, float] = {}
        async with aclosing(self._speak(pieces, order)) as results:
            async for piece, said in results:
                gain = gains.setdefault(piece.speaker, _find_gain(said, order))
                slices = _encode(piece, said, replace(order, volume=order.volume + gain), encoder)
                while made := await asyncio.to_thread(next, slices, None):
                    yield made
        yield None, await asyncio.to_thread(_finish, encoder, 0 if gains else order.rate)

    def _speak(
        self, pieces: AsyncIterator[Piece], order: Order
    ) -> AsyncGenerator[tuple[Piece, Said]]:
        rank = iter((0,))  # whoever waits for a first sound goes before those who hear one already
        return ahead(pieces, lambda piece: self._say(piece, order, next(rank, 1)))

    async def _say(self, piece: Piece, order: Order, rank: int) -> tuple[Piece, Said]:
        return piece, await self._speakers.run(self._make_speech(piece, order), rank)

    def _make_speech(self, piece: Piece, order: Order) -> Speech:
        """Write down what the engine is to say, as a book's script would have it said."""
        voice = order.voice(piece.speaker)
        language = "en" if voice.language == "mul" else voice.language
        direction, text = None, piece.text
        if self.engine.capabilities().directions:
            direction, text = take_direction(text)
        phonemes: tuple[tuple[str, str], ...] = ()
        if order.model:
            text, phonemes = read_phonemes(text, self.engine.capabilities().phonemes)
        text = speak_as(text, "narration", language) if order.spoken else text
        speech = Speech(text, voice.name, language, direction, speed=order.speed, phonemes=phonemes)
        return make_job(self.engine, self._identify(voice), speech).speech

    def _identify(self, voice: Voice) -> dict[str, str]:
        if voice.name not in self._identities:
            self._identities[voice.name] = self.engine.identity(voice.name)
        return self._identities[voice.name]


def _find_gain(said: Said, order: Order) -> float:
    """Tell the gain of a voice for a whole request, from its first sentence in it."""
    return chapter_gain([Part(said.measurement)], LISTEN.target) if order.even else 0.0


def _encode(
    piece: Piece, said: Said, order: Order, encoder: StreamEncoder
) -> Iterator[tuple[Spoken, bytes]]:
    """Encode a clip in slices, so that nobody waits until its end is encoded."""
    spoken = _finish_piece(piece, said, order)
    a_slice = order.rate // _SLICES_A_SECOND
    for start in range(0, len(spoken.samples), a_slice):
        yield spoken, encoder.write(spoken.samples[start : start + a_slice])


def _finish_piece(piece: Piece, said: Said, order: Order) -> Spoken:
    """Trim, level and resample a clip as a chapter's are, and give it the pause after it."""
    part = Part(said.measurement, pause_ms=DEFAULT_PAUSES.sentence)
    level = Level(order.rate, order.volume, LISTEN.ceiling)
    joined = join([Sound("", part)], lambda _: said.clip, level, head=0, tail=0)
    samples = np.concatenate(list(joined))
    speech = (part.measurement.end - part.measurement.start) / said.clip.rate
    return Spoken(piece, samples, speech, len(samples) / order.rate)


def _finish(encoder: StreamEncoder, silence: int) -> bytes:
    """End the file, in which there is at least a moment of silence; ``silence`` is in Hz."""
    quiet = encoder.write(np.zeros(silence * _SILENCE_MS // 1000, np.int16)) if silence else b""
    return quiet + encoder.finish()
