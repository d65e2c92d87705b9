"""Changes that people make on the page, written to the plain files that the command line uses.

A change is first tried on copies of these files, which tells how many clips it re-makes and what
they cost; it is written only when that was confirmed, and only where nobody changed the book since.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

from pydantic import Field
from starlette.exceptions import HTTPException

from narrator.cache.store import replacing, translate_os_errors
from narrator.preparing import JOURNAL, prepare
from narrator.queue.journal import open_journal
from narrator.queue.price import find_price
from narrator.script.beside import find_beside
from narrator.script.cast_file import add_alias, set_voice
from narrator.script.edits import name_line, write_takes
from narrator.script.lexicon_file import set_word
from narrator.script.line_edits import (
    LONGEST_PAUSE_MS,
    LineEdit,
    place_line,
    write_line_edit,
)
from narrator.script.model import NARRATOR
from narrator.script.pls import SUFFIXES as LEXICONS
from narrator.server.schema import Wire
from narrator.server.studio.book import BESIDE, Cost, View, find_revision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.options import Options
    from narrator.queue.job import Job
    from narrator.queue.plan import Line
    from narrator.server.studio.book import Library
    from narrator.server.studio.shelf import Title

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f*()]+$")]


class LineChange(Wire):
    """Another speaker, words, direction or pause for a line."""

    kind: Literal["line"]
    segment: str
    speaker: Name | None = None
    spoken: Annotated[str, Field(min_length=1, max_length=5000)] | None = None
    direction: Annotated[str, Field(max_length=200)] | None = None
    """Empty for none."""
    pause_ms: Annotated[int, Field(ge=0, le=LONGEST_PAUSE_MS)] | None = None


class VoiceChange(Wire):
    """Another voice for a speaker."""

    kind: Literal["voice"]
    speaker: Name
    voice: Annotated[str, Field(min_length=1, max_length=200)]


class NameChange(Wire):
    """A speaker becomes another, who may be new: merged, or renamed."""

    kind: Literal["name"]
    speaker: Name
    name: Name


class TakeChange(Wire):
    """Another take of a line is heard."""

    kind: Literal["take"]
    segment: str
    take: Annotated[int, Field(ge=1, le=1_000_000)]


class WordChange(Wire):
    """How words are said in the whole book: in letters or IPA; as ever where both are empty."""

    kind: Literal["word"]
    words: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\w")]
    say: Annotated[str, Field(max_length=200)] = ""
    ipa: Annotated[str, Field(max_length=200)] = ""


Change = LineChange | VoiceChange | NameChange | TakeChange | WordChange


class ChangeRequest(Wire):
    """A change of a book that was in the state ``revision`` when it was made."""

    revision: str
    change: Annotated[Change, Field(discriminator="kind")]
    confirm: bool = False
    """Whether it is written, or only weighed."""


class Weight(TypedDict):
    """What a change comes to: clips to be made that were not before, and lines that change."""

    clips: int
    price: float
    seconds: float | None
    lines: int
    revision: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A change tried on copies: the book as it would be, and the files that make it so."""

    view: View
    files: dict[str, Path]


class ConflictError(HTTPException):
    """Somebody changed the book meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            409, "The book was changed in another window or program. It is shown as it is now."
        )


def change_book(library: Library, title: Title, request: ChangeRequest) -> Weight:
    """Weigh a change, and write it where it is confirmed.

    Raises ConflictError where the book is not in the state that the change was made for.
    """
    with library.lock:
        view = library.look(title)
        if view.revision != request.revision:
            raise ConflictError
        with _trying(library, view, request.change) as trial:
            weight = _weigh(library, view, trial.view)
            if not request.confirm:
                return weight
            if find_revision(title.path) != request.revision:
                raise ConflictError
            for kind, copy in trial.files.items():
                with replacing(find_beside(title.path, kind)) as partial:
                    shutil.copyfile(copy, partial)
        return {**weight, "revision": library.look(title).revision}


@contextmanager
def _trying(library: Library, view: View, change: Change) -> Iterator[Trial]:
    """Make a change on copies of a book's files."""
    with _copying(view.title.path) as path:
        before = {kind: _read(find_beside(path, kind)) for kind in BESIDE}
        _apply(change, view, path)
        changed = {
            kind: find_beside(path, kind)
            for kind in BESIDE
            if _read(find_beside(path, kind)) != before[kind]
        }
        yield Trial(library.prepare(view.title, path, view.written, view.revision), changed)


@contextmanager
def _copying(manuscript: Path) -> Iterator[Path]:
    """Copy the files beside a manuscript, for a name of its own that is gone afterwards.

    They lie in the same folder, because some name others by the way to them: a series' cast file, a
    lexicon that is included.
    """
    name = f".trying-{secrets.token_hex(4)}"
    path = manuscript.with_name(name + ("" if manuscript.is_dir() else manuscript.suffix))
    copies = [find_beside(path, kind) for kind in BESIDE]
    try:
        with translate_os_errors(path):
            if manuscript.is_dir():
                path.mkdir()
                for each in manuscript.iterdir():
                    if each.suffix in {".toml", *LEXICONS}:
                        shutil.copyfile(each, path / each.name)
            for kind, copy in zip(BESIDE, copies, strict=True):
                if (beside := find_beside(manuscript, kind)).is_file():
                    shutil.copyfile(beside, copy)
        yield path
    finally:
        if manuscript.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        for copy in copies:
            copy.unlink(missing_ok=True)


def _apply(change: Change, view: View, path: Path) -> None:
    """Write a change into the files beside ``path``. Raises HTTPException 404."""
    match change:
        case LineChange():
            _edit_line(change, view, path)
        case TakeChange():
            line = find_line(view, change.segment)
            write_takes(find_beside(path, "edits"), {name_line(line.segment): change.take})
        case VoiceChange():
            _check_speaker(view, change.speaker)
            set_voice(find_beside(path, "cast"), change.speaker, change.voice)
        case NameChange():
            _rename(change, view, path)
        case WordChange():
            words = " ".join(change.words.split())
            set_word(find_beside(path, "lexicon"), words, change.say.strip(), change.ipa.strip())


def find_line(view: View, segment: str) -> Line:
    """Find a line by the name of its segment. Raises HTTPException 404."""
    if segment not in view.places:
        raise HTTPException(404, f"There is no segment {segment[:20]} in this book any more.")
    return view.lines[view.places[segment]][1]


def _edit_line(change: LineChange, view: View, path: Path) -> None:
    """Edit a line by its words: they are looked for in the script before all edits."""
    find_line(view, change.segment)
    try:
        text, before = place_line(view.prepared.unedited or view.prepared.script, change.segment)
    except KeyError:
        raise HTTPException(
            400, "Credits are said as book.toml beside the book has them."
        ) from None
    edit = LineEdit(
        text,
        before,
        speaker=change.speaker,
        spoken=change.spoken,
        direction=change.direction,
        pause_ms=change.pause_ms,
    )
    write_line_edit(find_beside(path, "edits"), edit)


def _check_speaker(view: View, name: str) -> None:
    if name not in view.prepared.cast.voices:
        raise HTTPException(404, f"Nobody called {name!r} speaks in this book.")


def _rename(change: NameChange, view: View, path: Path) -> None:
    """Give a speaker another name. Whoever is new under it keeps the voice of the old one."""
    _check_speaker(view, change.speaker)
    if NARRATOR in (change.speaker, change.name) or change.speaker == change.name:
        raise HTTPException(400, "The narrator keeps that name, and nobody else has it.")
    cast = find_beside(path, "cast")
    if change.name not in view.prepared.cast.voices:
        set_voice(cast, change.name, view.prepared.cast.voices[change.speaker])
    add_alias(cast, change.speaker, change.name)


def _weigh(library: Library, before: View, after: View) -> Weight:
    """Tell what is to be made after a change that was not to be made before."""
    had = {job.key for job in before.plan.missing}
    jobs = [job for job in after.plan.missing if job.key not in had]
    changed = sum(
        one != other for (_, one), (_, other) in zip(before.lines, after.lines, strict=True)
    )
    return Weight(
        clips=len(jobs),
        price=round(find_price(jobs, after.prepared.engines), 4),
        seconds=measure_work(library, jobs),
        lines=changed,
        revision=before.revision,
    )


def find_cost(library: Library, view: View, options: Options) -> Cost:
    """Tell what a book costs that is made as options have it: with credits, say."""
    prepared = prepare(
        view.title.path, options=options, settings=library.settings, written=view.written
    )
    jobs = list(prepared.plan.missing)
    price = find_price(jobs, prepared.engines)
    return Cost(clips=len(jobs), price=price, seconds=measure_work(library, jobs))


def measure_work(library: Library, jobs: list[Job]) -> float | None:
    """Tell how many seconds making clips takes here; None where an engine was never measured."""
    settings = library.settings
    with open_journal(settings.data / JOURNAL, look_only=True) as journal:
        speeds = {name: journal.measure_speed(name) for name in {job.engine for job in jobs}}
    total = 0.0
    for job in jobs:
        speed = speeds[job.engine]
        if speed is None:
            return None
        total += len(job.speech.text) * speed.work / settings.jobs
    return round(total, 1)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
