"""Find the names in a book: runs of words with capitals, and what stands around them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
LOWER = re.compile(r"\b[^\W\d_A-Z][^\W\d_]+")
BEFORE = re.compile(r"(\w+|[^\w\s])\s*$")
AFTER = re.compile(r"\s*([’']s\b|\w+|[^\w\s])")
PLACE_WORDS = frozenset(str.split("in at from near into towards through around across"))
STARTS = frozenset('.?!:;“”"‘—–-«»(…_*[')
CALL_ENDS = frozenset(',.?!;—-…”"–')


@dataclass(slots=True)
class Evidence:
    """How often a form stands in the book, and how."""

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
    lower: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    found: list[tuple[tuple[str, ...], str, str, bool, bool]] = []
    for paragraph in paragraphs:
        lower.update(LOWER.findall(paragraph.text))
        for words, before, after, quoted in _runs(paragraph):
            initial = before == "" or before in STARTS
            found.append((words, before, after, quoted, initial))
            if not initial:
                inner.update(word for word in words if len(word) > 1)
            elif before and words[0].rstrip(".").lower() not in NOT_NAMES:
                inner.update(words[1:])
    forms: dict[str, Evidence] = defaultdict(Evidence)
    for words, before, after, quoted, initial in found:
        for part in _split_names(words, lower, inner, initial=initial):
            _note(forms[" ".join(part)], before, after, inside=quoted)
    return {form: it for form, it in forms.items() if _is_person(form, it)}


def _runs(paragraph: Paragraph) -> Iterator[tuple[tuple[str, ...], str, str, bool]]:
    text = paragraph.text
    for run in RUN.finditer(text):
        left = BEFORE.search(text, max(0, run.start() - 24), run.start())
        right = AFTER.match(text, run.end())
        quoted = any(quote.start <= run.start() < quote.end for quote in paragraph.quotes)
        yield (
            tuple(run[0].split()),
            left[1] if left else "",
            right[1] if right else "",
            quoted,
        )


def _split_names(
    words: Sequence[str], lower: Counter[str], inner: Counter[str], *, initial: bool
) -> Iterator[list[str]]:
    """Yield the names in a run: it is cut at every word that is none."""
    name: list[str] = []
    for at, word in enumerate(words):
        bare = word.rstrip(".").lower()
        last = at == len(words) - 1
        if (
            word.islower()
            or (bare in TITLES and not last and bare not in SOFT_TITLES)
            or _is_name(word, lower, inner, first=initial and at == 0)
            or (bare in TITLES and name)
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


def _is_name(word: str, lower: Counter[str], inner: Counter[str], *, first: bool) -> bool:
    bare = word.rstrip(".").lower()
    if (
        bare in NOT_NAMES
        or (len(word) > 3 and word.isupper())
        or (len(bare) < 2 and not word.endswith("."))
    ):
        return False
    if first and not inner[word]:
        return bare in MALE_NAMES or bare in FEMALE_NAMES
    return lower[bare] <= 0.2 * inner[word] or (not first and lower[bare] <= 2)


def _note(evidence: Evidence, before: str, after: str, *, inside: bool) -> None:
    evidence.count += 1
    evidence.inside += inside
    if inside:
        evidence.called += (before in STARTS or before == ",") and after in CALL_ENDS
    else:
        evidence.said += before in SAID or after in SAID
        evidence.acts += after in ("was", "had", "did", "would", "could") or after.endswith("ed")
    evidence.places += before in PLACE_WORDS
    evidence.articles += before.lower() in ("the", "a", "an")


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
