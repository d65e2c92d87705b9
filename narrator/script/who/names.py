"""Find the names in a book: runs of words with capitals, and what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from narrator.packed import Packing
from narrator.script.who.words import (
    FEMALE_NAMES,
    MALE_NAMES,
    NOT_NAMES,
    SAID,
    SOFT_TITLES,
    TITLES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.script.who.model import Paragraph

UPPER = "".join(char for char in map(chr, range(0x250)) if char.isupper()) + "Ά-ΫЀ-ЯԱ-Ֆ"
CAP = rf"(?:[DdOL][’'](?=[{UPPER}]))?[{UPPER}]\w*(?:[’'](?!(?:s|ll|d|m|ve|re)\b)\w+|-\w+)*"
JOINT = r"(?:de\s+la|de|du|la|le|von|van\s+der|van|der)"
SHORT = r"(?:Mr|Mrs|Ms|Dr|Prof|St|Rev|Hon|Capt|Col|Gen|Lt|Lieut|Sgt|Maj|Mme|Mlle|M)\."
INITIAL = rf"(?!I\.)[{UPPER}]\.\s*(?=[{UPPER}])"
RUN = re.compile(
    rf"(?:{SHORT}\s+)*(?:{INITIAL})*{CAP}(?:\s+(?:{JOINT}\s+)?(?:{SHORT}|[{UPPER}]\.(?=\s+[{UPPER}])|{CAP}))*"
)
LOWER = re.compile(rf"\b[^\W\d_{UPPER}][^\W\d_]+")
BEFORE = re.compile(r"(\w+|[^\w\s])\s*$")
AFTER = re.compile(r"\s*([’']s\b|\w+|[^\w\s])")
PLACE_WORDS = frozenset(str.split("in at from near into towards through around across"))
STARTS = frozenset('.?!:;“”"‘—–-«»(…_*[')
ACTS = frozenset(
    str.split(
        """
    was had did would could sat stood took went came put got rose fell held shook gave left ran drew
    threw bent kept set let met broke knelt swung lit hung rode lay leapt slid spun shut
    is has does sits stands takes goes puts gets rises holds shakes gives leaves runs draws throws
    looks turns walks nods shrugs grins frowns sighs laughs smiles stares leans pulls pushes slides
    steps glances waits reaches opens closes crosses rolls picks wipes points waves raises drops
    lifts tilts squints winces stops starts moves jogs hurries clears folds blinks swallows
        """
    )
)
"""What people do, where it does not end as "looked" does."""
_TOGETHER = 512
"""How many runs of words are packed at a time."""
CALL_ENDS = frozenset(',.?!;—-…”"–')


@dataclass(slots=True)
class Evidence:
    """How often a form stands in the book, and how; ``first`` is how many names came before it."""

    first: int = 0
    count: int = 0
    inside: int = 0
    said: int = 0
    called: int = 0
    acts: int = 0
    places: int = 0
    articles: int = 0


def gather_forms(paragraphs: Iterable[Paragraph]) -> dict[str, Evidence]:
    """Return each form of a name that people are called by, with its evidence.

    A word is a name where it has its capital within a sentence and is hardly ever without it.
    """
    words = _Words()
    packing: Packing[_Run] = Packing(_TOGETHER)
    for paragraph in paragraphs:
        words.lower.update(LOWER.findall(paragraph.text))
        for run in _runs(paragraph):
            packing.append(run)
            words.count(run)
    forms: dict[str, Evidence] = {}
    for number, run in enumerate(packing.finish()):
        for part in _split_names(run, words):
            evidence = forms.setdefault(" ".join(part), Evidence(number))
            _note(evidence, run)
    return {form: it for form, it in forms.items() if _is_person(form, it)}


@dataclass(frozen=True, slots=True)
class _Run:
    """Words with capitals, what stands on either side, and whether that begins a sentence."""

    words: tuple[str, ...]
    before: str
    after: str
    inside: bool
    initial: bool


@dataclass(slots=True)
class _Words:
    """How often words are in lower case, have a capital within a sentence, follow a given name."""

    lower: Counter[str] = field(default_factory=Counter)
    inner: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)

    def count(self, run: _Run) -> None:
        """Count the words of a run."""
        if not run.initial:
            self.inner.update(word for word in run.words if len(word) > 1)
        elif run.words[0].rstrip(".").lower() not in NOT_NAMES:
            self.inner.update(run.words[1:])
        if run.initial and len(run.words) == 1:
            self.acts[run.words[0]] += _acts(run.after)
        for first, second in pairwise(run.words):
            self.family[second] += leads_to_name(first)

    def is_name(self, word: str, *, first: bool) -> bool:
        """Tell whether a word is a name, not a word that has a capital for another reason."""
        bare = word.rstrip(".").lower()
        short = len(bare) < 2 and not word.endswith(".")
        if bare in NOT_NAMES or short or (len(word) > 3 and word.isupper()):
            return False
        if first and not self.inner[word]:
            acts = self.acts[word] >= 2 and not self.lower[bare]
            return acts or bare in MALE_NAMES or bare in FEMALE_NAMES
        rare = self.lower[bare] <= 0.2 * self.inner[word]
        return rare or (not first and (self.lower[bare] <= 2 or self.family[word] >= 2))


def _acts(verb: str) -> bool:
    """Tell whether the word after a name may say what somebody does."""
    return verb in ACTS or verb.endswith("ed")


def leads_to_name(word: str) -> bool:
    """Tell whether the word after this one must be a name: it is a title or a given name."""
    bare = word.rstrip(".").lower()
    return bare in MALE_NAMES or bare in FEMALE_NAMES or bare in TITLES - SOFT_TITLES


def _runs(paragraph: Paragraph) -> Iterator[_Run]:
    text = paragraph.text
    starts = [quote.start for quote in paragraph.quotes]
    for run in RUN.finditer(text):
        left = BEFORE.search(text, max(0, run.start() - 24), run.start())
        right = AFTER.match(text, run.end())
        at = bisect_right(starts, run.start()) - 1
        quoted = at >= 0 and run.start() < paragraph.quotes[at].end
        before = left[1] if left else ""
        initial = before == "" or before in STARTS
        yield _Run(tuple(run[0].split()), before, right[1] if right else "", quoted, initial)


def _split_names(run: _Run, known: _Words) -> Iterator[list[str]]:
    """Yield the names in a run: it is cut at every word that is none."""
    name: list[str] = []
    for at, word in enumerate(run.words):
        bare = word.rstrip(".").lower()
        last = at == len(run.words) - 1
        titled = bare in TITLES and (bool(name) or not (last or bare in SOFT_TITLES))
        follows = bool(name) and leads_to_name(name[-1]) and bare not in NOT_NAMES
        if (
            word.islower()
            or titled
            or follows
            or known.is_name(word, first=run.initial and at == 0)
        ):
            name.append(word)
        else:
            if bare not in NOT_NAMES and len(word) > 1:
                del name[-1:]
            if is_name(name):
                yield name
            name = []
    if is_name(name):
        yield name


def is_name(words: Sequence[str]) -> bool:
    """Tell whether words name somebody: not where they are but titles."""
    return any(word[0].isupper() and word.rstrip(".").lower() not in TITLES for word in words)


def _note(evidence: Evidence, run: _Run) -> None:
    evidence.count += 1
    evidence.inside += run.inside
    if run.inside:
        opens = run.before in STARTS or run.before == ","
        evidence.called += opens and run.after in CALL_ENDS
    else:
        evidence.said += run.before in SAID or run.after in SAID
        evidence.acts += _acts(run.after)
    evidence.places += run.before in PLACE_WORDS
    evidence.articles += run.before.lower() in ("the", "a", "an")


def _is_person(form: str, it: Evidence) -> bool:
    words = form.split()
    if words[0].rstrip(".").lower() in TITLES:
        return True
    if 2 * it.articles > it.count and words[0].lower() not in FEMALE_NAMES | MALE_NAMES:
        return it.said >= 2
    if it.said or words[0].lower() in MALE_NAMES or words[0].lower() in FEMALE_NAMES:
        return 20 * it.said + 10 >= it.places
    if it.places > max(1, it.count // 4):
        return False
    return it.called >= 2 or it.acts >= 2 or (it.called > 0 and it.acts > 0)
