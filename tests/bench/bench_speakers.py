"""Measure who is said to speak, end to end, on whole novels: ``make bench-speakers``.

Usage: ``python tests/bench/bench_speakers.py [--roster] [--errors N] [NOVEL ...]``. The novels are
those of the Project Dialogism Novel Corpus (``NARRATOR_TEST_DATA``), read from their plain text;
no list of characters is given unless ``--roster`` gives the gold one as a cast.

A gold span is found where segments said by somebody cover half of its letters. It is right where
the speaker is the gold character or one of its aliases; an alias of one word that two characters
share counts for neither. Shares are of gold spans, by novel; the last row is the mean over novels.
Wrong: a voice that is neither right nor the narrator's, at the default threshold; covered: the
share that is not left to the narrator there. Off: how far confidence is from the share that is
right, in ten bins (expected calibration error). Seconds are of ``write_script`` alone.
"""

import argparse
import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from narrator.manuscript import read
from narrator.script import DEFAULT_THRESHOLD, Member, find_speech, write_script

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
NOVELS = DATA / "speakers" / "pdnc"
TYPES = ("explicit", "anaphoric", "implicit")
SPOKEN = ("speech", "thought", "letter")
ROW = "{:20} {:>6} {:>6} {:>8} {:>9} {:>8} {:>7} {:>6} {:>7} {:>5} {:>7}"


@dataclass(frozen=True)
class Answer:
    """A gold span, what it is called here, and how sure that is. ``name`` is "" where not found."""

    gold: dict
    name: str
    confidence: float
    by: str
    right: bool


def read_gold(novel):
    """Give the spans of a novel and, for each character, the names that count."""
    spans = [json.loads(line) for line in (NOVELS / f"{novel}.jsonl").open(encoding="utf-8")]
    characters = json.loads((NOVELS / f"{novel}.characters.json").read_text(encoding="utf-8"))
    owners = Counter(
        alias
        for name, it in characters.items()
        for alias in {fold(a) for a in [name, *it["aliases"]]}
    )
    names = {
        name: {
            alias
            for alias in map(fold, [name, *it["aliases"]])
            if owners[alias] == 1 or " " in alias
        }
        for name, it in characters.items()
    }
    return spans, characters, names


def fold(name):
    """Give a name without case and article."""
    name = " ".join(name.casefold().replace("’", "'").split())
    return name.removeprefix("the ").removeprefix("a ").removeprefix("an ")


def label_letters(text, script):
    """Give for each character of the text the segment that speaks it, None where none does."""
    letters = [at for at, char in enumerate(text) if char.isalnum()]
    stream = "".join(text[at] for at in letters)
    labels = [None] * len(text)
    cursor = 0
    for chapter in script.chapters:
        for segment in chapter.segments:
            said = "".join(filter(str.isalnum, segment.text))
            found = stream.find(said, cursor, cursor + len(said) + 20_000)
            if found >= 0:
                cursor = found + len(said)
                for at in letters[found:cursor]:
                    labels[at] = segment
    return labels


def answer(span, labels, names):
    """Tell what the span is called."""
    letters = [labels[at] for at in range(span["start"], span["end"]) if labels[at]]
    said = [
        it
        for it in letters
        if it.kind in SPOKEN and (it.speaker != "narrator" or it.by == "unsure")
    ]
    total = sum(1 for char in span["text"] if char.isalnum())
    if 2 * len(said) < total or not said:
        return Answer(span, "", 0.0, "lost", right=False)
    best = Counter(it.speaker for it in said).most_common(1)[0][0]
    one = next(it for it in said if it.speaker == best)
    right = fold(best) in names.get(span["speaker"], {fold(span["speaker"])})
    return Answer(span, best, one.confidence, one.by, right=right)


def share(answers, of=lambda it: it.right):
    """Give the share of answers in percent."""
    return 100 * sum(map(of, answers)) / len(answers) if answers else float("nan")


def count_off(answers):
    """Give the expected calibration error in percent, over ten bins."""
    bins = [[] for _ in range(10)]
    for it in answers:
        bins[min(9, int(10 * it.confidence))].append(it)
    off = sum(abs(sum(i.confidence for i in b) - sum(i.right for i in b)) for b in bins)
    return 100 * off / len(answers)


def measure(novel, *, roster):
    """Give the answers for a novel, and seconds."""
    spans, characters, names = read_gold(novel)
    path = NOVELS / f"{novel}.txt"
    manuscript = read(path)
    genders = {"M": "male", "F": "female"}
    cast = tuple(
        Member(name, tuple(it["aliases"]), genders.get(it.get("gender"), ""))
        for name, it in characters.items()
    )
    started = time.perf_counter()
    script = write_script(manuscript, speech=find_speech(manuscript, cast if roster else ()))
    seconds = time.perf_counter() - started
    labels = label_letters(path.read_bytes().decode(), script)
    return [answer(span, labels, names) for span in spans], seconds


def row(answers, seconds):
    """Give the figures of a novel, in the order of the table."""
    covered = [it for it in answers if it.name and it.confidence >= DEFAULT_THRESHOLD]
    return [
        share(answers, lambda it: it.name != ""),
        share(answers),
        *(share([it for it in answers if it.gold["type"] == kind]) for kind in TYPES),
        share(covered, lambda it: not it.right) * len(covered) / len(answers) if covered else 0.0,
        share(answers, lambda it: bool(it.name) and it.confidence >= DEFAULT_THRESHOLD),
        count_off([it for it in answers if it.name]),
        0.0 if not covered else share(covered),
        seconds,
    ]


def tell_errors(answers, count):
    """Print some wrong answers, chosen by chance, and which evidence is how often right."""
    for by, _ in Counter(it.by for it in answers).most_common():
        some = [it for it in answers if it.by == by]
        sure = sum(it.confidence for it in some) / len(some)
        print(f"  {by:14} {len(some):5} {share(some):5.1f} {100 * sure:5.1f}")
    wrong = [it for it in answers if not it.right]
    pairs = Counter((it.gold["speaker"], it.name) for it in wrong)
    print("  " + "; ".join(f"{a} → {b or 'lost'} {n}" for (a, b), n in pairs.most_common(12)))
    for it in random.Random(7).sample(wrong, min(count, len(wrong))):
        gold = it.gold
        print(
            f"  {gold['type'][:4]} {gold['start']} {gold['speaker']} → {it.name} "
            f"({it.by} {it.confidence:.2f}) {' '.join(gold['text'].split())[:90]}"
        )


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("novels", nargs="*", metavar="NOVEL")
    parser.add_argument("--roster", action="store_true")
    parser.add_argument("--errors", type=int, default=-1)
    options = parser.parse_args()
    novels = options.novels or sorted(path.stem for path in NOVELS.glob("*.txt"))
    titles = ("found", "all", *TYPES, "wrong", "cover", "off", "prec", "s")
    print(ROW.format("novel", *titles))
    rows = []
    for novel in novels:
        answers, seconds = measure(novel, roster=options.roster)
        rows.append(row(answers, seconds))
        print(ROW.format(novel, *(f"{value:.1f}" for value in rows[-1])), flush=True)
        if options.errors >= 0:
            tell_errors(answers, options.errors)
    means = [sum(column) / len(column) for column in zip(*rows, strict=True)]
    print(ROW.format("mean", *(f"{value:.1f}" for value in means)))


if __name__ == "__main__":
    main()
