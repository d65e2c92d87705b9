"""Measure how long the spoken form of novels takes, sentences found, on one core.

Usage: ``python tests/bench/bench_spoken.py [BOOK ...]``; without books, the novels of the test data
(``NARRATOR_TEST_DATA``). Prints a table. ``--listen 200`` has Piper say so many sentences, drawn
from all that a rule changes, and prints what Whisper tiny hears otherwise, by rule.
"""

import argparse
import random
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from conftest import DATA, MODELS  # tests share their helpers by folder
from listening import count_wrong, hear_clip, to_words

from narrator.engine import Speech
from narrator.engines.piper import PiperEngine
from narrator.manuscript import read
from narrator.script import write_script
from narrator.script.segments import sentence_ends
from narrator.script.spoken import apply_rules

PAUSES = {"pause-at-dashes", "even-ellipses", "single-spaces", "drop-ornaments"}
"""Rules that change no word."""


def list_sentences(text):
    """Give the sentences of a text."""
    ends = [0, *sentence_ends(text), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def measure(book):
    """Give a row: title, words, sentences, changes, and the seconds of processor time."""
    manuscript = read(book)
    language = manuscript.metadata.language
    blocks = [block.text for chapter in manuscript.chapters for block in chapter.blocks]
    started = time.process_time()
    sentences = [part for text in blocks for part in list_sentences(text)]
    changes = sum(len(apply_rules(part, "narration", language)[1]) for part in sentences)
    seconds = time.process_time() - started
    words = sum(len(text.split()) for text in blocks)
    return manuscript.metadata.title, words, len(sentences), changes, seconds


def list_changed(book):
    """Give the spoken sentences of a book that have a changed word, each with its rules."""
    for chapter in write_script(read(book)).chapters:
        for it in chapter.segments:
            rules = {change.rule for change in apply_rules(it.text, it.kind, "en")[1]} - PAUSES
            if rules:
                yield it.spoken, rules


def listen(books, count):
    """Print a row for each rule: sentences, words, and those that Whisper hears otherwise."""
    found = [pair for book in books for pair in list_changed(book)]
    sentences, words, wrong = Counter(), Counter(), Counter()
    engine = PiperEngine(MODELS)
    for spoken, rules in random.Random(1).sample(found, min(count, len(found))):
        said = to_words(spoken)
        heard = hear_clip(engine.speak(Speech(spoken, "joe", "en-US")))
        errors = count_wrong(said, heard)
        for rule in (*rules, "all"):
            sentences[rule] += 1
            words[rule] += len(said)
            wrong[rule] += errors
    print(f"{len(found):,} sentences are changed; listened to {sentences['all']} of them.")
    print("| rule | sentences | words | heard otherwise |\n|---|---:|---:|---:|")
    for rule, number in sentences.most_common():
        print(f"| {rule} | {number} | {words[rule]:,} | {wrong[rule]} |")


def main():
    """Print a row for each book, and the seconds that 120,000 words take at that pace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", nargs="*", type=Path)
    parser.add_argument("--listen", type=int, metavar="SENTENCES")
    options = parser.parse_args()
    books = options.books or sorted((DATA / "epub/novels").glob("*.epub"))
    if options.listen:
        listen(books, options.listen)
        return
    print("| book | words | sentences | changes | seconds | for 120,000 words |")
    print("|---|---:|---:|---:|---:|---:|")
    for title, words, sentences, changes, seconds in map(measure, books):
        pace = seconds * 120_000 / words
        print(f"| {title} | {words:,} | {sentences:,} | {changes:,} | {seconds:.2f} | {pace:.2f} |")


if __name__ == "__main__":
    main()
