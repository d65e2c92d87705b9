"""Learn weights like those of ``narrator/script/who/weights.json``, which were set by hand.

Usage: ``python tests/bench/train_speakers.py OUT [--leave-out NOVEL,...] [--rounds N]``.
What it learns was measured to be as good as those, and not better: see ``docs/speakers.md``.

What is learned from: the plain texts of novels in the public domain (those that lie beside the test
data, ``NARRATOR_TEST_DATA``), labelled by rule: a line whose tag names its speaker is right about
it. Half of these lines, drawn by chance, lose their tag: all narration of the paragraph goes, or
the name in it becomes "he" or "she"; the line must then be told from what stands around it. Lines
without a name are summed over. To these come the quotations of LitBank (CC BY 4.0) where their
words stand in these texts. No label of the Project Dialogism Novel Corpus is read.

What is minimised: minus the log likelihood of the labels under the chain, plus ``PULL`` times the
squared distance from the weights that ship, so that what is not told stays.
The weights of turns stay as set: who has a tag is who breaks the turns, and lines that had one
would teach that turns are broken oftener than they are.
"""

import argparse
import json
import os
import random
import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from narrator.manuscript import read
from narrator.script.dialogue import spoken_runs
from narrator.script.speech import list_paragraphs
from narrator.script.who.chain import ALL_NAMES, NEVER, backward, forward, make_chain
from narrator.script.who.decide import find_settled
from narrator.script.who.features import NAMES, count_book, tagged_person, weigh
from narrator.script.who.lines import find_lines
from narrator.script.who.model import Paragraph
from narrator.script.who.people import fold, narration_of

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
WEIGHTS = ROOT / "narrator" / "script" / "who" / "weights.json"
PULL = 2.0
HIDDEN = 0.5
BARE = 0.6
LITBANK = 2
"""How many times a line of LitBank counts: it is a real one, and not one whose tag was hidden."""


def read_chapters(path):
    """Give the chapters of a novel, each a list of paragraphs."""
    manuscript = read(path)
    chapters = [[] for _ in manuscript.chapters]
    for (chapter, _), paragraph in list_paragraphs(manuscript).items():
        chapters[chapter].append(paragraph)
    return chapters


def hide(paragraph, line, gender, chance):
    """Give a paragraph without what names its speaker."""
    if chance.random() < BARE or not gender:
        text = " ".join(paragraph.text[q.start : q.end] for q in paragraph.quotes)
    else:
        told = narration_of(paragraph)
        found = re.search(
            rf"(?:\b[Tt]he\s+)?\b{re.escape(line.tag.text.removeprefix('the '))}\b", told
        )
        if not found:
            return None
        pronoun = "he" if gender == "male" else "she"
        text = paragraph.text[: found.start()] + pronoun + paragraph.text[found.end() :]
    return Paragraph(text, spoken_runs(text), paragraph.opens)


def make_examples(chapters, chance, litbank):
    """Yield the chapters of a novel: weighed, lines, each line's label, how often it counts."""
    people, lines = find_settled(chapters)
    book = count_book(people, [line for chapter in lines for line in chapter])
    for at, (paragraphs, known) in enumerate(zip(chapters, lines, strict=True)):
        labels = [
            tagged_person(line.tag, people) if line.tag.kind in ("name", "I") else None
            for line in known
        ]
        if any(it is not None for it in labels):
            yield from hide_some(book, at, paragraphs, known, labels, chance)
        gold = [find_gold(line, paragraphs, litbank, people) for line in known]
        if any(it is not None for it in gold):
            yield weigh(book, known), known, gold, LITBANK


def hide_some(book, at, paragraphs, known, labels, chance):
    """Yield a chapter with half of its names hidden."""
    changed = list(paragraphs)
    single = {}
    for line, label in zip(known, labels, strict=True):
        single[line.paragraph] = None if line.paragraph in single else (line, label)
    for number, pair in single.items():
        if pair and pair[1] is not None and chance.random() < HIDDEN:
            gender = book.people.members[pair[1]].gender
            changed[number] = (
                hide(paragraphs[number], pair[0], gender, chance) or paragraphs[number]
            )
    lines = find_lines(at, changed, book.people)
    wanted = {number: pair[1] for number, pair in single.items() if pair}
    count = {}
    for line in lines:
        count[line.paragraph] = count.get(line.paragraph, 0) + 1
    found = [wanted.get(line.paragraph) if count[line.paragraph] == 1 else None for line in lines]
    yield weigh(book, lines), lines, found, 1


def find_gold(line, paragraphs, litbank, people):
    """Give whom LitBank names for a line."""
    paragraph = paragraphs[line.paragraph]
    quote = paragraph.quotes[line.quotes[0]]
    names = litbank.get(letters(paragraph.text[quote.start : quote.end])[:60])
    return next((people.by_form[fold(n)] for n in names or () if fold(n) in people.by_form), None)


def letters(text):
    """Give the letters and digits of a text."""
    return "".join(filter(str.isalnum, text)).casefold()


def read_litbank():
    """Give the names for each quotation, by its first letters; those said twice are left out."""
    gold, twice = {}, set()
    for path in sorted((DATA / "speakers" / "litbank").glob("*.jsonl")):
        for row in map(json.loads, path.open(encoding="utf-8")):
            key = letters(row["text"])[:60]
            if len(key) > 12:
                twice.update([key] if key in gold else [])
                gold[key] = [name.replace(" .", ".") for name in row["aliases"]]
    return {key: names for key, names in gold.items() if key not in twice}


def sum_up(chain):
    """Give the log sum over all ways, and what is expected of scores and turns."""
    ahead, back = forward(chain), backward(chain)
    total = np.logaddexp.reduce((ahead[-1]).ravel())
    locals_ = np.stack(
        [np.exp(a + b - total).sum(axis=0) for a, b in zip(ahead, back, strict=True)]
    )
    turns = np.zeros(len(chain.turns))
    for at in range(1, len(chain.who)):
        scores, index = chain.step(at)
        share = np.exp(ahead[at - 1][:, :, None] + scores + back[at][None] - total)
        turns += np.bincount(np.broadcast_to(index, share.shape).ravel(), share.ravel(), len(turns))
    return total, locals_, turns


def lose(weights, examples, start):
    """Give what is minimised, and its gradient."""
    loss, slope = 0.0, np.zeros(len(weights))
    for weighed, lines, labels, times in examples:
        free = make_chain(weighed, lines, weights)
        scores = free.scores.copy()
        for at, label in enumerate(labels):
            if label is not None and label in weighed.who[at]:
                scores[at] = np.where(weighed.who[at] == label, scores[at], NEVER)
        total, expected, turns = sum_up(free)
        known, observed, seen = sum_up(replace(free, scores=scores))
        if known < NEVER / 2:
            continue
        loss += times * (total - known)
        slope[: len(NAMES)] += times * np.einsum("lk,lkd->d", expected - observed, weighed.clues)
        slope[len(NAMES) :] += times * (turns - seen)
    slope[len(NAMES) :] = 0.0
    away = weights - start
    return loss + PULL * away @ away, slope + 2 * PULL * away


def main():
    """Learn, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--leave-out", default="")
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    left_out = set(options.leave_out.split(","))
    chance = random.Random(1)
    litbank = read_litbank()
    examples = []
    for path in sorted((DATA / "speakers" / "pdnc").glob("*.txt")):
        if path.stem not in left_out:
            examples += make_examples(read_chapters(path), chance, litbank)
    start = np.array(
        [json.loads(WEIGHTS.read_text())["weights"].get(name, 0.0) for name in ALL_NAMES]
    )
    known = sum(label is not None for _, _, labels, _ in examples for label in labels)
    gold = sum(it is not None for _, _, them, times in examples if times > 1 for it in them)
    print(f"{len(examples)} chapters, {known} labels, {gold} of LitBank", flush=True)
    began = time.perf_counter()
    found = minimize(
        lose, start, (examples, start), jac=True, method="L-BFGS-B",
        options={"maxiter": options.rounds},
    )  # fmt: skip
    before, seconds = lose(start, examples, start)[0], time.perf_counter() - began
    print(f"{before:.0f} → {found.fun:.0f}, {seconds:.0f} s")
    learned = {name: round(float(value), 3) for name, value in zip(ALL_NAMES, found.x, strict=True)}
    options.out.write_text(json.dumps({"weights": learned}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
