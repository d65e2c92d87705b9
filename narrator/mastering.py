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
from narrator.packed import pack
from narrator.queue.events import ChapterEncoded, Listener, ignore
from narrator.queue.job import clip_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from narrator.cache.store import FolderStore
    from narrator.options import Options
    from narrator.preparing import Prepared
    from narrator.queue.plan import Plan, PlannedChapter
    from narrator.queue.runner import Outcome


@dataclass(frozen=True, slots=True)
class Mastered:
    """The chapters to be bound, by the numbers of their files.

    ``total`` is how many files the whole book has, and ``whole`` tells whether these are all;
    ``numbers`` are those of the book's chapters that are in a part of it. ``sample`` is one of the
    whole book.
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
    whole = len(chosen) == len(plan.chapters)

    def list_spoken() -> Iterator[ChapterCues]:
        for chapter in chosen:
            yield lay_recorded(_list_cues(chapter, gains, present), prepared.recorded, store)

    count = itertools.count(1)
    laid = arrange(
        _add_sounds(list_spoken(), prepared, store),
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
    total = len(chapters) if whole else _count_files(prepared)
    numbers = () if whole else tuple(chapter.number for chapter in chosen)
    sample = None
    if whole and options.sample:
        sample = _make_sample(list_spoken(), prepared, options.sample, store)
    return Mastered(chapters, numbers, total, whole, sample)


def _count_files(prepared: Prepared) -> int:
    """Count the files of a book that has one for each chapter."""
    own = prepared.credits.own_files
    return sum(own or not chapter.chapter.added for chapter in prepared.plan.chapters)


def _list_passages(prepared: Prepared) -> list[dict[str, int]]:
    """List what is one sound, recorded or on a bed: its lines, each with its letters."""
    if not prepared.recorded and prepared.sounds.bed is None:
        return []
    segments = (line.segment for it in prepared.plan.chapters for line in it.lines)
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
    told = [it.chapter for it in prepared.plan.chapters if it.chapter.kind == "body"]
    numbers = {it.number for it in told}
    cues = [cue for it in spoken if it.number in numbers and not it.added for cue in it.cues]
    ends = find_ends(segment for chapter in told for segment in chapter.segments)
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


def _choose_chapters(plan: Plan, outcome: Outcome, options: Options) -> Sequence[PlannedChapter]:
    """Choose what to bind: the whole book where all of it is there, else what was asked for.

    A gap, where gaps are allowed, is a clip that failed.
    """
    present = outcome.present
    if len(present) == len(plan.jobs):
        return plan.chapters
    gaps = {failure.key for failure in outcome.failed} if options.allow_gaps else set()
    ready = {
        chapter.number
        for chapter in plan.chapters
        if all(key in present or key in gaps for key in plan.list_keys(chapter))
    }
    if len(ready) == len(plan.chapters):
        return plan.chapters
    return pack(it for it in plan.chapters if it.number in ready & plan.chosen)


def _list_cues(
    chapter: PlannedChapter, gains: Mapping[str, float], present: Container[str]
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
) -> Iterator[ChapterCues]:
    """Put music where it belongs: under credits, and round the whole book."""
    sounds, plan = prepared.sounds, prepared.plan
    first, last = (it[0].number if it else 0 for it in (plan.chapters[:1], plan.chapters[-1:]))
    for chapter in chapters:
        cues = chapter.cues
        if sounds.bed and chapter.added and _is_on_bed(cues[0].segment, prepared):
            cues = lay_bed(chapter, sounds.bed, rate=prepared.rate, store=store).cues
        if sounds.intro and chapter.number == first:
            cues = (*list_cues(sounds.intro, "intro", MUSIC_MS, store), *cues)
        if sounds.outro and chapter.number == last:
            cues = (*cues, *list_cues(sounds.outro, "outro", MUSIC_MS, store))
        yield replace(chapter, cues=cues)


def _is_on_bed(first: str, prepared: Prepared) -> bool:
    """Tell whether credits that begin with a line have music under them: recorded ones have not."""
    return prepared.sounds.bed is not None and first not in prepared.recorded


def _find_gain(key: str, present: Container[str], store: FolderStore) -> float:
    """Tell the gain that brings a voice to the book's loudness, by its calibration clip."""
    if key not in present:
        return 0.0
    store.note_use(clip_name(key))
    return voice_gain(find_measurement(key, store), VOICE_LOUDNESS)
