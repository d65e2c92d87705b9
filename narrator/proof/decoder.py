"""PocketSphinx, told what may be said: it finds which of it was said, and how well that fits.

Its wheel brings an acoustic model of American English, and CMU's dictionary. A word that is not in
there is pronounced by espeak-ng.
"""

from __future__ import annotations

import math
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.proof.words import pronounce
from narrator.script.arpabet import to_arpabet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Way = tuple[int, int, float, str]
"""From one state to another by a word: the two states, how likely, and the word."""

_BEAM, _BEAM_OF_WORDS = 1e-80, 1e-60
"""How much less likely than the best a way may be that is still followed."""
_SILENCE = 0.05
"""How likely a silence is after any word."""
_NOISE = 1e-3
_SHIFT = 1024.0
"""PocketSphinx shifts the logarithms of its acoustic scores by ten bits."""
_NTH = 9
"""The number of a word's pronunciation that is a lexicon's; the dictionary has four at most."""
_ANOTHER_WAY = re.compile(r"\(\d+\)$")
"""What follows a word that is said in another way than the dictionary's first."""


def can_decode() -> bool:
    """Tell whether PocketSphinx is installed."""
    return find_spec("pocketsphinx") is not None


class Decoder:
    """Hears one of the ways that words may go. It serves one thread at a time.

    An ``exact`` one compares every sound with all there are, so that its scores can be compared
    from one text to another; it takes three times as long.
    """

    def __init__(self, *, exact: bool) -> None:
        import pocketsphinx

        model = Path(pocketsphinx.get_model_path("en-us"))
        self._decoder: Any = pocketsphinx.Decoder(
            hmm=str(model / "en-us"),
            dict=str(model / "cmudict-en-us.dict"),
            lm=None,
            loglevel="FATAL",
            compallsen=exact,
            beam=_BEAM,
            pbeam=_BEAM,
            wbeam=_BEAM_OF_WORDS,
            silprob=_SILENCE,
            fillprob=_NOISE,
            lw=1.0,
            wip=1.0,
            bestpath=False,
        )

    def learn(self, sounds: Mapping[str, str]) -> None:
        """Take in how words are said, as IPA or Arpabet, beside what the dictionary says."""
        for word, said in sounds.items():
            self._learn([word])
            self._add(f"{word}({_NTH})", spell_sounds(word, said))

    def hear(self, sound: bytes, ways: Sequence[Way]) -> list[str] | None:
        """Give the words that were said, of those that the ways allow from 0 to the last state.

        ``sound`` is of 16-bit samples at 16 kHz. None where no way goes to the end.
        """
        if not self._decode(sound, ways):
            return None
        words = (_ANOTHER_WAY.sub("", it.word) for it in self._decoder.seg())
        return [word for word in words if word[0] not in "<([+"]

    def score(self, sound: bytes, words: Sequence[str]) -> float:
        """Tell how well words fit a sound, as a logarithm: 0 at best, minus infinity at worst."""
        ways = [(place, place + 1, 1.0, word) for place, word in enumerate(words)]
        if not words or not self._decode(sound, ways):
            return -math.inf
        return _SHIFT * sum(math.log(it.ascore or math.ulp(0.0)) for it in self._decoder.seg())

    def _decode(self, sound: bytes, ways: Sequence[Way]) -> bool:
        self._learn(way[3] for way in ways)
        last = max(way[1] for way in ways)
        decoder = self._decoder
        decoder.add_fsg("ways", decoder.create_fsg("ways", 0, last, list(ways)))
        decoder.activate_search("ways")
        decoder.start_utt()
        decoder.process_raw(sound, False, True)  # noqa: FBT003 — it takes them by place alone
        decoder.end_utt()
        return decoder.hyp() is not None

    def _learn(self, words: Iterable[str]) -> None:
        for word in dict.fromkeys(words):
            self._add(word, "")

    def _add(self, word: str, sounds: str) -> None:
        if self._decoder.lookup_word(word) is None:
            sounds = sounds or spell_sounds(word)
            self._decoder.add_word(word, sounds, True)  # noqa: FBT003 — by place alone


def spell_sounds(word: str, sounds: str = "") -> str:
    """Give a word's sounds as CMU's dictionary writes them, from IPA or Arpabet where given."""
    spelled = sounds if sounds.isascii() else to_arpabet(sounds)
    spelled = spelled or to_arpabet(pronounce(word, "en"))
    return re.sub(r"\d", "", spelled.replace(" / ", " ")) or "AH"
