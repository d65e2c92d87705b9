"""Cut chapters into lines, each said by one person, and gather the clues to who that is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrator.packed import pack
from narrator.script.who.eastern import EASTERN, read_eastern
from narrator.script.who.model import NO_TAG, Line, Tag
from narrator.script.who.people import find_mentions, fold, narration_of
from narrator.script.who.tagging import SENTENCES, find_subject, read_after, read_before
from narrator.script.who.words import FEMALE_CALLS, MALE_CALLS, TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.packed import Packed
    from narrator.script.dialogue import Quote
    from narrator.script.who.model import Mention, Paragraph, People

CALL_BEFORE = re.compile(
    r"(?:^|[“\"‘(\[,;:!?.—–-]\s*|\b(?:oh|ah|o|well|yes|no|come|now|dear|dearest|my|good|poor|old|you|"
    r"and|but|why|thank you|little)\s+)$",
    re.IGNORECASE,
)
CALL_AFTER = re.compile(r"\s*(?:[,.!?;:—–…”\"’)]|-|$)")
CALLS = re.compile(
    r"(?:^|[\"“‘,;!?.—–-]\s*|\b(?:yes|no|dear|my|good|well|oh|thank you)\s+)("
    + "|".join(map(re.escape, sorted(MALE_CALLS | FEMALE_CALLS)))
    + r")\b\s*(?=[,.!?;:—–\"”’]|-|$)",
    re.IGNORECASE,
)
TOLD_SPEECH = re.compile(r"(?<=[\s“\"«(—–-])[‘'](?=\w)[^“”\"«»]*?(?<=[.,!?;…—–-])[’'](?!\w)")
"""What somebody is told to have said, in quotation marks within those of a speech."""
TOLD_TAG = re.compile(
    r"[.,!?—–-][’']? (?:(?:he|she|they) (?:said|says|asked|cried|\w+ed)\b"
    r"|(?:said|says|asked|cried|replied|answered) (?:he|she|they|I|the)\b)"
)
"""Words in a speech by which it tells that somebody said something."""
MY_NAME = re.compile(r"\b(?:[Mm]y name(?:[’']s| is)|I[’']m|I am|[Cc]all me)\s+$")
THAT_IS_IT = re.compile(r"\b[Tt]hat(?: is|[’']s) my name\b")
TALE = 4
"""Over how many paragraphs a speech goes on that is a story."""
REACH = 12
"""How many paragraphs back somebody who was named may be who speaks."""


@dataclass(slots=True)
class Memory:
    """Who was named lately: in order, and in which paragraph last, counted from the chapter's."""

    recent: list[int] = field(default_factory=list)
    last_seen: dict[int, int] = field(default_factory=dict)


def find_all_lines(chapters: Sequence[Sequence[Paragraph]], people: People) -> Packed[list[Line]]:
    """Return the lines of each chapter; who was named at the end of one is near in the next."""
    memory = Memory()
    return pack(find_lines(at, it, people, memory) for at, it in enumerate(chapters))


def find_lines(
    chapter: int, paragraphs: Sequence[Paragraph], people: People, memory: Memory | None = None
) -> list[Line]:
    """Return the lines of a chapter in order, with their clues. The memory is carried on."""
    memory = memory or Memory()
    recent, last_seen = memory.recent, memory.last_seen
    lines: list[Line] = []
    previous: Paragraph | None = None
    for at, paragraph in enumerate(paragraphs):
        narration = narration_of(paragraph)
        told = find_mentions(narration, people.by_form)
        if paragraph.quotes:
            inside = _inside(paragraph, people)
            new = _cut_lines(chapter, at, paragraph, people)
            for line in new:
                _add_content(line, paragraph, inside)
                line.near = frozenset(it.person for it in told)
                line.recent = tuple(dict.fromkeys(reversed(recent)))[:12]
            _add_lead(new[0], previous)
            _add_gap(new, lines, paragraphs, at)
            lines += new
            last_seen.update((it.person, at) for it in inside)
        last_seen.update((it.person, at) for it in told)
        for line in lines[len(lines) - 3 :]:
            if line.paragraph == at:
                line.window = {p: at - seen for p, seen in last_seen.items() if at - seen <= REACH}
        recent = (recent + [it.person for it in told] + _list_introduced(lines, at))[-40:]
        previous = paragraph
    memory.recent = recent
    memory.last_seen = {person: seen - len(paragraphs) for person, seen in last_seen.items()}
    _look_ahead(lines)
    _measure_speeches(lines)
    return lines


def _inside(paragraph: Paragraph, people: People) -> list[Mention]:
    """Return who is named inside the quotes. "Madame" alone is anybody who is spoken to."""
    spoken = speech_of(paragraph)
    found = find_mentions(spoken, people.by_form)
    return [it for it in found if spoken[it.start : it.end].lower() not in TITLES]


def speech_of(paragraph: Paragraph) -> str:
    """Return the text with every letter outside quotes blanked."""
    kept = [" "] * len(paragraph.text)
    for quote in paragraph.quotes:
        kept[quote.start : quote.end] = paragraph.text[quote.start : quote.end]
    return "".join(kept)


def _cut_lines(chapter: int, at: int, paragraph: Paragraph, people: People) -> list[Line]:
    """Return the lines of a paragraph: one, unless its tags name two speakers."""
    lines: list[Line] = []
    for number, tag in enumerate(read_tags(paragraph)):
        if lines and not _clash(lines[-1].tag, tag, people):
            lines[-1].quotes = (*lines[-1].quotes, number)
            if _rank(tag) > _rank(lines[-1].tag):
                lines[-1].tag, lines[-1].tag_at = tag, number
        else:
            lines.append(Line(chapter, at, (number,), tag, number))
        if tag.verb:
            lines[-1].verbs[number] = tag.verb
    for line in lines:
        beat = _find_beat(paragraph, line)
        line.beat = NO_TAG if _is_thing(beat, people) else beat
        line.bare = narration_of(paragraph).strip() == ""
    return lines


def read_tags(paragraph: Paragraph) -> list[Tag]:
    """Return for each quote what the words beside it say of the speaker."""
    tags: list[Tag] = []
    text, quotes = paragraph.text, paragraph.quotes
    eastern = bool(quotes) and EASTERN.search(text) is not None
    for number, quote in enumerate(quotes):
        end = quotes[number + 1].start if number + 1 < len(quotes) else len(text)
        last = text[quote.start : quote.end].rstrip("”\"’'»」』 ")[-1:]
        tag = read_after(text[quote.end : end], last) if quote.closed else NO_TAG
        before = text[quotes[number - 1].end if number else 0 : quote.start]
        if eastern:
            tag = read_eastern(before, text[quote.end : end])
        if tag is NO_TAG and not (number and tags[-1].kind != "none"):
            tag = read_before(before)
        tags.append(tag)
    return tags


def _rank(tag: Tag) -> int:
    return ("none", "pronoun", "noun", "I", "name").index(tag.kind)


def _clash(before: Tag, tag: Tag, people: People) -> bool:
    """Tell whether two tags of a paragraph must mean two speakers."""
    if "none" in (before.kind, tag.kind):
        return False
    if {before.kind, tag.kind} <= {"name", "noun"}:
        one, other = (people.by_form.get(fold(it.text)) for it in (before, tag))
        return one != other or (one is None and before.text != tag.text)
    if before.kind == tag.kind == "pronoun":
        return before.text != tag.text
    return "I" in (before.kind, tag.kind) and before.kind != tag.kind


def _is_thing(tag: Tag, people: People) -> bool:
    """Tell whether the subject of a sentence without capitals is nobody who is known."""
    return bool(EASTERN.match(tag.text)) and fold(tag.text) not in people.by_form


def _find_beat(paragraph: Paragraph, line: Line) -> Tag:
    """Return whom the narration around the line's quotes is about."""
    first, last = paragraph.quotes[line.quotes[0]], paragraph.quotes[line.quotes[-1]]
    blanked = narration_of(paragraph)
    before = SENTENCES.split(blanked[: first.start].strip())[-1]
    if before and (tag := find_subject(before)).kind != "none":
        return tag
    for sentence in SENTENCES.split(blanked[first.end :].strip()):
        if (tag := find_subject(sentence)).kind != "none":
            return tag
    return find_subject(blanked[last.end :])


def _add_content(line: Line, paragraph: Paragraph, inside: Sequence[Mention]) -> None:
    """Add whom the words of a line call, and whom they are about."""
    quotes = [paragraph.quotes[number] for number in line.quotes]
    mine = [it for it in inside if any(q.start <= it.start < q.end for q in quotes)]
    text = paragraph.text
    calls = [
        it
        for it in mine
        if CALL_BEFORE.search(text, max(0, it.start - 14), it.start)
        and CALL_AFTER.match(text, it.end)
    ]
    told = [found.span() for q in quotes for found in TOLD_SPEECH.finditer(text, q.start, q.end)]
    told += [(q.start, q.end) for q in quotes if TOLD_TAG.search(text, q.start, q.end)]
    within = [it for it in calls if any(start < it.start < end for start, end in told)]
    line.called_within = Counter(it.person for it in within)
    line.introduced = _find_introduced(text, mine, quotes)
    line.called = frozenset(it.person for it in calls) - {line.introduced}
    line.named = frozenset(it.person for it in mine) - line.called - {line.introduced}
    said = " ".join(text[q.start : q.end] for q in quotes)
    if found := CALLS.search(said):
        line.calls = "male" if found[1].lower() in MALE_CALLS else "female"
    line.asks = said.rstrip("”\"’' ").endswith("?")


def _find_introduced(text: str, mine: Sequence[Mention], quotes: Sequence[Quote]) -> int | None:
    """Return who introduces himself: "my name is Sholto", "Mr. Sholto. That is my name."."""
    for it in mine:
        if MY_NAME.search(text, 0, it.start) and CALL_AFTER.match(text, it.end):
            return it.person
    named = any(THAT_IS_IT.search(text, quote.start, quote.end) for quote in quotes)
    return mine[0].person if named and mine else None


def _list_introduced(lines: Sequence[Line], paragraph: int) -> list[int]:
    """Return who has introduced himself in a paragraph, the last that lines are of."""
    ours = (line for line in lines[-3:] if line.paragraph == paragraph)
    return [line.introduced for line in ours if line.introduced is not None]


def _add_lead(line: Line, previous: Paragraph | None) -> None:
    """Add whom the paragraph before is about, where nobody speaks in it."""
    if previous is None or previous.quotes:
        return
    last = SENTENCES.split(previous.text.strip())[-1]
    line.lead = find_subject(last)
    line.leads_in = last.rstrip()[-1:] in (":", ",", "—", "：")


def _add_gap(
    new: Sequence[Line], before: Sequence[Line], paragraphs: Sequence[Paragraph], at: int
) -> None:
    """Add what stands between a line and the one before it.

    0: nothing; 1: one paragraph; 2: more; 3: a scene's end; 4: the same paragraph.
    """
    for line in new[1:]:
        line.gap = 4
    first = new[0]
    if not before:
        first.gap = 3
        return
    last = before[-1].paragraph
    if any(it.opens for it in paragraphs[last + 1 : at + 1]):
        first.gap = 3
    else:
        first.gap = min(2, at - last - 1)
    quotes = paragraphs[last].quotes
    starts = paragraphs[at].quotes[0].start == 0
    first.goes_on = at == last + 1 and not quotes[-1].closed and starts


def _look_ahead(lines: Sequence[Line]) -> None:
    """Add to each line's window who speaks or is named soon after it, in the same scene."""
    for at, line in enumerate(lines):
        window = dict(line.window)
        for further in lines[at + 1 : at + 5]:
            if further.gap == 3:
                break
            away = further.paragraph - line.paragraph
            for person in (*further.near, *further.called):
                window.setdefault(person, away + 2)
        line.window = window


def _measure_speeches(lines: Sequence[Line]) -> None:
    """Tell each line over how many paragraphs the speech goes on that it belongs to."""
    speeches: list[list[Line]] = []
    for line in lines:
        if line.goes_on and speeches:
            speeches[-1].append(line)
        else:
            speeches.append([line])
    for speech in speeches:
        within = Counter(it for line in speech for it in Counter(line.called_within).elements())
        speech[0].called_within = within if len(speech) >= TALE else {}
        speech[0].called -= speech[0].called_within.keys()
        for line in speech:
            line.length = len(speech)
        for line in speech[1:]:
            line.called_within = {}
