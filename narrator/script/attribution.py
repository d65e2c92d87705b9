"""Find who says the quotes of a paragraph, where the paragraph says it in so many words.

Narrow on purpose: ``“…,” said Alice``, ``“…,” Alice said``, ``Alice said, “…”``. Pronouns, "the
landlord", "his wife", anything that could be read in two ways is left to the narrator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from narrator.script.dialogue import Quote

UPPER = "".join(char for char in map(chr, range(0x250)) if char.isupper()) + "Ά-ΫЀ-ЯԱ-Ֆ"
TITLES = "Mr|Mrs|Ms|Mx|Dr|Prof|St|Rev|Hon|Capt|Col|Gen|Lt|Lieut|Sgt|Maj|Mme|Mlle|Messrs|M"
WORD = rf"(?:[DdOL][’'])?[{UPPER}][\w]*(?:[’'\-][\w]+)*"
PART = rf"(?:(?:{TITLES})\.|(?!I\.)[{UPPER}]\.|{WORD})"
JOINT = r"(?:de\s+la|de|du|la|von|van\s+der|van|der)"
PLAIN_NAME = rf"{PART}(?:\s+(?:{JOINT}\s+)?{PART}){{0,4}}"
NAME = rf"(?:[Tt]he\s+{PLAIN_NAME}(?:\s+of\s+(?:the\s+)?{PLAIN_NAME})?|{PLAIN_NAME})"

SAID = str.split(
    """
    said says cried cries replied replies asked asks answered exclaimed exclaims returned
    whispered whispers muttered murmured shouted continued added observed remarked repeated
    inquired enquired demanded declared began interrupted interposed rejoined retorted responded
    called suggested protested insisted pleaded begged urged agreed admitted announced explained
    commented growled grumbled snapped gasped groaned moaned sobbed sighed screamed shrieked
    yelled roared bellowed hissed laughed chuckled giggled grunted stammered stuttered faltered
    mumbled pursued resumed proceeded concluded ejaculated vociferated echoed objected assented
    confessed promised breathed wailed warned ventured volunteered assured affirmed stated
    persisted panted drawled barked croaked queried questioned reasoned mused pronounced quoth
    argued confirmed corrected ordered commanded complained acknowledged conceded coaxed soothed
    whimpered squeaked squealed thundered boomed mocked teased joked prompted put-in went-on
    broke-in burst-out cried-out called-out spoke-up
    """
)
THOUGHT = str.split("thought thinks wondered reflected")
VERB = f"(?:{'|'.join(SAID + THOUGHT)})".replace("-", r"\s+")
MANNER = r"(?:\w+ly|then|also|only|now|again|at\s+last|at\s+once|out|aloud|back|up)"

NOT_NAMES = frozenset(
    str.split(
        """
    a after again ah alas all although an and another any anybody anyone anything as at because
    before besides both but by each either even every everybody everyone everything finally
    first for from he hello hence her here hers him his how however i if in indeed instead it
    its just last lastly later many maybe me meanwhile mine more moreover most my neither never
    next no nobody none nor not nothing now of oh on once one only or other others our ours out
    perhaps presently she should since so some somebody someone something soon still suddenly
    than that the their theirs them then there therefore these they this those though three thus
    till to today tomorrow two unless until upon was we well were what whatever when whenever
    where whereupon whether which while who whoever whom whose why with without yes yesterday
    yet you your monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december
    """
    )
)
TITLE = re.compile(rf"(?:{TITLES}|Miss|Lady|Sir|Lord|Aunt|Uncle)\b\.?")
NO_NAME = re.compile(
    rf"|(?:{TITLE.pattern}|God|Heaven|Madam|(?:\w\.\s?)+)|.*[’']s|.*\b(?:{TITLES})\."
)
"""What stands where a name should and is none: a bare title, initials, an owner."""

NAME_ENDS = rf"(?=\s*[,.;:!?—–-]|\s*$|\s+(?!(?:and|or)\s+(?:the\s+)?[{UPPER}])[^\W\d_])"
VERB_NAME = re.compile(
    rf"[\s,—–-]*(?P<verb>{VERB})\s+(?:{MANNER}\s+)?(?P<name>{NAME})(?![\w’'&]){NAME_ENDS}"
)
NAME_VERB = re.compile(
    rf"[\s,—–-]*(?P<name>{NAME})(?:\s+{MANNER})?\s+(?P<verb>{VERB})\b(?P<rest>[^.!?]*)"
)
BEFORE = re.compile(
    rf"(?:^|[.!?;…”’\"'»)]\s+)(?:(?:Then|But|And|So|At\s+last|Now|Here),?\s+)?(?P<name>{NAME})"
    rf"(?:\s+{MANNER})?\s+(?P<verb>{VERB})\b(?P<rest>[^.!?;“”\"«»]{{0,80}})[,:—]\s*$"
)
OTHER_SPEAKER = re.compile(rf"\b(?:{VERB}|he|she|they|I|we|that|if|whether|to\s+be)\b")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says one quote of a paragraph. ``name`` is as printed, None where nobody is sure."""

    name: str | None
    by: Literal["explicit", "paragraph", "unsure"]
    kind: Literal["speech", "thought"] = "speech"
    confidence: float = 0.0


UNSURE = Attribution(None, "unsure")


def attribute(text: str, quotes: Sequence[Quote]) -> tuple[Attribution, ...]:
    """Tell for each of the ``quotes`` of a paragraph who says it.

    A paragraph has one speaker: if one quote names its speaker, the others are said by the same.
    If two quotes name two, each keeps its own and the rest is unsure.
    """
    found = [_explicit(text, quotes, index) for index in range(len(quotes))]
    names = {attribution.name for attribution in found if attribution}
    rest = UNSURE
    if len(names) == 1:
        rest = Attribution(names.pop(), "paragraph", confidence=0.95)
    return tuple(attribution or rest for attribution in found)


def _explicit(text: str, quotes: Sequence[Quote], index: int) -> Attribution | None:
    """Return the attribution beside quote ``index``: after it, else before it."""
    quote = quotes[index]
    before = text[quotes[index - 1].end if index else 0 : quote.start]
    after = text[quote.end : quotes[index + 1].start if index + 1 < len(quotes) else len(text)]
    last = text[quote.end - 2 : quote.end - 1]
    found = _after(after, last) if quote.closed else None
    found = found or _before(before)
    name = clean_name(found["name"]) if found else None
    if found is None or name is None:
        return None
    kind: Literal["speech", "thought"] = "thought" if found["verb"] in THOUGHT else "speech"
    return Attribution(name, "explicit", kind, 0.98)


def _after(after: str, last: str) -> re.Match[str] | None:
    """Match an attribution that follows a quote whose last character is ``last``."""
    found = VERB_NAME.match(after)
    if found or last == ".":
        return found
    found = NAME_VERB.match(after)
    plain = found and (last == "," or not OTHER_SPEAKER.search(found["rest"]))
    return found if plain else None


def _before(before: str) -> re.Match[str] | None:
    """Match an attribution that leads up to a quote."""
    found = BEFORE.search(before)
    return found if found and not OTHER_SPEAKER.search(found["rest"]) else None


def clean_name(printed: str) -> str | None:
    """Return the name in what stands where a name should, None where it is none.

    Words that only begin a sentence are dropped from its start.
    """
    words = printed.split()
    if words and words[0].lower() == "the":
        return _with_article(words[1:])
    while words and words[0].lower() in NOT_NAMES:
        del words[0]
    name = " ".join(words)
    if NO_NAME.fullmatch(name) or any(
        word[0].isupper() and word.lower() in NOT_NAMES for word in words
    ):
        return None
    return name


def _with_article(words: Sequence[str]) -> str | None:
    name = clean_name(" ".join(words))
    return f"The {name}" if name else None


def merge_names(attributed: Iterable[str], given: Iterable[str] = ()) -> dict[str, str]:
    """Map each attributed name that is not its speaker's one name to that name.

    "Holmes" is "Sherlock Holmes" if exactly one longer name ends with it; names with a title stay
    apart. ``given`` are names from tags: others may merge into them, they never do.
    """
    names = set(attributed) | set(given)
    plain = sorted(name for name in names if not TITLE.match(name))
    merged = {}
    for name in set(attributed) - set(given):
        longer = [other for other in plain if other.endswith(f" {name}")]
        if name in plain and len(longer) == 1:
            merged[name] = longer[0]
    return {name: _last(merged, name) for name in sorted(merged)}


def _last(merged: Mapping[str, str], name: str) -> str:
    while name in merged:
        name = merged[name]
    return name
