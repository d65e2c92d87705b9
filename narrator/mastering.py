"""Mastering a book: from the clips of its plan to encoded chapters, credits and music included."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.audio.loudness import voice_gain
from narrator.audio.mastering import VOICE_LOUDNESS
from narrator.book.arrange import arrange
from narrator.book.chapters import find_measurement, master, master_all
from narrator.book.model import ChapterCues, Cue, EncodedChapter
from narrator.book.passages import share_passages
from narrator.book.recordings import MUSIC_MS, lay_bed, lay_recorded, list_cues
from narrator.book.sample import cut_sample, find_ends
from narrator.queue.events import ChapterEncoded, Listener, ignore
from narrator.queue.job import clip_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from narrator.cache.store import FolderStore
    from narrator.options import Options
    from narrator.preparing import Prepared
    from narrator.queue.plan import Plan, PlannedChapter
    from narrator.queue.runner import Outcome


@dataclass(frozen=True, slots=True)
class Mastered:
    """The chapters to be bound, by the numbers of their files.

    ``numbers`` are those of the book's chapters that are in them, ``total`` is how many files the
    whole book has, and ``whole`` tells whether these are all. ``sample`` is one of the whole book.
    """

    chapters: Mapping[int, EncodedChapter]
    numbers: tuple[int, ...]
    total: int
    whole: bool
    sample: EncodedChapter | None = None


def master_book(
    prepared: Prepared,
    outcome: Outcome,
    *,
    options: Options,
    store: FolderStore,
    jobs: int,
    listen: Listener = ignore,
) -> Mastered:
    """Encode the chapters that are to be bound, ``jobs`` at once, and a sample if one is wanted.

    ``listen`` hears of each chapter. Raises DamagedError where a clip is missing or damaged.
    """
    plan, present = prepared.plan, outcome.present
    gains = {voice: _find_gain(key, present, store) for voice, key in plan.gauges.items()}
    chosen = _choose_chapters(plan, outcome, options)
    count = itertools.count(1)
    cues = (_list_cues(chapter, gains, present) for chapter in chosen)
    spoken = [lay_recorded(chapter, prepared.recorded, store) for chapter in cues]
    laid = arrange(
        _add_sounds(spoken, prepared, store),
        mastering=prepared.mastering,
        own_files=prepared.credits.own_files,
        first=plan.chapters[0].number if plan.chapters else 1,
        store=store,
    )
    encoded = master_all(
        laid,
        store=store,
        rate=prepared.rate,
        formats=options.formats,
        mastering=prepared.mastering,
        jobs=jobs,
        on_done=lambda done: listen(ChapterEncoded(next(count), len(laid), done.title)),
    )
    told = share_passages(encoded, _list_passages(prepared))
    chapters = {chapter.number: done for chapter, done in zip(laid, told, strict=True)}
    whole = len(chosen) == len(plan.chapters)
    own = prepared.credits.own_files
    total = sum(own or not chapter.chapter.added for chapter in plan.chapters)
    numbers = tuple(chapter.number for chapter in chosen)
    sample = (
        _make_sample(spoken, prepared, options.sample, store) if whole and options.sample else None
    )
    return Mastered(chapters, numbers, len(chapters) if whole else total, whole, sample)


def _list_passages(prepared: Prepared) -> list[dict[str, int]]:
    """List what is one sound, recorded or on a bed: its lines, each with its letters."""
    segments = [line.segment for it in prepared.plan.chapters for line in it.lines]
    letters = {segment.id: max(1, len(segment.text)) for segment in segments}
    passages: list[dict[str, int]] = []
    for line, recording in prepared.recorded.items():
        if recording:
            passages.append({})
        passages[-1][line] = letters[line]
    for planned in prepared.plan.chapters:
        lines = [line.segment.id for line in planned.lines]
        if planned.chapter.added and _is_on_bed(lines[0], prepared):
            passages.append({line: letters[line] for line in lines})
    return passages


def _make_sample(
    spoken: Iterable[ChapterCues], prepared: Prepared, seconds: float, store: FolderStore
) -> EncodedChapter | None:
    """Encode the sample: what is heard first of the text itself."""
    told = {it.number: it.chapter for it in prepared.plan.chapters if it.chapter.kind == "body"}
    cues = [cue for it in spoken if it.number in told and not it.added for cue in it.cues]
    ends = find_ends(segment for chapter in told.values() for segment in chapter.segments)
    sample = cut_sample(cues, ends, seconds=seconds, mastering=prepared.mastering, store=store)
    if not sample:
        return None
    return master(
        sample,
        store=store,
        rate=prepared.rate,
        formats=("mp3",),
        mastering=prepared.mastering,
    )


def _choose_chapters(plan: Plan, outcome: Outcome, options: Options) -> list[PlannedChapter]:
    """Choose what to bind: the whole book where all of it is there, else what was asked for.

    A gap, where gaps are allowed, is a clip that failed.
    """
    gaps = {failure.key for failure in outcome.failed} if options.allow_gaps else set()
    enough = outcome.present | gaps
    ready = [it for it in plan.chapters if enough.issuperset(plan.list_keys(it))]
    if len(ready) == len(plan.chapters):
        return ready
    return [chapter for chapter in ready if chapter.number in plan.chosen]


def _list_cues(
    chapter: PlannedChapter, gains: Mapping[str, float], present: frozenset[str]
) -> ChapterCues:
    """Say when each line of a chapter is heard, and how loud its voice is to be."""
    cues = (
        Cue(
            line.segment.id,
            tuple(key for key in line.keys if key in present),
            gains.get(line.voice, 0.0),
            line.segment.pause_ms,
        )
        for line in chapter.lines
    )
    told = chapter.chapter
    return ChapterCues(told.title, tuple(cues), chapter.number, told.added)


def _add_sounds(
    chapters: Iterable[ChapterCues], prepared: Prepared, store: FolderStore
) -> list[ChapterCues]:
    """Put music where it belongs: under credits, and round the whole book."""
    sounds, plan = prepared.sounds, prepared.plan
    laid = list(chapters)
    for at, chapter in enumerate(laid):
        if sounds.bed and chapter.added and _is_on_bed(chapter.cues[0].segment, prepared):
            laid[at] = lay_bed(chapter, sounds.bed, rate=prepared.rate, store=store)
    if laid and sounds.intro and laid[0].number == plan.chapters[0].number:
        before = list_cues(sounds.intro, "intro", MUSIC_MS, store)
        laid[0] = replace(laid[0], cues=(*before, *laid[0].cues))
    if laid and sounds.outro and laid[-1].number == plan.chapters[-1].number:
        after = list_cues(sounds.outro, "outro", MUSIC_MS, store)
        laid[-1] = replace(laid[-1], cues=(*laid[-1].cues, *after))
    return laid


def _is_on_bed(first: str, prepared: Prepared) -> bool:
    """Tell whether credits that begin with a line have music under them: recorded ones have not."""
    return prepared.sounds.bed is not None and first not in prepared.recorded


def _find_gain(key: str, present: frozenset[str], store: FolderStore) -> float:
    """Tell the gain that brings a voice to the book's loudness, by its calibration clip."""
    if key not in present:
        return 0.0
    store.note_use(clip_name(key))
    return voice_gain(find_measurement(key, store), VOICE_LOUDNESS)
