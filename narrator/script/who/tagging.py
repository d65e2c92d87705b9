"""Read what the narration beside a quote says of its speaker: tags, beats, leads."""

from __future__ import annotations

import re

from narrator.script.who.eastern import EASTERN, find_eastern_subject
from narrator.script.who.model import NO_TAG, Tag
from narrator.script.who.names import RUN, UPPER, is_name
from narrator.script.who.people import noun_gender
from narrator.script.who.words import NOT_NAMES, NOT_SAID, PERSON_NOUNS, SAID, SOFT_TITLES, TITLES

MANNER = re.compile(
    r"(?:\s*,?\s*(?:\w+ly|then|also|only|now|again|out|aloud|back|up|in|on|at last|at once|"
    r"at length|too)\b)*,?\s*"
)
GAP = re.compile(r"[\s,—–-]*")
FOREIGN = re.compile(
    r"[,\s»”“«—–-]*(?P<verb>[^\W\d_]+(?:[’'][^\W\d_]+)?)"
    r"(?:-(?:t-)?(?P<tied>elle|il)|\s+(?P<apart>sie|er|ella|él|она|он|lei|ela|ele|hon|han))(?![\w-])"
)
"""A verb and its pronoun in French, German, Spanish, Russian, Italian, Portuguese, Swedish."""
SHE = frozenset(str.split("elle sie ella она lei ela hon"))
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
PRONOUN = re.compile(r"(?:(I)|(he|she|they|we))\b(?![’'])", re.IGNORECASE)
SUBJECT = re.compile(r"\b(?:(I)|(he|she|He|She))\b(?![’']s\b)")
ARTICLE = re.compile(
    r"(the|an?|his|her|my|their|our|this|that|another|one|some|[^\W\d_]+[’']s)\s+", re.IGNORECASE
)
NOUN_END = re.compile(
    r"(?=\s*[.,;:!?—–()\[\]]|\s*$|\s+(?:with|in|to|as|who|of|from|at|on|by|for|and|when|after|before|but|"
    r"whose|without|again|beside|behind|through|under|turning|looking|\w+ly|\w+ing)\b)"
)
TO = re.compile(r"\b(?:to|at|told|asked|addressing|towards?|upon)\s+(?:the\s+)?")
SOFT = re.compile(r"(?:(?:old|young|little|poor|dear|good|honest|the\s+other)\s+)+(?=[A-Z])")
OTHERS = frozenset({"other", "elder", "younger", "eldest", "youngest"})
NOUNS = "|".join(sorted(PERSON_NOUNS - SOFT_TITLES - OTHERS))
DESCRIBED = re.compile(
    rf"(?:(?!(?:to|from|of|with|in|at|by|for|and|or|as|when|that|the|a|an|{NOUNS})\b)"
    rf"[a-z][\w-]*\s+){{1,3}}(?=[{UPPER}])"
)
WITH = re.compile(
    r"\s+(?:with|in)\s+(?:the|a)\s+\w+"
    r"(?:\s+(?!(?:to|and|at|who|as|in|on|from|by|with|for|of|when|\w+ly|\w+ing)\b)\w+)?"
)
REMARK = re.compile(
    rf"[\s,—–-]*(?:was|came|followed)\s+({RUN.pattern})[’']s\s+(?:\w+\s+)*(?:comment|reply|answer|remark|response|"
    r"retort|summing up|verdict|cry|question)\b"
)
INWARD = frozenset(str.split("told tells asked asks reminded reminds promised assured"))
SELF = re.compile(r"\s+(?:him|her|my|them|your)sel(?:f|ves)\b")
"""What somebody tells or asks nobody else, they think."""
PARTICIPLE = re.compile(
    r"\W*(\w{2,}(?:ing|ed)|Struck|Left|Lost|Caught|Seen|Given|Taken|Driven)\s+"
    r"(?:at|the|an?|by|with|from|to|in|into|on|upon|up|down|out|off|back|over|through|for|as|away"
    r"|aside|round|around|upwards?|downwards?|towards?|that|this|his|her|my|their|its|him|them"
    r"|himself|herself)\b"
)
"""What a sentence begins with that names nobody: "Vexed at this, she said"."""
NOUN_FIRST = re.compile(r"\s*(?:The|An?)\s+((?:\w+\s+){0,2}?(\w+))\b")
NOUN_LATER = re.compile(r",\s+(?:the|an?)\s+((?:\w+\s+){0,2}?(\w+))\b")
SENTENCES = re.compile(r"(?<=[.?!;])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bM\.)(?<!\bSt\.)\s+")
LEAD_END = re.compile(r"[:,—–-]\s*$")


def read_after(after: str, last: str) -> Tag:
    """Return the tag that follows a quote whose last character is ``last``."""
    start = GAP.match(after)
    at = start.end() if start else 0
    word = WORD.match(after, at)
    if not word:
        return NO_TAG
    if told := _read_whole(after):
        return told
    runs_on = last not in ".”\"’'" or word[0][0].islower()
    if word[0][0].islower() and _says(word[0], any_verb=last in ",?!—-–"):
        found = _read_subject(after, _skip_manner(after, word.end()), inverted=True)
        if found[0].kind != "none":
            return _with_rest(found[0], word[0], after[found[1] :])
    found = _read_subject(after, at, inverted=False)
    if found[0].kind == "none":
        return NO_TAG
    verb = WORD.match(after, _skip_manner(after, found[1]))
    if verb and runs_on and _says(verb[0], any_verb=last == ","):
        return _with_rest(found[0], verb[0], after[verb.end() :])
    return NO_TAG


def _read_whole(after: str) -> Tag | None:
    """Return a tag that has a form of its own: "came Anna's reply", "murmura-t-elle"."""
    if remark := REMARK.match(after):
        return Tag("name", remark[1])
    foreign = FOREIGN.match(after)
    if not foreign or not foreign["verb"].islower():
        return None
    pronoun = foreign["tied"] or foreign["apart"]
    return Tag("pronoun", "she" if pronoun in SHE else "he", foreign["verb"])


def read_before(before: str) -> Tag:
    """Return the tag that leads up to a quote: a sentence that is not over, or says who speaks."""
    sentence = SENTENCES.split(before.strip())[-1]
    if not LEAD_END.search(before):
        return NO_TAG
    subject = find_subject(sentence)
    verbs = [word for word in WORD.findall(sentence) if word in SAID]
    if subject.kind == "none" or not (verbs or sentence.rstrip()[-1:] in ":,"):
        return NO_TAG
    return _with_rest(subject, verbs[0] if verbs else "", sentence)


def find_subject(sentence: str) -> Tag:
    """Return whom a sentence is about: the first name or nominative pronoun in it."""
    if EASTERN.search(sentence):
        return find_eastern_subject(sentence)
    pronoun = SUBJECT.search(sentence)
    participle = PARTICIPLE.match(sentence)
    opening = participle[1] if participle else ""
    for run in RUN.finditer(sentence, 0, pronoun.start() if pronoun else len(sentence)):
        words = _trimmed(run[0].split())
        if is_name(words) and not (run[0] == opening or _is_object(sentence, run.start())):
            return Tag("name", " ".join(words))
    noun = NOUN_FIRST.match(sentence) or (opening and NOUN_LATER.search(sentence))
    if noun and noun[2].lower() in PERSON_NOUNS:
        return Tag("noun", f"the {noun[1].lower()}")
    if not pronoun:
        return NO_TAG
    return Tag("I", "I") if pronoun[1] else Tag("pronoun", pronoun[2].lower())


def _is_object(sentence: str, start: int) -> bool:
    before = WORD.findall(sentence[max(0, start - 20) : start])
    return bool(before) and before[-1].lower() in (
        "to",
        "at",
        "of",
        "for",
        "with",
        "from",
        "in",
        "by",
    )


def _says(verb: str, *, any_verb: bool) -> bool:
    verb = verb.lower().removeprefix("s'").removeprefix("s’")
    if verb in SAID:
        return True
    if verb in ("went", "put", "broke", "burst", "struck", "chimed", "cut", "came"):
        return True
    return any_verb and verb.endswith("ed") and verb not in NOT_SAID


def _skip_manner(text: str, at: int) -> int:
    found = MANNER.match(text, at)
    return found.end() if found else at


def _read_subject(text: str, at: int, *, inverted: bool) -> tuple[Tag, int]:
    """Read who is the subject at a place of a text, and tell where that ends."""
    if pronoun := PRONOUN.match(text, at):
        tag = Tag("I", "I") if pronoun[1] else Tag("pronoun", pronoun[0].lower())
        return tag, pronoun.end()
    if article := ARTICLE.match(text, at):
        return _read_noun(text, article, inverted=inverted)
    described = (DESCRIBED if inverted else SOFT).match(text, at)
    run = RUN.match(text, described.end() if described else at)
    if not run:
        return NO_TAG, at
    owner = re.match(r"[’']s\s+(?=[a-z])", text[run.end() :])
    if owner:
        return _read_owned(text, run.end() + owner.end(), inverted=inverted)
    words = _trimmed(run[0].split())
    if is_name(words) or (len(words) == 1 and words[0].lower() in TITLES - SOFT_TITLES):
        return Tag("name", " ".join(words)), run.end()
    return NO_TAG, at


def _read_noun(text: str, article: re.Match[str], *, inverted: bool) -> tuple[Tag, int]:
    """Read a noun after its article: to the next stop, or to the verb."""
    if run := RUN.match(text, article.end()):
        words = run[0].split()
        if is_name(words) or words[-1].lower() in PERSON_NOUNS | TITLES:
            return Tag("name", f"the {' '.join(words)}"), run.end()
    described = DESCRIBED.match(text, article.end())
    run = RUN.match(text, described.end()) if described else None
    if run and is_name(run[0].split()):
        return Tag("name", run[0]), run.end()
    tag, end = _read_owned(text, article.end(), inverted=inverted)
    owned = article[1].lower() not in ("the", "a", "an", "this", "that", "another")
    if tag.kind == "none" or owned:
        return (Tag("noun", tag.text.rpartition(" ")[2]) if tag.text else NO_TAG), end
    strange = article[1].lower() in ("a", "an", "another")
    return Tag("noun", f"{'a' if strange else 'the'} {tag.text}"), end


def _read_owned(text: str, at: int, *, inverted: bool) -> tuple[Tag, int]:
    words: list[str] = []
    position = at
    for _ in range(5):
        word = WORD.match(text, position)
        if not word:
            break
        words.append(word[0])
        position = word.end()
        if NOUN_END.match(text, position) if inverted else words[-1].lower() in PERSON_NOUNS:
            following = WORD.match(text, position + 1)
            if not inverted and following and following[0].lower() in PERSON_NOUNS:
                position += 1
                continue
            more = WITH.match(text, position) if inverted else None
            words += [more[0].strip()] if more else []
            return Tag("noun", " ".join(words).lower()), more.end() if more else position
        position += text[position : position + 1] == " "
    return NO_TAG, at


def _trimmed(words: list[str]) -> list[str]:
    """Drop what only begins a sentence, and titles that nobody follows."""
    while words and words[0].lower() in NOT_NAMES and words[0].rstrip(".").lower() not in TITLES:
        words = words[1:]
    return words


def _with_rest(tag: Tag, verb: str, rest: str) -> Tag:
    """Add whom the words are said to."""
    clause = re.split(r"[.;!?]", rest, maxsplit=1)[0]
    if verb.lower() in INWARD and SELF.match(clause):
        verb = "thought"
    to = TO.search(clause)
    run = RUN.match(clause, to.end()) if to else None
    return Tag(tag.kind, tag.text, verb.lower(), run[0] if run else "")


def gender_of_tag(tag: Tag) -> str:
    """Return the gender that a tag tells."""
    if tag.kind == "pronoun":
        return {"he": "male", "she": "female"}.get(tag.text, "")
    return noun_gender(tag.text) if tag.kind == "noun" else ""
